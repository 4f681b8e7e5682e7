//! Keys of other systems, and the answers that a repeated request gets again.

use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::api_key::{ApiKey, ApiScope};
use domain::audit::AuditAction;
use domain::{ApiKeyId, PersonId};
use serde_json::json;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: i64,
    name: String,
    hint: String,
    scopes: Json<Vec<ApiScope>>,
    created_by_name: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    revision: i64,
}

impl From<KeyRow> for ApiKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: ApiKeyId(row.id),
            name: row.name,
            hint: row.hint,
            scopes: row.scopes.0,
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            revision: row.revision,
        }
    }
}

macro_rules! keys {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.name, a.hint, a.scopes, p.name AS created_by_name, a.created_at, a.last_used_at, a.revoked_at,
                    a.revision
             FROM api_key a JOIN person p ON p.id = a.created_by ",
            $rest
        )
    };
}

/// All keys, the newest first, revoked ones too.
pub async fn list(store: &Store) -> Result<Vec<ApiKey>, StoreError> {
    const SQL: &str = keys!("ORDER BY a.id DESC LIMIT 200");
    let rows: Vec<KeyRow> = read!(store, |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The key with this token, revoked or not.
pub async fn find(store: &Store, token_hash: &str) -> Result<Option<ApiKey>, StoreError> {
    const SQL: &str = keys!("WHERE a.token_hash = $1");
    let row: Option<KeyRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(token_hash)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// A key to be added; of its token only the hash and the first characters.
#[derive(Debug, Clone)]
pub struct NewKey<'a> {
    pub name: &'a str,
    pub hint: &'a str,
    pub token_hash: &'a str,
    pub scopes: &'a [ApiScope],
    pub by: PersonId,
}

/// Adds a key.
pub async fn add(tx: &mut Tx, new: &NewKey<'_>, now: DateTime<Utc>) -> Result<ApiKeyId, StoreError> {
    const SQL: &str = "
        INSERT INTO api_key (name, hint, token_hash, scopes, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(new.name)
        .bind(new.hint)
        .bind(new.token_hash)
        .bind(Json(new.scopes))
        .bind(new.by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    audit::record(
        tx,
        Some(new.by),
        AuditAction::AddKey,
        &format!("key {id}"),
        json!({"scopes": new.scopes}),
        now,
    )
    .await?;
    Ok(ApiKeyId(id))
}

/// Revokes a key for ever.
pub async fn revoke(
    tx: &mut Tx,
    id: ApiKeyId,
    revision: i64,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE api_key SET revoked_at = $3, revoked_by = $4, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND revoked_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(now)
        .bind(by.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    audit::record(
        tx,
        Some(by),
        AuditAction::RevokeKey,
        &format!("key {id}"),
        json!({}),
        now,
    )
    .await
}

/// Writes down that a key was used.
pub async fn used(tx: &mut Tx, id: ApiKeyId, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "UPDATE api_key SET last_used_at = $2 WHERE id = $1"
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Whether a request's idempotency key was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// New: do the work in the same transaction, then [`answer`].
    First,
    /// The same request had this answer.
    Again { status: i64, body: String },
    /// Another request was sent under this key.
    Other,
}

/// What an earlier request with this key was answered, without a transaction.
pub async fn answered(
    store: &Store,
    id: ApiKeyId,
    key: &str,
    request_hash: &str,
) -> Result<Claimed, StoreError> {
    const SQL: &str = "
        SELECT request_hash, status, body FROM api_answer WHERE api_key_id = $1 AND key = $2 AND status > 0";
    let row: Option<(String, i64, String)> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .bind(key)
        .fetch_optional(pool)
        .await)?;
    Ok(match row {
        None => Claimed::First,
        Some((hash, status, body)) if hash == request_hash => Claimed::Again { status, body },
        Some(_) => Claimed::Other,
    })
}

/// Takes an idempotency key in the transaction of the change. Two at once: the second waits for the first.
pub async fn claim(
    tx: &mut Tx,
    id: ApiKeyId,
    key: &str,
    request_hash: &str,
    now: DateTime<Utc>,
) -> Result<Claimed, StoreError> {
    const TAKE: &str = "
        INSERT INTO api_answer (api_key_id, key, request_hash, status, body, created_at) VALUES ($1, $2, $3, 0, '', $4)
        ON CONFLICT (api_key_id, key) DO NOTHING";
    const READ: &str = "SELECT request_hash, status, body FROM api_answer WHERE api_key_id = $1 AND key = $2";
    let taken = on!(tx, |conn| sqlx::query(TAKE)
        .bind(id.0)
        .bind(key)
        .bind(request_hash)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if taken == 1 {
        return Ok(Claimed::First);
    }
    let (hash, status, body): (String, i64, String) = on!(tx, |conn| sqlx::query_as(READ)
        .bind(id.0)
        .bind(key)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(if hash == request_hash {
        Claimed::Again { status, body }
    } else {
        Claimed::Other
    })
}

/// Writes down what the first request was answered.
pub async fn answer(tx: &mut Tx, id: ApiKeyId, key: &str, status: i64, body: &str) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "UPDATE api_answer SET status = $3, body = $4 WHERE api_key_id = $1 AND key = $2"
    )
    .bind(id.0)
    .bind(key)
    .bind(status)
    .bind(body)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets answers given before an instant.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(
        "DELETE FROM api_answer WHERE created_at < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?)
}
