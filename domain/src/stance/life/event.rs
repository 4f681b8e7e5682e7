//! What happened to a stance, and the standing that it leads to: replaying the history gives the state.

use super::{HeardHow, Outcome, StanceState, Step};
use crate::stance::StanceKind;
use crate::{ClientId, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One step as the history keeps it. Its reason, a text of a person, stands beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub step: Step,
    pub to: StanceState,
    /// `None`: time did it.
    pub by: Option<PersonId>,
    pub details: Details,
}

/// The figures of a step, never a text of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<StanceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
    /// The one person who confirmed all the grounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sole_confirmer: Option<PersonId>,
    /// SHA-256 of what was put to the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<HeardHow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The day of the step, where its rule counts from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Does a change void what was sent and approved?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub material: Option<bool>,
}

/// A new review date that waits for the people it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    pub until: NaiveDate,
    pub asked_by: PersonId,
}

/// What the rules must know of a stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub client: ClientId,
    pub state: StanceState,
    pub kind: StanceKind,
    pub stepped_down_from: Option<StanceKind>,
    pub stepped_down_on: Option<NaiveDate>,
    pub review_on: NaiveDate,
    /// Who wrote it: the proposer first, then those who changed it materially.
    pub authors: Vec<PersonId>,
    pub sole_confirmer: Option<PersonId>,
    /// SHA-256 of what was put to the client; empty until it was.
    pub judged: String,
    pub approved_by: Option<PersonId>,
    pub renewal: Option<Renewal>,
    pub outcome: Option<Outcome>,
}

impl Standing {
    /// The standing after its first event.
    fn begin(client: ClientId, first: &Event) -> Option<Self> {
        if first.step != Step::Propose {
            return None;
        }
        Some(Self {
            client,
            state: first.to,
            kind: first.details.kind?,
            stepped_down_from: None,
            stepped_down_on: None,
            review_on: first.details.review_on?,
            authors: first.by.into_iter().collect(),
            sole_confirmer: first.details.sole_confirmer,
            judged: String::new(),
            approved_by: None,
            renewal: None,
            outcome: None,
        })
    }

    /// Who proposed it.
    pub fn proposer(&self) -> Option<PersonId> {
        self.authors.first().copied()
    }

    /// Moves on by one event.
    pub fn apply(&mut self, event: &Event) {
        let details = &event.details;
        self.state = event.to;
        match event.step {
            Step::Amend => self.amended(event),
            Step::Notify => self.judged = details.judged.clone().unwrap_or_default(),
            Step::Approve => self.approved_by = event.by,
            Step::AskRenewal => {
                self.renewal = details
                    .review_on
                    .zip(event.by)
                    .map(|(until, asked_by)| Renewal { until, asked_by });
            }
            Step::Renew => {
                self.review_on = details.review_on.unwrap_or(self.review_on);
                self.renewal = None;
            }
            Step::DeclineRenewal => self.renewal = None,
            Step::StepDown => {
                let kind = details.kind.unwrap_or(self.kind);
                if kind != self.kind {
                    self.stepped_down_from = Some(self.kind);
                    self.kind = kind;
                }
                self.review_on = details.review_on.unwrap_or(self.review_on);
                self.stepped_down_on = details.on;
                self.renewal = None;
            }
            Step::Change | Step::Lift | Step::End => {
                self.outcome = details.outcome;
                self.renewal = None;
            }
            Step::Outcome => self.outcome = details.outcome,
            Step::Propose
            | Step::Send
            | Step::Receive
            | Step::Bounce
            | Step::Extend
            | Step::Reply
            | Step::Hear
            | Step::Refuse
            | Step::TakeEffect => {}
        }
    }

    fn amended(&mut self, event: &Event) {
        let details = &event.details;
        if details.material != Some(true) {
            return;
        }
        self.kind = details.kind.unwrap_or(self.kind);
        self.review_on = details.review_on.unwrap_or(self.review_on);
        self.sole_confirmer = details.sole_confirmer;
        self.judged.clear();
        self.approved_by = None;
        if let Some(author) = event.by
            && !self.authors.contains(&author)
        {
            self.authors.push(author);
        }
    }
}

/// The standing that a history leads to; `None` where it does not begin with a proposal.
pub fn replay<'e>(client: ClientId, events: impl IntoIterator<Item = &'e Event>) -> Option<Standing> {
    let mut events = events.into_iter();
    let mut standing = Standing::begin(client, events.next()?)?;
    for event in events {
        standing.apply(event);
    }
    Some(standing)
}
