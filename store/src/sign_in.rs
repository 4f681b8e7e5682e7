//! Attempts to sign in; the e-mail address stands as a hash.

use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;

/// Writes an attempt down, whether or not there is such a person.
pub async fn record(
    tx: &mut Tx,
    email_hash: &str,
    person: Option<PersonId>,
    succeeded: bool,
    user_agent: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "INSERT INTO sign_in (email_hash, person_id, succeeded, at, user_agent) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(email_hash)
    .bind(person.map(|id| id.0))
    .bind(succeeded)
    .bind(domain::clock::instant(now))
    .bind(user_agent)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Failed attempts for an address since an instant, and since the last that succeeded.
pub async fn recent_failures(
    store: &Store,
    email_hash: &str,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_scalar(
        "SELECT COUNT(*) FROM sign_in
         WHERE email_hash = $1 AND at >= $2 AND NOT succeeded
           AND at > COALESCE((SELECT MAX(at) FROM sign_in WHERE email_hash = $1 AND at >= $2 AND succeeded), $3)"
    )
    .bind(email_hash)
    .bind(since)
    .bind(DateTime::UNIX_EPOCH)
    .fetch_one(pool)
    .await
    })?)
}

/// Forgets attempts older than an instant.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query("DELETE FROM sign_in WHERE at < $1")
        .bind(before)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?)
}

/// One attempt as "my sign-ins" shows it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SignIn {
    pub at: DateTime<Utc>,
    pub succeeded: bool,
    pub user_agent: String,
}

/// The last attempts of a person, the newest first.
pub async fn of_person(store: &Store, person: PersonId, limit: i64) -> Result<Vec<SignIn>, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_as(
        "SELECT at, succeeded, user_agent FROM sign_in WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT $2"
    )
    .bind(person.0)
    .bind(limit)
    .fetch_all(pool)
    .await
    })?)
}
