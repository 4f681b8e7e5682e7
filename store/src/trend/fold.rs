//! Folding: fresh deltas become totals, a bounded number in each transaction.

use crate::{Store, StoreError, Tx, house, lease};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// Deltas folded in one transaction: a few milliseconds of work.
pub(super) const BATCH: i64 = 2_000;
/// Grows with every fold, so that the key of a cached chart changes.
pub(super) const FOLDS: &str = "trend_folds";

#[derive(sqlx::FromRow)]
struct DeltaRow {
    series: String,
    split: String,
    month: i64,
    cell: String,
    delta: i64,
}

/// Moves fresh deltas into the totals, if no other server is at it. Gives how many were moved.
pub async fn fold(store: &Store, holder: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut moved = 0;
    loop {
        // A database without fresh deltas is not written to.
        if fresh(store).await? == 0 {
            return Ok(moved);
        }
        let mut tx = store.write().await?;
        if !lease::take(&mut tx, "trend_fold", holder, now, now + TimeDelta::seconds(30)).await? {
            return Ok(moved);
        }
        let counts = fold_batch(&mut tx).await?;
        let bars = super::bar::fold_batch(&mut tx).await?;
        count_fold(&mut tx).await?;
        tx.commit().await?;
        moved += counts + bars;
        if counts.max(bars) < BATCH as u64 {
            return Ok(moved);
        }
    }
}

/// Deltas that wait for folding.
pub async fn fresh(store: &Store) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM trend_delta) + (SELECT COUNT(*) FROM trend_bar_delta)"
    )
    .fetch_one(pool)
    .await)?)
}

async fn fold_batch(tx: &mut Tx) -> Result<u64, StoreError> {
    // Read and deleted by one statement: a delta that is committed meanwhile is in neither.
    let rows: Vec<DeltaRow> = on!(&mut *tx, |conn| sqlx::query_as(
        "DELETE FROM trend_delta WHERE id IN (SELECT id FROM trend_delta ORDER BY id LIMIT $1)
         RETURNING series, split, month, cell, delta"
    )
    .bind(BATCH)
    .fetch_all(conn)
    .await)?;
    let mut sums: BTreeMap<(String, String, i64, String), i64> = BTreeMap::new();
    let count = rows.len() as u64;
    for row in rows {
        *sums
            .entry((row.series, row.split, row.month, row.cell))
            .or_default() += row.delta;
    }
    let sums: Vec<_> = sums.into_iter().collect();
    insert_many!(
        &mut *tx,
        5,
        "INSERT INTO trend_total (series, split, month, cell, total) ",
        sums,
        |sum, b| {
            let ((series, split, month, cell), total) = sum;
            b.push_bind(series)
                .push_bind(split)
                .push_bind(month)
                .push_bind(cell)
                .push_bind(total)
        },
        " ON CONFLICT (series, split, month, cell) DO UPDATE SET total = trend_total.total + excluded.total"
    )?;
    Ok(count)
}

async fn count_fold(tx: &mut Tx) -> Result<(), StoreError> {
    let folds: Option<String> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "SELECT value FROM house WHERE key = $1"
    )
    .bind(FOLDS)
    .fetch_optional(conn)
    .await)?;
    let folds: u64 = folds.and_then(|text| text.parse().ok()).unwrap_or_default();
    house::set(tx, FOLDS, &(folds + 1).to_string()).await
}
