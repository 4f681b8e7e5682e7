//! Figures of work and of checks: wages against the figures of their day, rates of issues, answers and offers.

use super::load::{Choice, Source, beginning, word};
use domain::check::{Answer, Outcome};
use domain::client::sector::SectorGroup;
use domain::trend::agreement::Offer;
use domain::trend::chart::ChartName;
use domain::trend::check_report::{ChecksTrend, OffersTrend};
use domain::trend::ledger::Bar;
use domain::trend::rate::{RateCounts, RatesTrend};
use domain::trend::rebase::Rebased;
use domain::trend::report::Period;
use domain::trend::share::{Counts, ShareSeries};
use domain::trend::wage::{WageBars, WageTrend, under_by_month};
use domain::trend::work::WorkSeries;
use domain::trend::{Measure, Split};
use domain::{CategoryId, Month};
use store::StoreError;
use store::trend::{self, Count, Wanted};

/// Wages against their reference, since the beginning.
pub(super) async fn references(source: &Source<'_>, choice: &Choice) -> Result<Vec<Bar>, StoreError> {
    bars(source, choice, WorkSeries::WageReference, beginning()).await
}

/// Wages of the period against minimum and reference.
pub(super) async fn wages(
    source: &Source<'_>,
    choice: &Choice,
    references: &[Bar],
) -> Result<WageTrend, StoreError> {
    let of = async |series| bars(source, choice, series, choice.period.first).await;
    let minimum = of(WorkSeries::WageMinimum).await?;
    let unknown = of(WorkSeries::WageUnknown).await?;
    let bars = WageBars {
        minimum: &minimum,
        reference: references,
        unknown: &unknown,
    };
    Ok(WageTrend::new(choice.period, bars, source.today))
}

/// The bars from `first` to the end of the period of the whole, or of the part that is shown alone.
async fn bars(
    source: &Source<'_>,
    choice: &Choice,
    series: WorkSeries,
    first: Month,
) -> Result<Vec<Bar>, StoreError> {
    let (split, cell) = choice.place(ChartName::Wages.splits());
    let wanted = Wanted {
        split,
        cell: cell.as_deref(),
        first,
        last: choice.period.last,
    };
    trend::read_bars(source.store, series, wanted).await
}

/// The share of wages under their reference by month.
pub(super) fn under(
    source: &Source<'_>,
    choice: &Choice,
    references: &[Bar],
    rebased: Option<&Rebased>,
) -> ShareSeries {
    let counts = under_by_month(references);
    let counts = Counts::share(&counts).since(rebased);
    ShareSeries::new(choice.period, counts, source.today)
}

/// Checks kept in the period by answer, and what members said in it that they then did.
pub(super) async fn checks(source: &Source<'_>, choice: &Choice) -> Result<ChecksTrend, StoreError> {
    let Period { first, last } = choice.period;
    let store = source.store;
    let kept = trend::counts(store, Measure::Checks, Split::Answer, first, last).await?;
    let kept: Vec<(Month, Answer, i64)> = kept
        .iter()
        .map(|c| Ok((c.month, word(c)?, c.count)))
        .collect::<Result<_, StoreError>>()?;
    let told = trend::counts(store, Measure::CheckOutcomes, Split::AnswerOutcome, first, last).await?;
    let told: Vec<(Month, Answer, Outcome, i64)> = told
        .iter()
        .map(|c| {
            let (answer, outcome) = both(c)?;
            Ok((c.month, answer, outcome, c.count))
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ChecksTrend::new(&kept, &told, source.today))
}

/// Wages offered by month.
pub(super) async fn offers(source: &Source<'_>, choice: &Choice) -> Result<OffersTrend, StoreError> {
    let Period { first, last } = choice.period;
    let counts = trend::counts(source.store, Measure::Offers, Split::Offer, first, last).await?;
    let counts: Vec<(Month, Offer, i64)> = counts
        .iter()
        .map(|c| Ok((c.month, word(c)?, c.count)))
        .collect::<Result<_, StoreError>>()?;
    Ok(OffersTrend::new(choice.period, &counts, source.today))
}

/// Issues per 1,000 contracts by category and sector. What is for named handlers alone is shown to them only.
pub(super) async fn rates(source: &Source<'_>, choice: &Choice) -> Result<RatesTrend, StoreError> {
    let Period { first, last } = choice.period;
    let store = source.store;
    let issues = trend::counts(store, Measure::IssuesReported, Split::SectorCategory, first, last).await?;
    let issues: Vec<(Month, SectorGroup, CategoryId, i64)> = issues
        .iter()
        .map(|c| {
            let (sector, category): (SectorGroup, i64) = both(c)?;
            Ok((c.month, sector, CategoryId(category), c.count))
        })
        .collect::<Result<_, StoreError>>()?;
    let bars = trend::work(store, WorkSeries::Contracts, Split::Sector, first, last).await?;
    let contracts: Vec<(Month, SectorGroup, i64)> = bars
        .into_iter()
        .map(|bar| {
            let sector = bar
                .cell
                .parse()
                .map_err(|_| StoreError::Corrupt("trend_histogram.cell"))?;
            Ok((bar.month, sector, bar.n))
        })
        .collect::<Result<_, StoreError>>()?;
    let counts = RateCounts {
        issues: &issues,
        contracts: &contracts,
    };
    Ok(RatesTrend::new(
        choice.period,
        &choice.filters(),
        &choice.categories,
        choice.handler,
        counts,
        source.today,
    ))
}

/// The two words of a cell: `on_conditions:declined`.
fn both<A: std::str::FromStr, B: std::str::FromStr>(count: &Count) -> Result<(A, B), StoreError> {
    let corrupt = || StoreError::Corrupt("trend.cell");
    let (a, b) = count.cell.split_once(':').ok_or_else(corrupt)?;
    Ok((
        a.parse().map_err(|_| corrupt())?,
        b.parse().map_err(|_| corrupt())?,
    ))
}
