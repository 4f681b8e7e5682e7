//! The second of two equal posts gets the first's answer.

use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;

/// Whether a form's key was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The key is new: do the work in the same transaction.
    First,
    /// The work was done; its answer was a redirect to this place. Drop the transaction and send the person there.
    Again(String),
}

/// Takes a key in the transaction of the change. Two at once: the second waits for the first.
/// Where the place is known only afterwards, claim with an empty one and call [`answer`].
pub async fn claim(
    tx: &mut Tx,
    person: PersonId,
    key: &str,
    location: &str,
    now: DateTime<Utc>,
) -> Result<Claim, StoreError> {
    let taken = on!(tx, |conn| sqlx::query(
        "INSERT INTO idempotency (person_id, key, location, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, key) DO NOTHING"
    )
    .bind(person.0)
    .bind(key)
    .bind(location)
    .bind(now)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    if taken == 1 {
        return Ok(Claim::First);
    }
    let location = on!(tx, |conn| sqlx::query_scalar(
        "SELECT location FROM idempotency WHERE person_id = $1 AND key = $2"
    )
    .bind(person.0)
    .bind(key)
    .fetch_one(conn)
    .await)?;
    Ok(Claim::Again(location))
}

/// Writes down where the first post was sent.
pub async fn answer(tx: &mut Tx, person: PersonId, key: &str, location: &str) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "UPDATE idempotency SET location = $3 WHERE person_id = $1 AND key = $2"
    )
    .bind(person.0)
    .bind(key)
    .bind(location)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// The answer of an earlier post with this key, without a transaction.
pub async fn answered(store: &Store, person: PersonId, key: &str) -> Result<Option<String>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT location FROM idempotency WHERE person_id = $1 AND key = $2"
    )
    .bind(person.0)
    .bind(key)
    .fetch_optional(pool)
    .await)?)
}

/// Forgets keys made before an instant.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(
        "DELETE FROM idempotency WHERE created_at < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?)
}
