//! How many different clients a member has looked at today; shared by all servers through the database.

use crate::{Store, StoreError, Tx, audit, house};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::lookup::limit;
use domain::{ClientId, PersonId};
use serde_json::json;

/// The house's setting: different clients a day.
pub const SETTING: &str = "lookups_a_day";

#[doc(hidden)]
pub const TODAY: &str = "SELECT COUNT(*) FROM lookup WHERE person_id = $1 AND day_on = $2";

/// What came of a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Allowed,
    /// So many different clients were looked at today already.
    Enough {
        limit: i64,
    },
}

const SEEN: &str =
    "SELECT EXISTS (SELECT 1 FROM lookup WHERE person_id = $1 AND day_on = $2 AND client_id = $3)";

/// Was this client shown to the person on this day?
pub async fn seen(
    store: &Store,
    person: PersonId,
    client: ClientId,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(SEEN)
        .bind(person.0)
        .bind(day)
        .bind(client.0)
        .fetch_one(pool)
        .await)?)
}

/// Counts a look at a client; one that was looked at today costs a read and nothing else. The caller may remember what
/// was allowed: it stays allowed until the day ends.
pub async fn look(
    store: &Store,
    person: PersonId,
    client: ClientId,
    day: NaiveDate,
) -> Result<Look, StoreError> {
    const NOTE: &str = "
        INSERT INTO lookup (person_id, day_on, client_id)
        SELECT $1, $2, $3 WHERE (SELECT COUNT(*) FROM lookup l WHERE l.person_id = $1 AND l.day_on = $2) < $4
        ON CONFLICT (person_id, day_on, client_id) DO NOTHING";
    if seen(store, person, client, day).await? {
        return Ok(Look::Allowed);
    }
    let limit = limit(house::get(store, SETTING).await?.as_deref());
    let mut tx = store.write().await?;
    let noted = on!(&mut tx, |conn| sqlx::query(NOTE)
        .bind(person.0)
        .bind(day)
        .bind(client.0)
        .bind(limit)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if noted == 1 {
        tx.commit().await?;
        return Ok(Look::Allowed);
    }
    // Either the day is full, or the same page was asked for twice at once.
    let seen: bool = on!(&mut tx, |conn| sqlx::query_scalar(SEEN)
        .bind(person.0)
        .bind(day)
        .bind(client.0)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(if seen {
        Look::Allowed
    } else {
        Look::Enough { limit }
    })
}

/// Sets the limit of the house.
pub async fn set_limit(tx: &mut Tx, by: PersonId, limit: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    house::set(tx, SETTING, &limit.to_string()).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::SetLimit,
        SETTING,
        json!({"limit": limit}),
        now,
    )
    .await
}

/// Forgets the days before this one.
pub async fn forget(tx: &mut Tx, before: NaiveDate) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(
        "DELETE FROM lookup WHERE day_on < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?)
}
