//! Figures of payment: share paid late, delays, money owed.

use super::load::{Choice, Source, beginning};
use chrono::NaiveDate;
use domain::Month;
use domain::trend::chart::ChartName;
use domain::trend::control::Counted;
use domain::trend::ledger::{Bar, Delays, LedgerSeries, by_due, late_of_due};
use domain::trend::payment_report::{ByDue, DueMonthCounts, LateTrend, MoneyFlows, MoneyTrend};
use domain::trend::rebase::{Place, Rebased};
use domain::trend::report::Period;
use domain::trend::share::compared_until;
use domain::trend::split::{CellCounts, CellName, SplitLate};
use domain::trend::{ALL, Split};
use std::collections::BTreeMap;
use store::StoreError;
use store::trend::{self, Wanted};

/// The delays of all months since the beginning, of the whole or of the part that is shown alone: limits rest on their first
/// two years.
#[derive(Default)]
pub(super) struct Since {
    ended: Vec<Bar>,
    open: Vec<Bar>,
    never: Vec<Bar>,
}

impl Since {
    pub(super) async fn beginning(source: &Source<'_>, choice: &Choice) -> Result<Self, StoreError> {
        let of = async |series| bars(source, choice, series, beginning()).await;
        Ok(Self {
            ended: of(LedgerSeries::DelayEnded).await?,
            open: of(LedgerSeries::DelayOpen).await?,
            never: of(LedgerSeries::DelayNever).await?,
        })
    }

    fn delays(&self) -> Delays<'_> {
        Delays {
            ended: &self.ended,
            open: &self.open,
            never: &self.never,
        }
    }

    /// The invoices due in each month of the period, and in the two before that a title may speak of.
    pub(super) fn by_due(&self, period: Period, today: NaiveDate) -> ByDue {
        let from = period.first.plus(-2);
        let delays = Delays {
            ended: since(&self.ended, from),
            open: since(&self.open, from),
            never: since(&self.never, from),
        };
        by_due(delays, today)
    }
}

/// Bars come in the order of their months.
fn since(bars: &[Bar], first: Month) -> &[Bar] {
    bars.get(bars.partition_point(|bar| bar.month < first)..)
        .unwrap_or_default()
}

/// Share paid late.
pub(super) async fn late(
    source: &Source<'_>,
    choice: &Choice,
    delays: &Since,
    by_due: &ByDue,
    rebased: Option<&Rebased>,
) -> Result<LateTrend, StoreError> {
    let store = source.store;
    let (split, cell) = choice.place(ChartName::Late.splits());
    let cell = cell.unwrap_or_default();
    let counts: Vec<DueMonthCounts> = late_of_due(delays.delays(), source.today)
        .into_iter()
        .map(|of| (of.month, of.late, of.late_cents))
        .collect();
    let until = compared_until(choice.period, source.today);
    let sums = trend::client_sums(store, split, until).await?;
    let outside = bars(source, choice, LedgerSeries::Outside, choice.period.first).await?;
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
    let of = async |series| trend::bars(store, series, split, beginning(), choice.period.last).await;
    let since = Since {
        ended: of(LedgerSeries::DelayEnded).await?,
        open: of(LedgerSeries::DelayOpen).await?,
        never: of(LedgerSeries::DelayNever).await?,
    };
    let mut parts: BTreeMap<String, BTreeMap<Month, Counted>> = BTreeMap::new();
    for of in late_of_due(since.delays(), source.today) {
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
pub(super) async fn money(
    source: &Source<'_>,
    choice: &Choice,
    delays: &Since,
) -> Result<MoneyTrend, StoreError> {
    let store = source.store;
    let ever = async |series| bars(source, choice, series, beginning()).await;
    let open_in = ever(LedgerSeries::OpenIn).await?;
    let open_out = ever(LedgerSeries::OpenOut).await?;
    let overdue_in = ever(LedgerSeries::OverdueIn).await?;
    let overdue_out = ever(LedgerSeries::OverdueOut).await?;
    let flows = MoneyFlows {
        open_in: &open_in,
        open_out: &open_out,
        overdue_in: &overdue_in,
        overdue_out: &overdue_out,
        never: since(&delays.never, choice.period.first),
    };
    let (split, cell) = choice.place(ChartName::Money.splits());
    let members = match (split, &cell) {
        (Split::Sector | Split::Region | Split::Size, Some(cell)) => {
            trend::members_overdue_in(store, split, cell).await?
        }
        _ => trend::members_overdue(store).await?,
    };
    Ok(MoneyTrend::new(choice.period, flows, members, source.today))
}

/// The bars from `first` to the end of the period of the whole, or of the part that is shown alone, which then stands for
/// the whole.
async fn bars(
    source: &Source<'_>,
    choice: &Choice,
    series: LedgerSeries,
    first: Month,
) -> Result<Vec<Bar>, StoreError> {
    let (split, cell) = choice.place(ChartName::Late.splits());
    let wanted = Wanted {
        split,
        cell: cell.as_deref(),
        first,
        last: choice.period.last,
    };
    let mut bars = trend::read_bars(source.store, series, wanted).await?;
    for bar in &mut bars {
        ALL.clone_into(&mut bar.cell);
    }
    Ok(bars)
}
