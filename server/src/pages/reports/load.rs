//! What the reader asks for and may see, and the trends made from aggregates alone.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use domain::category::Filter;
use domain::permission::{self, Action, Grant};
use domain::stance::StanceKind;
use domain::trend::report::{IssuesTrend, KindCount, LOOK_BACK, Period, StancesTrend};
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

    /// Stances belong to no filter: those who follow payment only do not see them.
    pub(super) fn sees_stances(&self) -> bool {
        self.allowed.len() > 1
    }
}

/// Issues reported per month by filter.
pub(super) async fn issues(visit: &Visit, choice: &Choice) -> Result<IssuesTrend, PageError> {
    let first = choice.period.first.plus(-LOOK_BACK);
    let counts = trend::counts(
        &visit.app.store,
        Measure::IssuesReported,
        Split::Filter,
        first,
        choice.period.last,
    )
    .await?;
    let counts: Vec<_> = counts
        .iter()
        .map(|c| Ok((c.month, word(c)?, c.count)))
        .collect::<Result<_, StoreError>>()?;
    let filters = choice.filter.map_or_else(|| choice.allowed.clone(), |f| vec![f]);
    Ok(IssuesTrend::new(choice.period, &filters, &counts, visit.today()))
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
