//! Wages against the minimum and the reference of their day, by the month in which the work begins
//! (`statistics.md` "Drawing").

use super::control::Counted;
use super::histogram::Histogram;
use super::ledger::Bar;
use super::report::{Period, mature};
use super::work::Unknown;
use crate::Month;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The edges of the histogram, in basis points of the figure: equal steps of the logarithm (a tenth of the figure from it
/// upwards), to the whole percent, with one exactly at the figure.
pub const EDGES: [i64; 11] = [
    6_800, 7_500, 8_300, 9_100, EVEN, 11_000, 12_100, 13_300, 14_600, 16_100, 17_700,
];
/// At its figure.
pub const EVEN: i64 = 10_000;

/// Wages whose ratio lies from one edge to under the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageClass {
    /// In basis points; `None`: all that is below the first edge.
    pub from: Option<i64>,
    /// `None`: all from the last edge on.
    pub to: Option<i64>,
    pub minimum: i64,
    pub reference: i64,
}

impl WageClass {
    /// Is what is in it under the figure?
    pub fn is_under(&self) -> bool {
        self.to.is_some_and(|to| to <= EVEN)
    }
}

/// All wages of a period against one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Against {
    /// Strictly under, of those that have such a figure.
    pub under: Counted,
    /// There is no such figure for their unit.
    pub unknown: i64,
    /// A tenth and half lie below it: quantiles of type 7 in thousandths of a basis point.
    pub tenth: Option<i64>,
    pub median: Option<i64>,
}

/// One month of work begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageMonth {
    pub month: Month,
    pub under_minimum: Counted,
    pub under_reference: Counted,
    /// Without a reference.
    pub unknown: i64,
}

/// The wages of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageTrend {
    pub classes: Vec<WageClass>,
    pub minimum: Against,
    pub reference: Against,
    pub months: Vec<WageMonth>,
    /// How many of the last months are not mature: in no title.
    #[serde(default)]
    pub hollow: usize,
}

/// The bars of the three series, of one cell.
#[derive(Debug, Clone, Copy)]
pub struct WageBars<'a> {
    pub minimum: &'a [Bar],
    pub reference: &'a [Bar],
    pub unknown: &'a [Bar],
}

impl WageTrend {
    pub fn new(period: Period, bars: WageBars<'_>, today: NaiveDate) -> Self {
        let within = |bar: &&Bar| (period.first..=period.last).contains(&bar.month);
        let of = |bars: &[Bar]| {
            let mut ratios = Histogram::default();
            for bar in bars.iter().filter(within) {
                ratios.add(bar.value, bar.n);
            }
            ratios
        };
        let (minimum, reference) = (of(bars.minimum), of(bars.reference));
        let unknown = |what: Unknown| -> i64 {
            let mine = bars.unknown.iter().filter(within);
            mine.filter(|bar| bar.value == what as i64).map(|bar| bar.n).sum()
        };
        Self {
            classes: classes(&minimum, &reference),
            minimum: against(&minimum, unknown(Unknown::Minimum)),
            reference: against(&reference, unknown(Unknown::Reference)),
            months: period.months().into_iter().map(|m| month(m, bars)).collect(),
            hollow: period.hollow(today),
        }
    }

    /// Under the reference and under the minimum, in the mature months shown: what a title says.
    pub fn mature(&self) -> (Counted, Counted) {
        let (mut reference, mut minimum) = (Counted::default(), Counted::default());
        for month in mature(&self.months, self.hollow) {
            reference += month.under_reference;
            minimum += month.under_minimum;
        }
        (reference, minimum)
    }
}

fn classes(minimum: &Histogram, reference: &Histogram) -> Vec<WageClass> {
    let edges = EDGES.iter().copied().map(Some);
    let from = std::iter::once(None).chain(edges.clone());
    let to = edges.chain([None]);
    from.zip(to)
        .map(|(from, to)| {
            let count = |ratios: &Histogram| {
                let below = |edge: Option<i64>| edge.map_or(0, |edge| ratios.below(edge));
                to.map_or_else(|| ratios.total(), |to| ratios.below(to)) - below(from)
            };
            WageClass {
                from,
                to,
                minimum: count(minimum),
                reference: count(reference),
            }
        })
        .collect()
}

fn against(ratios: &Histogram, unknown: i64) -> Against {
    Against {
        under: Counted::new(ratios.below(EVEN), ratios.total()),
        unknown,
        tenth: ratios.quantile_type7_thousandths(10),
        median: ratios.quantile_type7_thousandths(50),
    }
}

fn month(month: Month, bars: WageBars<'_>) -> WageMonth {
    let under = |bars: &[Bar]| {
        let mut under = Counted::default();
        for bar in bars.iter().filter(|bar| bar.month == month) {
            under += counted(bar);
        }
        under
    };
    let unknown = bars.unknown.iter().filter(|bar| bar.month == month);
    WageMonth {
        month,
        under_minimum: under(bars.minimum),
        under_reference: under(bars.reference),
        unknown: unknown
            .filter(|bar| bar.value == Unknown::Reference as i64)
            .map(|bar| bar.n)
            .sum(),
    }
}

/// Strictly under the figure, of all that have one, by month.
pub fn under_by_month(bars: &[Bar]) -> BTreeMap<Month, Counted> {
    let mut months: BTreeMap<Month, Counted> = BTreeMap::new();
    for bar in bars {
        *months.entry(bar.month).or_default() += counted(bar);
    }
    months
}

fn counted(bar: &Bar) -> Counted {
    Counted::new(if bar.value < EVEN { bar.n } else { 0 }, bar.n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bar(month: i64, value: i64, n: i64) -> Bar {
        Bar {
            month: Month::from_number(month).unwrap(),
            cell: "all".to_owned(),
            value,
            n,
            cents: 0,
        }
    }

    /// January is mature, February is not yet.
    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 4, 5).unwrap();

    fn period() -> Period {
        Period {
            first: Month::new(2026, 1).unwrap(),
            last: Month::new(2026, 3).unwrap(),
        }
    }

    #[test]
    fn a_wage_at_its_figure_is_not_under_it() {
        let reference = [
            bar(202_601, 9_900, 2),
            bar(202_602, 10_000, 3),
            bar(202_602, 30_000, 1),
            bar(202_604, 100, 9),
        ];
        let unknown = [bar(202_601, 1, 4), bar(202_601, 0, 7)];
        let trend = WageTrend::new(
            period(),
            WageBars {
                minimum: &[],
                reference: &reference,
                unknown: &unknown,
            },
            TODAY,
        );
        assert_eq!(trend.reference.under, Counted::new(2, 6));
        assert_eq!(trend.mature(), (Counted::new(2, 2), Counted::default()));
        assert_eq!((trend.reference.unknown, trend.minimum.unknown), (4, 7));
        assert_eq!(trend.reference.median, Some(10_000_000));
        let filled: Vec<_> = trend.classes.iter().filter(|c| c.reference > 0).collect();
        assert_eq!((filled[0].from, filled[0].to), (Some(9_100), Some(10_000)));
        assert!(filled[0].is_under() && !filled[1].is_under());
        assert_eq!((filled[2].from, filled[2].to), (Some(17_700), None));
        assert_eq!(trend.months[1].under_reference, Counted::new(0, 4));
        assert_eq!(trend.months[0].unknown, 4);
    }

    proptest! {
        #[test]
        fn every_wage_is_in_one_class_and_under_in_those_below_the_figure(ratios in prop::collection::vec((0i64..400, 1i64..5), 0..40)) {
            let bars: Vec<Bar> = ratios.iter().map(|(percent, n)| bar(202_601, percent * 100, *n)).collect();
            let trend = WageTrend::new(period(), WageBars { minimum: &bars, reference: &bars, unknown: &[] }, TODAY);
            let all: i64 = trend.classes.iter().map(|c| c.reference).sum();
            let under: i64 = trend.classes.iter().filter(|c| c.is_under()).map(|c| c.reference).sum();
            prop_assert_eq!(Counted::new(under, all), trend.reference.under);
            prop_assert_eq!(trend.minimum, trend.reference);
        }
    }
}
