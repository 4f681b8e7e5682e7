//! Exact histograms: what each contract and each wait for a decision adds, appended with its fact, folded and read.

use super::fold::BATCH;
use crate::contract::Row;
use crate::{Store, StoreError, Tx};
use domain::Month;
use domain::trend::ledger::counted_as;
use domain::trend::work::{self, WorkSeries};
use domain::trend::{ALL, Split};
use std::collections::BTreeMap;

/// The splits of payment, money and wages. Not by profession: it is the client who pays.
pub const SPLITS: [Split; 4] = [Split::All, Split::Sector, Split::Region, Split::Size];

/// The series of wages.
const WAGES: [WorkSeries; 3] = [
    WorkSeries::WageMinimum,
    WorkSeries::WageReference,
    WorkSeries::WageUnknown,
];

/// A bar's place: series, split, month, cell, value.
type Place = (&'static str, &'static str, Month, String, i64);

/// What contracts add to the histograms, added up before it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bars {
    /// Invoices and cents.
    bars: BTreeMap<Place, (i64, i64)>,
    unreadable: bool,
}

/// Binds a bar's seven values.
macro_rules! bind {
    ($bar:ident, $b:ident) => {{
        let ((series, split, month, cell, value), (n, cents)) = $bar;
        $b.push_bind(*series)
            .push_bind(*split)
            .push_bind(month.number())
            .push_bind(cell.as_str())
            .push_bind(*value)
            .push_bind(*n)
            .push_bind(*cents)
    }};
}

impl Bars {
    /// Counts a contract; `-1` takes it back before it is counted elsewhere. A row that cannot be read is told when
    /// they are written.
    pub(crate) fn count(&mut self, row: &Row, sign: i64) {
        let Ok(contract) = row.contract() else {
            self.unreadable = true;
            return;
        };
        let bar = (sign, sign * row.price_cents);
        let mut count = |series, month, value| {
            for split in SPLITS {
                let cell = match split {
                    Split::Sector => row.sector.as_str(),
                    Split::Region => row.region.as_str(),
                    Split::Size => row.size_band.as_str(),
                    _ => ALL,
                };
                self.add(series, split, month, cell.to_owned(), value, bar);
            }
        };
        for counted in counted_as(&contract) {
            count(counted.series.code(), counted.month, counted.value);
        }
        for counted in work::counted_as(&contract, row.day_figures()) {
            count(counted.series.code(), counted.month, counted.value);
        }
    }

    /// Only what is counted of work ([`WorkSeries`]).
    pub(super) fn of_work(mut self) -> Self {
        self.bars
            .retain(|(series, ..), _| WorkSeries::from_code(series).is_some());
        self
    }

    /// Only wages by region and by size, which began to be counted last.
    pub(super) fn of_wages_by_place(mut self) -> Self {
        self.bars
            .retain(|(series, ..), _| WAGES.iter().any(|wage| wage.code() == *series));
        self.keep_splits(&[Split::Region, Split::Size]);
        self
    }

    /// Adds so many, and so many cents, to one bar.
    pub(super) fn add(
        &mut self,
        series: &'static str,
        split: Split,
        month: Month,
        cell: String,
        value: i64,
        (n, cents): (i64, i64),
    ) {
        let bar = self
            .bars
            .entry((series, split.code(), month, cell, value))
            .or_default();
        bar.0 += n;
        bar.1 += cents;
    }

    /// Leaves the other splits out.
    pub(super) fn keep_splits(&mut self, splits: &[Split]) {
        self.bars
            .retain(|(_, split, ..), _| splits.iter().any(|kept| kept.code() == *split));
    }

    /// Both together.
    pub fn merge(&mut self, other: Self) {
        self.unreadable |= other.unreadable;
        for (place, (n, cents)) in other.bars {
            let bar = self.bars.entry(place).or_default();
            bar.0 += n;
            bar.1 += cents;
        }
    }

    /// Appends what is not zero in the transaction of its facts.
    pub async fn append(self, tx: &mut Tx) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO trend_bar_delta (series, split, month, cell, value, n, cents) ";
        let bars = self.moved()?;
        insert_many!(tx, 7, INSERT, bars, |bar, b| bind!(bar, b))?;
        Ok(())
    }

    /// Writes them as if a job had folded them: into an empty table.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO trend_bar (series, split, month, cell, value, n, cents) ";
        let bars = self.moved()?;
        insert_many!(tx, 7, INSERT, bars, |bar, b| bind!(bar, b))?;
        Ok(())
    }

    fn moved(self) -> Result<Vec<(Place, (i64, i64))>, StoreError> {
        if self.unreadable {
            return Err(StoreError::Corrupt("contract"));
        }
        Ok(self.bars.into_iter().filter(|(_, bar)| *bar != (0, 0)).collect())
    }

    /// Each bar under its place in words, for verifying.
    pub(super) fn places(self) -> Result<BTreeMap<BarKey, (i64, i64)>, StoreError> {
        let words = |((series, split, month, cell, value), bar): (Place, (i64, i64))| {
            (
                (series.to_owned(), split.to_owned(), month.number(), cell, value),
                bar,
            )
        };
        Ok(self.moved()?.into_iter().map(words).collect())
    }
}

/// Series, split, month, cell, value, as stored.
pub(super) type BarKey = (String, String, i64, String, i64);

#[derive(sqlx::FromRow)]
struct BarRow {
    series: String,
    split: String,
    month: i64,
    cell: String,
    value: i64,
    n: i64,
    cents: i64,
}

/// Folds a batch of fresh bars into the totals and says how many there were.
pub(super) async fn fold_batch(tx: &mut Tx) -> Result<u64, StoreError> {
    let rows: Vec<BarRow> = on!(&mut *tx, |conn| sqlx::query_as(
        "DELETE FROM trend_bar_delta WHERE id IN (SELECT id FROM trend_bar_delta ORDER BY id LIMIT $1)
         RETURNING series, split, month, cell, value, n, cents"
    )
    .bind(BATCH)
    .fetch_all(conn)
    .await)?;
    let count = rows.len() as u64;
    let mut sums: BTreeMap<BarKey, (i64, i64)> = BTreeMap::new();
    for row in rows {
        let bar = sums
            .entry((row.series, row.split, row.month, row.cell, row.value))
            .or_default();
        bar.0 += row.n;
        bar.1 += row.cents;
    }
    let sums: Vec<_> = sums.into_iter().collect();
    insert_many!(
        &mut *tx,
        7,
        "INSERT INTO trend_bar (series, split, month, cell, value, n, cents) ",
        sums,
        |sum, b| {
            let ((series, split, month, cell, value), (n, cents)) = sum;
            b.push_bind(series)
                .push_bind(split)
                .push_bind(month)
                .push_bind(cell)
                .push_bind(value)
                .push_bind(n)
                .push_bind(cents)
        },
        " ON CONFLICT (series, split, month, cell, value)
          DO UPDATE SET n = trend_bar.n + excluded.n, cents = trend_bar.cents + excluded.cents"
    )?;
    Ok(count)
}

/// Every bar that is kept, for verifying.
pub(super) async fn kept(store: &Store) -> Result<BTreeMap<BarKey, (i64, i64)>, StoreError> {
    let rows: Vec<BarRow> = read!(store, |pool| sqlx::query_as(
        "SELECT series, split, month, cell, value, CAST(SUM(n) AS BIGINT) AS n,
                CAST(SUM(cents) AS BIGINT) AS cents FROM (
            SELECT series, split, month, cell, value, n, cents FROM trend_bar
            UNION ALL
            SELECT series, split, month, cell, value, n, cents FROM trend_bar_delta
         ) AS counted GROUP BY series, split, month, cell, value"
    )
    .fetch_all(pool)
    .await)?;
    let place = |row: BarRow| {
        (
            (row.series, row.split, row.month, row.cell, row.value),
            (row.n, row.cents),
        )
    };
    Ok(rows.into_iter().map(place).collect())
}
