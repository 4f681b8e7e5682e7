//! Holds: placed by a manager for 30 days, renewed once by another, lifted.

use super::facts_moved_on;
use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::hold::Hold;
use domain::{ClientId, HoldId, PersonId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct HoldRow {
    id: i64,
    client_id: i64,
    client_name: String,
    reason: String,
    placed_by: i64,
    placed_by_name: String,
    placed_at: DateTime<Utc>,
    until_on: NaiveDate,
    renewed_by: Option<i64>,
    renewed_by_name: Option<String>,
    renewal_reason: String,
    lifted_at: Option<DateTime<Utc>>,
    revision: i64,
}

impl From<HoldRow> for Hold {
    fn from(row: HoldRow) -> Self {
        Self {
            id: HoldId(row.id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            reason: row.reason,
            placed_by: PersonId(row.placed_by),
            placed_by_name: row.placed_by_name,
            placed_at: row.placed_at,
            until_on: row.until_on,
            renewed_by: row.renewed_by.map(PersonId),
            renewed_by_name: row.renewed_by_name,
            renewal_reason: row.renewal_reason,
            lifted_at: row.lifted_at,
            revision: row.revision,
        }
    }
}

macro_rules! holds {
    ($where:literal) => {
        concat!(
            "SELECT h.id, h.client_id, k.name AS client_name, h.reason, h.placed_by, p.name AS placed_by_name, h.placed_at,
           h.until_on, h.renewed_by, r.name AS renewed_by_name, h.renewal_reason, h.lifted_at, h.revision
    FROM hold h JOIN client_card k ON k.client_id = h.client_id JOIN person p ON p.id = h.placed_by
    LEFT JOIN person r ON r.id = h.renewed_by ",
            $where
        )
    };
}

const STANDING: &str = holds!(
    "WHERE h.client_id = $1 AND h.until_on >= $2 AND h.lifted_at IS NULL ORDER BY h.until_on DESC, h.id DESC LIMIT 1"
);
const LATEST: &str = holds!("WHERE h.client_id = $1 ORDER BY h.id DESC LIMIT 1");
const BY_ID: &str = holds!("WHERE h.id = $1");

/// The hold that stands on a client on this day.
pub async fn standing(store: &Store, client: ClientId, today: NaiveDate) -> Result<Option<Hold>, StoreError> {
    let row: Option<HoldRow> = read!(store, |pool| sqlx::query_as(STANDING)
        .bind(client.0)
        .bind(today)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// The newest hold of a client, whether or not it stands.
pub async fn latest(store: &Store, client: ClientId) -> Result<Option<Hold>, StoreError> {
    let row: Option<HoldRow> = read!(store, |pool| sqlx::query_as(LATEST)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// A hold by its id.
pub async fn find(store: &Store, id: HoldId) -> Result<Option<Hold>, StoreError> {
    let row: Option<HoldRow> = read!(store, |pool| sqlx::query_as(BY_ID)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// Places a hold that [`domain::hold::place`] allows; a second one beside it is a conflict.
pub async fn place(
    tx: &mut Tx,
    client: ClientId,
    by: PersonId,
    until: NaiveDate,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<HoldId, StoreError> {
    // The client's row is locked first: of two managers at once, the second sees the first one's hold.
    const SQL: &str = "
        INSERT INTO hold (client_id, reason, placed_by, placed_at, until_on)
        SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
            SELECT 1 FROM hold h WHERE h.client_id = $1 AND h.until_on >= $6 AND h.lifted_at IS NULL)
        RETURNING id";
    facts_moved_on(tx, client).await?;
    let id: Option<i64> = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(client.0)
        .bind(reason.trim())
        .bind(by.0)
        .bind(now)
        .bind(until)
        .bind(domain::clock::day(now))
        .fetch_optional(&mut *conn)
        .await)?;
    let id = HoldId(id.ok_or(StoreError::Conflict)?);
    let details = json!({"client": client, "until": until});
    audit::record(tx, Some(by), AuditAction::PlaceHold, &object(id), details, now).await?;
    Ok(id)
}

fn object(id: HoldId) -> String {
    format!("hold {id}")
}

/// Renews a hold, as [`domain::hold::renew`] allows.
pub async fn renew(
    tx: &mut Tx,
    hold: &Hold,
    revision: i64,
    by: PersonId,
    until: NaiveDate,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE hold SET until_on = $3, renewed_by = $4, renewed_at = $5, renewal_reason = $6, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND renewed_by IS NULL AND lifted_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(hold.id.0)
        .bind(revision)
        .bind(until)
        .bind(by.0)
        .bind(now)
        .bind(reason.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    facts_moved_on(tx, hold.client).await?;
    let details = json!({"until": until});
    audit::record(
        tx,
        Some(by),
        AuditAction::RenewHold,
        &object(hold.id),
        details,
        now,
    )
    .await
}

/// Lifts a hold, as [`domain::hold::lift`] allows.
pub async fn lift(
    tx: &mut Tx,
    hold: &Hold,
    revision: i64,
    by: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE hold SET lifted_by = $3, lifted_at = $4, lift_reason = $5, revision = revision + 1
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
    facts_moved_on(tx, hold.client).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::LiftHold,
        &object(hold.id),
        json!({}),
        now,
    )
    .await
}

/// Holds taken in one transaction.
const AT_A_TIME: i64 = 200;

/// Moves on the facts of clients whose hold has run out, each once: what was kept under it no longer holds. Says how many.
pub async fn lapse(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, StoreError> {
    const SQL: &str = "
        UPDATE hold SET lapsed_at = $2 WHERE lapsed_at IS NULL AND id IN (
            SELECT h.id FROM hold h WHERE h.until_on < $1 AND h.lifted_at IS NULL AND h.lapsed_at IS NULL
            ORDER BY h.id LIMIT $3)
        RETURNING client_id";
    let clients: Vec<i64> = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(domain::clock::day(now))
        .bind(now)
        .bind(AT_A_TIME)
        .fetch_all(&mut *conn)
        .await)?;
    for client in &clients {
        facts_moved_on(tx, ClientId(*client)).await?;
    }
    Ok(clients.len())
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("the hold on a client", STANDING),
    ("the newest hold of a client", LATEST),
    ("a hold", BY_ID),
];
