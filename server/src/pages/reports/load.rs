//! What the reader asks for and may see, and the trends made from aggregates alone.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use domain::Month;
use domain::category::Filter;
use domain::edition::Scope;
use domain::permission::{self, Action, Grant};
use domain::stance::StanceKind;
use domain::trend::chart::{ChartName, Figures, Trend};
use domain::trend::ledger::{Bar, Delays, LedgerSeries, by_due};
use domain::trend::payment_report::{ByDue, DelayTrend, LateTrend, MoneyFlows, MoneyTrend};
use domain::trend::people::{DistinctSeries, PeopleTrend};
use domain::trend::report::{IssuesTrend, KindCount, LOOK_BACK, OutcomeTrend, Period, StancesTrend};
use domain::trend::wait::{WaitSeries, WaitTrend, Waits};
use domain::trend::{Measure, Split};
use serde::Deserialize;
use store::StoreError;
use store::trend::{self, Count};

/// Period and filter as the address says them; what cannot be read is the default.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    months: String,
    filter: String,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub period: Period,
    pub filter: Option<Filter>,
    /// What the reader may choose from: accounts follow payment only.
    pub allowed: Vec<Filter>,
    /// What the reader's role may see of reports.
    grant: Grant,
}

impl Choice {
    pub(super) fn of(asked: &Asked, visit: &Visit, user: &CurrentUser) -> Self {
        let grant = permission::grant(user.role, Action::ReadReports);
        let allowed = if grant == Grant::Payment {
            vec![Filter::Payment]
        } else {
            Filter::ALL.to_vec()
        };
        Self {
            period: Period::ending(visit.today(), asked.months.parse().unwrap_or(0)),
            filter: Filter::from_code(&asked.filter).filter(|f| allowed.contains(f)),
            allowed,
            grant,
        }
    }

    /// The filters that are counted.
    fn filters(&self) -> Vec<Filter> {
        self.filter
            .map_or_else(|| self.allowed.clone(), |filter| vec![filter])
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

/// What an edition freezes for this kind of reader: the year that ends with its month, as known at the visit.
pub async fn frozen(visit: &Visit, month: Month, scope: Scope) -> Result<Figures, PageError> {
    let (grant, allowed) = match scope {
        Scope::All => (Grant::Yes, Filter::ALL.to_vec()),
        Scope::Payment => (Grant::Payment, vec![Filter::Payment]),
    };
    let choice = Choice {
        period: domain::edition::period(month),
        filter: None,
        allowed,
        grant,
    };
    figures(visit, &choice).await
}

/// The figures of every chart on the page.
pub(super) async fn figures(visit: &Visit, choice: &Choice) -> Result<Figures, PageError> {
    let mut load = Load::new(visit, choice);
    let mut trends = Vec::new();
    for chart in choice.charts() {
        trends.push(load.trend(chart).await?);
    }
    Ok(load.figures(trends))
}

/// The figures of one chart.
pub(super) async fn figures_of(
    visit: &Visit,
    choice: &Choice,
    chart: ChartName,
) -> Result<Figures, PageError> {
    let mut load = Load::new(visit, choice);
    let trend = load.trend(chart).await?;
    Ok(load.figures(vec![trend]))
}

/// Reads what charts need; what two of them need, once.
struct Load<'a> {
    visit: &'a Visit,
    choice: &'a Choice,
    by_due: Option<ByDue>,
}

impl<'a> Load<'a> {
    fn new(visit: &'a Visit, choice: &'a Choice) -> Self {
        Self {
            visit,
            choice,
            by_due: None,
        }
    }

    fn figures(&self, trends: Vec<Trend>) -> Figures {
        Figures {
            today: self.visit.today(),
            period: self.choice.period,
            filter: self.choice.filter,
            trends,
        }
    }

    async fn trend(&mut self, chart: ChartName) -> Result<Trend, PageError> {
        let (visit, choice) = (self.visit, self.choice);
        Ok(match chart {
            ChartName::Issues => Trend::Issues(issues(visit, choice).await?),
            ChartName::Outcomes => Trend::Outcomes(outcomes(visit, choice).await?),
            ChartName::Waits => Trend::Waits(waits(visit, choice).await?),
            ChartName::Late => {
                let by_due = self.by_due().await?;
                Trend::Late(late(visit, choice, by_due).await?)
            }
            ChartName::Delays => {
                let by_due = self.by_due().await?;
                Trend::Delays(DelayTrend::new(choice.period, by_due, visit.today()))
            }
            ChartName::Money => Trend::Money(money(visit, choice).await?),
            ChartName::Stances => Trend::Stances(stances(visit, choice).await?),
            ChartName::People => Trend::People(people(visit, choice).await?),
        })
    }

    async fn by_due(&mut self) -> Result<&ByDue, PageError> {
        let found = match self.by_due.take() {
            Some(found) => found,
            None => due(self.visit, self.choice).await?,
        };
        Ok(self.by_due.insert(found))
    }
}

/// Distinct people and clients: of all filters, since they do not add up.
async fn people(visit: &Visit, choice: &Choice) -> Result<PeopleTrend, StoreError> {
    let Period { first, last } = choice.period;
    let counts = trend::distinct::read(&visit.app.store, first, last).await?;
    Ok(PeopleTrend::new(first, last, DistinctSeries::ALL, &counts))
}

/// Issues reported per month by filter.
async fn issues(visit: &Visit, choice: &Choice) -> Result<IssuesTrend, PageError> {
    let first = choice.period.first.plus(-LOOK_BACK);
    let counts = by_filter(visit, Measure::IssuesReported, first, choice.period.last).await?;
    Ok(IssuesTrend::new(
        choice.period,
        &choice.filters(),
        &counts,
        visit.today(),
    ))
}

/// What became of them, by the month of report.
async fn outcomes(visit: &Visit, choice: &Choice) -> Result<OutcomeTrend, PageError> {
    let Period { first, last } = choice.period;
    let of = async |measure| by_filter(visit, measure, first, last).await;
    let reported = of(Measure::IssuesReported).await?;
    let confirmed = of(Measure::IssuesConfirmed).await?;
    let dismissed = of(Measure::IssuesDismissed).await?;
    let withdrawn = of(Measure::IssuesWithdrawn).await?;
    let outcomes = [confirmed.as_slice(), &dismissed, &withdrawn];
    Ok(OutcomeTrend::new(
        choice.period,
        &choice.filters(),
        &reported,
        outcomes,
        visit.today(),
    ))
}

/// Time to decision, and what is open for how long.
async fn waits(visit: &Visit, choice: &Choice) -> Result<WaitTrend, PageError> {
    let Period { first, last } = choice.period;
    let of = async |series, first| trend::waits(&visit.app.store, series, Split::Filter, first, last).await;
    // A title speaks of three cohorts, which may begin before the period.
    let since = first.plus(-2);
    let confirmed = of(WaitSeries::WaitConfirmed, since).await?;
    let dismissed = of(WaitSeries::WaitDismissed, since).await?;
    let withdrawn = of(WaitSeries::WaitWithdrawn, since).await?;
    let open = of(WaitSeries::WaitOpen, beginning()).await?;
    let waits = Waits {
        confirmed: &confirmed,
        dismissed: &dismissed,
        withdrawn: &withdrawn,
        open: &open,
    };
    Ok(WaitTrend::new(
        choice.period,
        &choice.filters(),
        waits,
        visit.today(),
    ))
}

async fn by_filter(
    visit: &Visit,
    measure: Measure,
    first: Month,
    last: Month,
) -> Result<Vec<(Month, Filter, i64)>, StoreError> {
    let counts = trend::counts(&visit.app.store, measure, Split::Filter, first, last).await?;
    counts.iter().map(|c| Ok((c.month, word(c)?, c.count))).collect()
}

/// Share paid late.
async fn late(visit: &Visit, choice: &Choice, by_due: &ByDue) -> Result<LateTrend, StoreError> {
    let Period { first, last } = choice.period;
    let outside = bars(visit, LedgerSeries::Outside, first, last).await?;
    Ok(LateTrend::new(choice.period, by_due, &outside, visit.today()))
}

/// Money owed, late and lost.
async fn money(visit: &Visit, choice: &Choice) -> Result<MoneyTrend, PageError> {
    let Period { first, last } = choice.period;
    let ever = async |series| bars(visit, series, beginning(), last).await;
    let open_in = ever(LedgerSeries::OpenIn).await?;
    let open_out = ever(LedgerSeries::OpenOut).await?;
    let overdue_in = ever(LedgerSeries::OverdueIn).await?;
    let overdue_out = ever(LedgerSeries::OverdueOut).await?;
    let never = bars(visit, LedgerSeries::DelayNever, first, last).await?;
    let flows = MoneyFlows {
        open_in: &open_in,
        open_out: &open_out,
        overdue_in: &overdue_in,
        overdue_out: &overdue_out,
        never: &never,
    };
    let members = trend::members_overdue(&visit.app.store).await?;
    Ok(MoneyTrend::new(choice.period, flows, members, visit.today()))
}

/// The invoices due in each month since the beginning: limits rest on the first two years.
async fn due(visit: &Visit, choice: &Choice) -> Result<ByDue, StoreError> {
    let ever = async |series| bars(visit, series, beginning(), choice.period.last).await;
    let ended = ever(LedgerSeries::DelayEnded).await?;
    let open = ever(LedgerSeries::DelayOpen).await?;
    let never = ever(LedgerSeries::DelayNever).await?;
    let delays = Delays {
        ended: &ended,
        open: &open,
        never: &never,
    };
    Ok(by_due(delays, visit.today()))
}

async fn bars(
    visit: &Visit,
    series: LedgerSeries,
    first: Month,
    last: Month,
) -> Result<Vec<Bar>, StoreError> {
    trend::bars(&visit.app.store, series, Split::All, first, last).await
}

/// Before anything that is counted.
fn beginning() -> Month {
    Month::of(chrono::NaiveDate::default()).plus(-12 * 70)
}

/// Stances in force at the end of each month by kind.
async fn stances(visit: &Visit, choice: &Choice) -> Result<StancesTrend, PageError> {
    let came = kinds(visit, Measure::StancesIn, choice).await?;
    let went = kinds(visit, Measure::StancesOut, choice).await?;
    Ok(StancesTrend::new(choice.period, &came, &went))
}

async fn kinds(visit: &Visit, measure: Measure, choice: &Choice) -> Result<Vec<KindCount>, StoreError> {
    let counts = trend::since_ever(&visit.app.store, measure, Split::StanceKind, choice.period.last).await?;
    counts
        .iter()
        .map(|c| Ok((c.month, word::<StanceKind>(c)?, c.count)))
        .collect()
}

fn word<T: std::str::FromStr>(count: &Count) -> Result<T, StoreError> {
    count.cell.parse().map_err(|_| StoreError::Corrupt("trend.cell"))
}
