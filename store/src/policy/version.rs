//! Versions of the policy: planted, drafted, edited, put in force from a day, taken back before it.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::policy::{Policy, PolicySheet, PolicyState, PolicySummary, Shrinkage};
use domain::{PersonId, PolicyId};
use serde_json::json;
use sqlx::types::Json;

/// From when version 1 holds: the month of the minutes; every day before has it too.
const FIRST_DAY: &str = "2015-10-01";
const FIRST_INSTANT: &str = "2015-10-01T00:00:00Z";

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: i64,
    number: i64,
    why: String,
    from_on: Option<NaiveDate>,
    until_on: Option<NaiveDate>,
    drafted_by: Option<i64>,
    drafted_by_name: Option<String>,
    drafted_at: DateTime<Utc>,
    put_by_name: Option<String>,
    revision: i64,
}

impl SummaryRow {
    fn into_summary(self, today: NaiveDate) -> PolicySummary {
        let state = match (self.from_on, self.until_on) {
            (None, _) => PolicyState::Draft,
            (Some(from), _) if from > today => PolicyState::Coming,
            (Some(_), Some(until)) if until <= today => PolicyState::Ended,
            (Some(_), _) => PolicyState::InForce,
        };
        PolicySummary {
            id: PolicyId(self.id),
            number: self.number,
            state,
            why: self.why,
            valid_from: self.from_on,
            valid_to: self.until_on,
            drafted_by: self.drafted_by.map(PersonId),
            drafted_by_name: self.drafted_by_name,
            drafted_at: self.drafted_at,
            put_by_name: self.put_by_name,
            revision: self.revision,
        }
    }
}

#[derive(sqlx::FromRow)]
struct SheetRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    content_json: Json<Policy>,
}

macro_rules! columns {
    () => {
        "p.id, p.number, p.why, p.from_on, (SELECT MIN(n.from_on) FROM policy n WHERE n.from_on > p.from_on) AS until_on,
         p.drafted_by, d.name AS drafted_by_name, p.drafted_at, w.name AS put_by_name, p.revision"
    };
}
macro_rules! people {
    () => {
        " FROM policy p LEFT JOIN person d ON d.id = p.drafted_by LEFT JOIN person w ON w.id = p.put_by "
    };
}

const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    people!(),
    "ORDER BY p.number DESC LIMIT 200"
);
const SHEET: &str = concat!(
    "SELECT ",
    columns!(),
    ", p.content_json",
    people!(),
    "WHERE p.id = $1"
);
const ON_DAY: &str = concat!(
    "SELECT ",
    columns!(),
    ", p.content_json",
    people!(),
    "WHERE p.from_on <= $1 ORDER BY p.from_on DESC LIMIT 1"
);
const EARLIEST: &str = concat!(
    "SELECT ",
    columns!(),
    ", p.content_json",
    people!(),
    "WHERE p.from_on IS NOT NULL ORDER BY p.from_on LIMIT 1"
);

/// Plants version 1 in a house that has no policy.
pub(crate) async fn plant(store: &Store) -> Result<(), StoreError> {
    const ANY: &str = "SELECT COUNT(*) FROM policy";
    const PLANT: &str = "
        INSERT INTO policy (number, content_json, from_on, drafted_at, put_at) VALUES (1, $1, $2, $3, $3)
        ON CONFLICT (number) DO NOTHING";
    let known: i64 = read!(store, |pool| sqlx::query_scalar(ANY).fetch_one(pool).await)?;
    if known > 0 {
        return Ok(());
    }
    let mut tx = store.write().await?;
    on!(&mut tx, |conn| sqlx::query(PLANT)
        .bind(Json(Policy::version_1()))
        .bind(word::<NaiveDate>(FIRST_DAY, "policy.from_on")?)
        .bind(word::<DateTime<Utc>>(FIRST_INSTANT, "policy.drafted_at")?)
        .execute(&mut *conn)
        .await)?;
    tx.commit().await
}

/// Every version, the newest first; states as on `today`.
pub async fn list(store: &Store, today: NaiveDate) -> Result<Vec<PolicySummary>, StoreError> {
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(LIST).fetch_all(pool).await)?;
    Ok(rows.into_iter().map(|row| row.into_summary(today)).collect())
}

/// One version in full.
pub async fn sheet(store: &Store, id: PolicyId, today: NaiveDate) -> Result<Option<PolicySheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| into_sheet(row, today)))
}

fn into_sheet(row: SheetRow, today: NaiveDate) -> PolicySheet {
    PolicySheet {
        summary: row.summary.into_summary(today),
        content: row.content_json.0,
    }
}

/// The version that was (or will be) in force on a day; before the first one, the first.
pub async fn in_force(store: &Store, day: NaiveDate) -> Result<PolicySheet, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(ON_DAY)
        .bind(day)
        .fetch_optional(pool)
        .await)?;
    let row = match row {
        Some(row) => Some(row),
        None => read!(store, |pool| sqlx::query_as(EARLIEST).fetch_optional(pool).await)?,
    };
    row.map(|row| into_sheet(row, day))
        .ok_or(StoreError::Corrupt("there is no policy"))
}

/// A step in the life of a version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PolicyEvent {
    pub step: String,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
}

/// The latest steps of a version, the newest first.
pub async fn events(store: &Store, id: PolicyId) -> Result<Vec<PolicyEvent>, StoreError> {
    const SQL: &str = "
        SELECT e.step, p.name AS by_name, e.at FROM policy_event e LEFT JOIN person p ON p.id = e.by_id
        WHERE e.policy_id = $1 ORDER BY e.id DESC LIMIT 50";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_all(pool)
        .await)?)
}

pub(super) async fn event(
    tx: &mut Tx,
    id: PolicyId,
    step: &str,
    action: AuditAction,
    details: serde_json::Value,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO policy_event (policy_id, step, by_id, at, details) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(step)
        .bind(by.0)
        .bind(now)
        .bind(Json(&details))
        .execute(&mut *conn)
        .await)?;
    audit::record(tx, Some(by), action, &format!("policy {id}"), details, now).await
}

/// A new draft that begins as `content`.
pub async fn draft(
    tx: &mut Tx,
    content: &Policy,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<PolicyId, StoreError> {
    const SQL: &str = "
        INSERT INTO policy (number, content_json, why, drafted_by, drafted_at)
        SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4 FROM policy RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(Json(content))
        .bind(why.trim())
        .bind(by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    event(
        tx,
        PolicyId(id),
        "draft",
        AuditAction::DraftPolicy,
        json!({}),
        by,
        now,
    )
    .await?;
    Ok(PolicyId(id))
}

/// Changes a draft. A version that was put in force is never touched.
pub async fn save(
    tx: &mut Tx,
    (id, revision): (PolicyId, i64),
    content: &Policy,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write(tx, (id, revision), content, why, "edit", by, now).await
}

/// Takes measured means over into a draft.
pub async fn save_measured(
    tx: &mut Tx,
    draft: &PolicySheet,
    shrinkage: Shrinkage,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let content = Policy {
        shrinkage,
        ..draft.content.clone()
    };
    let seen = (draft.summary.id, draft.summary.revision);
    write(tx, seen, &content, &draft.summary.why, "measure", by, now).await
}

async fn write(
    tx: &mut Tx,
    (id, revision): (PolicyId, i64),
    content: &Policy,
    why: &str,
    step: &'static str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE policy SET content_json = $3, why = $4, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND from_on IS NULL";
    let done = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(Json(content))
        .bind(why.trim())
        .execute(&mut *conn)
        .await)?;
    touched(done.rows_affected())?;
    event(
        tx,
        id,
        step,
        AuditAction::EditPolicy,
        json!({"revision": revision + 1}),
        by,
        now,
    )
    .await
}

/// Puts a draft in force from a day, once [`domain::policy::draft::may_put`] has agreed; a second time is a conflict.
pub async fn put(
    tx: &mut Tx,
    id: PolicyId,
    revision: i64,
    from: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // A version that begins later than this one would have been simulated against another policy.
    const SQL: &str = "
        UPDATE policy SET from_on = $3, put_by = $4, put_at = $5, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND from_on IS NULL AND NOT EXISTS (SELECT 1 FROM policy WHERE from_on >= $3)";
    let done = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(from)
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    touched(done.rows_affected())?;
    event(
        tx,
        id,
        "put",
        AuditAction::PutPolicyInForce,
        json!({"from": from}),
        by,
        now,
    )
    .await
}

/// Makes a version that has not begun a draft again.
pub async fn withdraw(
    tx: &mut Tx,
    id: PolicyId,
    revision: i64,
    today: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE policy SET from_on = NULL, put_by = NULL, put_at = NULL, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND from_on > $3";
    let done = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(today)
        .execute(&mut *conn)
        .await)?;
    touched(done.rows_affected())?;
    event(
        tx,
        id,
        "withdraw",
        AuditAction::WithdrawPolicy,
        json!({}),
        by,
        now,
    )
    .await
}

/// Throws a draft away with its trials; the log keeps that it was there.
pub async fn discard(
    tx: &mut Tx,
    id: PolicyId,
    revision: i64,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SEEN: &str =
        "UPDATE policy SET revision = revision + 1 WHERE id = $1 AND revision = $2 AND from_on IS NULL";
    const PARTS: &[&str] = &[
        "DELETE FROM policy_trial_client WHERE trial_id IN (SELECT t.id FROM policy_trial t WHERE t.policy_id = $1)",
        "DELETE FROM policy_trial WHERE policy_id = $1",
        "DELETE FROM policy_event WHERE policy_id = $1",
        "DELETE FROM policy WHERE id = $1",
    ];
    let done = on!(tx, |conn| sqlx::query(SEEN)
        .bind(id.0)
        .bind(revision)
        .execute(&mut *conn)
        .await)?;
    touched(done.rows_affected())?;
    for part in PARTS {
        on!(tx, |conn| sqlx::query(*part).bind(id.0).execute(&mut *conn).await)?;
    }
    audit::record(
        tx,
        Some(by),
        AuditAction::DiscardPolicy,
        &format!("policy {id}"),
        json!({}),
        now,
    )
    .await
}
