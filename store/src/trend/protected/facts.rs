//! What protected tables count, read from the facts and from what purges left of them.

use super::others;
use crate::error::word;
use crate::house::Pseudonyms;
use crate::trend::buried::{self, BuriedIssue};
use crate::trend::wait::turn;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::Month;
use domain::clock::day;
use domain::trend::Split;
use domain::trend::duration::Turn;
use domain::trend::protected::{Cell, Fact, Gathering, ProtectedMeasure, decided_within};
use domain::trend::wait::{WaitSeries, counted_as};
use std::collections::{BTreeMap, HashMap};

/// Facts read at a time.
pub(super) const PAGE: i64 = 5_000;
/// Before anything that is published.
pub(super) const BEGINNING: Month = Month::BEGINNING;
/// Of whom a purge left no pseudonym: all of them count as one, which can only merge more cells, never fewer.
const NOBODY: u64 = 0;

/// Pseudonyms as numbers, each made once.
pub(super) struct Keys {
    secret: Pseudonyms,
    made: HashMap<(&'static str, i64), u64>,
}

impl Keys {
    async fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            secret: Pseudonyms::load(store).await?,
            made: HashMap::new(),
        })
    }

    pub fn of(&mut self, kind: &'static str, id: i64) -> u64 {
        let secret = &self.secret;
        let made = self.made.entry((kind, id));
        *made.or_insert_with(|| number(&secret.of(kind, id)))
    }
}

/// The first 64 bits of a pseudonym.
pub(super) fn number(pseudonym: &str) -> u64 {
    let head = pseudonym.get(..16).unwrap_or_default();
    u64::from_str_radix(head, 16).unwrap_or(NOBODY)
}

/// All facts of a measure in the months from `first` to `last`.
pub async fn gather(
    store: &Store,
    measure: ProtectedMeasure,
    first: Month,
    last: Month,
) -> Result<Gathering, StoreError> {
    let mut gathering = Gathering::default();
    let mut keys = Keys::load(store).await?;
    let into = (&mut gathering, &mut keys);
    match measure {
        ProtectedMeasure::Issues => issues(store, into, first, last).await?,
        ProtectedMeasure::Payment => others::payment(store, into, first, last).await?,
        ProtectedMeasure::Checks => others::checks(store, into, first, last).await?,
        ProtectedMeasure::Stances => others::stances(store, into, first, last).await?,
    }
    Ok(gathering)
}

/// The month of the oldest fact that is still there.
pub async fn first(store: &Store, measure: ProtectedMeasure) -> Result<Option<Month>, StoreError> {
    let sql = match measure {
        ProtectedMeasure::Issues => {
            "SELECT MIN(reported_month) FROM issue WHERE source <> 'ledger' AND sensitivity <> 'named_handlers'"
        }
        ProtectedMeasure::Payment => "SELECT MIN(due_month) FROM contract WHERE counted",
        ProtectedMeasure::Stances => "SELECT MIN(in_force_month) FROM stance",
        ProtectedMeasure::Checks => return others::first_check(store).await,
    };
    let month: Option<i64> = read!(store, |pool| sqlx::query_scalar(sql).fetch_one(pool).await)?;
    month
        .map(|number| Month::from_number(number).ok_or(StoreError::Corrupt("month")))
        .transpose()
}

pub(super) type Into<'a> = (&'a mut Gathering, &'a mut Keys);

/// Sector, region and size as they were frozen.
pub(super) fn frozen(sector: String, region: String, size: String) -> [(Split, Cell); 3] {
    [
        (Split::Sector, Cell::new(sector)),
        (Split::Region, Cell::new(region)),
        (Split::Size, Cell::new(size)),
    ]
}

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    client_id: i64,
    category_id: i64,
    filter: String,
    source: String,
    sector: String,
    region: String,
    size_band: String,
    reported_at: DateTime<Utc>,
    reporter_pseudonym: String,
}

/// Without those for named handlers: who is kept out of them reads exact figures without them, and would have the
/// difference.
const ISSUES: &str = "
    SELECT id, client_id, category_id, filter, source, sector, region, size_band, reported_at, reporter_pseudonym
    FROM issue WHERE reported_month = $1 AND source <> 'ledger' AND sensitivity <> 'named_handlers' ORDER BY id";
const STEPS: &str = "
    SELECT e.issue_id, e.from_state, e.to_state, e.at FROM issue i JOIN issue_event e ON e.issue_id = i.id
    WHERE i.reported_month = $1 AND i.source <> 'ledger' AND e.from_state <> e.to_state ORDER BY e.issue_id, e.id";

/// Issues that people reported and that are not for named handlers, by what had become of them 60 days later.
async fn issues(store: &Store, (into, keys): Into<'_>, first: Month, last: Month) -> Result<(), StoreError> {
    for month in first.through(last) {
        let rows: Vec<IssueRow> = read!(store, |pool| sqlx::query_as(ISSUES)
            .bind(month.number())
            .fetch_all(pool)
            .await)?;
        let mut turns = turns(store, month).await?;
        for row in rows {
            let waits = counted_as(day(row.reported_at), &turns.remove(&row.id).unwrap_or_default());
            into.add(issue(
                month,
                (number(&row.reporter_pseudonym), keys.of("client", row.client_id)),
                (&row.filter, row.category_id.to_string(), &row.source),
                (row.sector, row.region, row.size_band),
                &waits,
            ));
        }
    }
    purged(store, into, first, last).await
}

type Turns = HashMap<i64, Vec<(NaiveDate, Turn)>>;

/// The steps of a month's issues that begin or end a wait.
async fn turns(store: &Store, month: Month) -> Result<Turns, StoreError> {
    let steps: Vec<(i64, String, String, DateTime<Utc>)> = read!(store, |pool| sqlx::query_as(STEPS)
        .bind(month.number())
        .fetch_all(pool)
        .await)?;
    let mut turns = Turns::new();
    for (issue, from, to, at) in steps {
        let (from, to) = (
            word(&from, "issue_event.from_state")?,
            word(&to, "issue_event.to_state")?,
        );
        if let Some(turn) = turn(from, to) {
            turns.entry(issue).or_default().push((day(at), turn));
        }
    }
    Ok(turns)
}

fn issue(
    month: Month,
    (person, client): (u64, u64),
    (filter, category, source): (&str, String, &str),
    (sector, region, size): (String, String, String),
    waits: &[(WaitSeries, i64)],
) -> Fact {
    let mut cells = BTreeMap::from(frozen(sector, region, size));
    cells.insert(Split::Category, Cell::within(filter, category));
    cells.insert(Split::Source, Cell::new(source));
    cells.insert(Split::Outcome, Cell::new(decided_within(waits).code()));
    Fact {
        month,
        person,
        client,
        cells,
    }
}

/// Purged issues: their tombstones hold the pseudonyms.
async fn purged(store: &Store, into: &mut Gathering, first: Month, last: Month) -> Result<(), StoreError> {
    for BuriedIssue {
        facts,
        waits,
        remains,
        ..
    } in buried::issues(store).await?
    {
        if facts.detected || facts.handlers || facts.month < first || facts.month > last {
            continue;
        }
        into.add(issue(
            facts.month,
            (number(&remains.reporter), number(&remains.client)),
            (
                facts.filter.code(),
                facts.category.to_string(),
                remains.source.code(),
            ),
            (facts.sector, facts.region, facts.size),
            &waits,
        ));
    }
    Ok(())
}
