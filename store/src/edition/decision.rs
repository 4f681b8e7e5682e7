//! What was decided on reading an edition: by whom, until when, done or not.

use super::{month, object, touched};
use crate::{Store, StoreError, Tx, audit, message};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::edition::{Decision, DecisionDraft, Done};
use domain::message::Message;
use domain::{EditionDecisionId, Month, PersonId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    month: i64,
    what: String,
    owner_id: i64,
    owner_name: String,
    until_on: NaiveDate,
    by_name: String,
    at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
    done_by_name: Option<String>,
    revision: i64,
}

impl TryFrom<Row> for Decision {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: EditionDecisionId(row.id),
            month: month(row.month)?,
            what: row.what,
            owner: PersonId(row.owner_id),
            owner_name: row.owner_name,
            until_on: row.until_on,
            by_name: row.by_name,
            at: row.at,
            done: row.done_at.map(|at| Done {
                at,
                by_name: row.done_by_name.unwrap_or_default(),
            }),
            revision: row.revision,
        })
    }
}

macro_rules! decisions {
    ($where:literal) => {
        concat!(
            "SELECT d.id, d.month, d.what, d.owner_id, o.name AS owner_name, d.until_on, b.name AS by_name, d.at,
               d.done_at, f.name AS done_by_name, d.revision
        FROM edition_decision d JOIN person o ON o.id = d.owner_id JOIN person b ON b.id = d.by_id
        LEFT JOIN person f ON f.id = d.done_by ",
            $where
        )
    };
}

pub(super) const OF_EDITION: &str = decisions!("WHERE d.month = $1 ORDER BY d.id");
const BY_ID: &str = decisions!("WHERE d.id = $1");
pub(super) const OVERDUE: &str = decisions!(
    "WHERE d.owner_id = $1 AND d.done_at IS NULL AND d.until_on < $2 ORDER BY d.until_on, d.id LIMIT $3"
);

/// What was decided on an edition, the oldest first.
pub async fn decisions(store: &Store, month: Month) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OF_EDITION)
        .bind(month.number())
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One decision.
pub async fn decision(store: &Store, id: EditionDecisionId) -> Result<Option<Decision>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(BY_ID)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// What this person was to do before this day and has not said to be done.
pub async fn overdue_of(
    store: &Store,
    owner: PersonId,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OVERDUE)
        .bind(owner.0)
        .bind(today)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Writes down a decision that passed [`domain::edition::problems`], and tells its owner.
pub async fn decide(
    tx: &mut Tx,
    month: Month,
    draft: &DecisionDraft,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<EditionDecisionId, StoreError> {
    const SQL: &str = "
        INSERT INTO edition_decision (month, what, owner_id, until_on, by_id, at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(month.number())
        .bind(draft.what.trim())
        .bind(draft.owner.0)
        .bind(draft.until_on)
        .bind(by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    let details = json!({"decision": id, "owner": draft.owner, "until": draft.until_on});
    audit::record(
        tx,
        Some(by),
        AuditAction::DecideOnEdition,
        &object(month),
        details,
        now,
    )
    .await?;
    if draft.owner != by {
        let what = Message::DecisionGiven {
            month,
            until_on: draft.until_on,
        };
        message::tell(tx, draft.owner, &what, now).await?;
    }
    Ok(EditionDecisionId(id))
}

/// Says that a decision is done, or takes that back; guarded by what was seen.
pub async fn finish(
    tx: &mut Tx,
    decision: &Decision,
    revision: i64,
    done: bool,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE edition_decision SET done_at = $3, done_by = $4, revision = revision + 1 WHERE id = $1 AND revision = $2";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(decision.id.0)
        .bind(revision)
        .bind(done.then_some(now))
        .bind(done.then_some(by.0))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"decision": decision.id, "done": done});
    audit::record(
        tx,
        Some(by),
        AuditAction::DecideOnEdition,
        &object(decision.month),
        details,
        now,
    )
    .await
}
