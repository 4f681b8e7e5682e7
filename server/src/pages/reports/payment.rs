//! Figures of payment: share paid late, delays, money owed. Counts are added up by the database; days only where a chart
//! needs them.

use super::load::{Choice, Source, beginning};
use domain::Month;
use domain::trend::chart::ChartName;
use domain::trend::control::Counted;
use domain::trend::ledger::{Bar, Delays, LedgerSeries, by_due};
use domain::trend::payment_report::{ByDue, DueMonthCounts, LateTrend, MoneyFlows, MoneyTrend};
use domain::trend::rebase::{Place, Rebased};
use domain::trend::report::Period;
use domain::trend::share::compared_until;
use domain::trend::split::{CellCounts, CellName, SplitLate};
use domain::trend::{ALL, Split};
use std::collections::BTreeMap;
use store::StoreError;
use store::trend::{self, Wanted};

/// Share paid late; limits rest on the first two years, so that its counts reach back to the beginning.
pub(super) async fn late(
    source: &Source<'_>,
    choice: &Choice,
    by_due: &ByDue,
    rebased: Option<&Rebased>,
) -> Result<LateTrend, StoreError> {
    let Period { first, last } = choice.period;
    let store = source.store;
    let (split, cell) = choice.place(ChartName::Late.splits());
    let cell = cell.unwrap_or_default();
    let wanted = Wanted {
        split,
        cell: Some(&cell),
        first: beginning(),
        last,
    };
    let counts = trend::late_of_due(store, wanted, source.today).await?;
    let counts: Vec<DueMonthCounts> = counts
        .into_iter()
        .map(|of| (of.month, of.late, of.late_cents))
        .collect();
    let until = compared_until(choice.period, source.today);
    let sums = trend::client_sums(store, split, until).await?;
    let outside = bars(source, choice, LedgerSeries::Outside, first, last).await?;
    let sums = sums.get(&cell).copied().unwrap_or_default();
    Ok(LateTrend::new(
        choice.period,
        &counts,
        by_due,
        Some(&sums),
        rebased,
        &outside,
        source.today,
    ))
}

/// Share paid late in the largest parts of a split.
pub(super) async fn side_by_side(
    source: &Source<'_>,
    choice: &Choice,
    split: Split,
    rebased: &BTreeMap<Place, Rebased>,
) -> Result<SplitLate, StoreError> {
    let store = source.store;
    let wanted = Wanted::all(split, beginning(), choice.period.last);
    let mut parts: BTreeMap<String, BTreeMap<Month, Counted>> = BTreeMap::new();
    for of in trend::late_of_due(store, wanted, source.today).await? {
        parts.entry(of.cell).or_default().insert(of.month, of.late);
    }
    let until = compared_until(choice.period, source.today);
    let sums = trend::client_sums(store, split, until).await?;
    let cells: Vec<CellCounts> = CellName::all(split, &[])
        .into_iter()
        .filter_map(|cell| {
            let code = cell.code();
            let late = parts.remove(&code)?;
            let sums = sums.get(&code).copied().unwrap_or_default();
            let chart = ChartName::Late;
            let place = Place {
                chart,
                split,
                cell: code,
            };
            Some(CellCounts {
                cell,
                late,
                sums,
                rebased: rebased.get(&place).cloned(),
            })
        })
        .collect();
    Ok(SplitLate::new(choice.period, split, &cells, source.today))
}

/// Money owed, late and lost.
pub(super) async fn money(source: &Source<'_>, choice: &Choice) -> Result<MoneyTrend, StoreError> {
    let Period { first, last } = choice.period;
    let store = source.store;
    let (split, cell) = choice.place(ChartName::Money.splits());
    let wanted = Wanted {
        split,
        cell: cell.as_deref(),
        first: beginning(),
        last,
    };
    let ever = async |series| trend::flows(store, series, wanted, source.today).await;
    let open_in = ever(LedgerSeries::OpenIn).await?;
    let open_out = ever(LedgerSeries::OpenOut).await?;
    let overdue_in = ever(LedgerSeries::OverdueIn).await?;
    let overdue_out = ever(LedgerSeries::OverdueOut).await?;
    let never = bars(source, choice, LedgerSeries::DelayNever, first, last).await?;
    let flows = MoneyFlows {
        open_in: &open_in,
        open_out: &open_out,
        overdue_in: &overdue_in,
        overdue_out: &overdue_out,
        never: &never,
    };
    let members = match (split, &cell) {
        (Split::Sector | Split::Region | Split::Size, Some(cell)) => {
            trend::members_overdue_in(store, split, cell).await?
        }
        _ => trend::members_overdue(store).await?,
    };
    Ok(MoneyTrend::new(choice.period, flows, members, source.today))
}

/// The invoices due in each month of the period, and in the two before that a title may speak of.
pub(super) async fn due(source: &Source<'_>, choice: &Choice) -> Result<ByDue, StoreError> {
    let Period { first, last } = choice.period;
    let of = async |series| bars(source, choice, series, first.plus(-2), last).await;
    let ended = of(LedgerSeries::DelayEnded).await?;
    let open = of(LedgerSeries::DelayOpen).await?;
    let never = of(LedgerSeries::DelayNever).await?;
    let delays = Delays {
        ended: &ended,
        open: &open,
        never: &never,
    };
    Ok(by_due(delays, source.today))
}

/// The bars of the whole, or of the part that is shown alone, which then stands for the whole.
async fn bars(
    source: &Source<'_>,
    choice: &Choice,
    series: LedgerSeries,
    first: Month,
    last: Month,
) -> Result<Vec<Bar>, StoreError> {
    let (split, cell) = choice.place(ChartName::Late.splits());
    let wanted = Wanted {
        split,
        cell: cell.as_deref(),
        first,
        last,
    };
    let mut bars = trend::read_bars(source.store, series, wanted).await?;
    for bar in &mut bars {
        ALL.clone_into(&mut bar.cell);
    }
    Ok(bars)
}
