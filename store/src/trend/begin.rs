//! Once, when figures about our own conduct, or waits after a reopening, begin to be counted: those of the facts that are
//! there already.

use super::append::Delta;
use super::bar::Bars;
use super::verify::{Cells, count_issues, count_stances};
use super::{append, low_pay, summed};
use crate::{Store, StoreError, Tx, house};
use domain::Month;
use domain::trend::{Measure, Split};

/// What began to be counted then.
const SERIES: &[Measure] = &[
    Measure::StanceEndings,
    Measure::StancesOver,
    Measure::StanceRelapses,
];
const SPLITS: &[Split] = &[
    Split::HandlersAll,
    Split::HandlersFilter,
    Split::HandlersCategory,
    Split::HandlersSector,
    Split::HandlersRegion,
    Split::HandlersSize,
];

/// Issues read at a time.
const PAGE: i64 = 5_000;

/// Counts what a database from before holds; a new one holds nothing. `waits` where its waits were counted before.
pub(crate) async fn conduct(store: &Store, waits: bool) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    if !house::claim(&mut tx, "trend_conduct").await? {
        return Ok(());
    }
    let mut cells = Cells::new();
    count_issues(store, &mut cells).await?;
    count_stances(store, &mut cells).await?;
    let mut deltas = begun(cells)?;
    deltas.extend(low_pay::fill(&mut tx).await?);
    append(&mut tx, &summed(deltas)).await?;
    if waits {
        count_waits(&mut tx, super::wait::counted(store, PAGE, Bars::add_each).await?).await?;
    }
    tx.commit().await
}

/// Counts the waits after a reopening, of issues and of what purges left; these began to be counted last.
pub(crate) async fn again(store: &Store, waits: bool) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    if !house::claim(&mut tx, "trend_again").await? {
        return Ok(());
    }
    if waits {
        let mut bars = super::wait::counted(store, PAGE, Bars::add_again).await?;
        for issue in super::buried::issues(store).await? {
            bars.add_again(&issue.facts, &issue.waits, 1);
        }
        bars.append(&mut tx).await?;
    }
    tx.commit().await
}

fn begun(cells: Cells) -> Result<Vec<Delta>, StoreError> {
    let mut deltas = Vec::new();
    for ((series, split, month, cell), n) in cells {
        let Some((series, split)) = Measure::from_code(&series).zip(Split::from_code(&split)) else {
            continue;
        };
        if SERIES.contains(&series) || SPLITS.contains(&split) {
            let month = Month::from_number(month).ok_or(StoreError::Corrupt("month"))?;
            deltas.push(Delta::new(series, month, split, cell, n));
        }
    }
    Ok(deltas)
}

async fn count_waits(tx: &mut Tx, mut all: Bars) -> Result<(), StoreError> {
    all.keep_splits(SPLITS);
    all.append(tx).await
}
