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

/// Ends a recusal: an administrator's word, never one's own.
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
        AuditAction::StepAside,
        &object,
        json!({"ended": person}),
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
