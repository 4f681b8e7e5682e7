//! Rows of one batch: written with few statements, whoever makes them (an import or the demo).

use super::row::Row;
use crate::{StoreError, Tx};
use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::contract::SizeBand;
use std::collections::HashMap;

/// Binds the columns after the id.
macro_rules! cells {
    ($b:ident, $row:ident, $now:ident) => {
        $b.push_bind($row.reference.as_str())
            .push_bind($row.client_id)
            .push_bind($row.establishment_id)
            .push_bind($row.member_id)
            .push_bind($row.profession_id)
            .push_bind($row.profession_text.as_str())
            .push_bind($row.start_on)
            .push_bind($row.end_on)
            .push_bind($row.wage_unit.as_str())
            .push_bind($row.units)
            .push_bind($row.wage_cents)
            .push_bind($row.price_cents)
            .push_bind($row.invoiced_on)
            .push_bind($row.received_on)
            .push_bind($row.agreed_due_on)
            .push_bind($row.due_on)
            .push_bind($row.paid_on)
            .push_bind($row.state.as_str())
            .push_bind($row.debt_state.as_str())
            .push_bind($row.amends_id)
            .push_bind($row.amended_by_id)
            .push_bind($row.counted)
            .push_bind($row.overdue)
            .push_bind($row.sector.as_str())
            .push_bind($row.region.as_str())
            .push_bind($row.size_band.as_str())
            .push_bind($row.due_month)
            .push_bind($row.line_hash.as_str())
            .push_bind($row.minimum_cents)
            .push_bind($row.reference_cents)
            .push_bind($now)
    };
}
/// Inserts rows; with `ids`, under the ids that they hold already.
pub(super) async fn insert(
    tx: &mut Tx,
    rows: &[Row],
    ids: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = domain::clock::instant(now);
    if ids {
        insert_many!(
            tx,
            32,
            "INSERT INTO contract (id, reference, client_id, establishment_id, member_id, profession_id, \
             profession_text, start_on, end_on, wage_unit, units, wage_cents, price_cents, invoiced_on, received_on, \
             agreed_due_on, due_on, paid_on, state, debt_state, amends_id, amended_by_id, counted, overdue, sector, \
             region, size_band, due_month, line_hash, minimum_cents, reference_cents, \
             imported_at) ",
            rows,
            |row, b| {
                b.push_bind(row.id);
                cells!(b, row, now);
            }
        )?;
    } else {
        insert_many!(
            tx,
            31,
            "INSERT INTO contract (reference, client_id, establishment_id, member_id, profession_id, \
             profession_text, start_on, end_on, wage_unit, units, wage_cents, price_cents, invoiced_on, received_on, \
             agreed_due_on, due_on, paid_on, state, debt_state, amends_id, amended_by_id, counted, overdue, sector, \
             region, size_band, due_month, line_hash, minimum_cents, reference_cents, \
             imported_at) ",
            rows,
            |row, b| cells!(b, row, now)
        )?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Before {
    n: i64,
    contracts: i64,
}

/// Sets the size band of new rows: the client's contracts in the 12 months before each begins, itself included.
pub(super) async fn set_sizes(tx: &mut Tx, rows: &mut [Row]) -> Result<(), StoreError> {
    // A hundred is the last band: no more has to be counted. Drafts and refunds are among them, so that the index alone
    // answers and no contract has to be read.
    const BEFORE: &str = "WITH v (n, client_id, since, until) AS (";
    const AFTER: &str = ") SELECT v.n, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM contract c
            WHERE c.client_id = v.client_id AND c.start_on > v.since AND c.start_on <= v.until
            LIMIT 100) few) AS contracts FROM v";
    if rows.is_empty() {
        return Ok(());
    }
    let asked: Vec<(i64, i64, NaiveDate, NaiveDate)> = rows
        .iter()
        .zip(0..)
        .map(|(row, n)| (n, row.client_id, year_before(row.start_on), row.start_on))
        .collect();
    let found: Vec<Before> = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(BEFORE);
        query.push_values(&asked, |mut b, (n, client, since, until)| {
            b.push_bind(*n)
                .push_bind(*client)
                .push_bind(*since)
                .push_bind(*until);
        });
        query.push(AFTER);
        query
            .build_query_as()
            .persistent(false)
            .fetch_all(&mut *conn)
            .await
    })?;
    let mut contracts: HashMap<i64, i64> = found.into_iter().map(|row| (row.n, row.contracts)).collect();
    // Rows of the same batch are not in the table yet.
    let mut earlier: HashMap<i64, Vec<NaiveDate>> = HashMap::new();
    for (row, n) in rows.iter_mut().zip(0..) {
        let days = earlier.entry(row.client_id).or_default();
        let here = days
            .iter()
            .filter(|day| **day <= row.start_on && **day > year_before(row.start_on))
            .count();
        let known = contracts.remove(&n).unwrap_or_default();
        SizeBand::of(known + here as i64 + i64::from(row.counted))
            .code()
            .clone_into(&mut row.size_band);
        if row.counted {
            days.push(row.start_on);
        }
    }
    Ok(())
}

fn year_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN)
}
