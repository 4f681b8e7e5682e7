//! Rows that came in for a client at the very moment at which it was merged: found afterwards and moved like the others.

use super::{after, ledger, rows, stances};
use crate::{Store, StoreError};
use chrono::{DateTime, Utc};
use domain::{ClientId, MergeId};

/// Merges looked after in one go.
const AT_ONCE: i64 = 20;

const STRAYS: &str = "
    SELECT m.id, m.kept_id, m.gone_id FROM client_merge m
    WHERE m.undone_at IS NULL
      AND (EXISTS (SELECT 1 FROM contract x WHERE x.client_id = m.gone_id)
        OR EXISTS (SELECT 1 FROM issue x WHERE x.client_id = m.gone_id)
        OR EXISTS (SELECT 1 FROM stance x WHERE x.client_id = m.gone_id)
        OR EXISTS (SELECT 1 FROM kept_check x WHERE x.client_id = m.gone_id)
        OR EXISTS (SELECT 1 FROM note x WHERE x.client_id = m.gone_id))
    ORDER BY m.id LIMIT $1";

/// Moves what a request or an import wrote while the merge was made (two servers do not wait for each other). Gives for how many
/// merges.
pub async fn gather_strays(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let found: Vec<(i64, i64, i64)> = read!(store, |pool| sqlx::query_as(STRAYS)
        .bind(AT_ONCE)
        .fetch_all(pool)
        .await)?;
    for (merge, kept, gone) in &found {
        let (merge, kept, gone) = (MergeId(*merge), ClientId(*kept), ClientId(*gone));
        let mut tx = store.write().await?;
        stances::park(&mut tx, merge, kept, gone).await?;
        rows::move_all(&mut tx, merge, kept, gone).await?;
        ledger::move_contracts(&mut tx, merge, kept, gone, None).await?;
        super::remove_card(&mut tx, gone).await?;
        let standing = super::stands(&mut tx, kept).await?;
        if standing {
            after(&mut tx, &[kept], now).await?;
        }
        tx.commit().await?;
    }
    Ok(found.len())
}
