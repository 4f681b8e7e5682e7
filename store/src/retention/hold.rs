//! Legal holds: who, why, until when; shown where they stand.

use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::retention::{HeldObject, LegalHold, NewLegalHold};
use domain::{CaseId, ClientId, IssueId, LegalHoldId, PersonId};
use serde_json::json;

/// Holds that a page lists.
const SHOWN: i64 = 100;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: Option<i64>,
    dossier_id: Option<i64>,
    issue_id: Option<i64>,
    reason: String,
    placed_by: i64,
    placed_by_name: String,
    placed_at: DateTime<Utc>,
    until_on: NaiveDate,
    lifted_by_name: Option<String>,
    lifted_at: Option<DateTime<Utc>>,
    lift_reason: String,
    revision: i64,
}

impl TryFrom<Row> for LegalHold {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let on = match (row.client_id, row.dossier_id, row.issue_id) {
            (Some(id), _, _) => HeldObject::Client(ClientId(id)),
            (_, Some(id), _) => HeldObject::Case(CaseId(id)),
            (_, _, Some(id)) => HeldObject::Issue(IssueId(id)),
            (None, None, None) => return Err(StoreError::Corrupt("legal_hold")),
        };
        Ok(Self {
            id: LegalHoldId(row.id),
            on,
            reason: row.reason,
            placed_by: PersonId(row.placed_by),
            placed_by_name: row.placed_by_name,
            placed_at: row.placed_at,
            until_on: row.until_on,
            lifted_by_name: row.lifted_by_name,
            lifted_at: row.lifted_at,
            lift_reason: row.lift_reason,
            revision: row.revision,
        })
    }
}

macro_rules! holds {
    ($where:literal) => {
        concat!(
            "SELECT h.id, h.client_id, h.dossier_id, h.issue_id, h.reason, h.placed_by, p.name AS placed_by_name, h.placed_at,
                    h.until_on, l.name AS lifted_by_name, h.lifted_at, h.lift_reason, h.revision
             FROM legal_hold h JOIN person p ON p.id = h.placed_by LEFT JOIN person l ON l.id = h.lifted_by
             WHERE ",
            $where
        )
    };
}

const STANDING: &str = holds!("h.lifted_at IS NULL AND h.until_on >= $1 ORDER BY h.until_on, h.id LIMIT $2");
const ON_CLIENT: &str = holds!("h.client_id = $1 AND h.lifted_at IS NULL AND h.until_on >= $2 ORDER BY h.id");
const ON_CASE: &str = holds!("h.dossier_id = $1 AND h.lifted_at IS NULL AND h.until_on >= $2 ORDER BY h.id");
const ON_ISSUE: &str = holds!("h.issue_id = $1 AND h.lifted_at IS NULL AND h.until_on >= $2 ORDER BY h.id");

/// The holds that stand on a day, the one that ends first first.
pub async fn standing(store: &Store, today: NaiveDate) -> Result<Vec<LegalHold>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(STANDING)
        .bind(today)
        .bind(SHOWN)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The holds that name this client, case or issue itself.
pub async fn holds_on(store: &Store, on: HeldObject, today: NaiveDate) -> Result<Vec<LegalHold>, StoreError> {
    let (sql, id) = match on {
        HeldObject::Client(id) => (ON_CLIENT, id.0),
        HeldObject::Case(id) => (ON_CASE, id.0),
        HeldObject::Issue(id) => (ON_ISSUE, id.0),
    };
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(sql)
        .bind(id)
        .bind(today)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Places a hold; `None` where there is nothing of that name (a merged client is held as the one that stays).
pub async fn place(
    tx: &mut Tx,
    new: &NewLegalHold,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<LegalHoldId>, StoreError> {
    const INTO: &str =
        "INSERT INTO legal_hold (client_id, dossier_id, issue_id, reason, placed_by, placed_at, until_on) ";
    const CLIENT: &str =
        "SELECT c.id, NULL, NULL, $2, $3, $4, $5 FROM client c WHERE c.id = $1 AND c.merged_into_id IS NULL";
    const CASE: &str = "SELECT NULL, d.id, NULL, $2, $3, $4, $5 FROM dossier d WHERE d.id = $1";
    const ISSUE: &str = "SELECT NULL, NULL, i.id, $2, $3, $4, $5 FROM issue i WHERE i.id = $1";
    let (from, id) = match new.on {
        HeldObject::Client(id) => (CLIENT, id.0),
        HeldObject::Case(id) => (CASE, id.0),
        HeldObject::Issue(id) => (ISSUE, id.0),
    };
    let sql = format!("{INTO}{from} RETURNING id");
    let id: Option<i64> = on!(tx, |conn| sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(id)
        .bind(new.reason.trim())
        .bind(by.0)
        .bind(now)
        .bind(new.until_on)
        .fetch_optional(&mut *conn)
        .await)?;
    let Some(id) = id else { return Ok(None) };
    let details = json!({"hold": id, "until": new.until_on});
    audit::record(
        tx,
        Some(by),
        AuditAction::PlaceLegalHold,
        &object(new.on),
        details,
        now,
    )
    .await?;
    Ok(Some(LegalHoldId(id)))
}

/// The held thing as the log names it.
fn object(on: HeldObject) -> String {
    match on {
        HeldObject::Client(id) => format!("client {id}"),
        HeldObject::Case(id) => format!("case {id}"),
        HeldObject::Issue(id) => format!("issue {id}"),
    }
}

/// Lifts a hold at the revision that was seen.
pub async fn lift(
    tx: &mut Tx,
    hold: &LegalHold,
    revision: i64,
    reason: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE legal_hold SET lifted_by = $3, lifted_at = $4, lift_reason = $5, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND lifted_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(hold.id.0)
        .bind(revision)
        .bind(by.0)
        .bind(now)
        .bind(reason.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"hold": hold.id});
    audit::record(
        tx,
        Some(by),
        AuditAction::LiftLegalHold,
        &object(hold.on),
        details,
        now,
    )
    .await
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("legal holds that stand", STANDING),
    ("legal holds on a client", ON_CLIENT),
    ("legal holds on a case", ON_CASE),
    ("legal holds on an issue", ON_ISSUE),
];
