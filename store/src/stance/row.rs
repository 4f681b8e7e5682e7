//! Rows of the stance tables and how they become words of the domain.

use crate::StoreError;
use crate::error::word;
use chrono::{DateTime, NaiveDate, Utc};
use domain::stance::condition::Condition;
use domain::stance::life::{StanceState, Step};
use domain::stance::{
    PublishedNote, RunningContracts, Scope, StanceCard, StanceEvent, StanceKind, StanceSheet, StanceSummary,
};
use domain::{ClientId, IssueId, PersonId, StanceId};
use sqlx::types::Json;

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
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SheetRow {
    id: i64,
    client_id: i64,
    client_name: String,
    state: String,
    kind: String,
    scope: Json<Scope>,
    conditions: Json<Vec<Condition>>,
    reason: String,
    running: String,
    review_on: NaiveDate,
    to_lift: String,
    note_fr: String,
    note_nl: String,
    sent_on: Option<NaiveDate>,
    proposed_by: i64,
    proposed_by_name: String,
    proposed_at: DateTime<Utc>,
    approved_by: Option<i64>,
    approved_by_name: Option<String>,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    revision: i64,
}

impl SheetRow {
    pub(super) fn into_sheet(
        self,
        grounds: Vec<IssueId>,
        events: Vec<StanceEvent>,
    ) -> Result<StanceSheet, StoreError> {
        Ok(StanceSheet {
            id: StanceId(self.id),
            client: ClientId(self.client_id),
            client_name: self.client_name,
            state: word::<StanceState>(&self.state, "stance.state")?,
            kind: word::<StanceKind>(&self.kind, "stance.kind")?,
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
            sent_on: self.sent_on,
            proposed_by: PersonId(self.proposed_by),
            proposed_by_name: self.proposed_by_name,
            proposed_at: self.proposed_at,
            approved_by: self.approved_by.map(PersonId),
            approved_by_name: self.approved_by_name,
            in_force_at: self.in_force_at,
            ended_at: self.ended_at,
            revision: self.revision,
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
