//! The deltas of a fact: which cells of which splits it counts in, and one insert for all of them.

use crate::{StoreError, Tx};
use chrono::NaiveDate;
use domain::category::{Filter, Sensitivity};
use domain::check::Answer;
use domain::issue::{Cause, IssueState, Severity, Source};
use domain::stance::StanceKind;
use domain::stance::life::Outcome;
use domain::trend::agreement;
use domain::trend::endings::{self, Ending, UNKNOWN};
use domain::trend::wait::WaitSeries;
use domain::trend::{ALL, Measure, Split};
use domain::{CategoryId, FunderId, Month, ProfessionId};
use serde::{Deserialize, Serialize};

/// One more (or one less) in one cell of one split of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    pub series: Measure,
    pub month: Month,
    pub split: Split,
    /// The word of a closed list, or the id of a category, funder or profession.
    pub cell: String,
    pub delta: i64,
}

impl Delta {
    pub fn new(series: Measure, month: Month, split: Split, cell: impl Into<String>, delta: i64) -> Self {
        Self {
            series,
            month,
            split,
            cell: cell.into(),
            delta,
        }
    }
}

/// What an issue counts as: its dimensions, frozen on the day of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFacts {
    /// By month reported; for issues that the ledger detected, by the month of the fact.
    pub month: Month,
    pub detected: bool,
    pub filter: Filter,
    pub category: CategoryId,
    pub sector: String,
    pub region: String,
    pub size: String,
    pub funder: Option<FunderId>,
    pub profession: Option<ProfessionId>,
    /// For named handlers only: counted a second time apart, so that others can be shown figures without it.
    #[serde(default)]
    pub handlers: bool,
}

/// What a purge leaves of an issue: enough to count it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueTombstone {
    #[serde(flatten)]
    pub facts: IssueFacts,
    /// The last state, which tells the outcome.
    pub state: IssueState,
    /// Its waits for a decision, in days.
    #[serde(default)]
    pub waits: Vec<(WaitSeries, i64)>,
    /// What distinct counts and replays read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remains: Option<IssueRemains>,
}

/// Dates, the other frozen dimensions, and keyed pseudonyms of who reported, of the client and of the members concerned: no
/// text, no ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRemains {
    pub reported_on: NaiveDate,
    pub happened_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub severity: Severity,
    pub cause: Cause,
    pub sensitivity: Sensitivity,
    pub source: Source,
    /// Empty for what the ledger detected.
    pub reporter: String,
    pub client: String,
    /// Those whose contracts the ledger detected it in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

/// What a purge leaves of a kept check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTombstone {
    pub kept_on: NaiveDate,
    pub answer: Answer,
    pub profession: ProfessionId,
    /// Keyed pseudonyms of who kept it and of the client.
    pub person: String,
    pub client: Option<String>,
    /// The class of its offer, where it was the last check of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<agreement::Offer>,
}

/// What a stance counts as when it comes into force and when it ends. A tombstone keeps exactly this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StanceFacts {
    pub kind: StanceKind,
    pub in_force: Month,
    pub ended: Option<Month>,
    pub sector: String,
    pub region: String,
    pub size: String,
    /// It became milder before it ended; a tombstone of before that has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stepped_down: Option<SteppedDown>,
    /// How it ended and what became of it, once it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<EndingFacts>,
}

/// The end of a stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingFacts {
    pub how: Ending,
    pub became: Option<Outcome>,
    /// The same was confirmed of the client again within 12 months.
    pub relapsed: bool,
}

/// The kind that a stance came into force as, and the month in which it became milder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SteppedDown {
    pub from: StanceKind,
    pub month: Month,
}

/// The cells in which an issue counts; `-1` takes it back before it is counted elsewhere.
pub fn issue_deltas(facts: &IssueFacts, delta: i64) -> Vec<Delta> {
    let series = if facts.detected {
        Measure::IssuesDetected
    } else {
        Measure::IssuesReported
    };
    in_month(series, facts.month, counted_cells(facts), delta)
}

/// Every cell of a count: those of one split, and categories within a sector, a region, a size band.
fn counted_cells(facts: &IssueFacts) -> Vec<(Split, String)> {
    let mut cells = issue_cells(facts);
    cells.extend(two_way_cells(facts));
    cells
}

fn two_way_cells(facts: &IssueFacts) -> [(Split, String); 3] {
    let both = |cell: &str| format!("{cell}:{}", facts.category);
    [
        (Split::SectorCategory, both(&facts.sector)),
        (Split::RegionCategory, both(&facts.region)),
        (Split::SizeCategory, both(&facts.size)),
    ]
}

/// The cells in which the outcome of an issue counts: in the month of its report (`statistics.md` 1). None while it is
/// open, and none for what the ledger detected, which is no cohort of reports.
pub fn outcome_deltas(facts: &IssueFacts, state: IssueState, delta: i64) -> Vec<Delta> {
    let series = match state {
        IssueState::Reported | IssueState::UnderReview => return Vec::new(),
        IssueState::Confirmed | IssueState::Resolved => Measure::IssuesConfirmed,
        IssueState::Dismissed => Measure::IssuesDismissed,
        IssueState::Withdrawn => Measure::IssuesWithdrawn,
    };
    if facts.detected {
        Vec::new()
    } else {
        in_month(series, facts.month, counted_cells(facts), delta)
    }
}

/// From the cells of one reading of an issue to those of another: a correction of its category is minus one in the old cell and
/// plus one in the new. What cancels out is not written.
pub fn moved(before: (&IssueFacts, IssueState), after: (&IssueFacts, IssueState)) -> Vec<Delta> {
    let counted = |(facts, state): (&IssueFacts, IssueState), n: i64| {
        // What the ledger detected and took back is corrected: it counts nowhere.
        if facts.detected && state == IssueState::Withdrawn {
            return Vec::new();
        }
        [issue_deltas(facts, n), outcome_deltas(facts, state, n)].concat()
    };
    summed([counted(before, -1), counted(after, 1)].concat())
}

/// The same deltas with one for each cell, and none that is zero.
pub fn summed(deltas: Vec<Delta>) -> Vec<Delta> {
    let mut sums: Vec<Delta> = Vec::with_capacity(deltas.len());
    let mut at = std::collections::HashMap::new();
    for delta in deltas {
        let key = (delta.series, delta.month, delta.split, delta.cell.clone());
        match at.get(&key) {
            Some(&n) => {
                let sum: &mut Delta = &mut sums[n];
                sum.delta += delta.delta;
            }
            None => {
                at.insert(key, sums.len());
                sums.push(delta);
            }
        }
    }
    sums.retain(|delta| delta.delta != 0);
    sums
}

pub(super) fn issue_cells(facts: &IssueFacts) -> Vec<(Split, String)> {
    let mut cells = vec![
        (Split::All, ALL.to_owned()),
        (Split::Filter, facts.filter.code().to_owned()),
        (Split::Category, facts.category.to_string()),
        (Split::Sector, facts.sector.clone()),
        (Split::Region, facts.region.clone()),
        (Split::Size, facts.size.clone()),
    ];
    cells.extend(facts.funder.map(|funder| (Split::Funder, funder.to_string())));
    cells.extend(
        facts
            .profession
            .map(|profession| (Split::Profession, profession.to_string())),
    );
    if facts.handlers {
        let again: Vec<_> = cells
            .iter()
            .filter_map(|(split, cell)| Some((split.handlers()?, cell.clone())))
            .collect();
        cells.extend(again);
    }
    cells
}

/// The cells in which a stance counts, in the month of its coming into force (`StancesIn`) or of its end (`StancesOut`).
pub fn stance_deltas(facts: &StanceFacts, series: Measure, month: Month, delta: i64) -> Vec<Delta> {
    // It comes as what it was and goes as what it has become.
    let kind = match (&facts.stepped_down, series) {
        (Some(before), Measure::StancesIn) => before.from,
        _ => facts.kind,
    };
    let cells = vec![
        (Split::All, ALL.to_owned()),
        (Split::StanceKind, kind.code().to_owned()),
        (Split::Sector, facts.sector.clone()),
        (Split::Region, facts.region.clone()),
        (Split::Size, facts.size.clone()),
    ];
    in_month(series, month, cells, delta)
}

/// A stance that steps down goes out of its first kind and comes into the milder one; as a stance it stays one.
pub fn step_down_deltas(facts: &StanceFacts) -> Vec<Delta> {
    let Some(before) = &facts.stepped_down else {
        return Vec::new();
    };
    let moved = [
        (Measure::StancesOut, before.from),
        (Measure::StancesIn, facts.kind),
    ];
    moved
        .into_iter()
        .map(|(series, kind)| Delta::new(series, before.month, Split::StanceKind, kind.code(), 1))
        .chain([Delta::new(
            Measure::StanceEndings,
            before.month,
            Split::Ending,
            Ending::SteppedDown.code(),
            1,
        )])
        .collect()
}

/// The cells in which the end of a stance counts, in its month; none while it stands.
pub fn ending_deltas(facts: &StanceFacts, delta: i64) -> Vec<Delta> {
    let Some((ending, month)) = facts.ending.zip(facts.ended) else {
        return Vec::new();
    };
    let how = ending.how.code();
    let became = ending.became.map_or(UNKNOWN, Outcome::code);
    let mut deltas = vec![
        Delta::new(Measure::StanceEndings, month, Split::Ending, how, delta),
        Delta::new(Measure::StanceEndings, month, Split::Became, became, delta),
    ];
    if endings::can_relapse(ending.how, ending.became) {
        deltas.push(Delta::new(Measure::StancesOver, month, Split::Ending, how, delta));
        if ending.relapsed {
            deltas.push(Delta::new(
                Measure::StanceRelapses,
                month,
                Split::Ending,
                how,
                delta,
            ));
        }
    }
    deltas
}

fn in_month(series: Measure, month: Month, cells: Vec<(Split, String)>, delta: i64) -> Vec<Delta> {
    cells
        .into_iter()
        .map(|(split, cell)| Delta {
            series,
            month,
            split,
            cell,
            delta,
        })
        .collect()
}

/// Once: the cells of two dimensions of the issues that are there already, and of those that were purged.
pub(super) async fn catch_up_cells(tx: &mut Tx) -> Result<(), StoreError> {
    const ISSUES: &str = "
        SELECT reported_month, happened_on, source, sector, region, size_band, category_id, state FROM issue
        WHERE id > $1 AND id <= $2";
    const LAST: &str = "SELECT COALESCE(MAX(id), 0) FROM issue";
    const AT_A_TIME: i64 = 5_000;
    let last: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(LAST)
        .fetch_one(&mut *conn)
        .await)?;
    let mut first = 0;
    while first < last {
        let rows: Vec<CellRow> = on!(&mut *tx, |conn| sqlx::query_as(ISSUES)
            .bind(first)
            .bind(first + AT_A_TIME)
            .fetch_all(&mut *conn)
            .await)?;
        let mut deltas = Vec::new();
        for row in rows {
            let (facts, state) = row.read()?;
            if !(facts.detected && state == IssueState::Withdrawn) {
                deltas.extend(two_way_deltas(&facts, state));
            }
        }
        append(tx, &summed(deltas)).await?;
        first += AT_A_TIME;
    }
    let buried: Vec<sqlx::types::Json<serde_json::Value>> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "SELECT facts FROM tombstone WHERE kind = 'issue'"
    )
    .fetch_all(&mut *conn)
    .await)?;
    let mut deltas = Vec::new();
    for facts in buried {
        let IssueTombstone { facts, state, .. } =
            serde_json::from_value(facts.0).map_err(|_| StoreError::Corrupt("tombstone.facts"))?;
        deltas.extend(two_way_deltas(&facts, state));
    }
    append(tx, &summed(deltas)).await
}

fn two_way_deltas(facts: &IssueFacts, state: IssueState) -> Vec<Delta> {
    let mut deltas = [issue_deltas(facts, 1), outcome_deltas(facts, state, 1)].concat();
    deltas.retain(|delta| {
        matches!(
            delta.split,
            Split::SectorCategory | Split::RegionCategory | Split::SizeCategory
        )
    });
    deltas
}

#[derive(sqlx::FromRow)]
struct CellRow {
    reported_month: i64,
    happened_on: NaiveDate,
    source: String,
    sector: String,
    region: String,
    size_band: String,
    category_id: i64,
    state: String,
}

impl CellRow {
    /// What its cells of two dimensions need; the rest does not matter to them.
    fn read(self) -> Result<(IssueFacts, IssueState), StoreError> {
        let (month, detected) =
            crate::issue::counted_month(&self.source, self.happened_on, self.reported_month)?;
        let facts = IssueFacts {
            month,
            detected,
            filter: Filter::Payment,
            category: CategoryId(self.category_id),
            sector: self.sector,
            region: self.region,
            size: self.size_band,
            funder: None,
            profession: None,
            handlers: false,
        };
        Ok((facts, crate::error::word(&self.state, "issue.state")?))
    }
}

/// Appends deltas in the transaction of their fact: rows of their own, so that no two facts wait for each other.
pub async fn append(tx: &mut Tx, deltas: &[Delta]) -> Result<(), StoreError> {
    insert_many!(
        tx,
        5,
        "INSERT INTO trend_delta (series, month, split, cell, delta) ",
        deltas,
        |d, b| {
            b.push_bind(d.series.code())
                .push_bind(d.month.number())
                .push_bind(d.split.code())
                .push_bind(d.cell.clone())
                .push_bind(d.delta)
        }
    )?;
    Ok(())
}
