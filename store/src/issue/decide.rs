//! The steps of an issue's life. Each is guarded by the revision that the person saw.

use super::figures::{count_outcome, move_card};
use crate::error::{touched, word};
use crate::idempotency::Claim;
use crate::trend::IssueFacts;
use crate::{StoreError, Tx, audit, idempotency, job};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::issue::life::{Standing, Step, StepRefused, take};
use domain::issue::{IssueState, Source};
use domain::{CategoryId, ClientId, FunderId, IssueId, Month, PersonId, ProfessionId};
use serde_json::json;

/// A step that somebody wants to take.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    pub issue: IssueId,
    pub step: Step,
    pub reason: &'a str,
    /// The revision that the person saw.
    pub revision: i64,
    pub by: PersonId,
    /// The key of the form; empty where nobody posts twice.
    pub key: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of a step. Commit only after `Done`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    Done(IssueState),
    /// This form was sent before: its answer was a redirect to this place.
    Again(String),
    /// A rule forbids it.
    Refused(StepRefused),
}

/// Where a person is sent after a step.
fn answer(id: IssueId, step: Step) -> String {
    format!("/issues/{id}?done={step}")
}

/// Takes a step. [`StoreError::Conflict`] where someone was faster, or there is no such issue.
pub async fn decide(tx: &mut Tx, wanted: &Decision<'_>) -> Result<Decided, StoreError> {
    let id = wanted.issue;
    if !wanted.key.is_empty() {
        let location = answer(id, wanted.step);
        if let Claim::Again(location) =
            idempotency::claim(tx, wanted.by, wanted.key, &location, wanted.now).await?
        {
            return Ok(Decided::Again(location));
        }
    }
    let row: Option<StandingRow> = on!(tx, |conn| sqlx::query_as(STANDING)
        .bind(id.0)
        .bind(wanted.revision)
        .fetch_optional(&mut *conn)
        .await)?;
    let row = row.ok_or(StoreError::Conflict)?;
    let client = ClientId(row.client_id);
    let (standing, facts) = row.read()?;
    let to = match take(wanted.step, standing, wanted.by, wanted.reason) {
        Ok(to) => to,
        Err(refused) => return Ok(Decided::Refused(refused)),
    };
    write_state(tx, wanted, to).await?;
    write_event(tx, wanted, standing.state, to).await?;
    count_outcome(tx, &facts, standing.state, to).await?;
    move_card(tx, client, Some(standing.state), to).await?;
    let details = json!({"from": standing.state, "to": to});
    audit::record(
        tx,
        Some(wanted.by),
        action(wanted.step),
        &format!("issue {id}"),
        details,
        wanted.now,
    )
    .await?;
    if matches!(
        to,
        IssueState::Confirmed | IssueState::Dismissed | IssueState::Resolved
    ) {
        // Who reported it is told the outcome.
        let key = format!("issue {id} {to} {}", wanted.revision);
        job::enqueue(
            tx,
            "issue_outcome",
            json!({"issue": id, "state": to}),
            Some(&key),
            wanted.now,
        )
        .await?;
    }
    Ok(Decided::Done(to))
}

const STANDING: &str = "
    SELECT client_id, category_id, filter, state, source, reporter_id, sector, region, size_band, funder_id,
           profession_id, happened_on, reported_month
    FROM issue WHERE id = $1 AND revision = $2";

#[derive(sqlx::FromRow)]
struct StandingRow {
    client_id: i64,
    category_id: i64,
    filter: String,
    state: String,
    source: String,
    reporter_id: Option<i64>,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    happened_on: NaiveDate,
    reported_month: i64,
}

impl StandingRow {
    fn read(self) -> Result<(Standing, IssueFacts), StoreError> {
        let standing = Standing {
            state: word(&self.state, "issue.state")?,
            reporter: self.reporter_id.map(PersonId),
        };
        let detected = word::<Source>(&self.source, "issue.source")? == Source::Ledger;
        let reported =
            Month::from_number(self.reported_month).ok_or(StoreError::Corrupt("issue.reported_month"))?;
        let facts = IssueFacts {
            month: if detected {
                Month::of(self.happened_on)
            } else {
                reported
            },
            detected,
            filter: word(&self.filter, "issue.filter")?,
            category: CategoryId(self.category_id),
            sector: self.sector,
            region: self.region,
            size: self.size_band,
            funder: self.funder_id.map(FunderId),
            profession: self.profession_id.map(ProfessionId),
        };
        Ok((standing, facts))
    }
}

/// The day of the decision stays when a confirmed issue is resolved, and goes when it is reopened.
const WRITE: &str = "
    UPDATE issue SET state = $3,
        decided_at = CASE WHEN $4 THEN $5 WHEN $6 THEN NULL ELSE decided_at END,
        decided_month = CASE WHEN $4 THEN $7 WHEN $6 THEN NULL ELSE decided_month END,
        confirmed_by = CASE WHEN $8 THEN $9 WHEN $6 THEN NULL ELSE confirmed_by END,
        revision = revision + 1
    WHERE id = $1 AND revision = $2";

async fn write_state(tx: &mut Tx, wanted: &Decision<'_>, to: IssueState) -> Result<(), StoreError> {
    let decided = matches!(wanted.step, Step::Confirm | Step::Dismiss | Step::Withdraw);
    let rows = on!(tx, |conn| sqlx::query(WRITE)
        .bind(wanted.issue.0)
        .bind(wanted.revision)
        .bind(to.code())
        .bind(decided)
        .bind(wanted.now)
        .bind(wanted.step == Step::Reopen)
        .bind(Month::of_instant(wanted.now).number())
        .bind(wanted.step == Step::Confirm)
        .bind(wanted.by.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}

const EVENT: &str = "
    INSERT INTO issue_event (issue_id, step, from_state, to_state, by_id, at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)";

async fn write_event(
    tx: &mut Tx,
    wanted: &Decision<'_>,
    from: IssueState,
    to: IssueState,
) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(EVENT)
        .bind(wanted.issue.0)
        .bind(wanted.step.code())
        .bind(from.code())
        .bind(to.code())
        .bind(wanted.by.0)
        .bind(wanted.now)
        .bind(wanted.reason.trim())
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

const fn action(step: Step) -> AuditAction {
    match step {
        Step::Report => AuditAction::ReportIssue,
        Step::Review => AuditAction::ReviewIssue,
        Step::Confirm => AuditAction::ConfirmIssue,
        Step::Dismiss => AuditAction::DismissIssue,
        Step::Resolve => AuditAction::ResolveIssue,
        Step::Withdraw => AuditAction::WithdrawIssue,
        Step::Reopen => AuditAction::ReopenIssue,
    }
}
