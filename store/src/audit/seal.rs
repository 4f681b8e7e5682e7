//! Sealing: each committed entry is chained to the one before it.

use super::EntryRow;
use crate::{Engine, Store, StoreError, Tx, lease};
use chrono::{DateTime, TimeDelta, Utc};

/// Entries sealed in one transaction.
const BATCH: i64 = 500;
/// PostgreSQL may commit an entry after others with higher ids: so far behind the newest seal it is still looked for.
const WINDOW: i64 = 2_000;

/// Chains the entries that are committed and not yet sealed, if no other server is at it. Gives how many.
/// An entry that is committed late is sealed late; the chain stays whole.
pub async fn seal(store: &Store, holder: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    // SQLite's one writer commits in the order of the ids.
    let window = match store.engine() {
        Engine::Sqlite => 0,
        Engine::Postgres => WINDOW,
    };
    seal_within(store, holder, now, window).await
}

/// The same over the whole log, for entries that were committed very late; once a day is enough.
pub async fn seal_missed(store: &Store, holder: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    seal_within(store, holder, now, i64::MAX / 2).await
}

async fn seal_within(
    store: &Store,
    holder: &str,
    now: DateTime<Utc>,
    window: i64,
) -> Result<u64, StoreError> {
    let now = domain::clock::instant(now);
    let mut sealed = 0;
    loop {
        // An idle server does not write.
        let next: Vec<EntryRow> = read!(store, |pool| sqlx::query_as(UNSEALED)
            .bind(window)
            .bind(1i64)
            .fetch_all(pool)
            .await)?;
        if next.is_empty() {
            return Ok(sealed);
        }
        let mut tx = store.write().await?;
        if !lease::take(&mut tx, "audit_seal", holder, now, now + TimeDelta::seconds(30)).await? {
            return Ok(sealed);
        }
        let batch = seal_batch(&mut tx, now, window).await?;
        tx.commit().await?;
        sealed += batch;
        if batch < BATCH as u64 {
            return Ok(sealed);
        }
    }
}

const UNSEALED: &str = "
    SELECT id, at, by_id, action, object, details FROM audit
    WHERE id > COALESCE((SELECT MAX(audit_id) FROM audit_seal), 0) - $1
      AND NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_seal.audit_id = audit.id)
    ORDER BY id LIMIT $2";

async fn seal_batch(tx: &mut Tx, now: DateTime<Utc>, window: i64) -> Result<u64, StoreError> {
    let last: Option<(i64, String)> = on!(&mut *tx, |conn| sqlx::query_as(
        "SELECT sequence, hash FROM audit_seal ORDER BY sequence DESC LIMIT 1"
    )
    .fetch_optional(conn)
    .await)?;
    let (mut sequence, mut hash) = last.unwrap_or_default();
    let entries: Vec<EntryRow> = on!(&mut *tx, |conn| sqlx::query_as(UNSEALED)
        .bind(window)
        .bind(BATCH)
        .fetch_all(conn)
        .await)?;
    let mut seals = Vec::with_capacity(entries.len());
    for entry in &entries {
        sequence += 1;
        hash = entry.chained(&hash, sequence, now);
        seals.push((sequence, entry.id, hash.clone()));
    }
    insert_many!(
        &mut *tx,
        4,
        "INSERT INTO audit_seal (sequence, audit_id, hash, sealed_at) ",
        seals,
        |seal, b| {
            b.push_bind(seal.0)
                .push_bind(seal.1)
                .push_bind(&seal.2)
                .push_bind(now)
        }
    )
}
