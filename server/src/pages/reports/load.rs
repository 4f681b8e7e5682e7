//! What the reader asks for and may see, and the trends made from aggregates alone.

use super::payment::Since;
use super::{conduct, issues, payment, work};
use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use chrono::NaiveDate;
use domain::category::{Category, Filter, Sensitivity};
use domain::edition::Scope;
use domain::permission::{self, Action, Grant};
use domain::stance::StanceKind;
use domain::trend::chart::{ChartName, Figures, Trend, judge_together};
use domain::trend::ledger::Bar;
use domain::trend::movers::MoverMeasure;
use domain::trend::payment_report::{ByDue, DelayTrend};
use domain::trend::people::{DistinctSeries, PeopleTrend};
use domain::trend::rebase::{Place, Rebased};
use domain::trend::report::{KindCount, Period, StancesTrend};
use domain::trend::series::Flow;
use domain::trend::split::{CellName, Chosen, OFFERED};
use domain::trend::{ALL, Measure, Split};
use domain::{Lang, Month, Person, PersonId, Role};
use futures_util::future::try_join_all;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::trend::{self, Count};
use store::{Store, StoreError};
use tokio::sync::OnceCell;

/// Period, filter and split as the address says them; what cannot be read is the default.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    months: String,
    filter: String,
    split: String,
    cell: String,
}

/// Where figures come from, and the day on which they are read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub store: &'a Store,
    pub today: NaiveDate,
}

impl<'a> Source<'a> {
    pub fn of(visit: &'a Visit) -> Self {
        Self {
            store: &visit.app.store,
            today: visit.today(),
        }
    }
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub period: Period,
    pub filter: Option<Filter>,
    /// What the reader may choose from: accounts follow payment only.
    pub allowed: Vec<Filter>,
    /// One split beside them, and a part of it.
    pub chosen: Option<Chosen>,
    /// The categories that the reader may see figures of.
    pub categories: Vec<Category>,
    /// The reader handles harassment and discrimination.
    pub handler: bool,
    /// What the reader's role may see of reports.
    grant: Grant,
    /// Who reads: what waits, and cases for named handlers, depend on it.
    pub reader: Person,
}

impl Choice {
    pub(super) async fn of(asked: &Asked, visit: &Visit, user: &CurrentUser) -> Result<Self, PageError> {
        let grant = permission::grant(user.role, Action::ReadReports);
        let allowed = if grant == Grant::Payment {
            vec![Filter::Payment]
        } else {
            Filter::ALL.to_vec()
        };
        let filter = Filter::from_code(&asked.filter).filter(|f| allowed.contains(f));
        let handler = user.named_handler;
        let seen = |category: &Category| {
            allowed.contains(&category.filter)
                && (handler || category.sensitivity != Sensitivity::NamedHandlers)
        };
        let mut categories = store::issue::categories(&visit.app.store).await?;
        categories.retain(seen);
        Ok(Self {
            period: Period::ending(visit.today(), asked.months.parse().unwrap_or(0)),
            chosen: chosen(asked, filter, &categories),
            filter,
            allowed,
            categories,
            handler,
            grant,
            reader: user.0.as_ref().clone(),
        })
    }

    /// All that a manager sees of the last `months`, without a filter or a split.
    pub async fn whole(source: &Source<'_>, months: i32) -> Result<Self, StoreError> {
        let mut categories = store::issue::categories(source.store).await?;
        categories.retain(|category| category.sensitivity != Sensitivity::NamedHandlers);
        Ok(Self {
            period: Period::ending(source.today, months),
            filter: None,
            allowed: Filter::ALL.to_vec(),
            chosen: None,
            categories,
            handler: false,
            grant: Grant::Yes,
            reader: Person {
                id: PersonId(0),
                name: String::new(),
                email: String::new(),
                role: Role::Manager,
                lang: Lang::Fr,
                named_handler: false,
                member: None,
                own_clients: Vec::new(),
            },
        })
    }

    /// The filters that are counted.
    pub(super) fn filters(&self) -> Vec<Filter> {
        self.filter
            .map_or_else(|| self.allowed.clone(), |filter| vec![filter])
    }

    /// The part that a chart of these splits shows alone; the whole where it knows no such split.
    pub(super) fn place(&self, known: &[Split]) -> (Split, Option<String>) {
        match self.chosen.as_ref().and_then(|chosen| chosen.cell.as_ref()) {
            Some(cell) if known.contains(&cell.split()) => (cell.split(), Some(cell.code())),
            _ => (Split::All, Some(ALL.to_owned())),
        }
    }

    /// The series whose limits a chart shows.
    pub(super) fn series(&self, chart: ChartName) -> Option<Place> {
        Place::of(chart, self.filter, self.chosen.as_ref())
    }

    /// The split whose largest parts a chart shows side by side.
    fn side_by_side(&self, chart: ChartName) -> Option<Split> {
        let chosen = self.chosen.as_ref().filter(|chosen| chosen.cell.is_none())?;
        chart.shows_parts(chosen.split).then_some(chosen.split)
    }

    /// The categories of the filters that are counted.
    pub(super) fn categories(&self) -> Vec<Category> {
        let filters = self.filters();
        let mut categories = self.categories.clone();
        categories.retain(|category| filters.contains(&category.filter));
        categories
    }

    /// The parts of the chosen split that the reader may choose from.
    pub(super) fn cells(&self) -> Vec<CellName> {
        let split = self.chosen.as_ref().map(|chosen| chosen.split);
        split.map_or_else(Vec::new, |split| CellName::all(split, &self.categories()))
    }

    /// May the reader see this chart, whatever is asked for?
    pub(super) fn may_see(&self, chart: ChartName) -> bool {
        chart.is_for(self.grant)
    }

    /// The charts of the page, in order.
    fn charts(&self) -> impl Iterator<Item = ChartName> {
        let shown = |chart: &&ChartName| self.may_see(**chart) && chart.is_on(self.filter);
        ChartName::ALL.iter().filter(shown).copied()
    }

    /// Those who follow payment only see fewer charts.
    pub(super) fn sees_all(&self) -> bool {
        self.grant == Grant::Yes
    }
}

/// Categories are split within a filter; a part that is none is not asked for.
fn chosen(asked: &Asked, filter: Option<Filter>, categories: &[Category]) -> Option<Chosen> {
    let split = Split::from_code(&asked.split).filter(|split| OFFERED.contains(split))?;
    if split == Split::Category && filter.is_none() {
        return None;
    }
    let within = |cell: &CellName| match cell {
        CellName::Category(category) => filter == Some(category.filter),
        _ => true,
    };
    let cell = CellName::of(split, &asked.cell, categories).filter(within);
    Some(Chosen { split, cell })
}

/// What an edition freezes for this kind of reader: the year that ends with its month, as known at the visit. Of an earlier
/// month than the last one it is without what is known of today only.
pub async fn frozen(visit: &Visit, month: Month, scope: Scope) -> Result<Figures, PageError> {
    let source = Source::of(visit);
    let whole = Choice::whole(&source, Period::LENGTHS[0]).await?;
    let (grant, allowed, role) = match scope {
        Scope::All => (Grant::Yes, Filter::ALL.to_vec(), Role::Manager),
        // What waits for other teams is not theirs to read.
        Scope::Payment => (Grant::Payment, vec![Filter::Payment], Role::Accounts),
    };
    let reader = Person {
        role,
        ..whole.reader.clone()
    };
    let choice = Choice {
        period: domain::edition::period(month),
        allowed,
        grant,
        reader,
        ..whole
    };
    let mut frozen = figures(&source, &choice).await?;
    if month != domain::edition::due(source.today) {
        frozen.trends.retain(|trend| !trend.name().is_of_today());
    }
    Ok(frozen)
}

/// The figures of every chart on the page.
pub async fn figures(source: &Source<'_>, choice: &Choice) -> Result<Figures, StoreError> {
    let charts: Vec<ChartName> = choice.charts().collect();
    let mut trends = trends(source, choice, &charts).await?;
    judge_together(&mut trends);
    Ok(figures_with(source, choice, trends))
}

/// The figures of one chart. Its title says what it says on its page: what is tested there is tested here too.
pub async fn figures_of(
    source: &Source<'_>,
    choice: &Choice,
    chart: ChartName,
) -> Result<Figures, StoreError> {
    let mut charts = vec![chart];
    if chart.is_tested() {
        let beside = |beside: &ChartName| beside.is_tested() && *beside != chart;
        charts.extend(choice.charts().filter(beside));
    }
    let mut trends = trends(source, choice, &charts).await?;
    judge_together(&mut trends);
    trends.retain(|trend| trend.name() == chart);
    Ok(figures_with(source, choice, trends))
}

fn figures_with(source: &Source<'_>, choice: &Choice, trends: Vec<Trend>) -> Figures {
    Figures {
        today: source.today,
        period: choice.period,
        filter: choice.filter,
        chosen: choice.chosen.clone(),
        trends,
    }
}

/// All charts are read side by side, since the database works on several at a time.
async fn trends(
    source: &Source<'_>,
    choice: &Choice,
    charts: &[ChartName],
) -> Result<Vec<Trend>, StoreError> {
    let shared = Shared::new(source, choice);
    let trends = charts.iter().map(|chart| trend(source, choice, &shared, *chart));
    try_join_all(trends).await
}

/// What more than one chart is made of: read once, for the first that asks.
struct Shared<'a> {
    source: &'a Source<'a>,
    choice: &'a Choice,
    delays: OnceCell<(Since, ByDue)>,
    references: OnceCell<Vec<Bar>>,
    rebased: OnceCell<BTreeMap<Place, Rebased>>,
}

impl<'a> Shared<'a> {
    fn new(source: &'a Source<'a>, choice: &'a Choice) -> Self {
        Self {
            source,
            choice,
            delays: OnceCell::new(),
            references: OnceCell::new(),
            rebased: OnceCell::new(),
        }
    }

    /// All delays, and those of the period by the month due.
    async fn delays(&self) -> Result<&(Since, ByDue), StoreError> {
        let read = async || {
            let since = Since::beginning(self.source, self.choice).await?;
            let by_due = since.by_due(self.choice.period, self.source.today);
            Ok((since, by_due))
        };
        self.delays.get_or_try_init(read).await
    }

    /// Wages against their reference, of all months since the beginning.
    async fn references(&self) -> Result<&[Bar], StoreError> {
        let read = || work::references(self.source, self.choice);
        Ok(self.references.get_or_try_init(read).await?)
    }

    /// The limits that began anew.
    async fn rebased(&self) -> Result<&BTreeMap<Place, Rebased>, StoreError> {
        self.rebased
            .get_or_try_init(|| trend::rebased(self.source.store))
            .await
    }

    /// Those of a chart as it is shown: of the whole, or of the part that it shows alone.
    async fn rebased_of(&self, chart: ChartName) -> Result<Option<&Rebased>, StoreError> {
        let Some(place) = self.choice.series(chart) else {
            return Ok(None);
        };
        Ok(self.rebased().await?.get(&place))
    }
}

async fn trend(
    source: &Source<'_>,
    choice: &Choice,
    shared: &Shared<'_>,
    chart: ChartName,
) -> Result<Trend, StoreError> {
    let rebased = shared.rebased_of(chart).await?;
    Ok(match (chart, choice.side_by_side(chart)) {
        (ChartName::Issues, Some(split)) => {
            Trend::IssuesSplit(issues::side_by_side(source, choice, split).await?)
        }
        (ChartName::Late, Some(split)) => {
            Trend::LateSplit(payment::side_by_side(source, choice, split, shared.rebased().await?).await?)
        }
        (ChartName::Issues, None) => Trend::Issues(issues::issues(source, choice).await?),
        (ChartName::Outcomes, _) => Trend::Outcomes(issues::outcomes(source, choice).await?),
        (ChartName::Waits, _) => Trend::Waits(issues::waits(source, choice).await?),
        (ChartName::Rates, _) => Trend::Rates(work::rates(source, choice).await?),
        (ChartName::IssueRate, _) => Trend::IssueRate(issues::rate(source, choice, rebased).await?),
        (ChartName::Late, None) => {
            let (delays, by_due) = shared.delays().await?;
            Trend::Late(payment::late(source, choice, delays, by_due, rebased).await?)
        }
        (ChartName::Delays, _) => {
            let (_, by_due) = shared.delays().await?;
            Trend::Delays(DelayTrend::new(choice.period, by_due, source.today))
        }
        (ChartName::Money, _) => {
            let (delays, _) = shared.delays().await?;
            Trend::Money(payment::money(source, choice, delays).await?)
        }
        (ChartName::Wages, _) => Trend::Wages(work::wages(source, choice, shared.references().await?).await?),
        (ChartName::Under, _) => {
            Trend::Under(work::under(source, choice, shared.references().await?, rebased))
        }
        (ChartName::Checks, _) => Trend::Checks(work::checks(source, choice).await?),
        (ChartName::Offers, _) => Trend::Offers(work::offers(source, choice).await?),
        (ChartName::Stances, _) => Trend::Stances(stances(source, choice).await?),
        (ChartName::People, _) => Trend::People(people(source, choice).await?),
        (ChartName::Agreement, _) => Trend::Agreement(conduct::agreement(source, choice).await?),
        (ChartName::Spared, _) => Trend::Spared(conduct::spared(source, choice).await?),
        (ChartName::Endings, _) => Trend::Endings(conduct::endings(source, choice).await?),
        (ChartName::Relapses, _) => Trend::Relapses(conduct::relapses(source, choice).await?),
        (ChartName::LowPay, _) => Trend::LowPay(conduct::low_pay(source, choice).await?),
        (ChartName::MoversLate, _) => {
            Trend::MoversLate(conduct::movers(source, &choice.reader, MoverMeasure::Late).await?)
        }
        (ChartName::MoversIssues, _) => {
            Trend::MoversIssues(conduct::movers(source, &choice.reader, MoverMeasure::Issues).await?)
        }
        (ChartName::Queues, _) => Trend::Queues(conduct::waiting(source, &choice.reader).await?),
    })
}

/// Before anything that is counted.
pub(super) fn beginning() -> Month {
    Month::of(NaiveDate::default()).plus(-12 * 70)
}

/// Distinct people and clients: of all filters, since they do not add up; for everybody without cases for named handlers.
async fn people(source: &Source<'_>, choice: &Choice) -> Result<PeopleTrend, StoreError> {
    let Period { first, last } = choice.period;
    let counts = trend::distinct::read(source.store, first, last).await?;
    Ok(PeopleTrend::new(first, last, DistinctSeries::ALL, &counts))
}

/// Stances in force at the end of each month by kind.
async fn stances(source: &Source<'_>, choice: &Choice) -> Result<StancesTrend, StoreError> {
    let came = kinds(source, Measure::StancesIn, choice).await?;
    let went = kinds(source, Measure::StancesOut, choice).await?;
    // Each stance once: by kind, one that becomes milder comes and goes.
    let Period { first, last } = choice.period;
    let each = async |measure| trend::counts(source.store, measure, Split::All, first, last).await;
    let mut flows: BTreeMap<Month, Flow> = BTreeMap::new();
    for count in each(Measure::StancesIn).await? {
        flows.entry(count.month).or_default().came += count.count;
    }
    for count in each(Measure::StancesOut).await? {
        flows.entry(count.month).or_default().went += count.count;
    }
    Ok(StancesTrend::new(choice.period, &came, &went, &flows))
}

async fn kinds(source: &Source<'_>, measure: Measure, choice: &Choice) -> Result<Vec<KindCount>, StoreError> {
    let counts = trend::since_ever(source.store, measure, Split::StanceKind, choice.period.last).await?;
    counts
        .iter()
        .map(|c| Ok((c.month, word::<StanceKind>(c)?, c.count)))
        .collect()
}

pub(super) fn word<T: std::str::FromStr>(count: &Count) -> Result<T, StoreError> {
    count.cell.parse().map_err(|_| StoreError::Corrupt("trend.cell"))
}
