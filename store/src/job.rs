//! Background jobs: put down in the transaction of the change that asks for them, claimed by one worker at a time.

use crate::{Db, Store, StoreError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use domain::JobId;
use sqlx::types::Json;

/// How long a worker has before another may take its job.
const LOCK: TimeDelta = TimeDelta::minutes(5);
/// After so many attempts a job rests as failed.
const ATTEMPTS: i64 = 8;

/// A job that a worker has claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included.
    pub attempts: i64,
}

#[derive(sqlx::FromRow)]
struct JobRow {
    id: i64,
    kind: String,
    payload: Json<serde_json::Value>,
    attempts: i64,
}

/// Puts a job down; with a key that stands already, nothing. `true` where it is new.
pub async fn enqueue(
    tx: &mut Tx,
    kind: &str,
    payload: serde_json::Value,
    unique_key: Option<&str>,
    run_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let new = on!(tx, |conn| sqlx::query(
        "INSERT INTO job (kind, payload, unique_key, run_at, state) VALUES ($1, $2, $3, $4, 'waiting')
         ON CONFLICT (unique_key) DO NOTHING"
    )
    .bind(kind)
    .bind(Json(payload))
    .bind(unique_key)
    .bind(run_at)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(new == 1)
}

const CLAIM_SQLITE: &str = "
    UPDATE job SET state = 'running', locked_until = $2, attempts = attempts + 1
    WHERE id = (SELECT id FROM job
        WHERE run_at <= $1 AND state IN ('waiting', 'running') AND (state = 'waiting' OR locked_until <= $1)
          AND (CAST($3 AS TEXT) IS NULL OR kind = $3)
        ORDER BY run_at, id LIMIT 1)
    RETURNING id, kind, payload, attempts";
/// Passes over rows that another server is claiming at this moment.
const CLAIM_POSTGRES: &str = "
    UPDATE job SET state = 'running', locked_until = $2, attempts = attempts + 1
    WHERE id = (SELECT id FROM job
        WHERE run_at <= $1 AND state IN ('waiting', 'running') AND (state = 'waiting' OR locked_until <= $1)
          AND (CAST($3 AS TEXT) IS NULL OR kind = $3)
        ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, attempts";

/// Claims the next job that is due, also one whose worker has gone.
pub async fn claim(store: &Store, now: DateTime<Utc>) -> Result<Option<Job>, StoreError> {
    claim_any(store, None, now).await
}

/// Claims the next job of one kind: a worker that knows only its own leaves the others' alone.
pub async fn claim_kind(store: &Store, kind: &str, now: DateTime<Utc>) -> Result<Option<Job>, StoreError> {
    claim_any(store, Some(kind), now).await
}

async fn claim_any(store: &Store, kind: Option<&str>, now: DateTime<Utc>) -> Result<Option<Job>, StoreError> {
    if !is_due(store, kind, now).await? {
        // An idle server does not write.
        return Ok(None);
    }
    let claim = match store.db() {
        Db::Sqlite { .. } => CLAIM_SQLITE,
        Db::Postgres(_) => CLAIM_POSTGRES,
    };
    let mut tx = store.write().await?;
    let row: Option<JobRow> = on!(&mut tx, |conn| sqlx::query_as(claim)
        .bind(now)
        .bind(now + LOCK)
        .bind(kind)
        .fetch_optional(conn)
        .await)?;
    tx.commit().await?;
    Ok(row.map(|row| Job {
        id: JobId(row.id),
        kind: row.kind,
        payload: row.payload.0,
        attempts: row.attempts,
    }))
}

async fn is_due(store: &Store, kind: Option<&str>, now: DateTime<Utc>) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT id FROM job
        WHERE run_at <= $1 AND state IN ('waiting', 'running') AND (state = 'waiting' OR locked_until <= $1)
          AND (CAST($2 AS TEXT) IS NULL OR kind = $2) LIMIT 1";
    let found: Option<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(now)
        .bind(kind)
        .fetch_optional(pool)
        .await)?;
    Ok(found.is_some())
}

/// The job is done; its row goes, and with it its key.
pub async fn finish(tx: &mut Tx, job: JobId) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query("DELETE FROM job WHERE id = $1")
        .bind(job.0)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

impl Job {
    /// Is this its last attempt? After a failure nobody tries again.
    pub const fn is_last(&self) -> bool {
        self.attempts >= ATTEMPTS
    }
}

/// The job failed: again after 1, 2, 4, … minutes, until it has failed too often.
pub async fn fail(tx: &mut Tx, job: &Job, cause: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let wait = TimeDelta::minutes(1 << (job.attempts - 1).clamp(0, 10));
    let state = if job.is_last() { "failed" } else { "waiting" };
    on!(tx, |conn| sqlx::query(
        "UPDATE job SET state = $2, run_at = $3, locked_until = NULL, last_error = $4 WHERE id = $1"
    )
    .bind(job.id.0)
    .bind(state)
    .bind(now + wait)
    .bind(cause)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Jobs that failed too often, for `vigie doctor`.
pub async fn failed(store: &Store) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT COUNT(*) FROM job WHERE state = 'failed'"
    )
    .fetch_one(pool)
    .await)?)
}
