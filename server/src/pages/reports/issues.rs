//! Figures of issues: reported, what became of them, and how long they waited.

use super::load::{Choice, Source, beginning, word};
use domain::Month;
use domain::category::{Category, Filter};
use domain::trend::chart::ChartName;
use domain::trend::control::ChartKind;
use domain::trend::ledger::Bar;
use domain::trend::rate::by_month;
use domain::trend::rebase::Rebased;
use domain::trend::report::{IssuesTrend, LOOK_BACK, OutcomeTrend};
use domain::trend::share::{Counts, ShareSeries};
use domain::trend::split::{CellName, SplitIssues};
use domain::trend::wait::{AgainSeries, WaitSeries, WaitTrend, Waits, shows_part};
use domain::trend::work::WorkSeries;
use domain::trend::{Measure, Split};
use std::collections::BTreeMap;
use store::StoreError;
use store::trend::{self, Kept, Wanted};

/// Issues reported per month by filter.
pub(super) async fn issues(source: &Source<'_>, choice: &Choice) -> Result<IssuesTrend, StoreError> {
    let first = choice.period.first.plus(-LOOK_BACK);
    let counts = by_filter(source, choice, Measure::IssuesReported, first).await?;
    let detected = by_filter(source, choice, Measure::IssuesDetected, choice.period.first).await?;
    let filters = choice.filters();
    let trend = IssuesTrend::new(choice.period, &filters, &counts, source.today);
    Ok(trend.beside(&filters, &detected))
}

/// What became of them, by the month of report.
pub(super) async fn outcomes(source: &Source<'_>, choice: &Choice) -> Result<OutcomeTrend, StoreError> {
    let of = async |measure| by_filter(source, choice, measure, choice.period.first).await;
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
        source.today,
    ))
}

/// Issues per contract by month, with the limits of what it does by itself: both reach back to the beginning.
pub(super) async fn rate(
    source: &Source<'_>,
    choice: &Choice,
    rebased: Option<&Rebased>,
) -> Result<ShareSeries, StoreError> {
    let (first, last) = (beginning(), choice.period.last);
    // A category is counted over all contracts: these have none.
    let (split, cell) = choice.place(ChartName::Late.splits());
    let wanted = Wanted {
        split,
        cell: cell.as_deref(),
        first,
        last,
    };
    let contracts = trend::read_bars(source.store, WorkSeries::Contracts, wanted).await?;
    let contracts = contracts.into_iter().map(|bar| (bar.month, bar.n));
    let filters = choice.filters();
    let issues = by_filter(source, choice, Measure::IssuesReported, first).await?;
    let issues = issues
        .into_iter()
        .filter(|(_, filter, _)| filters.contains(filter))
        .map(|(month, _, n)| (month, n));
    let counts = by_month(issues, contracts);
    let counts = Counts {
        kind: ChartKind::Rate,
        ..Counts::share(&counts).since(rebased)
    };
    Ok(ShareSeries::new(choice.period, counts, source.today))
}

/// Counts by month and filter: of all, or of the part that is shown alone.
async fn by_filter(
    source: &Source<'_>,
    choice: &Choice,
    measure: Measure,
    first: Month,
) -> Result<Vec<(Month, Filter, i64)>, StoreError> {
    let store = source.store;
    let last = choice.period.last;
    let cell = choice.chosen.as_ref().and_then(|chosen| chosen.cell.as_ref());
    let Some(cell) = cell else {
        // Without the cases for named handlers, for those who are kept out of them.
        let counts = trend::counts_seen(store, measure, Split::Filter, (first, last), choice.handler).await?;
        return counts.iter().map(|c| Ok((c.month, word(c)?, c.count))).collect();
    };
    if let CellName::Category(category) = cell {
        let counts = trend::counts(store, measure, Split::Category, first, last).await?;
        let code = cell.code();
        let mine = counts.into_iter().filter(|count| count.cell == code);
        return Ok(mine
            .map(|count| (count.month, category.filter, count.count))
            .collect());
    }
    let categories = choice.categories();
    let counts = within(source, choice, measure, cell.split(), first, &categories).await?;
    let code = cell.code();
    let mine = counts.into_iter().filter(|(of, ..)| *of == code);
    Ok(mine.map(|(_, month, filter, n)| (month, filter, n)).collect())
}

/// Counts by part, month and filter, of categories that the reader may see.
async fn within(
    source: &Source<'_>,
    choice: &Choice,
    measure: Measure,
    split: Split,
    first: Month,
    categories: &[Category],
) -> Result<Vec<(String, Month, Filter, i64)>, StoreError> {
    let Some(two) = split.with_category() else {
        return Ok(Vec::new());
    };
    let filters: BTreeMap<String, Filter> = categories
        .iter()
        .map(|category| (category.id.to_string(), category.filter))
        .collect();
    let counts = trend::counts(source.store, measure, two, first, choice.period.last).await?;
    let of = counts.into_iter().filter_map(|count| {
        let (part, category) = count.cell.split_once(':')?;
        let filter = filters.get(category)?;
        Some((part.to_owned(), count.month, *filter, count.count))
    });
    Ok(of.collect())
}

/// Issues reported in the largest parts of a split.
pub(super) async fn side_by_side(
    source: &Source<'_>,
    choice: &Choice,
    split: Split,
) -> Result<SplitIssues, StoreError> {
    let first = choice.period.first.plus(-LOOK_BACK);
    let categories = choice.categories();
    let mut parts: BTreeMap<String, BTreeMap<Month, i64>> = BTreeMap::new();
    if split == Split::Category {
        let store = source.store;
        let counts = trend::counts(store, Measure::IssuesReported, split, first, choice.period.last).await?;
        for count in counts {
            *parts
                .entry(count.cell)
                .or_default()
                .entry(count.month)
                .or_default() += count.count;
        }
    } else {
        let counts = within(source, choice, Measure::IssuesReported, split, first, &categories).await?;
        for (part, month, _, n) in counts {
            *parts.entry(part).or_default().entry(month).or_default() += n;
        }
    }
    let cells = CellName::all(split, &categories);
    let counts = cells
        .into_iter()
        .filter_map(|cell| Some((parts.remove(&cell.code())?, cell)))
        .map(|(counts, cell)| (cell, counts))
        .collect();
    Ok(SplitIssues::new(choice.period, split, counts, source.today))
}

/// Time to decision, and what is open for how long.
pub(super) async fn waits(source: &Source<'_>, choice: &Choice) -> Result<WaitTrend, StoreError> {
    let filters = choice.filters();
    let cell = choice.chosen.as_ref().and_then(|chosen| chosen.cell.as_ref());
    let cell = cell.filter(|cell| shows_part(cell, &filters));
    // A title speaks of three cohorts, which may begin before the period.
    let since = choice.period.first.plus(-2);
    let confirmed = waited(source, choice, WaitSeries::WaitConfirmed, cell, since).await?;
    let dismissed = waited(source, choice, WaitSeries::WaitDismissed, cell, since).await?;
    let withdrawn = waited(source, choice, WaitSeries::WaitWithdrawn, cell, since).await?;
    let open = waited(source, choice, WaitSeries::WaitOpen, cell, beginning()).await?;
    let again_confirmed = waited(source, choice, AgainSeries::AgainConfirmed, cell, since).await?;
    let again_other = waited(source, choice, AgainSeries::AgainOther, cell, since).await?;
    let waits = Waits {
        confirmed: &confirmed,
        dismissed: &dismissed,
        withdrawn: &withdrawn,
        open: &open,
        again_confirmed: &again_confirmed,
        again_other: &again_other,
    };
    Ok(WaitTrend {
        is_part: cell.is_some(),
        ..WaitTrend::new(choice.period, &filters, waits, source.today)
    })
}

/// The bars of one series of waits by filter; of a part under the first filter, since it is of all that are asked for.
async fn waited(
    source: &Source<'_>,
    choice: &Choice,
    series: impl Kept,
    cell: Option<&CellName>,
    first: Month,
) -> Result<Vec<Bar>, StoreError> {
    let code = cell.map(CellName::code);
    let wanted = Wanted {
        split: cell.map_or(Split::Filter, CellName::split),
        cell: code.as_deref(),
        first,
        last: choice.period.last,
    };
    let mut bars = trend::bars_seen(source.store, series, wanted, choice.handler).await?;
    if let (Some(_), Some(filter)) = (cell, choice.filters().first()) {
        for bar in &mut bars {
            filter.code().clone_into(&mut bar.cell);
        }
    }
    Ok(bars)
}
