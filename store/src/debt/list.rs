//! Who owes, the most overdue first, by client or by parent with its children; a page at a time.

use crate::{Store, StoreError};
use chrono::{Days, NaiveDate};
use domain::debt::read::{DebtList, Debtor};
use domain::debt::{After, AgeBand, DebtSearch};
use domain::payment::GRACE_DAYS;
use domain::{ClientId, Money};
use std::collections::HashMap;

/// Debtors on a page.
const PAGE: i64 = 25;

#[derive(sqlx::FromRow)]
struct Row {
    client_id: i64,
    name: String,
    clients: i64,
    contracts: i64,
    open_cents: i64,
    overdue_cents: i64,
    lost_cents: i64,
    oldest_due_on: Option<NaiveDate>,
    untouched_due_on: Option<NaiveDate>,
    next_on: Option<NaiveDate>,
    parent_id: Option<i64>,
    parent_name: Option<String>,
    group_overdue: Option<i64>,
}

/// Where nobody has done anything yet, a reminder is due a week after the due date.
fn reminder(due: NaiveDate) -> NaiveDate {
    due + Days::new(GRACE_DAYS.unsigned_abs() + 1)
}

/// `$1` today; `$2` a day before which the oldest due date lies, or NULL; `$3` only where a step is due, with `$4` the day
/// up to which an untouched one fell due; `$5` also those with nothing overdue; `$6`, `$7` the place; `$8` how many.
const CLIENTS: &str = "
    SELECT d.client_id, k.name, CAST(1 AS BIGINT) AS clients, d.contracts, d.open_cents, d.overdue_cents, d.lost_cents, d.oldest_due_on,
           d.untouched_due_on, d.next_on, p.client_id AS parent_id, p.name AS parent_name,
           CASE WHEN d.grouped THEN (SELECT CAST(SUM(g.overdue_cents) AS BIGINT) FROM client_debt g
               WHERE g.grouped AND g.group_id = d.group_id) END AS group_overdue
    FROM client_debt d JOIN client_card k ON k.client_id = d.client_id
    LEFT JOIN client_card p ON p.client_id = d.group_id AND d.group_id <> d.client_id
    WHERE (d.overdue_cents, d.client_id) < ($6, $7)
      AND (CAST($2 AS DATE) IS NULL OR d.oldest_due_on <= $2)
      AND (NOT $3 OR d.next_on <= $1 OR d.untouched_due_on <= $4)
      AND ($5 OR d.overdue_cents > 0 OR d.lost_cents > 0)
    ORDER BY d.overdue_cents DESC, d.client_id DESC LIMIT $8";

/// Parents and children only: a small part of all. The same values.
const GROUPS: &str = "
    SELECT s.client_id, k.name, s.clients, s.contracts, s.open_cents, s.overdue_cents, s.lost_cents, s.oldest_due_on, s.untouched_due_on,
           s.next_on, CAST(NULL AS BIGINT) AS parent_id, CAST(NULL AS TEXT) AS parent_name, CAST(NULL AS BIGINT) AS group_overdue
    FROM (SELECT g.group_id AS client_id, COUNT(*) AS clients, CAST(SUM(g.contracts) AS BIGINT) AS contracts,
                 CAST(SUM(g.open_cents) AS BIGINT) AS open_cents, CAST(SUM(g.overdue_cents) AS BIGINT) AS overdue_cents,
                 CAST(SUM(g.lost_cents) AS BIGINT) AS lost_cents,
                 MIN(g.oldest_due_on) AS oldest_due_on, MIN(g.untouched_due_on) AS untouched_due_on, MIN(g.next_on) AS next_on
          FROM client_debt g WHERE g.grouped GROUP BY g.group_id) s
    JOIN client_card k ON k.client_id = s.client_id
    WHERE (s.overdue_cents, s.client_id) < ($6, $7)
      AND (CAST($2 AS DATE) IS NULL OR s.oldest_due_on <= $2)
      AND (NOT $3 OR s.next_on <= $1 OR s.untouched_due_on <= $4)
      AND ($5 OR s.overdue_cents > 0 OR s.lost_cents > 0)
    ORDER BY s.overdue_cents DESC, s.client_id DESC LIMIT $8";

const TOTAL: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(overdue_cents), 0) AS BIGINT) FROM client_debt WHERE overdue_cents > 0";

/// A page of debtors as known on `today`.
pub async fn page(store: &Store, search: &DebtSearch, today: NaiveDate) -> Result<DebtList, StoreError> {
    let text = if search.by_group { GROUPS } else { CLIENTS };
    let after = search.after.unwrap_or(After {
        overdue: i64::MAX,
        client: ClientId(0),
    });
    let mut rows: Vec<Row> = read!(store, |pool| sqlx::query_as(text)
        .bind(today)
        .bind(search.age.and_then(|age| oldest_of(age, today)))
        .bind(search.step_due)
        .bind(today - Days::new(GRACE_DAYS.unsigned_abs() + 1))
        .bind(search.all_open)
        .bind(after.overdue)
        .bind(after.client.0)
        .bind(PAGE + 1)
        .fetch_all(pool)
        .await)?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or_default());
    let next = rows.last().filter(|_| more).map(|row| After {
        overdue: row.overdue_cents,
        client: ClientId(row.client_id),
    });
    let ids: Vec<i64> = rows.iter().map(|row| row.client_id).collect();
    let mut ages = ages(store, &ids, search.by_group, today).await?;
    let total: (i64, i64) = read!(store, |pool| sqlx::query_as(TOTAL).fetch_one(pool).await)?;
    Ok(DebtList {
        debtors: rows
            .into_iter()
            .map(|row| {
                let age = ages.remove(&row.client_id);
                debtor(row, age)
            })
            .collect(),
        next,
        overdue_clients: total.0,
        overdue: Money(total.1),
    })
}

/// The last due date that is so old, or older.
fn oldest_of(age: AgeBand, today: NaiveDate) -> Option<NaiveDate> {
    let days = match age {
        AgeBand::NotDue => return None,
        AgeBand::To30 => 1,
        AgeBand::To60 => 31,
        AgeBand::To90 => 61,
        AgeBand::Over90 => 91,
    };
    Some(today - Days::new(days))
}

fn debtor(row: Row, age: Option<Ages>) -> Debtor {
    let age = age.unwrap_or_default();
    let next_on = [row.next_on, row.untouched_due_on.map(reminder)]
        .into_iter()
        .flatten()
        .min();
    let group = row.parent_id.zip(row.parent_name).map(|(id, name)| {
        let overdue = row.group_overdue.unwrap_or_default();
        (ClientId(id), name, Money(overdue))
    });
    Debtor {
        client: ClientId(row.client_id),
        name: row.name,
        clients: row.clients,
        contracts: row.contracts,
        members: age.members,
        open: Money(row.open_cents),
        overdue: Money(row.overdue_cents),
        lost: Money(row.lost_cents),
        oldest_due_on: row.oldest_due_on,
        next_on,
        by_age: age.by_age,
        group,
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Ages {
    members: i64,
    by_age: [Money; 5],
}

#[derive(sqlx::FromRow)]
struct AgeRow {
    key: i64,
    members: i64,
    not_due: i64,
    to_30: i64,
    to_60: i64,
    to_90: i64,
    over_90: i64,
}

/// How old the open euros of the page's debtors are, and how many members wait: their unpaid contracts, by index.
async fn ages(
    store: &Store,
    ids: &[i64],
    by_group: bool,
    today: NaiveDate,
) -> Result<HashMap<i64, Ages>, StoreError> {
    const SUMS: &str = " AS key, COUNT(DISTINCT c.member_id) AS members,
            CAST(SUM(CASE WHEN c.due_on IS NULL OR c.due_on >= $1 THEN c.price_cents ELSE 0 END) AS BIGINT) AS not_due,
            CAST(SUM(CASE WHEN c.due_on < $1 AND c.due_on >= $2 THEN c.price_cents ELSE 0 END) AS BIGINT) AS to_30,
            CAST(SUM(CASE WHEN c.due_on < $2 AND c.due_on >= $3 THEN c.price_cents ELSE 0 END) AS BIGINT) AS to_60,
            CAST(SUM(CASE WHEN c.due_on < $3 AND c.due_on >= $4 THEN c.price_cents ELSE 0 END) AS BIGINT) AS to_90,
            CAST(SUM(CASE WHEN c.due_on < $4 THEN c.price_cents ELSE 0 END) AS BIGINT) AS over_90
        FROM client_debt d JOIN contract c ON c.client_id = d.client_id
        WHERE c.paid_on IS NULL AND c.counted AND c.state <> 'paid' AND c.debt_state NOT IN ('paid', 'written_off')
          AND c.debt_state <> 'bankrupt' AND ";
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (key, of) = if by_group {
        ("d.group_id", "d.grouped AND d.group_id IN (")
    } else {
        ("d.client_id", "d.client_id IN (")
    };
    // Ids are numbers of the query before: they can stand in the text.
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let text = format!("SELECT {key}{SUMS}{of}{list}) GROUP BY {key}");
    let rows: Vec<AgeRow> = read!(store, |pool| sqlx::query_as(sqlx::AssertSqlSafe(text.clone()))
        .bind(today)
        .bind(today - Days::new(30))
        .bind(today - Days::new(60))
        .bind(today - Days::new(90))
        .persistent(false)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let by_age = [row.not_due, row.to_30, row.to_60, row.to_90, row.over_90].map(Money);
            let members = row.members;
            (row.key, Ages { members, by_age })
        })
        .collect())
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![CLIENTS, GROUPS, TOTAL]
}

/// Clients whose next step is due, for the first page: bounded, the most overdue first.
pub async fn waiting(store: &Store, today: NaiveDate) -> Result<i64, StoreError> {
    const WAITING: &str = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM client_debt d
        WHERE (d.overdue_cents > 0 OR d.lost_cents > 0) AND (d.next_on <= $1 OR d.untouched_due_on <= $2) LIMIT 1000) few";
    Ok(read!(store, |pool| sqlx::query_scalar(WAITING)
        .bind(today)
        .bind(today - Days::new(GRACE_DAYS.unsigned_abs() + 1))
        .fetch_one(pool)
        .await)?)
}
