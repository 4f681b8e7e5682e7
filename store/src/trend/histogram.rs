//! Reading histograms: folded and fresh bars added up in one statement, exact at once; where a chart needs counts alone, the
//! database adds the bars up.

use crate::packed::unpacked;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::Month;
use domain::payment::GRACE_DAYS;
use domain::trend::Split;
use domain::trend::control::Counted;
use domain::trend::ledger::{Bar, LedgerSeries, day_number};
use domain::trend::wait::WaitSeries;
use domain::trend::work::WorkSeries;
use std::collections::HashMap;

/// The bars of one series and split in a range of months, of one cell where one is named.
macro_rules! counted {
    ($columns:literal, $series:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM trend_bar WHERE series IN (",
            $series,
            ") AND split = $2 AND month >= $3 AND month <= $4 AND ($5 = '' OR cell = $5)
             UNION ALL SELECT ",
            $columns,
            " FROM trend_bar_delta WHERE series IN (",
            $series,
            ") AND split = $2 AND month >= $3 AND month <= $4 AND ($5 = '' OR cell = $5)"
        )
    };
}

/// All bars in one packed row: rows are dear, and a chart of delays has thousands of them.
const BARS: &str = concat!(
    "SELECT string_agg(",
    packed!(
        "CAST(month AS TEXT)",
        "CAST(value AS TEXT)",
        "CAST(n AS TEXT)",
        "CAST(cents AS TEXT)",
        "cell"
    ),
    ", ",
    end_of_record!(),
    ") FROM (
    SELECT month, cell, value, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(cents) AS BIGINT) AS cents FROM (",
    counted!("month, cell, value, n, cents", "$1"),
    ") AS counted
    GROUP BY month, cell, value HAVING SUM(n) <> 0 OR SUM(cents) <> 0
    ) AS figures"
);

/// Which bars are read.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub split: Split,
    /// One cell alone, or all of the split.
    pub cell: Option<&'a str>,
    pub first: Month,
    pub last: Month,
}

impl Wanted<'_> {
    /// All cells of a split.
    pub const fn all(split: Split, first: Month, last: Month) -> Self {
        Self {
            split,
            cell: None,
            first,
            last,
        }
    }
}

/// A series that histograms are kept of.
pub trait Kept: Copy {
    fn series(self) -> &'static str;
}

impl Kept for LedgerSeries {
    fn series(self) -> &'static str {
        self.code()
    }
}

impl Kept for WaitSeries {
    fn series(self) -> &'static str {
        self.code()
    }
}

impl Kept for WorkSeries {
    fn series(self) -> &'static str {
        self.code()
    }
}

/// The same as a reader may see it: of issues without the cases for named handlers, for those who are kept out of them
/// (`statistics.md` 17).
pub async fn read_seen(
    store: &Store,
    series: impl Kept,
    wanted: Wanted<'_>,
    handlers: bool,
) -> Result<Vec<Bar>, StoreError> {
    let mut all = read(store, series, wanted).await?;
    if let Some(split) = wanted.split.handlers().filter(|_| !handlers) {
        let hidden = read(store, series, Wanted { split, ..wanted }).await?;
        let hidden: HashMap<_, _> = hidden
            .into_iter()
            .map(|bar| ((bar.month, bar.cell, bar.value), bar.n))
            .collect();
        for bar in &mut all {
            let place = (bar.month, bar.cell.clone(), bar.value);
            bar.n -= hidden.get(&place).copied().unwrap_or_default();
        }
        all.retain(|bar| bar.n != 0);
    }
    Ok(all)
}

/// The bars of a series, by month, cell and value.
pub async fn read(store: &Store, series: impl Kept, wanted: Wanted<'_>) -> Result<Vec<Bar>, StoreError> {
    let packed: Option<String> = read!(store, |pool| sqlx::query_scalar(BARS)
        .bind(series.series())
        .bind(wanted.split.code())
        .bind(wanted.first.number())
        .bind(wanted.last.number())
        .bind(wanted.cell.unwrap_or_default())
        .fetch_one(pool)
        .await)?;
    let mut bars = unpacked(&packed.unwrap_or_default())
        .map(|[month, value, n, cents, cell]| {
            let number = |text: &str| text.parse().map_err(|_| StoreError::Corrupt("trend_bar"));
            Ok(Bar {
                month: Month::from_number(number(month)?).ok_or(StoreError::Corrupt("trend_bar.month"))?,
                cell: cell.to_owned(),
                value: number(value)?,
                n: number(n)?,
                cents: number(cents)?,
            })
        })
        .collect::<Result<Vec<Bar>, StoreError>>()?;
    bars.sort_unstable_by(|a, b| (a.month, &a.cell, a.value).cmp(&(b.month, &b.cell, b.value)));
    Ok(bars)
}

/// The bars of the ledger, of one split from `first` to `last`, both included.
pub async fn bars(
    store: &Store,
    series: LedgerSeries,
    split: Split,
    first: Month,
    last: Month,
) -> Result<Vec<Bar>, StoreError> {
    read(store, series, Wanted::all(split, first, last)).await
}

/// The bars of waits for a decision, of one split from `first` to `last`, both included.
pub async fn waits(
    store: &Store,
    series: WaitSeries,
    split: Split,
    first: Month,
    last: Month,
) -> Result<Vec<Bar>, StoreError> {
    read(store, series, Wanted::all(split, first, last)).await
}

/// The bars of work begun, of one split from `first` to `last`, both included.
pub async fn work(
    store: &Store,
    series: WorkSeries,
    split: Split,
    first: Month,
    last: Month,
) -> Result<Vec<Bar>, StoreError> {
    read(store, series, Wanted::all(split, first, last)).await
}

/// One bar for each month and cell: the sums of what lies up to `until`, under its least value.
const UNTIL: &str = concat!(
    "SELECT month, cell, MIN(value) AS value, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(cents) AS BIGINT) AS cents FROM (",
    counted!("month, cell, value, n, cents", "$1"),
    ") AS counted WHERE value <= $6 GROUP BY month, cell ORDER BY month, cell"
);

#[derive(sqlx::FromRow)]
struct SumRow {
    month: i64,
    cell: String,
    value: i64,
    n: i64,
    cents: i64,
}

/// What came into a stock of money, or went out of it, in each month by `today`: for `ledger::money_stock`.
pub async fn flows(
    store: &Store,
    series: LedgerSeries,
    wanted: Wanted<'_>,
    today: NaiveDate,
) -> Result<Vec<Bar>, StoreError> {
    let rows: Vec<SumRow> = read!(store, |pool| sqlx::query_as(UNTIL)
        .bind(series.code())
        .bind(wanted.split.code())
        .bind(wanted.first.number())
        .bind(wanted.last.number())
        .bind(wanted.cell.unwrap_or_default())
        .bind(day_number(today))
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Bar {
                month: Month::from_number(row.month).ok_or(StoreError::Corrupt("trend_bar.month"))?,
                cell: row.cell,
                value: row.value,
                n: row.n,
                cents: row.cents,
            })
        })
        .collect()
}

/// Late of due by month and cell, as `ledger::by_due` counts them from the bars themselves. `$1` is the day's number.
const DUE: &str = concat!(
    "SELECT month, cell,
        CAST(SUM(CASE WHEN is_due THEN n ELSE 0 END) AS BIGINT) AS due,
        CAST(SUM(CASE WHEN is_late THEN n ELSE 0 END) AS BIGINT) AS late,
        CAST(SUM(CASE WHEN is_due THEN cents ELSE 0 END) AS BIGINT) AS due_cents,
        CAST(SUM(CASE WHEN is_late THEN cents ELSE 0 END) AS BIGINT) AS late_cents
     FROM (SELECT month, cell, n, cents,
             series = 'delay_ended' OR $1 > value AS is_due,
             CASE WHEN series = 'delay_ended' THEN value > $6 ELSE $1 - value > $6 END AS is_late
           FROM (",
    counted!(
        "series, month, cell, value, n, cents",
        "'delay_ended', 'delay_open', 'delay_never'"
    ),
    ") AS bars) AS judged GROUP BY month, cell ORDER BY month, cell"
);

#[derive(sqlx::FromRow)]
struct DueRow {
    month: i64,
    cell: String,
    due: i64,
    late: i64,
    due_cents: i64,
    late_cents: i64,
}

/// Late of due in one month of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueCounts {
    pub month: Month,
    pub cell: String,
    pub late: Counted,
    pub late_cents: Counted,
}

/// Late of due by month due, as known on `today`.
pub async fn late_of_due(
    store: &Store,
    wanted: Wanted<'_>,
    today: NaiveDate,
) -> Result<Vec<DueCounts>, StoreError> {
    let rows: Vec<DueRow> = read!(store, |pool| sqlx::query_as(DUE)
        .bind(day_number(today))
        .bind(wanted.split.code())
        .bind(wanted.first.number())
        .bind(wanted.last.number())
        .bind(wanted.cell.unwrap_or_default())
        .bind(GRACE_DAYS)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(DueCounts {
                month: Month::from_number(row.month).ok_or(StoreError::Corrupt("trend_bar.month"))?,
                cell: row.cell,
                late: Counted::new(row.late, row.due),
                late_cents: Counted::new(row.late_cents, row.due_cents),
            })
        })
        .collect()
}

/// How many of each month lie below a value, of all: one row a month and cell.
const BELOW: &str = concat!(
    "SELECT month, CAST(SUM(CASE WHEN value < $6 THEN n ELSE 0 END) AS BIGINT) AS below, CAST(SUM(n) AS BIGINT) AS n FROM (",
    counted!("month, value, n", "$1"),
    ") AS counted GROUP BY month ORDER BY month"
);

/// How many of a series lie below a value, of all, by month.
pub async fn below_of_all(
    store: &Store,
    series: impl Kept,
    wanted: Wanted<'_>,
    value: i64,
) -> Result<Vec<(Month, Counted)>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = read!(store, |pool| sqlx::query_as(BELOW)
        .bind(series.series())
        .bind(wanted.split.code())
        .bind(wanted.first.number())
        .bind(wanted.last.number())
        .bind(wanted.cell.unwrap_or_default())
        .bind(value)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|(month, below, n)| {
            let month = Month::from_number(month).ok_or(StoreError::Corrupt("trend_bar.month"))?;
            Ok((month, Counted::new(below, n)))
        })
        .collect()
}

macro_rules! overdue {
    ($and:literal) => {
        concat!(
            "SELECT COUNT(DISTINCT member_id) FROM contract WHERE overdue",
            $and
        )
    };
}

/// Distinct members whose money is late and not lost: read from the index of what is overdue, not from the ledger.
pub async fn members_overdue(store: &Store) -> Result<i64, StoreError> {
    const ALL: &str = overdue!("");
    Ok(read!(store, |pool| sqlx::query_scalar(ALL)
        .fetch_one(pool)
        .await)?)
}

/// The same of one cell of sector, region or size band; of another split there are none.
pub async fn members_overdue_in(store: &Store, split: Split, cell: &str) -> Result<i64, StoreError> {
    let sql = match split {
        Split::Sector => overdue!(" AND sector = $1"),
        Split::Region => overdue!(" AND region = $1"),
        Split::Size => overdue!(" AND size_band = $1"),
        _ => return Ok(0),
    };
    Ok(read!(store, |pool| sqlx::query_scalar(sql)
        .bind(cell)
        .fetch_one(pool)
        .await)?)
}
