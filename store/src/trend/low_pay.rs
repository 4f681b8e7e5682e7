//! Clients with confirmed low pay, by funder and month: small prepared rows, so that a client counts once however many of
//! its reports are confirmed (`statistics.md` 16).
//!
//! A row is a client, a funder (0: none named) and a month, with the number of its confirmed reports. Rows outlive their
//! reports: a purge takes nothing from them, so that the counts stay as they were known. What is counted is the month of a
//! client's *latest* report: in every period that runs until today a client is there when its latest report is, and counts
//! by month add up although distinct counts do not.

use super::append::{Delta, IssueFacts};
use crate::{Store, StoreError, Tx};
use domain::category::Filter;
use domain::issue::IssueState;
use domain::trend::low_pay::NONE;
use domain::trend::{ALL, Measure, Split};
use domain::{ClientId, Month};
use std::collections::{BTreeMap, BTreeSet};

/// The category of pay below what is fair, as the reference data codes it.
pub(super) const CATEGORY: &str = "low_pay";

/// An issue before and after a change; `None` where it is not there.
pub(crate) type Moved<'a> = (
    Option<(&'a IssueFacts, IssueState)>,
    Option<(&'a IssueFacts, IssueState)>,
);

/// Where a confirmed report of low pay counts: its funder and its month.
type Place = (i64, Month);

fn place(issue: Option<(&IssueFacts, IssueState)>, category: i64) -> Option<Place> {
    let (facts, state) = issue?;
    let counts =
        facts.category.0 == category && matches!(state, IssueState::Confirmed | IssueState::Resolved);
    counts.then(|| (facts.funder.map_or(0, |funder| funder.0), facts.month))
}

/// Keeps the rows and their counts while issues of a client change; most changes touch none and cost nothing.
pub(crate) async fn moved(tx: &mut Tx, client: ClientId, moves: &[Moved<'_>]) -> Result<(), StoreError> {
    let ethics = |issue: &Option<(&IssueFacts, IssueState)>| {
        issue.is_some_and(|(facts, _)| facts.filter == Filter::Ethics)
    };
    if !moves
        .iter()
        .any(|(before, after)| ethics(before) || ethics(after))
    {
        return Ok(());
    }
    let category: Option<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "SELECT id FROM category WHERE code = $1"
    )
    .bind(CATEGORY)
    .fetch_optional(&mut *conn)
    .await)?;
    let Some(category) = category else { return Ok(()) };
    let mut changes: BTreeMap<Place, i64> = BTreeMap::new();
    for (before, after) in moves {
        for (issue, n) in [(*before, -1), (*after, 1)] {
            if let Some(place) = place(issue, category) {
                *changes.entry(place).or_default() += n;
            }
        }
    }
    changes.retain(|_, n| *n != 0);
    if changes.is_empty() {
        return Ok(());
    }
    // The client's card is the one row that every change of its issues touches: whoever comes second waits for it here.
    on!(&mut *tx, |conn| sqlx::query(
        "UPDATE client_card SET issues_open = issues_open WHERE client_id = $1"
    )
    .bind(client.0)
    .execute(&mut *conn)
    .await)?;
    let before = latest(tx, client).await?;
    for ((funder, month), n) in &changes {
        add(tx, client, (*funder, month.number()), *n).await?;
    }
    let after = latest(tx, client).await?;
    let deltas = [counted(&before, -1), counted(&after, 1)].concat();
    super::append(tx, &super::summed(deltas)).await
}

/// The confirmed reports of a client go over from one client to another with it: before they move, where it goes into the
/// other, and after they have come back, where it is itself again. What a purge has left stays where it was.
pub(crate) async fn go_over(
    tx: &mut Tx,
    of: ClientId,
    from: ClientId,
    to: ClientId,
) -> Result<(), StoreError> {
    let rows = issues(tx, Some(of)).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut deltas = Vec::new();
    for (client, sign) in [(from, -1), (to, 1)] {
        deltas.extend(counted(&latest(tx, client).await?, -1));
        for ((_, funder, month), issues) in &rows {
            add(tx, client, (*funder, *month), sign * issues).await?;
        }
        deltas.extend(counted(&latest(tx, client).await?, 1));
    }
    super::append(tx, &super::summed(deltas)).await
}

async fn add(tx: &mut Tx, client: ClientId, (funder, month): (i64, i64), n: i64) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query(
        "INSERT INTO low_pay (client_id, funder_id, month, issues) VALUES ($1, $2, $3, $4)
         ON CONFLICT (client_id, funder_id, month) DO UPDATE SET issues = low_pay.issues + excluded.issues"
    )
    .bind(client.0)
    .bind(funder)
    .bind(month)
    .bind(n)
    .execute(&mut *conn)
    .await)?;
    Ok(())
}

/// The latest month of each funder of a client.
async fn latest(tx: &mut Tx, client: ClientId) -> Result<BTreeMap<i64, Month>, StoreError> {
    let rows: Vec<(i64, i64)> = on!(&mut *tx, |conn| sqlx::query_as(
        "SELECT funder_id, MAX(month) FROM low_pay WHERE client_id = $1 AND issues > 0 GROUP BY funder_id"
    )
    .bind(client.0)
    .fetch_all(&mut *conn)
    .await)?;
    rows.into_iter()
        .map(|(funder, month)| Ok((funder, read_month(month)?)))
        .collect()
}

fn read_month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("low_pay.month"))
}

fn counted(latest: &BTreeMap<i64, Month>, n: i64) -> Vec<Delta> {
    let mut deltas: Vec<Delta> = latest
        .iter()
        .map(|(funder, month)| Delta::new(Measure::LowPayClients, *month, Split::Funder, cell(*funder), n))
        .collect();
    deltas.extend(
        latest
            .values()
            .max()
            .map(|month| Delta::new(Measure::LowPayClients, *month, Split::All, ALL, n)),
    );
    deltas
}

fn cell(funder: i64) -> String {
    if funder == 0 {
        NONE.to_owned()
    } else {
        funder.to_string()
    }
}

/// What all rows count as: by funder, and each client once.
const BY_FUNDER: &str = "
    SELECT funder_id, month, COUNT(*) FROM (
        SELECT client_id, funder_id, MAX(month) AS month FROM low_pay WHERE issues > 0 GROUP BY client_id, funder_id
    ) AS latest GROUP BY funder_id, month";
const WHOLE: &str = "
    SELECT CAST(0 AS BIGINT), month, COUNT(*) FROM (
        SELECT client_id, MAX(month) AS month FROM low_pay WHERE issues > 0 GROUP BY client_id
    ) AS latest GROUP BY month";

fn all_counted(
    by_funder: Vec<(i64, i64, i64)>,
    whole: Vec<(i64, i64, i64)>,
) -> Result<Vec<Delta>, StoreError> {
    let mut deltas = Vec::new();
    for (funder, month, n) in by_funder {
        let month = read_month(month)?;
        deltas.push(Delta::new(
            Measure::LowPayClients,
            month,
            Split::Funder,
            cell(funder),
            n,
        ));
    }
    for (_, month, n) in whole {
        deltas.push(Delta::new(
            Measure::LowPayClients,
            read_month(month)?,
            Split::All,
            ALL,
            n,
        ));
    }
    Ok(deltas)
}

/// The counts of all rows, for verifying.
pub(super) async fn recounted(store: &Store) -> Result<Vec<Delta>, StoreError> {
    let by_funder = read!(store, |pool| sqlx::query_as(BY_FUNDER).fetch_all(pool).await)?;
    let whole = read!(store, |pool| sqlx::query_as(WHOLE).fetch_all(pool).await)?;
    all_counted(by_funder, whole)
}

/// Confirmed reports of low pay that are there, by client (or of one), funder and month.
async fn issues(tx: &mut Tx, of: Option<ClientId>) -> Result<BTreeMap<(i64, i64, i64), i64>, StoreError> {
    const ROWS: &str = "
        SELECT i.client_id, COALESCE(i.funder_id, 0), i.source, i.happened_on, i.reported_month
        FROM issue i JOIN category c ON c.id = i.category_id
        WHERE c.code = $1 AND i.state IN ('confirmed', 'resolved')";
    const OF_CLIENT: &str = "
        SELECT i.client_id, COALESCE(i.funder_id, 0), i.source, i.happened_on, i.reported_month
        FROM issue i JOIN category c ON c.id = i.category_id
        WHERE i.client_id = $2 AND c.code = $1 AND i.state IN ('confirmed', 'resolved')";
    type Row = (i64, i64, String, chrono::NaiveDate, i64);
    let rows: Vec<Row> = match of {
        None => on!(&mut *tx, |conn| sqlx::query_as(ROWS)
            .bind(CATEGORY)
            .fetch_all(&mut *conn)
            .await)?,
        Some(client) => on!(&mut *tx, |conn| sqlx::query_as(OF_CLIENT)
            .bind(CATEGORY)
            .bind(client.0)
            .fetch_all(&mut *conn)
            .await)?,
    };
    let mut sums: BTreeMap<(i64, i64, i64), i64> = BTreeMap::new();
    for (client, funder, source, happened_on, reported_month) in rows {
        let (month, _) = crate::issue::counted_month(&source, happened_on, reported_month)?;
        *sums.entry((client, funder, month.number())).or_default() += 1;
    }
    Ok(sums)
}

/// Writes the rows of all issues that are there, and gives what they count as: after a fill, and once when low pay begins
/// to be counted.
pub async fn fill(tx: &mut Tx) -> Result<Vec<Delta>, StoreError> {
    on!(&mut *tx, |conn| sqlx::query("DELETE FROM low_pay")
        .execute(&mut *conn)
        .await)?;
    let sums = issues(tx, None).await?;
    let sums: Vec<_> = sums.into_iter().collect();
    insert_many!(
        &mut *tx,
        4,
        "INSERT INTO low_pay (client_id, funder_id, month, issues) ",
        sums,
        |row, b| {
            let ((client, funder, month), issues) = row;
            b.push_bind(client)
                .push_bind(funder)
                .push_bind(month)
                .push_bind(issues)
        }
    )?;
    let by_funder = on!(&mut *tx, |conn| sqlx::query_as(BY_FUNDER)
        .fetch_all(&mut *conn)
        .await)?;
    let whole = on!(&mut *tx, |conn| sqlx::query_as(WHOLE).fetch_all(&mut *conn).await)?;
    all_counted(by_funder, whole)
}

/// Confirmed reports by funder and month as the rows hold them: what issues and tombstones must add up to.
pub(super) async fn kept_issues(store: &Store) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    Ok(read!(store, |pool| {
        sqlx::query_as(
        "SELECT funder_id, month, CAST(SUM(issues) AS BIGINT) FROM low_pay GROUP BY funder_id, month HAVING SUM(issues) <> 0"
    )
    .fetch_all(pool)
    .await
    })?)
}

/// The categories that are low pay: one, where the house has it.
pub(super) async fn categories(store: &Store) -> Result<BTreeSet<i64>, StoreError> {
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(
        "SELECT id FROM category WHERE code = $1"
    )
    .bind(CATEGORY)
    .fetch_all(pool)
    .await)?;
    Ok(ids.into_iter().collect())
}
