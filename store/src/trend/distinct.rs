//! Distinct people and clients of months, quarters and years: counted anew whenever a month has become mature, from
//! facts, tombstones and keyed pseudonyms (`statistics.md` 9).

use super::buried::{self, BuriedIssue};
use super::protected::last_mature;
use crate::error::word;
use crate::house::Pseudonyms;
use crate::{Store, StoreError, Tx, lease};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::Month;
use domain::clock::day;
use domain::issue::IssueState;
use domain::trend::people::{Distinct, DistinctSeries, Span};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Years that are counted, with the present one.
const YEARS: i32 = 11;
/// Facts read at a time.
const PAGE: i64 = 5_000;

/// Counts anew if a month has become mature since the last time; says whether it did. Of several servers one counts.
pub async fn count(store: &Store, holder: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let last = last_mature(day(now));
    if newest(store).await? >= last.number() {
        return Ok(false);
    }
    let mut tx = store.write().await?;
    if !lease::take(&mut tx, "distinct", holder, now, now + TimeDelta::minutes(15)).await? {
        return Ok(false);
    }
    tx.commit().await?;
    let counts = counted(store, last).await?;
    if counts.is_empty() {
        return Ok(false);
    }
    let mut tx = store.write().await?;
    lease::take(&mut tx, "distinct", holder, now, now + TimeDelta::minutes(15)).await?;
    replace(&mut tx, &counts).await?;
    tx.commit().await?;
    Ok(true)
}

async fn newest(store: &Store) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT COALESCE(MAX(last_month), 0) FROM trend_distinct"
    )
    .fetch_one(pool)
    .await)?)
}

async fn replace(tx: &mut Tx, counts: &[Distinct]) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query("DELETE FROM trend_distinct")
        .execute(&mut *conn)
        .await)?;
    insert_many!(
        tx,
        4,
        "INSERT INTO trend_distinct (series, first_month, last_month, n) ",
        counts,
        |count, b| {
            b.push_bind(count.series.code())
                .push_bind(count.first.number())
                .push_bind(count.last.number())
                .push_bind(count.n)
        }
    )?;
    Ok(())
}

/// All stored counts of periods that end in the months from `first` to `last`.
pub async fn read(store: &Store, first: Month, last: Month) -> Result<Vec<Distinct>, StoreError> {
    const SQL: &str = "SELECT series, first_month, last_month, n FROM trend_distinct
        WHERE last_month >= $1 AND last_month <= $2 ORDER BY series, first_month, last_month";
    let rows: Vec<(String, i64, i64, i64)> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(first.number())
        .bind(last.number())
        .fetch_all(pool)
        .await)?;
    let month = |number| Month::from_number(number).ok_or(StoreError::Corrupt("trend_distinct.month"));
    rows.into_iter()
        .map(|(series, first, last, n)| {
            Ok(Distinct {
                series: word(&series, "trend_distinct.series")?,
                first: month(first)?,
                last: month(last)?,
                n,
            })
        })
        .collect()
}

/// The people and clients of each month of one year.
type Sets = BTreeMap<(DistinctSeries, Month), HashSet<String>>;

/// What is counted, year by year, so that memory holds one year.
async fn counted(store: &Store, last: Month) -> Result<Vec<Distinct>, StoreError> {
    let keys = Pseudonyms::load(store).await?;
    let merged = merged(store).await?;
    let purged = purged(store, &keys, &merged).await?;
    let mut counts = Vec::new();
    for year in (last.year() - YEARS + 1)..=last.year() {
        let (Some(first), Some(end)) = (Month::new(year, 1), Month::new(year, 12)) else {
            continue;
        };
        let mut sets = Sets::new();
        reported(store, &mut sets, (first, end), &keys, &merged).await?;
        for (series, month, key) in purged.iter().filter(|(_, month, _)| month.year() == year) {
            sets.entry((*series, *month)).or_default().insert(key.clone());
        }
        concerned(store, &mut sets, (first, end), &keys).await?;
        due(store, &mut sets, (first, end), &merged).await?;
        counts.extend(summed(&sets, first, last));
    }
    Ok(counts)
}

/// Each month, each quarter and the year, as far as they are mature.
fn summed(sets: &Sets, first: Month, last: Month) -> Vec<Distinct> {
    let mut counts = Vec::new();
    let mut seen: Vec<DistinctSeries> = sets.keys().map(|(series, _)| *series).collect();
    seen.dedup();
    for series in seen {
        for span in Span::ALL {
            for start in (0..12).step_by(span.months() as usize) {
                let (from, to) = span.around(first.plus(start));
                if to > last {
                    continue;
                }
                let mut all: HashSet<&str> = HashSet::new();
                for month in from.through(to) {
                    all.extend(
                        sets.get(&(series, month))
                            .into_iter()
                            .flatten()
                            .map(String::as_str),
                    );
                }
                counts.push(Distinct {
                    series,
                    first: from,
                    last: to,
                    n: all.len() as i64,
                });
            }
        }
    }
    counts
}

type Merged = HashMap<i64, i64>;

/// Clients that are another one by now.
async fn merged(store: &Store) -> Result<Merged, StoreError> {
    let rows: Vec<(i64, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT id, merged_into_id FROM client WHERE merged_into_id IS NOT NULL"
    )
    .fetch_all(pool)
    .await)?;
    Ok(rows.into_iter().collect())
}

fn client(merged: &Merged, mut id: i64) -> i64 {
    // Nobody is merged in a circle; and if, it ends here.
    for _ in 0..8 {
        match merged.get(&id) {
            Some(into) => id = *into,
            None => break,
        }
    }
    id
}

/// Without cases for named handlers: who is kept out of them reads figures without them, and would have the difference.
async fn reported(
    store: &Store,
    sets: &mut Sets,
    (first, last): (Month, Month),
    keys: &Pseudonyms,
    merged: &Merged,
) -> Result<(), StoreError> {
    const SQL: &str = "SELECT DISTINCT reporter_pseudonym, client_id FROM issue
        WHERE reported_month = $1 AND source <> 'ledger' AND sensitivity <> 'named_handlers'";
    for month in first.through(last) {
        let rows: Vec<(String, i64)> = read!(store, |pool| sqlx::query_as(SQL)
            .bind(month.number())
            .fetch_all(pool)
            .await)?;
        for (person, id) in rows {
            // As a tombstone keeps it.
            let client = keys.of("client", client(merged, id));
            let mut add = |series, key| sets.entry((series, month)).or_default().insert(key);
            add(DistinctSeries::Reporters, person);
            add(DistinctSeries::ReportedClients, client);
        }
    }
    Ok(())
}

/// What purges left: who reported, about whom, and whom it concerned. A client that is another one by now counts as that
/// one.
async fn purged(
    store: &Store,
    keys: &Pseudonyms,
    merged: &Merged,
) -> Result<Vec<(DistinctSeries, Month, String)>, StoreError> {
    let key = |id: i64| keys.of("client", id);
    let by_now: HashMap<String, String> = merged
        .keys()
        .map(|id| (key(*id), key(client(merged, *id))))
        .collect();
    let mut found = Vec::new();
    for BuriedIssue {
        facts,
        state,
        remains,
        ..
    } in buried::issues(store).await?
    {
        let mut add = |series, key: String| {
            if !key.is_empty() {
                found.push((series, facts.month, key));
            }
        };
        if facts.detected {
            for member in remains.members {
                if state != Some(IssueState::Withdrawn) {
                    add(DistinctSeries::Concerned, member);
                }
            }
        } else if !facts.handlers {
            let about = by_now.get(&remains.client).cloned();
            add(DistinctSeries::Reporters, remains.reporter);
            add(DistinctSeries::ReportedClients, about.unwrap_or(remains.client));
        }
    }
    Ok(found)
}

/// Members concerned by what the ledger detected; what it took away counts nowhere.
async fn concerned(
    store: &Store,
    sets: &mut Sets,
    (first, last): (Month, Month),
    keys: &Pseudonyms,
) -> Result<(), StoreError> {
    const SQL: &str = "
        SELECT DISTINCT i.happened_on, k.member_id FROM detected d
        JOIN issue i ON i.id = d.issue_id
        JOIN detected_contract c ON c.issue_id = d.issue_id
        JOIN contract k ON k.id = c.contract_id
        WHERE i.state <> 'withdrawn' AND i.happened_on >= $1 AND i.happened_on <= $2";
    let rows: Vec<(NaiveDate, i64)> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(first.first_day())
        .bind(last.last_day())
        .fetch_all(pool)
        .await)?;
    for (day, member) in rows {
        let set = sets.entry((DistinctSeries::Concerned, Month::of(day)));
        // As a tombstone keeps it.
        set.or_default().insert(keys.of("member", member));
    }
    Ok(())
}

/// Members and clients with an invoice due.
async fn due(
    store: &Store,
    sets: &mut Sets,
    (first, last): (Month, Month),
    merged: &Merged,
) -> Result<(), StoreError> {
    const SQL: &str = "SELECT id, due_month, member_id, client_id FROM contract
        WHERE id > $1 AND due_month >= $2 AND due_month <= $3 AND counted ORDER BY id LIMIT $4";
    let mut after = 0;
    // By number first: a text for each contract would be dear.
    let mut members: HashMap<i64, HashSet<i64>> = HashMap::new();
    let mut clients: HashMap<i64, HashSet<i64>> = HashMap::new();
    loop {
        let rows: Vec<(i64, i64, i64, i64)> = read!(store, |pool| sqlx::query_as(SQL)
            .bind(after)
            .bind(first.number())
            .bind(last.number())
            .bind(PAGE)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last() else { break };
        after = end.0;
        for (_, month, member, id) in rows {
            members.entry(month).or_default().insert(member);
            clients.entry(month).or_default().insert(client(merged, id));
        }
    }
    for (series, found) in [
        (DistinctSeries::DueMembers, members),
        (DistinctSeries::DueClients, clients),
    ] {
        for (month, ids) in found {
            let month = Month::from_number(month).ok_or(StoreError::Corrupt("contract.due_month"))?;
            sets.insert((series, month), ids.iter().map(i64::to_string).collect());
        }
    }
    Ok(())
}
