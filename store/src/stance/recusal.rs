//! A counsellor with a conflict of interest steps aside and is kept out of that client, everywhere.

use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::{ClientId, PersonId};
use serde_json::json;

/// Who stepped aside, as staff read it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recusal {
    pub name: String,
    pub at: DateTime<Utc>,
}

/// Steps aside, with a reason. Rights read it as they read "works for this client": from the next request on.
pub async fn step_aside(
    tx: &mut Tx,
    person: PersonId,
    client: ClientId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const RECUSAL: &str = "
        INSERT INTO recusal (person_id, client_id, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    const KEPT_OUT: &str = "
        INSERT INTO person_client (person_id, client_id, relation) VALUES ($1, $2, 'recused') ON CONFLICT DO NOTHING";
    on!(tx, |conn| sqlx::query(RECUSAL)
        .bind(person.0)
        .bind(client.0)
        .bind(reason.trim())
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    on!(tx, |conn| sqlx::query(KEPT_OUT)
        .bind(person.0)
        .bind(client.0)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    let object = format!("client {client}");
    audit::record(tx, Some(person), AuditAction::StepAside, &object, json!({}), now).await
}

/// Ends a recusal: the word of a manager or an administrator, never one's own. The log keeps that it was.
pub async fn step_back(
    tx: &mut Tx,
    person: PersonId,
    client: ClientId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM recusal WHERE person_id = $1 AND client_id = $2",
        "DELETE FROM person_client WHERE person_id = $1 AND client_id = $2 AND relation = 'recused'",
    ] {
        on!(tx, |conn| sqlx::query(sql)
            .bind(person.0)
            .bind(client.0)
            .execute(&mut *conn)
            .await
            .map(drop))?;
    }
    let object = format!("client {client}");
    audit::record(
        tx,
        Some(by),
        AuditAction::EndRecusal,
        &object,
        json!({"person": person}),
        now,
    )
    .await
}

/// Who stepped aside from a client.
pub async fn recusals(store: &Store, client: ClientId) -> Result<Vec<Recusal>, StoreError> {
    const SQL: &str = "
        SELECT p.name, r.at FROM recusal r JOIN person p ON p.id = r.person_id
        WHERE r.client_id = $1 ORDER BY r.at, p.name LIMIT 50";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(client.0)
        .fetch_all(pool)
        .await)?)
}

#[derive(sqlx::FromRow)]
struct AsideRow {
    client_id: i64,
    name: String,
    reason: String,
    at: DateTime<Utc>,
}

/// A client from which a person stepped aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub client: ClientId,
    pub client_name: String,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// The clients from which a person stepped aside, the first one first.
pub async fn aside_of(store: &Store, person: PersonId) -> Result<Vec<Aside>, StoreError> {
    const SQL: &str = "
        SELECT r.client_id, c.legal_name AS name, r.reason, r.at FROM recusal r JOIN client c ON c.id = r.client_id
        WHERE r.person_id = $1 ORDER BY r.at, r.client_id LIMIT 100";
    let rows: Vec<AsideRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(person.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| Aside {
            client: ClientId(row.client_id),
            client_name: row.name,
            reason: row.reason,
            at: row.at,
        })
        .collect())
}
