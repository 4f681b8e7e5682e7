//! Protected tables: made once for each closed and mature period, stored, and never made again (`statistics.md` 17 to 20).

mod facts;
mod kept;
mod others;

pub use kept::{Missing, missing, newest, tables, years};

use crate::{Store, StoreError, lease};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::Month;
use domain::clock::day;
use domain::trend::protected::{ProtectedMeasure, Readers, Table, publish};
use domain::trend::series::MonthState;

/// A fact older than so many months is in no protected table: a slip in a date must not make a century of empty ones.
const OLDEST: i32 = 120;
/// How long one server may gather facts before another tries.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// The last month whose facts are 60 days old.
pub(super) fn last_mature(today: NaiveDate) -> Month {
    let mut month = Month::of(today);
    while MonthState::of(month, today).is_hollow() {
        month = month.plus(-1);
    }
    month
}

/// Makes what has become mature, for each measure in a transaction of its own, and says how many tables there are more.
/// Of several servers one makes them.
pub async fn make(store: &Store, holder: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut made = 0;
    for measure in ProtectedMeasure::ALL {
        made += make_of(store, *measure, holder, now).await?;
    }
    Ok(made)
}

async fn make_of(
    store: &Store,
    measure: ProtectedMeasure,
    holder: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let today = day(now);
    let last = last_mature(today);
    let Some(first) = next(store, measure, today).await?.filter(|first| *first <= last) else {
        return Ok(0);
    };
    let name = format!("protected_{measure}");
    let mut tx = store.write().await?;
    if !lease::take(&mut tx, &name, holder, now, now + LEASE).await? {
        return Ok(0);
    }
    tx.commit().await?;
    let months = facts::gather(store, measure, first, last)
        .await?
        .units(first, last);
    let mut tx = store.write().await?;
    // Locks the row of the lease: who comes second sees what the first has written.
    lease::take(&mut tx, &name, holder, now, now + LEASE).await?;
    if kept::last(&mut tx, measure)
        .await?
        .is_some_and(|last| last >= first)
    {
        return Ok(0);
    }
    let mut waiting = kept::waiting(&mut tx, measure).await?;
    waiting[0].extend(months);
    let tables = publish(&mut waiting);
    kept::replace_waiting(&mut tx, measure, &waiting).await?;
    kept::add(&mut tx, measure, &tables, now).await?;
    tx.commit().await?;
    Ok(tables.len() as u64)
}

/// The month after the last one that was taken up; at first the month of the oldest fact.
async fn next(
    store: &Store,
    measure: ProtectedMeasure,
    today: NaiveDate,
) -> Result<Option<Month>, StoreError> {
    if let Some(last) = kept::last_read(store, measure).await? {
        return Ok(Some(last.plus(1)));
    }
    let oldest = Month::of(today).plus(-OLDEST);
    let first = facts::first(store, measure).await?;
    Ok(first.map(|month| month.max(oldest)))
}

/// All tables of one kind of reader that lie in a year, by measure: what a yearly public report is made from. A table
/// that reaches beyond the year is not among them.
pub async fn of_year(
    store: &Store,
    readers: Readers,
    year: i32,
) -> Result<Vec<(ProtectedMeasure, Vec<Table>)>, StoreError> {
    let (Some(first), Some(last)) = (Month::new(year, 1), Month::new(year, 12)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for measure in ProtectedMeasure::ALL {
        let mut tables = tables(store, readers, *measure, first, last).await?;
        tables.retain(|table| first <= table.first && table.last <= last);
        found.push((*measure, tables));
    }
    Ok(found)
}
