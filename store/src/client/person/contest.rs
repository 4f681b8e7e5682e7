//! What a person contests: shown so, and not counted by the policy until it is settled.

use crate::client::add;
use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::change::ClientEventKind;
use domain::client::person::Contest;
use domain::{ClientId, ContestId, PersonId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    what: String,
    opened_by_name: String,
    opened_at: DateTime<Utc>,
    revision: i64,
}

/// What is contested now.
pub async fn standing(store: &Store, client: ClientId) -> Result<Option<Contest>, StoreError> {
    const SQL: &str = "
        SELECT t.id, t.what, p.name AS opened_by_name, t.opened_at, t.revision
        FROM client_contest t JOIN person p ON p.id = t.opened_by
        WHERE t.client_id = $1 AND t.settled_at IS NULL";
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| Contest {
        id: ContestId(row.id),
        what: row.what,
        opened_by_name: row.opened_by_name,
        opened_at: row.opened_at,
        revision: row.revision,
    }))
}

/// Notes what a person contests. [`StoreError::Duplicate`] where something is contested already.
pub async fn contest(
    tx: &mut Tx,
    client: ClientId,
    what: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<ContestId, StoreError> {
    const SQL: &str = "
        INSERT INTO client_contest (client_id, what, opened_by, opened_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(SQL)
        .bind(client.0)
        .bind(what.trim())
        .bind(by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    add::event(tx, client, ClientEventKind::Contested, Some(by), now, json!({})).await?;
    let details = json!({ "contest": id });
    audit::record(
        tx,
        Some(by),
        AuditAction::ContestClient,
        &add::object(client),
        details,
        now,
    )
    .await?;
    Ok(ContestId(id))
}

/// Settles it at the revision that was seen, saying how.
pub async fn settle(
    tx: &mut Tx,
    client: ClientId,
    contest: ContestId,
    revision: i64,
    outcome: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE client_contest SET settled_by = $4, settled_at = $5, outcome = $6, revision = revision + 1
        WHERE id = $1 AND client_id = $2 AND revision = $3 AND settled_at IS NULL";
    let rows = on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(contest.0)
        .bind(client.0)
        .bind(revision)
        .bind(by.0)
        .bind(now)
        .bind(outcome.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    add::event(
        tx,
        client,
        ClientEventKind::ContestSettled,
        Some(by),
        now,
        json!({}),
    )
    .await?;
    let details = json!({ "contest": contest });
    audit::record(
        tx,
        Some(by),
        AuditAction::SettleContest,
        &add::object(client),
        details,
        now,
    )
    .await
}
