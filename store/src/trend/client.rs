//! What each client's months come to (`client_month`), and the sums over clients that widen an interval where few clients
//! have many invoices (`statistics.md` 11): kept in the transaction of each fact, exact at once.

use super::append::IssueFacts;
use super::bar::{Bars, SPLITS};
use crate::contract::Row;
use crate::many::{among, change_among};
use crate::{Store, StoreError, Tx, house};
use domain::issue::IssueState;
use domain::trend::cluster::{ClientSums, MONTHS};
use domain::trend::control::Counted;
use domain::trend::work::{ClientCounts, WorkSeries, client_counts};
use domain::trend::{ALL, Split};
use domain::{ClientId, Month};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A client's month in the dimensions of its facts: client, month, sector, region, size band.
type Place = (i64, Month, String, String, String);

/// What clients' months gain and lose, added up before it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ClientMonths {
    moved: BTreeMap<Place, ClientCounts>,
    unreadable: bool,
}

impl ClientMonths {
    /// Counts a contract; `-1` takes it back before it is counted elsewhere.
    pub fn count(&mut self, row: &Row, sign: i64) {
        let Ok(contract) = row.contract() else {
            self.unreadable = true;
            return;
        };
        for (month, counts) in client_counts(&contract) {
            let place = (
                row.client_id,
                month,
                row.sector.clone(),
                row.region.clone(),
                row.size_band.clone(),
            );
            self.moved.entry(place).or_default().add(counts, sign);
        }
    }

    /// Counts so many issues of one place.
    fn count_issues(&mut self, place: Place, issues: i64) {
        self.moved.entry(place).or_default().issues += issues;
    }

    /// Writes them, and what the sums over clients gain to `bars`. On PostgreSQL the caller holds the clients' cards, so
    /// that two changes of one client wait for each other: squares do not add up.
    pub async fn write(mut self, tx: &mut Tx, bars: &mut Bars) -> Result<(), StoreError> {
        if self.unreadable {
            return Err(StoreError::Corrupt("contract"));
        }
        self.moved.retain(|_, counts| !counts.is_nothing());
        if self.moved.is_empty() {
            return Ok(());
        }
        let invoices = |counts: &ClientCounts| (counts.due, counts.paid_late + counts.unpaid) != (0, 0);
        let months: BTreeSet<Month> = self
            .moved
            .iter()
            .filter(|(_, counts)| invoices(counts))
            .map(|((_, month, ..), _)| *month)
            .collect();
        if let (Some(first), Some(last)) = (months.first(), months.last()) {
            let clients: BTreeSet<i64> = self
                .moved
                .iter()
                .filter(|(_, counts)| invoices(counts))
                .map(|((client, ..), _)| *client)
                .collect();
            let kept = kept_near(tx, clients, first.plus(1 - MONTHS), last.plus(MONTHS - 1)).await?;
            count_sums(&kept, &self.moved, bars);
        }
        upsert(tx, &self.moved).await
    }
}

const UPSERT: &str = "INSERT INTO client_month (client_id, month, sector, region, size_band, due, paid_late, unpaid, contracts, \
     issues) ";
const ADD_UP: &str = " ON CONFLICT (client_id, month, sector, region, size_band) DO UPDATE SET
    due = client_month.due + excluded.due, paid_late = client_month.paid_late + excluded.paid_late,
    unpaid = client_month.unpaid + excluded.unpaid, contracts = client_month.contracts + excluded.contracts,
    issues = client_month.issues + excluded.issues";

async fn upsert(tx: &mut Tx, moved: &BTreeMap<Place, ClientCounts>) -> Result<(), StoreError> {
    let rows: Vec<(&Place, &ClientCounts)> = moved.iter().collect();
    insert_many!(
        tx,
        10,
        UPSERT,
        rows,
        |row, b| {
            let ((client, month, sector, region, size), counts) = row;
            b.push_bind(*client)
                .push_bind(month.number())
                .push_bind(sector.as_str())
                .push_bind(region.as_str())
                .push_bind(size.as_str())
                .push_bind(counts.due)
                .push_bind(counts.paid_late)
                .push_bind(counts.unpaid)
                .push_bind(counts.contracts)
                .push_bind(counts.issues);
        },
        ADD_UP
    )?;
    let lost: BTreeSet<i64> = moved
        .iter()
        .filter(|(_, c)| c.due < 0 || c.contracts < 0 || c.issues < 0)
        .map(|((client, ..), _)| *client)
        .collect();
    let lost: Vec<i64> = lost.into_iter().collect();
    change_among!(
        tx,
        "DELETE FROM client_month WHERE due = 0 AND paid_late = 0 AND unpaid = 0 AND contracts = 0 AND issues = 0
         AND client_id IN (",
        lost,
        ")"
    );
    Ok(())
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    client_id: i64,
    month: i64,
    sector: String,
    region: String,
    size_band: String,
    due: i64,
    late: i64,
}

impl KeptRow {
    fn place(self) -> Result<(Place, Counted), StoreError> {
        let month = Month::from_number(self.month).ok_or(StoreError::Corrupt("client_month.month"))?;
        let place = (self.client_id, month, self.sector, self.region, self.size_band);
        Ok((place, Counted::new(self.late, self.due)))
    }
}

/// The invoices of these clients due from `first` to `last`, as they were before this change.
async fn kept_near(
    tx: &mut Tx,
    clients: BTreeSet<i64>,
    first: Month,
    last: Month,
) -> Result<Vec<(Place, Counted)>, StoreError> {
    let clients: Vec<i64> = clients.into_iter().collect();
    let rows = among!(
        tx,
        KeptRow,
        format!(
            "SELECT client_id, month, sector, region, size_band, due, paid_late + unpaid AS late FROM client_month
             WHERE due <> 0 AND month BETWEEN {} AND {} AND client_id IN (",
            first.number(),
            last.number()
        ),
        clients,
        ")"
    );
    rows.into_iter().map(KeptRow::place).collect()
}

/// A client in one cell of one split.
type InCell<'a> = (i64, usize, &'a str);

fn cell(place: &Place, split: Split) -> &str {
    match split {
        Split::Sector => &place.2,
        Split::Region => &place.3,
        Split::Size => &place.4,
        _ => ALL,
    }
}

/// What the sums over clients gain: each client that moves is taken out as it was and put in as it is, for each three
/// months that one of its moved months is in.
fn count_sums(kept: &[(Place, Counted)], moved: &BTreeMap<Place, ClientCounts>, bars: &mut Bars) {
    // Before and after, by month.
    let mut clients: HashMap<InCell<'_>, BTreeMap<Month, (Counted, Counted)>> = HashMap::new();
    let mut touched: HashMap<InCell<'_>, BTreeSet<Month>> = HashMap::new();
    for (at, split) in SPLITS.iter().enumerate() {
        for (place, counted) in kept {
            let months = clients.entry((place.0, at, cell(place, *split))).or_default();
            let (before, after) = months.entry(place.1).or_default();
            *before += *counted;
            *after += *counted;
        }
        for (place, counts) in moved {
            let late = counts.late();
            if late == Counted::default() {
                continue;
            }
            let client = (place.0, at, cell(place, *split));
            clients.entry(client).or_default().entry(place.1).or_default().1 += late;
            let ends = touched.entry(client).or_default();
            ends.extend((0..MONTHS).map(|later| place.1.plus(later)));
        }
    }
    let mut sums: HashMap<(Month, usize, &str), ClientSums> = HashMap::new();
    for ((client, at, cell), ends) in touched {
        let Some(months) = clients.get(&(client, at, cell)) else {
            continue;
        };
        for end in ends {
            let (mut before, mut after) = (Counted::default(), Counted::default());
            for (_, (was, is)) in months.range(end.plus(1 - MONTHS)..=end) {
                before += *was;
                after += *is;
            }
            if before != after {
                let sum = sums.entry((end, at, cell)).or_default();
                sum.add(before, -1);
                sum.add(after, 1);
            }
        }
    }
    for ((end, at, cell), sum) in sums {
        add_sums(bars, SPLITS[at], end, cell, sum);
    }
}

fn add_sums(bars: &mut Bars, split: Split, end: Month, cell: &str, sums: ClientSums) {
    for (place, pair) in (0..).zip(sums.pairs()) {
        bars.add(
            WorkSeries::ClientSums.code(),
            split,
            end,
            cell.to_owned(),
            place,
            pair,
        );
    }
}

/// Does an issue of this state stand?
const fn stands(state: IssueState) -> bool {
    !matches!(state, IssueState::Dismissed | IssueState::Withdrawn)
}

/// A client's issue that goes from one state to the next; `None` is before its report, or after its purge.
pub(crate) struct IssueMove<'a> {
    pub client: ClientId,
    pub facts: &'a IssueFacts,
    pub from: Option<IssueState>,
    pub to: Option<IssueState>,
}

/// Moves the counts of issues of their clients. What the ledger detected is not among them.
pub(crate) async fn count_issues(tx: &mut Tx, moves: &[IssueMove<'_>]) -> Result<(), StoreError> {
    let counted = |state: Option<IssueState>| i64::from(state.is_some_and(stands));
    let mut months = ClientMonths::default();
    for one in moves.iter().filter(|one| !one.facts.detected) {
        let facts = one.facts;
        let (sector, region, size) = (facts.sector.clone(), facts.region.clone(), facts.size.clone());
        let place = (one.client.0, facts.month, sector, region, size);
        months.count_issues(place, counted(one.to) - counted(one.from));
    }
    months.moved.retain(|_, counts| !counts.is_nothing());
    // No invoice moves, so that no sum does.
    upsert(tx, &months.moved).await
}

/// The same for one issue: call it with `to` as `None` when it is purged.
pub async fn count_issue(
    tx: &mut Tx,
    client: ClientId,
    facts: &IssueFacts,
    from: Option<IssueState>,
    to: Option<IssueState>,
) -> Result<(), StoreError> {
    let one = IssueMove {
        client,
        facts,
        from,
        to,
    };
    count_issues(tx, &[one]).await
}

/// Counts a client again after its contracts or issues became another client's: call it for both, the clients' cards
/// held. Frozen dimensions stay as they are.
pub async fn recount_client(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    let (first, last) = (client.0 - 1, client.0);
    let rows = crate::contract::of_clients_in(tx, first, last).await?;
    let issues: Vec<IssueRow> = on!(&mut *tx, |conn| sqlx::query_as(ISSUES)
        .bind(first)
        .bind(last)
        .fetch_all(&mut *conn)
        .await)?;
    let kept: Vec<MonthRow> = on!(&mut *tx, |conn| sqlx::query_as(KEPT)
        .bind(first)
        .bind(last)
        .fetch_all(&mut *conn)
        .await)?;
    let mut months = bunch(first, last, &rows, issues)?.months;
    for row in kept {
        let (place, counts) = row.place()?;
        months.moved.entry(place).or_default().add(counts, -1);
    }
    let mut bars = Bars::default();
    months.write(tx, &mut bars).await?;
    bars.append(tx).await
}

/// The sums over the clients of each cell, of the invoices due in the three months that end with `last`.
pub async fn client_sums(
    store: &Store,
    split: Split,
    last: Month,
) -> Result<BTreeMap<String, ClientSums>, StoreError> {
    let bars = super::histogram::work(store, WorkSeries::ClientSums, split, last, last).await?;
    let mut sums: BTreeMap<String, ClientSums> = BTreeMap::new();
    for bar in bars {
        sums.entry(bar.cell)
            .or_default()
            .add_pair(bar.value, (bar.n, bar.cents));
    }
    Ok(sums)
}

/// Clients counted again at a time: their number does not matter to memory.
const CLIENTS: i64 = 500;

/// Counts all clients again, some at a time, in the order of their ids: what they add to the histograms, and to each
/// bunch the months as their facts give them.
pub(super) struct Recount {
    last: i64,
}

/// One bunch: ids up to `last`, after `first`.
pub(super) struct Bunch {
    pub first: i64,
    pub last: i64,
    pub months: ClientMonths,
    pub bars: Bars,
}

const ISSUES: &str =
    "SELECT client_id, reported_month, sector, region, size_band, COUNT(*) AS issues FROM issue
     WHERE client_id > $1 AND client_id <= $2 AND source <> 'ledger' AND state NOT IN ('dismissed', 'withdrawn')
     GROUP BY client_id, reported_month, sector, region, size_band";
const LAST: &str = "SELECT MAX(id) FROM (SELECT id FROM client WHERE id > $1 ORDER BY id LIMIT $2) AS few";

#[derive(sqlx::FromRow)]
struct IssueRow {
    client_id: i64,
    reported_month: i64,
    sector: String,
    region: String,
    size_band: String,
    issues: i64,
}

impl Recount {
    pub const fn new() -> Self {
        Self { last: 0 }
    }

    /// The next clients, or nothing when all were counted.
    pub async fn next(&mut self, store: &Store) -> Result<Option<Bunch>, StoreError> {
        let first = self.last;
        let last: Option<i64> = read!(store, |pool| sqlx::query_scalar(LAST)
            .bind(first)
            .bind(CLIENTS)
            .fetch_one(pool)
            .await)?;
        let Some(last) = last else { return Ok(None) };
        self.last = last;
        let rows = crate::contract::of_clients(store, first, last).await?;
        let issues: Vec<IssueRow> = read!(store, |pool| sqlx::query_as(ISSUES)
            .bind(first)
            .bind(last)
            .fetch_all(pool)
            .await)?;
        Ok(Some(bunch(first, last, &rows, issues)?))
    }
}

fn bunch(first: i64, last: i64, rows: &[Row], issues: Vec<IssueRow>) -> Result<Bunch, StoreError> {
    let mut bunch = Bunch {
        first,
        last,
        months: ClientMonths::default(),
        bars: Bars::default(),
    };
    for row in rows {
        bunch.bars.count(row, 1);
        bunch.months.count(row, 1);
    }
    for row in issues {
        let month =
            Month::from_number(row.reported_month).ok_or(StoreError::Corrupt("issue.reported_month"))?;
        let place = (row.client_id, month, row.sector, row.region, row.size_band);
        bunch.months.count_issues(place, row.issues);
    }
    bunch.months.moved.retain(|_, counts| !counts.is_nothing());
    count_sums(&[], &bunch.months.moved, &mut bunch.bars);
    Ok(bunch)
}

const KEPT: &str =
    "SELECT client_id, month, sector, region, size_band, due, paid_late, unpaid, contracts, issues
     FROM client_month WHERE client_id > $1 AND client_id <= $2";

#[derive(sqlx::FromRow)]
struct MonthRow {
    client_id: i64,
    month: i64,
    sector: String,
    region: String,
    size_band: String,
    due: i64,
    paid_late: i64,
    unpaid: i64,
    contracts: i64,
    issues: i64,
}

impl MonthRow {
    fn place(self) -> Result<(Place, ClientCounts), StoreError> {
        let month = Month::from_number(self.month).ok_or(StoreError::Corrupt("client_month.month"))?;
        let counts = ClientCounts {
            due: self.due,
            paid_late: self.paid_late,
            unpaid: self.unpaid,
            contracts: self.contracts,
            issues: self.issues,
        };
        Ok((
            (self.client_id, month, self.sector, self.region, self.size_band),
            counts,
        ))
    }
}

/// Each place of these clients where the kept counts are others than their facts give: kept, then counted again.
pub(super) async fn differences(
    store: &Store,
    bunch: &Bunch,
) -> Result<Vec<(Place, ClientCounts, ClientCounts)>, StoreError> {
    let rows: Vec<MonthRow> = read!(store, |pool| sqlx::query_as(KEPT)
        .bind(bunch.first)
        .bind(bunch.last)
        .fetch_all(pool)
        .await)?;
    let mut kept: BTreeMap<Place, ClientCounts> =
        rows.into_iter().map(MonthRow::place).collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for (place, facts) in &bunch.months.moved {
        let was = kept.remove(place).unwrap_or_default();
        if was != *facts {
            found.push((place.clone(), was, *facts));
        }
    }
    found.extend(
        kept.into_iter()
            .filter(|(_, counts)| !counts.is_nothing())
            .map(|(place, was)| (place, was, ClientCounts::default())),
    );
    Ok(found)
}

/// Once, when they begin to be counted: what the ledger and the issues hold already. Wages are frozen on their contracts
/// with the figures known now.
pub(crate) async fn catch_up(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    // Where work begins to be counted, its wages are counted in every split.
    let (work, places) = (
        house::claim(&mut tx, "trend_work").await?,
        house::claim(&mut tx, "trend_wage_places").await?,
    );
    if !work && !places {
        return Ok(());
    }
    if work {
        crate::contract::freeze_all(&mut tx).await?;
    }
    let mut bars = Bars::default();
    let mut first = 0;
    loop {
        let last: Option<i64> = on!(&mut tx, |conn| sqlx::query_scalar(LAST)
            .bind(first)
            .bind(CLIENTS)
            .fetch_one(&mut *conn)
            .await)?;
        let Some(last) = last else { break };
        let rows = crate::contract::of_clients_in(&mut tx, first, last).await?;
        let issues: Vec<IssueRow> = on!(&mut tx, |conn| sqlx::query_as(ISSUES)
            .bind(first)
            .bind(last)
            .fetch_all(&mut *conn)
            .await)?;
        let bunch = bunch(first, last, &rows, issues)?;
        if work {
            upsert(&mut tx, &bunch.months.moved).await?;
            bars.merge(bunch.bars.of_work());
        } else {
            bars.merge(bunch.bars.of_wages_by_place());
        }
        first = last;
    }
    if work {
        super::append::catch_up_cells(&mut tx).await?;
        crate::check::catch_up_offers(&mut tx).await?;
    }
    bars.append(&mut tx).await?;
    tx.commit().await
}
