//! Reading: folded and fresh counts added up in one statement, so that a figure is exact at once.

use super::fold::FOLDS;
use crate::{Store, StoreError};
use domain::Month;
use domain::trend::{Measure, Split};

/// The count of one cell in one month; months without a fact are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub month: Month,
    pub cell: String,
    pub count: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    month: i64,
    cell: String,
    total: i64,
}

const COUNTS: &str = "
    SELECT month, cell, CAST(SUM(n) AS BIGINT) AS total FROM (
        SELECT month, cell, total AS n FROM trend_total
        WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4
        UNION ALL
        SELECT month, cell, delta AS n FROM trend_delta
        WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4
    ) AS counted
    GROUP BY month, cell HAVING SUM(n) <> 0 ORDER BY month, cell";

/// The counts of one split from `first` to `last`, both included, by month and cell.
pub async fn counts(
    store: &Store,
    series: Measure,
    split: Split,
    first: Month,
    last: Month,
) -> Result<Vec<Count>, StoreError> {
    let rows: Vec<CountRow> = read!(store, |pool| sqlx::query_as(COUNTS)
        .bind(series.code())
        .bind(split.code())
        .bind(first.number())
        .bind(last.number())
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let month = Month::from_number(row.month).ok_or(StoreError::Corrupt("trend.month"))?;
            Ok(Count {
                month,
                cell: row.cell,
                count: row.total,
            })
        })
        .collect()
}

/// The counts of one split up to `last`: what a stock is made of.
pub async fn since_ever(
    store: &Store,
    series: Measure,
    split: Split,
    last: Month,
) -> Result<Vec<Count>, StoreError> {
    match Month::new(1900, 1) {
        Some(first) => counts(store, series, split, first, last).await,
        None => Ok(Vec::new()),
    }
}

/// A key that differs whenever a count may differ: for caches of charts.
/// The number of fresh deltas only grows until a fold, and each fold counts up.
pub async fn revision(store: &Store) -> Result<String, StoreError> {
    let (fresh, newest, folds): (i64, i64, String) = read!(store, |pool| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM trend_delta), (SELECT COALESCE(MAX(id), 0) FROM trend_delta),
                COALESCE((SELECT value FROM house WHERE key = $1), '0')"
    )
    .bind(FOLDS)
    .fetch_one(pool)
    .await)?;
    Ok(format!("{folds}.{newest}.{fresh}"))
}
