//! Histograms as they are kept, and reading them: folded and fresh bars added up, exact at once.

use crate::{Store, StoreError};
use domain::Month;
use domain::trend::Split;
use domain::trend::ledger::{Bar, LedgerSeries};
use domain::trend::wait::WaitSeries;
use domain::trend::work::WorkSeries;
use std::collections::{BTreeMap, HashMap};

/// Where a statement reads: one series and split in a range of months, of one cell where one is named.
macro_rules! within {
    () => {
        "series = $1 AND split = $2 AND month >= $3 AND month <= $4 AND ($5 = '' OR cell = $5)"
    };
}

/// The histograms of a range of months, and what is fresh as further histograms of the same months.
const HISTOGRAMS: &str = concat!(
    "SELECT month, cell, bars FROM trend_histogram WHERE ",
    within!(),
    " UNION ALL
     SELECT month, cell, string_agg(CAST(value AS TEXT) || ' ' || CAST(n AS TEXT) || ' ' || CAST(cents AS TEXT), ' ') AS bars
     FROM trend_bar_delta WHERE ",
    within!(),
    " GROUP BY month, cell"
);

/// The bars of a month and cell by value: how many, and their cents.
pub(super) type Histogram = BTreeMap<i64, (i64, i64)>;

/// Adds what is kept in a line to a histogram.
pub(super) fn add_line(histogram: &mut Histogram, line: &str) -> Result<(), StoreError> {
    for (value, n, cents) in bars_of(line) {
        let bar = histogram.entry(value?).or_default();
        bar.0 += n?;
        bar.1 += cents?;
    }
    Ok(())
}

/// A histogram as it is kept, without bars that stand for nothing.
pub(super) fn line_of(histogram: &Histogram) -> String {
    let bars = histogram.iter().filter(|(_, bar)| **bar != (0, 0));
    let bars: Vec<String> = bars
        .map(|(value, (n, cents))| format!("{value} {n} {cents}"))
        .collect();
    bars.join(" ")
}

type Number = Result<i64, StoreError>;

/// The bars of a line: three numbers for each.
fn bars_of(line: &str) -> impl Iterator<Item = (Number, Number, Number)> {
    let texts = line.as_bytes().split(|byte| *byte == b' ');
    let mut numbers = texts.filter(|text| !text.is_empty()).map(number);
    std::iter::from_fn(move || {
        let value = numbers.next()?;
        let mut next = || numbers.next().unwrap_or_else(|| number(b""));
        Some((value, next(), next()))
    })
}

/// A number of a line. Read byte by byte, since a page reads a hundred thousand of them.
fn number(text: &[u8]) -> Number {
    let (digits, sign) = match text {
        [b'-', digits @ ..] => (digits, -1),
        digits => (digits, 1),
    };
    let read = digits.iter().try_fold(0_i64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(*byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(sign * digit)
    });
    read.filter(|_| !digits.is_empty())
        .ok_or(StoreError::Corrupt("trend_histogram.bars"))
}

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
    let mut lines: Vec<Line> = read!(store, |pool| sqlx::query_as(HISTOGRAMS)
        .bind(series.series())
        .bind(wanted.split.code())
        .bind(wanted.first.number())
        .bind(wanted.last.number())
        .bind(wanted.cell.unwrap_or_default())
        .fetch_all(pool)
        .await)?;
    lines.sort_unstable_by(|a, b| (a.month, &a.cell).cmp(&(b.month, &b.cell)));
    let mut bars = Vec::new();
    for same in lines.chunk_by(|a, b| (a.month, &a.cell) == (b.month, &b.cell)) {
        push_bars(&mut bars, same)?;
    }
    Ok(bars)
}

/// What is kept of one month and cell.
#[derive(sqlx::FromRow)]
struct Line {
    month: i64,
    cell: String,
    bars: String,
}

/// The bars of one month and cell, which several lines may make: the folded one, in order already, and what is fresh.
fn push_bars(bars: &mut Vec<Bar>, lines: &[Line]) -> Result<(), StoreError> {
    let begin = bars.len();
    for line in lines {
        let month = Month::from_number(line.month).ok_or(StoreError::Corrupt("trend_histogram.month"))?;
        for (value, n, cents) in bars_of(&line.bars) {
            bars.push(Bar {
                month,
                cell: line.cell.clone(),
                value: value?,
                n: n?,
                cents: cents?,
            });
        }
    }
    let added = bars.get(begin..).unwrap_or_default();
    if !added.is_sorted_by(|a, b| a.value < b.value) {
        let mut unordered = bars.split_off(begin);
        unordered.sort_unstable_by_key(|bar| bar.value);
        unordered.dedup_by(|next, bar| {
            let is_same = next.value == bar.value;
            if is_same {
                bar.n += next.n;
                bar.cents += next.cents;
            }
            is_same
        });
        unordered.retain(|bar| (bar.n, bar.cents) != (0, 0));
        bars.append(&mut unordered);
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::{Histogram, add_line, line_of};

    #[test]
    fn a_histogram_comes_back_from_its_line_and_what_is_no_line_is_told() {
        let bars = [(-3, (2, -500)), (0, (1, 0)), (400, (12, i64::MAX)), (7, (0, 0))];
        let line = line_of(&bars.into_iter().collect());
        assert_eq!(line, format!("-3 2 -500 0 1 0 400 12 {}", i64::MAX));
        let mut histogram = Histogram::new();
        add_line(&mut histogram, &line).unwrap();
        add_line(&mut histogram, "0 4 100").unwrap();
        add_line(&mut histogram, &line_of(&Histogram::new())).unwrap();
        let expected = [(-3, (2, -500)), (0, (5, 100)), (400, (12, i64::MAX))];
        assert_eq!(histogram, expected.into_iter().collect());
        for wrong in [
            "1",
            "1 2",
            "1 2 3 4",
            "1 two 3",
            "1 2 99999999999999999999",
            "1 - 2",
        ] {
            assert!(add_line(&mut Histogram::new(), wrong).is_err(), "{wrong:?}");
        }
    }
}
