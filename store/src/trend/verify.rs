//! Verifying: issues, stances, contracts, kept checks and tombstones are counted again and held against the kept counts.

use super::append::{
    CheckTombstone, Delta, IssueFacts, IssueTombstone, StanceFacts, ending_deltas, issue_deltas,
    outcome_deltas, stance_deltas, step_down_deltas,
};
use super::bar::Bars;
use super::client::{self, Recount};
use super::low_pay;
use crate::error::word;
use crate::{Store, StoreError};
use domain::issue::IssueState;
use domain::trend::{Measure, Split};
use domain::{CategoryId, FunderId, Month, ProfessionId};
use std::collections::{BTreeMap, BTreeSet};

/// A cell whose kept count differs from its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub series: String,
    pub split: String,
    pub month: i64,
    pub cell: String,
    pub kept: i64,
    pub facts: i64,
}

/// Confirmed reports of low pay by funder: what the prepared rows of the clients must add up to.
fn low_pay_cell(funder: i64, month: i64) -> (String, String, i64, String) {
    let (series, split) = ("low_pay_issues", Split::Funder.code());
    (series.to_owned(), split.to_owned(), month, funder.to_string())
}

pub(super) type Cells = BTreeMap<(String, String, i64, String), i64>;

/// Facts read at a time: their number does not matter to memory.
const PAGE: i64 = 5_000;

/// Every cell that differs; none, when the counts are right. Run it while nobody writes, or read a difference twice.
pub async fn verify(store: &Store) -> Result<Vec<Difference>, StoreError> {
    let mut facts = Cells::new();
    count_issues(store, &mut facts).await?;
    count_stances(store, &mut facts).await?;
    count_checks(store, &mut facts).await?;
    add(&mut facts, crate::check::counted_offers(store, PAGE).await?);
    let buried = count_tombstones(store, &mut facts).await?;
    add(&mut facts, crate::policy::choices_counted(store).await?);
    add(&mut facts, low_pay::recounted(store).await?);
    let mut kept = kept(store).await?;
    for (funder, month, issues) in low_pay::kept_issues(store).await? {
        kept.insert(low_pay_cell(funder, month), issues);
    }
    let mut differences = Vec::new();
    for (cell, count) in facts {
        let found = kept.remove(&cell).unwrap_or_default();
        if found != count {
            differences.push(difference(cell, found, count));
        }
    }
    differences.extend(
        kept.into_iter()
            .filter(|(_, n)| *n != 0)
            .map(|(cell, n)| difference(cell, n, 0)),
    );
    differences.extend(verify_bars(store, buried).await?);
    Ok(differences)
}

/// Contracts and waits are counted again and held against the kept histograms; a value stands after its cell: `events@12`.
async fn verify_bars(store: &Store, buried: Bars) -> Result<Vec<Difference>, StoreError> {
    let (mut facts, mut differences) = count_clients(store).await?;
    facts.merge(super::wait::counted(store, PAGE, Bars::add_waits).await?);
    facts.merge(buried);
    let facts = facts.places()?;
    let mut kept = super::bar::kept(store).await?;
    let mut both: BTreeMap<_, ((i64, i64), (i64, i64))> = BTreeMap::new();
    for (place, bar) in facts {
        let found = kept.remove(&place).unwrap_or_default();
        both.insert(place, (found, bar));
    }
    both.extend(kept.into_iter().map(|(place, found)| (place, (found, (0, 0)))));
    for ((series, split, month, cell, value), (found, bar)) in both {
        let cell = format!("{cell}@{value}");
        let mut differ = |series: String, found: i64, facts: i64| {
            if found != facts {
                differences.push(difference(
                    (series, split.clone(), month, cell.clone()),
                    found,
                    facts,
                ));
            }
        };
        differ(format!("{series} in cents"), found.1, bar.1);
        differ(series, found.0, bar.0);
    }
    Ok(differences)
}

/// The ledger, client by client: what it adds to the histograms, and the months of clients that differ.
async fn count_clients(store: &Store) -> Result<(Bars, Vec<Difference>), StoreError> {
    let (mut bars, mut differences) = (Bars::default(), Vec::new());
    let mut recount = Recount::new();
    while let Some(bunch) = recount.next(store).await? {
        for ((client, month, sector, region, size), kept, facts) in client::differences(store, &bunch).await?
        {
            let parts = [
                ("due", kept.due, facts.due),
                ("paid_late", kept.paid_late, facts.paid_late),
                ("unpaid", kept.unpaid, facts.unpaid),
                ("contracts", kept.contracts, facts.contracts),
                ("issues", kept.issues, facts.issues),
            ];
            for (part, kept, facts) in parts.into_iter().filter(|(_, kept, facts)| kept != facts) {
                let cell = format!("{client} {sector} {region} {size}");
                let place = (
                    format!("client_month {part}"),
                    "client".to_owned(),
                    month.number(),
                    cell,
                );
                differences.push(difference(place, kept, facts));
            }
        }
        bars.merge(bunch.bars);
    }
    Ok((bars, differences))
}

fn difference(
    (series, split, month, cell): (String, String, i64, String),
    kept: i64,
    facts: i64,
) -> Difference {
    Difference {
        series,
        split,
        month,
        cell,
        kept,
        facts,
    }
}

fn add(cells: &mut Cells, deltas: Vec<Delta>) {
    for d in deltas {
        let key = (
            d.series.code().to_owned(),
            d.split.code().to_owned(),
            d.month.number(),
            d.cell,
        );
        *cells.entry(key).or_default() += d.delta;
    }
}

fn add_stance(cells: &mut Cells, facts: &StanceFacts) {
    add(cells, stance_deltas(facts, Measure::StancesIn, facts.in_force, 1));
    add(cells, step_down_deltas(facts));
    if let Some(ended) = facts.ended {
        add(cells, stance_deltas(facts, Measure::StancesOut, ended, 1));
    }
    add(cells, ending_deltas(facts, 1));
}

/// What the ledger took away because its fact was corrected counts nowhere.
fn add_issue(cells: &mut Cells, facts: &IssueFacts, state: IssueState, low_pay: &BTreeSet<i64>) {
    if low_pay.contains(&facts.category.0) && matches!(state, IssueState::Confirmed | IssueState::Resolved) {
        let funder = facts.funder.map_or(0, |funder| funder.0);
        *cells
            .entry(low_pay_cell(funder, facts.month.number()))
            .or_default() += 1;
    }
    if facts.detected && state == IssueState::Withdrawn {
        return;
    }
    add(cells, issue_deltas(facts, 1));
    add(cells, outcome_deltas(facts, state, 1));
}

fn month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("month"))
}

#[derive(sqlx::FromRow)]
struct IssueRow {
    id: i64,
    source: String,
    state: String,
    filter: String,
    sensitivity: String,
    category_id: i64,
    sector: String,
    region: String,
    size_band: String,
    funder_id: Option<i64>,
    profession_id: Option<i64>,
    reported_month: i64,
    happened_on: chrono::NaiveDate,
}

pub(super) async fn count_issues(store: &Store, cells: &mut Cells) -> Result<(), StoreError> {
    let low_pay = low_pay::categories(store).await?;
    let mut last = 0;
    loop {
        let rows: Vec<IssueRow> = read!(store, |pool| {
            sqlx::query_as(
            "SELECT id, source, state, filter, sensitivity, category_id, sector, region, size_band, funder_id, profession_id,
                    reported_month, happened_on
             FROM issue WHERE id > $1 ORDER BY id LIMIT $2"
        )
        .bind(last)
        .bind(PAGE)
        .fetch_all(pool)
        .await
        })?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        for row in rows {
            let detected = row.source == "ledger";
            let facts = IssueFacts {
                month: if detected {
                    Month::of(row.happened_on)
                } else {
                    month(row.reported_month)?
                },
                detected,
                filter: word(&row.filter, "issue.filter")?,
                category: CategoryId(row.category_id),
                sector: row.sector,
                region: row.region,
                size: row.size_band,
                funder: row.funder_id.map(FunderId),
                profession: row.profession_id.map(ProfessionId),
                handlers: super::is_for_handlers(&row.sensitivity)?,
            };
            add_issue(cells, &facts, word(&row.state, "issue.state")?, &low_pay);
        }
    }
}

#[derive(sqlx::FromRow)]
struct StanceRow {
    id: i64,
    kind: String,
    in_force_month: i64,
    ended_month: Option<i64>,
    stepped_down_from: Option<String>,
    stepped_down_month: Option<i64>,
    sector: String,
    region: String,
    size_band: String,
    ended_how: Option<String>,
    ended_at: Option<chrono::DateTime<chrono::Utc>>,
    outcome: Option<String>,
    relapsed_on: Option<chrono::NaiveDate>,
}

pub(super) async fn count_stances(store: &Store, cells: &mut Cells) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let rows: Vec<StanceRow> = read!(store, |pool| {
            sqlx::query_as(
            "SELECT id, kind, in_force_month, ended_month, stepped_down_from, stepped_down_month, sector, region, size_band,
                    ended_how, ended_at, outcome, relapsed_on
             FROM stance WHERE id > $1 AND in_force_month IS NOT NULL ORDER BY id LIMIT $2"
        )
        .bind(last)
        .bind(PAGE)
        .fetch_all(pool)
        .await
        })?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        for row in rows {
            let facts = StanceFacts {
                kind: word(&row.kind, "stance.kind")?,
                in_force: month(row.in_force_month)?,
                ended: row.ended_month.map(month).transpose()?,
                sector: row.sector,
                region: row.region,
                size: row.size_band,
                stepped_down: crate::stance::stepped_down(
                    row.stepped_down_from.as_deref(),
                    row.stepped_down_month,
                )?,
                ending: crate::stance::ending(
                    row.ended_how.as_deref(),
                    row.ended_at,
                    row.outcome.as_deref(),
                    row.relapsed_on,
                )?,
            };
            add_stance(cells, &facts);
        }
    }
}

#[derive(sqlx::FromRow)]
struct CheckRow {
    id: i64,
    kept_at: chrono::DateTime<chrono::Utc>,
    answer: sqlx::types::Json<domain::check::CheckAnswer>,
    profession_id: i64,
}

async fn count_checks(store: &Store, cells: &mut Cells) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let rows: Vec<CheckRow> = read!(store, |pool| sqlx::query_as(
            "SELECT id, kept_at, answer, profession_id FROM kept_check WHERE id > $1 ORDER BY id LIMIT $2"
        )
        .bind(last)
        .bind(PAGE)
        .fetch_all(pool)
        .await)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        for row in rows {
            let month = Month::of_instant(row.kept_at);
            let profession = ProfessionId(row.profession_id);
            add(
                cells,
                crate::check::deltas(month, row.answer.0.answer, profession),
            );
        }
    }
}

/// Gives the waits that they keep.
async fn count_tombstones(store: &Store, cells: &mut Cells) -> Result<Bars, StoreError> {
    let low_pay = low_pay::categories(store).await?;
    let mut bars = Bars::default();
    let mut last = 0;
    loop {
        let rows: Vec<(i64, String, sqlx::types::Json<serde_json::Value>)> = read!(store, |pool| {
            sqlx::query_as("SELECT id, kind, facts FROM tombstone WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(last)
                .bind(PAGE)
                .fetch_all(pool)
                .await
        })?;
        let Some((end, _, _)) = rows.last() else {
            return Ok(bars);
        };
        last = *end;
        for (_, kind, facts) in rows {
            let unreadable = |_| StoreError::Corrupt("tombstone.facts");
            if kind == "check" {
                let check: CheckTombstone = serde_json::from_value(facts.0).map_err(unreadable)?;
                let month = Month::of(check.kept_on);
                add(cells, crate::check::deltas(month, check.answer, check.profession));
                if let Some(class) = check.offer {
                    add(
                        cells,
                        crate::check::offer_deltas(month, class, check.profession, 1).into(),
                    );
                }
            } else if kind == "issue" {
                let tombstone: IssueTombstone = serde_json::from_value(facts.0).map_err(unreadable)?;
                add_issue(cells, &tombstone.facts, tombstone.state, &low_pay);
                bars.add_waits(&tombstone.facts, &tombstone.waits, 1);
            } else {
                add_stance(cells, &serde_json::from_value(facts.0).map_err(unreadable)?);
            }
        }
    }
}

/// What members did in the end is counted and kept nowhere else: there is no fact to hold it against.
async fn kept(store: &Store) -> Result<Cells, StoreError> {
    let rows: Vec<(String, String, i64, String, i64)> = read!(store, |pool| sqlx::query_as(
        "SELECT series, split, month, cell, CAST(SUM(n) AS BIGINT) FROM (
            SELECT series, split, month, cell, total AS n FROM trend_total
            UNION ALL
            SELECT series, split, month, cell, delta AS n FROM trend_delta
         ) AS counted WHERE series <> 'check_outcomes' GROUP BY series, split, month, cell"
    )
    .fetch_all(pool)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(series, split, month, cell, n)| ((series, split, month, cell), n))
        .collect())
}
