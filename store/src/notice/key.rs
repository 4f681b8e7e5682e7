//! Keys against a second click, for those who have a link and no account.

use crate::idempotency::Claim;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::NoticeId;

/// Takes a form's key in the transaction of the change; the second of two equal posts is sent where the first was.
pub async fn claim(
    tx: &mut Tx,
    notice: NoticeId,
    key: &str,
    location: &str,
    now: DateTime<Utc>,
) -> Result<Claim, StoreError> {
    const TAKE: &str = "
        INSERT INTO notice_key (notice_id, key, location, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (notice_id, key) DO NOTHING";
    const TAKEN: &str = "SELECT location FROM notice_key WHERE notice_id = $1 AND key = $2";
    let new = on!(tx, |conn| sqlx::query(TAKE)
        .bind(notice.0)
        .bind(key)
        .bind(location)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if new == 1 {
        return Ok(Claim::First);
    }
    let location = on!(tx, |conn| sqlx::query_scalar(TAKEN)
        .bind(notice.0)
        .bind(key)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(Claim::Again(location))
}

/// Where an earlier post with this key was sent, without a transaction.
pub async fn answered(store: &Store, notice: NoticeId, key: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT location FROM notice_key WHERE notice_id = $1 AND key = $2";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(notice.0)
        .bind(key)
        .fetch_optional(pool)
        .await)?)
}

/// Forgets keys made before an instant.
pub async fn forget_keys(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM notice_key WHERE created_at < $1";
    Ok(on!(tx, |conn| sqlx::query(SQL)
        .bind(before)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}
