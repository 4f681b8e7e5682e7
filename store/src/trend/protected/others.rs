//! Invoices, kept checks and stances as protected tables count them.

use super::facts::{Into, PAGE, frozen, number};
use crate::trend::buried;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::Month;
use domain::check::CheckAnswer;
use domain::clock::begin_of;
use domain::trend::Split;
use domain::trend::protected::{Cell, DueBand, Fact};
use sqlx::types::Json;
use std::collections::BTreeMap;

fn month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("month"))
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: i64,
    due_month: i64,
    due_on: NaiveDate,
    paid_on: Option<NaiveDate>,
    member_id: i64,
    client_id: i64,
    sector: String,
    region: String,
    size_band: String,
}

/// What is in the rates: not disputed, and not paid on a day that nobody knows (`trend::ledger::Outside`).
const DUE: &str = "
    SELECT id, due_month, due_on, paid_on, member_id, client_id, sector, region, size_band FROM contract
    WHERE id > $1 AND due_month >= $2 AND due_month <= $3 AND due_on IS NOT NULL AND counted
      AND state <> 'disputed' AND debt_state <> 'disputed'
      AND (paid_on IS NOT NULL OR (state <> 'paid' AND debt_state <> 'paid'))
    ORDER BY id LIMIT $4";

/// Invoices due, by how long after their due date they were paid. Members stand behind them.
pub async fn payment(
    store: &Store,
    (into, keys): Into<'_>,
    first: Month,
    last: Month,
) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows: Vec<DueRow> = read!(store, |pool| sqlx::query_as(DUE)
            .bind(after)
            .bind(first.number())
            .bind(last.number())
            .bind(PAGE)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last() else { return Ok(()) };
        after = end.id;
        for row in rows {
            let delay = row.paid_on.map(|paid| (paid - row.due_on).num_days());
            let mut cells = BTreeMap::from(frozen(row.sector, row.region, row.size_band));
            cells.insert(Split::Delay, DueBand::of(delay).cell());
            into.add(Fact {
                month: month(row.due_month)?,
                person: keys.of("member", row.member_id),
                client: keys.of("client", row.client_id),
                cells,
            });
        }
    }
}

#[derive(sqlx::FromRow)]
struct CheckRow {
    id: i64,
    kept_at: DateTime<Utc>,
    person_id: i64,
    member_id: Option<i64>,
    client_id: Option<i64>,
    answer: Json<CheckAnswer>,
}

const CHECKS: &str = "
    SELECT k.id, k.kept_at, k.person_id, m.id AS member_id, k.client_id, k.answer
    FROM kept_check k LEFT JOIN member m ON m.person_id = k.person_id
    WHERE k.id > $1 AND k.kept_at >= $2 AND k.kept_at < $3 ORDER BY k.id LIMIT $4";

/// Kept checks by their answer.
pub async fn checks(
    store: &Store,
    (into, keys): Into<'_>,
    first: Month,
    last: Month,
) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows: Vec<CheckRow> = read!(store, |pool| sqlx::query_as(CHECKS)
            .bind(after)
            .bind(begin_of(first.first_day()))
            .bind(begin_of(last.plus(1).first_day()))
            .bind(PAGE)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last() else { break };
        after = end.id;
        for row in rows {
            into.add(Fact {
                month: Month::of_instant(row.kept_at),
                person: match row.member_id {
                    Some(member) => keys.of("member", member),
                    None => keys.of("person", row.person_id),
                },
                // Clients that nobody knows are one.
                client: keys.of("client", row.client_id.unwrap_or_default()),
                cells: BTreeMap::from([(Split::Answer, Cell::new(row.answer.0.answer.code()))]),
            });
        }
    }
    for check in buried::checks(store).await? {
        let month = Month::of(check.kept_on);
        if (first..=last).contains(&month) {
            into.add(Fact {
                month,
                person: number(&check.person),
                client: number(&check.client.unwrap_or_default()),
                cells: BTreeMap::from([(Split::Answer, Cell::new(check.answer.code()))]),
            });
        }
    }
    Ok(())
}

/// The month of the oldest check.
pub async fn first_check(store: &Store) -> Result<Option<Month>, StoreError> {
    let first: Option<DateTime<Utc>> = read!(store, |pool| sqlx::query_scalar(
        "SELECT kept_at FROM kept_check ORDER BY id LIMIT 1"
    )
    .fetch_optional(pool)
    .await)?;
    Ok(first.map(Month::of_instant))
}

#[derive(sqlx::FromRow)]
struct StanceRow {
    client_id: i64,
    kind: String,
    in_force_month: i64,
    sector: String,
    region: String,
    size_band: String,
}

const STANCES: &str = "
    SELECT client_id, COALESCE(stepped_down_from, kind) AS kind, in_force_month, sector, region, size_band
    FROM stance WHERE in_force_month >= $1 AND in_force_month <= $2 ORDER BY id";

/// Stances by the kind they came into force as.
pub async fn stances(
    store: &Store,
    (into, keys): Into<'_>,
    first: Month,
    last: Month,
) -> Result<(), StoreError> {
    let rows: Vec<StanceRow> = read!(store, |pool| sqlx::query_as(STANCES)
        .bind(first.number())
        .bind(last.number())
        .fetch_all(pool)
        .await)?;
    for row in rows {
        let client = keys.of("client", row.client_id);
        let mut cells = BTreeMap::from(frozen(row.sector, row.region, row.size_band));
        cells.insert(Split::StanceKind, Cell::new(row.kind));
        into.add(Fact {
            month: month(row.in_force_month)?,
            person: client,
            client,
            cells,
        });
    }
    Ok(())
}
