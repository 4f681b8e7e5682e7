//! Exact histograms: what each contract and each wait for a decision adds, appended with its fact, folded and read.

use super::fold::BATCH;
use super::histogram::{Histogram, add_line, line_of};
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
        let mut histograms: BTreeMap<Key, Histogram> = BTreeMap::new();
        for ((series, split, month, cell, value), bar) in self.moved()? {
            let key = (series.to_owned(), split.to_owned(), month.number(), cell);
            histograms.entry(key).or_default().insert(value, bar);
        }
        put(tx, histograms).await
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

/// Series, split, month and cell of one histogram, as stored.
type Key = (String, String, i64, String);

/// Folds a batch of fresh bars into their histograms and says how many there were. Whoever folds holds its lease until the
/// end of the transaction, so that a histogram that was read is still the same when it is put back.
pub(super) async fn fold_batch(tx: &mut Tx) -> Result<u64, StoreError> {
    let rows: Vec<BarRow> = on!(&mut *tx, |conn| sqlx::query_as(
        "DELETE FROM trend_bar_delta WHERE id IN (SELECT id FROM trend_bar_delta ORDER BY id LIMIT $1)
         RETURNING series, split, month, cell, value, n, cents"
    )
    .bind(BATCH)
    .fetch_all(conn)
    .await)?;
    let count = rows.len() as u64;
    let mut histograms: BTreeMap<Key, Histogram> = BTreeMap::new();
    for row in rows {
        let key = (row.series, row.split, row.month, row.cell);
        let bar = histograms.entry(key).or_default().entry(row.value).or_default();
        bar.0 += row.n;
        bar.1 += row.cents;
    }
    let keys: Vec<Key> = histograms.keys().cloned().collect();
    for HistogramRow {
        series,
        split,
        month,
        cell,
        bars,
    } in found(tx, &keys).await?
    {
        if let Some(histogram) = histograms.get_mut(&(series, split, month, cell)) {
            add_line(histogram, &bars)?;
        }
    }
    put(tx, histograms).await?;
    Ok(count)
}

#[derive(sqlx::FromRow)]
struct HistogramRow {
    series: String,
    split: String,
    month: i64,
    cell: String,
    bars: String,
}

/// The histograms of these keys, as far as there are any.
async fn found(tx: &mut Tx, keys: &[Key]) -> Result<Vec<HistogramRow>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(500) {
        let rows: Vec<HistogramRow> = on!(&mut *tx, |conn| {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT series, split, month, cell, bars FROM trend_histogram WHERE (series, split, month, cell) IN (",
            );
            query.push_values(some, |mut b, (series, split, month, cell)| {
                b.push_bind(series)
                    .push_bind(split)
                    .push_bind(month)
                    .push_bind(cell);
            });
            query.push(")");
            query.build_query_as().persistent(false).fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

async fn put(tx: &mut Tx, histograms: BTreeMap<Key, Histogram>) -> Result<(), StoreError> {
    let lines: Vec<(Key, String)> = histograms
        .into_iter()
        .map(|(key, histogram)| (key, line_of(&histogram)))
        .collect();
    insert_many!(
        tx,
        5,
        "INSERT INTO trend_histogram (series, split, month, cell, bars) ",
        lines,
        |line, b| {
            let ((series, split, month, cell), bars) = line;
            b.push_bind(series)
                .push_bind(split)
                .push_bind(month)
                .push_bind(cell)
                .push_bind(bars)
        },
        " ON CONFLICT (series, split, month, cell) DO UPDATE SET bars = excluded.bars"
    )?;
    Ok(())
}

/// Every bar that is kept, for verifying.
pub(super) async fn kept(store: &Store) -> Result<BTreeMap<BarKey, (i64, i64)>, StoreError> {
    let folded: Vec<HistogramRow> = read!(store, |pool| sqlx::query_as(
        "SELECT series, split, month, cell, bars FROM trend_histogram"
    )
    .fetch_all(pool)
    .await)?;
    let fresh: Vec<BarRow> = read!(store, |pool| sqlx::query_as(
        "SELECT series, split, month, cell, value, n, cents FROM trend_bar_delta"
    )
    .fetch_all(pool)
    .await)?;
    let mut kept = BTreeMap::new();
    for row in folded {
        let mut histogram = Histogram::default();
        add_line(&mut histogram, &row.bars)?;
        let (series, split, month, cell) = (row.series, row.split, row.month, row.cell);
        kept.extend(
            histogram
                .into_iter()
                .map(|(value, bar)| ((series.clone(), split.clone(), month, cell.clone(), value), bar)),
        );
    }
    for row in fresh {
        let bar: &mut (i64, i64) = kept
            .entry((row.series, row.split, row.month, row.cell, row.value))
            .or_default();
        bar.0 += row.n;
        bar.1 += row.cents;
    }
    Ok(kept)
}
