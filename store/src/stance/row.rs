//! Rows of the stance tables and how they become words of the domain.

use crate::StoreError;
use crate::error::word;
use chrono::{DateTime, NaiveDate, Utc};
use domain::stance::condition::Condition;
use domain::stance::life::{Details, Outcome, Renewal, StanceState, Standing, Step};
use domain::stance::opinion::Advice;
use domain::stance::{
    Proposal, PublishedNote, RunningContracts, Scope, StanceCard, StanceEvent, StanceKind, StanceSheet,
    StanceSummary,
};
use domain::{ClientId, IssueId, PersonId, StanceId};
use sqlx::types::Json;
use std::collections::BTreeSet;

#[derive(sqlx::FromRow)]
pub(super) struct CardRow {
    id: i64,
    kind: String,
    scope: Json<Scope>,
    conditions: Json<Vec<Condition>>,
    review_on: NaiveDate,
    in_force_at: DateTime<Utc>,
    note_fr: String,
    note_nl: String,
    note_from: Option<NaiveDate>,
    to_lift: String,
    running: String,
}

impl TryFrom<CardRow> for StanceCard {
    type Error = StoreError;
    fn try_from(row: CardRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: StanceId(row.id),
            kind: word(&row.kind, "stance.kind")?,
            scope: row.scope.0,
            conditions: row.conditions.0,
            review_on: row.review_on,
            in_force_on: domain::clock::day(row.in_force_at),
            note: Some(PublishedNote {
                fr: row.note_fr,
                nl: row.note_nl,
            }),
            note_from: row.note_from,
            to_lift: row.to_lift,
            running: word(&row.running, "stance.running")?,
            filters: BTreeSet::new(),
            replies: Vec::new(),
        })
    }
}

/// What the rules know of a stance, before its authors are read.
#[derive(sqlx::FromRow)]
pub(super) struct StandingRow {
    pub client_id: i64,
    pub state: String,
    pub kind: String,
    pub stepped_down_from: Option<String>,
    pub stepped_down_on: Option<NaiveDate>,
    pub review_on: NaiveDate,
    pub proposed_by: i64,
    pub sole_confirmer_id: Option<i64>,
    pub snapshot_hash: String,
    pub approved_by: Option<i64>,
    pub renewal_until_on: Option<NaiveDate>,
    pub renewal_asked_by: Option<i64>,
    pub outcome: Option<String>,
    pub revision: i64,
}

impl StandingRow {
    /// `others` wrote it beside its proposer.
    pub(super) fn standing(&self, others: &[i64]) -> Result<Standing, StoreError> {
        let mut authors = vec![PersonId(self.proposed_by)];
        authors.extend(
            others
                .iter()
                .filter(|id| **id != self.proposed_by)
                .map(|id| PersonId(*id)),
        );
        let optional = |text: &Option<String>, column| {
            text.as_deref()
                .map(|text| word::<StanceKind>(text, column))
                .transpose()
        };
        Ok(Standing {
            client: ClientId(self.client_id),
            state: word::<StanceState>(&self.state, "stance.state")?,
            kind: word::<StanceKind>(&self.kind, "stance.kind")?,
            stepped_down_from: optional(&self.stepped_down_from, "stance.stepped_down_from")?,
            stepped_down_on: self.stepped_down_on,
            review_on: self.review_on,
            authors,
            sole_confirmer: self.sole_confirmer_id.map(PersonId),
            judged: self.snapshot_hash.clone(),
            approved_by: self.approved_by.map(PersonId),
            renewal: self
                .renewal_until_on
                .zip(self.renewal_asked_by)
                .map(|(until, by)| Renewal {
                    until,
                    asked_by: PersonId(by),
                }),
            outcome: self
                .outcome
                .as_deref()
                .map(|text| word::<Outcome>(text, "stance.outcome"))
                .transpose()?,
        })
    }
}

/// The text of a stance.
#[derive(sqlx::FromRow)]
pub(super) struct TextRow {
    client_id: i64,
    kind: String,
    scope: Json<Scope>,
    conditions: Json<Vec<Condition>>,
    reason: String,
    running: String,
    review_on: NaiveDate,
    to_lift: String,
    note_fr: String,
    note_nl: String,
    recommended: String,
    policy_id: Option<i64>,
    departs_because: String,
}

impl TextRow {
    pub(super) fn proposal(self, grounds: Vec<IssueId>) -> Result<Proposal, StoreError> {
        let recommended = match self.recommended.as_str() {
            "" => None,
            advice => Some(word::<Advice>(advice, "stance.recommended")?),
        };
        Ok(Proposal {
            client: ClientId(self.client_id),
            kind: word(&self.kind, "stance.kind")?,
            scope: self.scope.0,
            conditions: self.conditions.0,
            reason: self.reason,
            grounds,
            running: word::<RunningContracts>(&self.running, "stance.running")?,
            review_on: self.review_on,
            to_lift: self.to_lift,
            note: PublishedNote {
                fr: self.note_fr,
                nl: self.note_nl,
            },
            recommended,
            policy: self.policy_id,
            departs_because: self.departs_because,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SheetRow {
    id: i64,
    client_name: String,
    on_debts: bool,
    sent_on: Option<NaiveDate>,
    note_from: Option<NaiveDate>,
    replaces_id: Option<i64>,
    proposed_by_name: String,
    proposed_at: DateTime<Utc>,
    approved_by_name: Option<String>,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    renewal_reason: String,
    renewal_by_name: Option<String>,
    #[sqlx(flatten)]
    pub standing: StandingRow,
    #[sqlx(flatten)]
    text: TextRow,
}

impl SheetRow {
    pub(super) fn into_sheet(
        self,
        others: &[i64],
        grounds: Vec<IssueId>,
        events: Vec<StanceEvent>,
    ) -> Result<StanceSheet, StoreError> {
        Ok(StanceSheet {
            id: StanceId(self.id),
            client_name: self.client_name,
            standing: self.standing.standing(others)?,
            proposal: self.text.proposal(grounds)?,
            on_debts: self.on_debts,
            sent_on: self.sent_on,
            note_from: self.note_from,
            replaces: self.replaces_id.map(StanceId),
            proposed_by_name: self.proposed_by_name,
            proposed_at: self.proposed_at,
            approved_by_name: self.approved_by_name,
            in_force_at: self.in_force_at,
            ended_at: self.ended_at,
            renewal_reason: self.renewal_reason,
            renewal_by_name: self.renewal_by_name,
            revision: self.standing.revision,
            events,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    step: String,
    to_state: String,
    by_id: Option<i64>,
    by_name: Option<String>,
    at: DateTime<Utc>,
    reason: String,
    details: Json<Details>,
}

impl TryFrom<EventRow> for StanceEvent {
    type Error = StoreError;
    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            step: word::<Step>(&row.step, "stance_event.step")?,
            to: word(&row.to_state, "stance_event.to_state")?,
            by: row.by_id.map(PersonId),
            by_name: row.by_name,
            at: row.at,
            reason: row.reason,
            details: row.details.0,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SummaryRow {
    id: i64,
    client_id: i64,
    client_name: String,
    kind: String,
    state: String,
    review_on: NaiveDate,
    proposed_by: i64,
    since: DateTime<Utc>,
}

impl TryFrom<SummaryRow> for StanceSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: StanceId(row.id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            kind: word(&row.kind, "stance.kind")?,
            state: word(&row.state, "stance.state")?,
            review_on: row.review_on,
            proposed_by: PersonId(row.proposed_by),
            since: row.since,
        })
    }
}
