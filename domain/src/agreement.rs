//! Terms negotiated with one client: the way back from a stance, or instead of one. Two people of the house agree to it.

use crate::stance::life::{StepRefused, may_decide};
use crate::{AgreementId, ClientId, Person, PersonId, StanceId};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// Where an agreement stands.
    AgreementState {
        Proposed = "proposed",
        InForce = "in_force",
        Kept = "kept",
        Broken = "broken",
        /// Its end has passed and nobody has said yet whether it was kept; or it was never agreed to.
        Ended = "ended",
    }
}

/// Longest time of an agreement, in months.
pub const LONGEST_MONTHS: u32 = 24;
/// Most milestones.
pub const MAX_MILESTONES: usize = 12;
/// Longest terms and reasons, in characters.
pub const MAX_TEXT: usize = 4_000;
/// Longest milestone, in characters.
pub const MAX_MILESTONE: usize = 300;

/// One thing that the client does by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub due_on: NaiveDate,
    pub text: String,
    /// The day on which staff saw it done.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

/// An agreement as it is put forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub client: ClientId,
    /// The stance that it leads back from, where there is one.
    pub stance: Option<StanceId>,
    pub terms: String,
    pub milestones: Vec<Milestone>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// An agreement in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub id: AgreementId,
    pub client_name: String,
    pub draft: Draft,
    pub state: AgreementState,
    pub proposed_by: PersonId,
    pub proposed_by_name: String,
    pub proposed_at: DateTime<Utc>,
    pub agreed_by_name: Option<String>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub reason: String,
    pub revision: i64,
}

impl Agreement {
    /// Milestones whose day has passed and that nobody saw done.
    pub fn missed(&self, today: NaiveDate) -> usize {
        let missed = |m: &&Milestone| m.done_on.is_none() && m.due_on < today;
        self.draft.milestones.iter().filter(missed).count()
    }
}

/// What is wrong with a draft; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    #[error("the terms are missing")]
    TermsMissing,
    #[error("a text is too long")]
    TextTooLong,
    #[error("the end lies before the beginning, in the past, or more than {LONGEST_MONTHS} months away")]
    Dates,
    #[error("there is no milestone, or too many")]
    Milestones,
    #[error("a milestone lies outside the agreement or says nothing")]
    Milestone,
    #[error("the client was merged into another")]
    Merged,
}

/// Every problem of a draft.
pub fn problems(draft: &Draft, today: NaiveDate) -> Vec<DraftProblem> {
    let mut found = Vec::new();
    if draft.terms.trim().is_empty() {
        found.push(DraftProblem::TermsMissing);
    }
    let latest = draft
        .starts_on
        .checked_add_months(Months::new(LONGEST_MONTHS))
        .unwrap_or(draft.starts_on);
    if draft.ends_on <= draft.starts_on || draft.ends_on <= today || draft.ends_on > latest {
        found.push(DraftProblem::Dates);
    }
    if draft.milestones.is_empty() || draft.milestones.len() > MAX_MILESTONES {
        found.push(DraftProblem::Milestones);
    }
    let outside =
        |m: &Milestone| m.text.trim().is_empty() || m.due_on < draft.starts_on || m.due_on > draft.ends_on;
    if draft.milestones.iter().any(outside) {
        found.push(DraftProblem::Milestone);
    }
    let long = draft.terms.chars().count() > MAX_TEXT
        || draft
            .milestones
            .iter()
            .any(|m| m.text.chars().count() > MAX_MILESTONE);
    if long {
        found.push(DraftProblem::TextTooLong);
    }
    found
}

/// What can be said of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// The second person's yes.
    Agree,
    /// Not agreed to, or taken back.
    Withdraw,
    Kept,
    Broken,
}

/// The state after it, or the rule that forbids it: two people, and a reason for everything but the yes.
pub fn take(agreement: &Agreement, by: &Person, say: Say, reason: &str) -> Result<AgreementState, Refused> {
    may_decide(by, agreement.draft.client).map_err(Refused::People)?;
    if say == Say::Agree && agreement.proposed_by == by.id {
        return Err(Refused::OwnDraft);
    }
    if say != Say::Agree && reason.trim().is_empty() {
        return Err(Refused::ReasonMissing);
    }
    if reason.chars().count() > MAX_TEXT {
        return Err(Refused::ReasonTooLong);
    }
    match (say, agreement.state) {
        (Say::Agree, AgreementState::Proposed) => Ok(AgreementState::InForce),
        (Say::Withdraw, AgreementState::Proposed) => Ok(AgreementState::Ended),
        (Say::Kept, AgreementState::InForce) => Ok(AgreementState::Kept),
        (Say::Kept, AgreementState::Ended) if agreement.agreed_at.is_some() => Ok(AgreementState::Kept),
        (Say::Broken, AgreementState::InForce) => Ok(AgreementState::Broken),
        (Say::Broken, AgreementState::Ended) if agreement.agreed_at.is_some() => Ok(AgreementState::Broken),
        (_, state) => Err(Refused::NotFromHere(state)),
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    People(StepRefused),
    #[error("who wrote an agreement does not agree to it for the house")]
    OwnDraft,
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {MAX_TEXT} characters")]
    ReasonTooLong,
    #[error("an agreement that is {0} cannot take this step")]
    NotFromHere(AgreementState),
}
