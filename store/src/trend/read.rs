//! Reading: folded and fresh counts added up in one statement, so that a figure is exact at once.

use super::fold::FOLDS;
use crate::packed::unpacked;
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

/// All counts in one packed row: rows are dear, and a report reads a thousand of these.
const COUNTS: &str = concat!(
    "SELECT string_agg(",
    packed!("CAST(month AS TEXT)", "CAST(total AS TEXT)", "cell"),
    ", ",
    end_of_record!(),
    ") FROM (
        SELECT month, cell, total FROM trend_total
        WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4
        UNION ALL
        SELECT month, cell, CAST(SUM(delta) AS BIGINT) AS total FROM trend_delta
        WHERE series = $1 AND split = $2 AND month >= $3 AND month <= $4
        GROUP BY month, cell
    ) AS figures"
);

/// The counts of one split from `first` to `last`, both included, by month and cell.
pub async fn counts(
    store: &Store,
    series: Measure,
    split: Split,
    first: Month,
    last: Month,
) -> Result<Vec<Count>, StoreError> {
    let packed: Option<String> = read!(store, |pool| sqlx::query_scalar(COUNTS)
        .bind(series.code())
        .bind(split.code())
        .bind(first.number())
        .bind(last.number())
        .fetch_one(pool)
        .await)?;
    let mut counts = unpacked(&packed.unwrap_or_default())
        .map(|[month, total, cell]| {
            let number = |text: &str| text.parse().map_err(|_| StoreError::Corrupt("trend figures"));
            Ok(Count {
                month: Month::from_number(number(month)?).ok_or(StoreError::Corrupt("trend.month"))?,
                cell: cell.to_owned(),
                count: number(total)?,
            })
        })
        .collect::<Result<Vec<Count>, StoreError>>()?;
    counts.sort_unstable_by(|a, b| (a.month, &a.cell).cmp(&(b.month, &b.cell)));
    // What is folded and what is fresh of one cell, together.
    counts.dedup_by(|next, count| {
        let is_same = (next.month, &next.cell) == (count.month, &count.cell);
        if is_same {
            count.count += next.count;
        }
        is_same
    });
    counts.retain(|count| count.count != 0);
    Ok(counts)
}

/// The counts of issues that a reader may see: all of them, or those without the cases for named handlers
/// (`statistics.md` 17: cases they are kept out of excluded).
pub async fn counts_seen(
    store: &Store,
    series: Measure,
    split: Split,
    (first, last): (Month, Month),
    handlers: bool,
) -> Result<Vec<Count>, StoreError> {
    let mut all = counts(store, series, split, first, last).await?;
    if let Some(apart) = split.handlers().filter(|_| !handlers) {
        let hidden = counts(store, series, apart, first, last).await?;
        let hidden: std::collections::HashMap<_, _> =
            hidden.into_iter().map(|c| ((c.month, c.cell), c.count)).collect();
        for count in &mut all {
            count.count -= hidden
                .get(&(count.month, count.cell.clone()))
                .copied()
                .unwrap_or_default();
        }
        all.retain(|count| count.count != 0);
    }
    Ok(all)
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
    let (fresh, newest, folds): (i64, i64, String) = read!(store, |pool| {
        sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM trend_delta) + (SELECT COUNT(*) FROM trend_bar_delta),
                (SELECT COALESCE(MAX(id), 0) FROM trend_delta) + (SELECT COALESCE(MAX(id), 0) FROM trend_bar_delta),
                COALESCE((SELECT value FROM house WHERE key = $1), '0')"
    )
    .bind(FOLDS)
    .fetch_one(pool)
    .await
    })?;
    Ok(format!("{folds}.{newest}.{fresh}"))
}
