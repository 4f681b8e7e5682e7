//! How long reports wait for a decision, by cohort of report (`statistics.md` 6): as aggregates keep it, and as the page
//! shows it.

use super::control::Counted;
use super::duration::{Quantile, Spell, Spells, Turn};
use super::ledger::{Bar, day_number};
use super::report::Period;
use super::series::MonthState;
use crate::Month;
use crate::category::Filter;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days within which a confirmation counts in the confirmed share (`statistics.md` 2).
pub const CONFIRMED_WITHIN: i64 = 60;

words! {
    /// What is counted of a wait, by month reported.
    WaitSeries {
        /// Ended by a confirmation: after so many days.
        WaitConfirmed = "wait_confirmed",
        WaitDismissed = "wait_dismissed",
        /// The watching ended: withdrawn after so many days.
        WaitWithdrawn = "wait_withdrawn",
        /// Still waiting: the number of the day since when.
        WaitOpen = "wait_open",
    }
}

/// Everywhere the waits of one issue count: from its report, and from each reopening. Independent of the day of reading.
pub fn counted_as(reported: NaiveDate, turns: &[(NaiveDate, Turn)]) -> Vec<(WaitSeries, i64)> {
    let mut counts = Vec::new();
    let mut since = Some(reported);
    for (day, turn) in turns {
        let series = match (turn, since) {
            (Turn::Reopened, None) => {
                since = Some(*day);
                continue;
            }
            (Turn::Confirmed, Some(_)) => WaitSeries::WaitConfirmed,
            (Turn::Dismissed, Some(_)) => WaitSeries::WaitDismissed,
            (Turn::Withdrawn, Some(_)) => WaitSeries::WaitWithdrawn,
            (Turn::Reopened, Some(_)) | (_, None) => continue,
        };
        counts.extend(since.take().map(|from| (series, (*day - from).num_days())));
    }
    counts.extend(since.map(|from| (WaitSeries::WaitOpen, day_number(from))));
    counts
}

/// The bars of the four series, by filter.
#[derive(Debug, Clone, Copy)]
pub struct Waits<'a> {
    pub confirmed: &'a [Bar],
    pub dismissed: &'a [Bar],
    pub withdrawn: &'a [Bar],
    pub open: &'a [Bar],
}

/// One cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitMonth {
    pub month: Month,
    pub state: MonthState,
    /// Waits: a reopened issue has waited twice.
    pub waits: i64,
    /// Days by which half, and nine in ten, are decided.
    pub half: Option<Quantile>,
    pub nine_in_ten: Option<Quantile>,
    /// Confirmed within 60 days, of all.
    pub confirmed: Counted,
}

/// Time to decision, and what is open for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitTrend {
    pub months: Vec<WaitMonth>,
    /// The last three mature cohorts together: first, last, figures. `None` without a report.
    pub recent: Option<(Month, Month, WaitMonth)>,
    /// Open on the day of reading, whenever reported; of these, for more than 30 and more than 60 days.
    pub open: i64,
    pub over_30: i64,
    pub over_60: i64,
}

impl WaitTrend {
    /// `waits.open` since the beginning, the other three at least of the period and two months before.
    pub fn new(period: Period, filters: &[Filter], waits: Waits<'_>, today: NaiveDate) -> Self {
        let now = day_number(today);
        let asked = |bar: &&Bar| filters.iter().any(|filter| filter.code() == bar.cell);
        let mut cohorts: BTreeMap<Month, (Spells, i64)> = BTreeMap::new();
        let mut count = |bars: &[Bar], spell: &dyn Fn(i64) -> Spell, in_time: &dyn Fn(i64) -> bool| {
            for bar in bars.iter().filter(asked) {
                let cohort = cohorts.entry(bar.month).or_default();
                cohort.0.add(spell(bar.value), bar.n);
                cohort.1 += if in_time(bar.value) { bar.n } else { 0 };
            }
        };
        let never = |_| false;
        count(waits.confirmed, &|days| Spell::Ended { days }, &|days| {
            days <= CONFIRMED_WITHIN
        });
        count(waits.dismissed, &|days| Spell::Ended { days }, &never);
        count(waits.withdrawn, &|days| Spell::Open { days }, &never);
        count(waits.open, &|day| Spell::Open { days: now - day }, &never);
        let of = |month: Month| cohorts.get(&month).cloned().unwrap_or_default();
        let figures = |month, state, (spells, confirmed): (Spells, i64)| WaitMonth {
            month,
            state,
            waits: spells.total(),
            half: spells.quantile(50),
            nine_in_ten: spells.quantile(90),
            confirmed: Counted::new(confirmed, spells.total()),
        };
        let mature = |month: &Month| MonthState::of(*month, today) == MonthState::Mature;
        let recent = period.months().into_iter().rev().find(mature).and_then(|last| {
            let first = last.plus(-2);
            let mut all = (Spells::default(), 0);
            for cohort in first.through(last).map(of) {
                all.0.merge(&cohort.0);
                all.1 += cohort.1;
            }
            (all.0.total() > 0).then(|| (first, last, figures(last, MonthState::Mature, all)))
        });
        let open_for = |days: i64| {
            waits
                .open
                .iter()
                .filter(asked)
                .filter(|bar| now - bar.value > days)
                .map(|bar| bar.n)
                .sum()
        };
        Self {
            months: period
                .months()
                .into_iter()
                .map(|month| figures(month, MonthState::of(month, today), of(month)))
                .collect(),
            recent,
            open: open_for(-1),
            over_30: open_for(30),
            over_60: open_for(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::duration::waits_for_decision;
    use super::*;
    use proptest::prelude::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    fn bar(month: u32, value: i64, n: i64) -> Bar {
        Bar {
            month: Month::new(2026, month).unwrap(),
            cell: "ethics".to_owned(),
            value,
            n,
            cents: 0,
        }
    }

    fn trend(waits: Waits<'_>, filters: &[Filter]) -> WaitTrend {
        WaitTrend::new(Period::ending(TODAY, 12), filters, waits, TODAY)
    }

    #[test]
    fn a_cohort_by_hand() {
        let open = day_number(TODAY) - 100;
        let waits = Waits {
            confirmed: &[bar(8, 10, 2), bar(8, 61, 1)],
            dismissed: &[bar(8, 20, 2)],
            withdrawn: &[bar(8, 15, 1)],
            open: &[
                bar(8, open, 1),
                bar(11, day_number(TODAY) - 30, 1),
                bar(11, day_number(TODAY) - 31, 1),
            ],
        };
        let found = trend(waits, &[Filter::Ethics]);
        let august = &found.months[8];
        assert_eq!((august.waits, august.half), (7, Some(Quantile::Days(20))));
        assert_eq!(august.nine_in_ten, Some(Quantile::Over(Some(100))));
        assert_eq!(august.confirmed, Counted::new(2, 7));
        assert_eq!((found.open, found.over_30, found.over_60), (3, 2, 1));
        let (first, last, recent) = found.recent.unwrap();
        assert_eq!((first.month(), last.month(), recent.waits), (6, 8, 7));
        let other = trend(waits, &[Filter::Legal]);
        assert_eq!((other.open, other.recent), (0, None));
    }

    proptest! {
        #[test]
        fn the_counts_are_the_waits_of_the_day(
            turns in prop::collection::vec((0u64..40, 0usize..4), 0..8)
        ) {
            let kinds = [Turn::Confirmed, Turn::Dismissed, Turn::Withdrawn, Turn::Reopened];
            let reported = TODAY - chrono::Days::new(400);
            let mut day = reported;
            let turns: Vec<(NaiveDate, Turn)> = turns
                .into_iter()
                .map(|(later, kind)| {
                    day = day + chrono::Days::new(later);
                    (day, kinds[kind])
                })
                .collect();
            let spell = |(series, value): (WaitSeries, i64)| match series {
                WaitSeries::WaitConfirmed | WaitSeries::WaitDismissed => Spell::Ended { days: value },
                WaitSeries::WaitWithdrawn => Spell::Open { days: value },
                WaitSeries::WaitOpen => Spell::Open { days: day_number(TODAY) - value },
            };
            let counted: Vec<Spell> = counted_as(reported, &turns).into_iter().map(spell).collect();
            prop_assert_eq!(counted, waits_for_decision(reported, &turns, TODAY));
        }
    }
}
