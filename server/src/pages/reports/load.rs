//! What the reader asks for and may see, and the trends made from aggregates alone.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use app::pages::reports::payment::PaymentTrends;
use domain::Month;
use domain::category::Filter;
use domain::permission::{self, Action, Grant};
use domain::stance::StanceKind;
use domain::trend::ledger::{Bar, Delays, LedgerSeries, by_due};
use domain::trend::payment_report::{ByDue, DelayTrend, LateTrend, MoneyFlows, MoneyTrend};
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
}

impl Choice {
    pub(super) fn of(asked: &Asked, visit: &Visit, user: &CurrentUser) -> Self {
        let payment_only = permission::grant(user.role, Action::ReadReports) == Grant::Payment;
        let allowed = if payment_only {
            vec![Filter::Payment]
        } else {
            Filter::ALL.to_vec()
        };
        Self {
            period: Period::ending(visit.today(), asked.months.parse().unwrap_or(0)),
            filter: Filter::from_code(&asked.filter).filter(|f| allowed.contains(f)),
            allowed,
        }
    }

    /// The filters that are counted.
    fn filters(&self) -> Vec<Filter> {
        self.filter
            .map_or_else(|| self.allowed.clone(), |filter| vec![filter])
    }

    /// The charts of payment belong to its filter.
    pub(super) fn sees_payment(&self) -> bool {
        self.filter.is_none_or(|filter| filter == Filter::Payment)
    }

    /// Stances belong to no filter: those who follow payment only do not see them.
    pub(super) fn sees_stances(&self) -> bool {
        self.allowed.len() > 1
    }
}

/// Issues reported per month by filter.
pub(super) async fn issues(visit: &Visit, choice: &Choice) -> Result<IssuesTrend, PageError> {
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
pub(super) async fn outcomes(visit: &Visit, choice: &Choice) -> Result<OutcomeTrend, PageError> {
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
pub(super) async fn waits(visit: &Visit, choice: &Choice) -> Result<WaitTrend, PageError> {
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

/// Share paid late, delays and money owed.
pub(super) async fn payment(visit: &Visit, choice: &Choice) -> Result<PaymentTrends, PageError> {
    let by_due = due(visit, choice).await?;
    Ok(PaymentTrends {
        late: late_of(visit, choice, &by_due).await?,
        delays: DelayTrend::new(choice.period, &by_due, visit.today()),
        money: money(visit, choice).await?,
    })
}

/// Share paid late.
pub(super) async fn late(visit: &Visit, choice: &Choice) -> Result<LateTrend, PageError> {
    let by_due = due(visit, choice).await?;
    Ok(late_of(visit, choice, &by_due).await?)
}

async fn late_of(visit: &Visit, choice: &Choice, by_due: &ByDue) -> Result<LateTrend, StoreError> {
    let outside = bars(
        visit,
        LedgerSeries::Outside,
        choice.period.first,
        choice.period.last,
    )
    .await?;
    Ok(LateTrend::new(choice.period, by_due, &outside, visit.today()))
}

/// Delays after due.
pub(super) async fn delays(visit: &Visit, choice: &Choice) -> Result<DelayTrend, PageError> {
    let by_due = due(visit, choice).await?;
    Ok(DelayTrend::new(choice.period, &by_due, visit.today()))
}

/// Money owed, late and lost.
pub(super) async fn money(visit: &Visit, choice: &Choice) -> Result<MoneyTrend, PageError> {
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
pub(super) async fn stances(visit: &Visit, choice: &Choice) -> Result<StancesTrend, PageError> {
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
