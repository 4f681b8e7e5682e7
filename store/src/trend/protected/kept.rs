//! What waits and what is published, as stored.

use super::{facts, last_mature, next};
use crate::error::word;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::Month;
use domain::trend::protected::{ProtectedMeasure, Readers, Table, Unit, Waiting};
use sqlx::types::Json;

fn month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("protected_table.month"))
}

/// The last month that waits or is published.
const LAST: &str = "
    SELECT MAX(last_month) FROM (
        SELECT last_month FROM protected_unit WHERE measure = $1
        UNION ALL SELECT last_month FROM protected_table WHERE measure = $1) AS taken";

/// As this transaction sees it.
pub async fn last(tx: &mut Tx, measure: ProtectedMeasure) -> Result<Option<Month>, StoreError> {
    let last: Option<i64> = on!(tx, |conn| sqlx::query_scalar(LAST)
        .bind(measure.code())
        .fetch_one(conn)
        .await)?;
    last.map(month).transpose()
}

/// As anybody sees it.
pub async fn last_read(store: &Store, measure: ProtectedMeasure) -> Result<Option<Month>, StoreError> {
    let last: Option<i64> = read!(store, |pool| sqlx::query_scalar(LAST)
        .bind(measure.code())
        .fetch_one(pool)
        .await)?;
    last.map(month).transpose()
}

/// What waits at each step, in order.
pub async fn waiting(tx: &mut Tx, measure: ProtectedMeasure) -> Result<Waiting, StoreError> {
    const SQL: &str =
        "SELECT waits_for, content FROM protected_unit WHERE measure = $1 ORDER BY waits_for, first_month";
    let rows: Vec<(String, Json<Unit>)> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(measure.code())
        .fetch_all(conn)
        .await)?;
    let mut waiting = Waiting::default();
    for (step, unit) in rows {
        let readers: Readers = word(&step, "protected_unit.waits_for")?;
        waiting[readers as usize].push(unit.0);
    }
    Ok(waiting)
}

/// Writes what waits from now on; what was published of it goes, with its pseudonyms.
pub async fn replace_waiting(
    tx: &mut Tx,
    measure: ProtectedMeasure,
    waiting: &Waiting,
) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM protected_unit WHERE measure = $1"
    )
    .bind(measure.code())
    .execute(&mut *conn)
    .await)?;
    let steps = Readers::ALL.iter().zip(waiting);
    let rows: Vec<(Readers, &Unit)> = steps
        .flat_map(|(readers, units)| units.iter().map(|unit| (*readers, unit)))
        .collect();
    insert_many!(
        tx,
        5,
        "INSERT INTO protected_unit (measure, waits_for, first_month, last_month, content) ",
        rows,
        |row, b| {
            b.push_bind(measure.code())
                .push_bind(row.0.code())
                .push_bind(row.1.first.number())
                .push_bind(row.1.last.number())
                .push_bind(Json(row.1))
        }
    )?;
    Ok(())
}

/// Publishes tables; one that stands already is an error, never a change.
pub async fn add(
    tx: &mut Tx,
    measure: ProtectedMeasure,
    tables: &[(Readers, Table)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    insert_many!(
        tx,
        6,
        "INSERT INTO protected_table (measure, readers, first_month, last_month, content, made_at) ",
        tables,
        |row, b| {
            b.push_bind(measure.code())
                .push_bind(row.0.code())
                .push_bind(row.1.first.number())
                .push_bind(row.1.last.number())
                .push_bind(Json(&row.1))
                .push_bind(now)
        }
    )?;
    Ok(())
}

/// The published tables of a measure that touch the months from `first` to `last`, in order.
pub async fn tables(
    store: &Store,
    readers: Readers,
    measure: ProtectedMeasure,
    first: Month,
    last: Month,
) -> Result<Vec<Table>, StoreError> {
    const SQL: &str = "SELECT content FROM protected_table
        WHERE measure = $1 AND readers = $2 AND last_month >= $3 AND first_month <= $4 ORDER BY first_month";
    let rows: Vec<Json<Table>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(measure.code())
        .bind(readers.code())
        .bind(first.number())
        .bind(last.number())
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The newest published table of a measure: one row.
pub async fn newest(
    store: &Store,
    readers: Readers,
    measure: ProtectedMeasure,
) -> Result<Option<Table>, StoreError> {
    const SQL: &str = "SELECT content FROM protected_table
        WHERE measure = $1 AND readers = $2 ORDER BY first_month DESC LIMIT 1";
    let row: Option<Json<Table>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(measure.code())
        .bind(readers.code())
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| row.0))
}

/// The years that these readers have tables of, the newest first.
pub async fn years(store: &Store, readers: Readers) -> Result<Vec<i32>, StoreError> {
    const SQL: &str = "SELECT DISTINCT first_month / 100 AS year FROM protected_table WHERE readers = $1 ORDER BY year DESC";
    let years: Vec<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(readers.code())
        .fetch_all(pool)
        .await)?;
    Ok(years
        .into_iter()
        .filter_map(|year| i32::try_from(year).ok())
        .collect())
}

/// A table that should be there, or one that is not what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// These months are mature, and nobody has taken them up.
    Months {
        measure: ProtectedMeasure,
        first: Month,
        last: Month,
    },
    /// The tables of these readers leave a gap, or overlap, before this month.
    Gap {
        measure: ProtectedMeasure,
        readers: Readers,
        before: Month,
    },
    /// The splits of this table do not count the same facts.
    Unequal {
        measure: ProtectedMeasure,
        readers: Readers,
        first: Month,
    },
}

/// What is missing of all that should have been made by `today`.
pub async fn missing(store: &Store, today: NaiveDate) -> Result<Vec<Missing>, StoreError> {
    let mut found = Vec::new();
    let last = last_mature(today);
    for &measure in ProtectedMeasure::ALL {
        if let Some(first) = next(store, measure, today).await?.filter(|first| *first <= last) {
            found.push(Missing::Months { measure, first, last });
        }
        for &readers in Readers::ALL {
            let all = tables(store, readers, measure, facts::BEGINNING, last).await?;
            let mut expected = all.first().map(|table| table.first);
            for table in &all {
                if expected != Some(table.first) {
                    let before = table.first;
                    found.push(Missing::Gap {
                        measure,
                        readers,
                        before,
                    });
                }
                if !table.agrees() {
                    let first = table.first;
                    found.push(Missing::Unequal {
                        measure,
                        readers,
                        first,
                    });
                }
                expected = Some(table.last.plus(1));
            }
        }
    }
    Ok(found)
}
