//! How long reports wait for a decision, by cohort of report (`statistics.md` 6): as aggregates keep it, and as the page
//! shows it.

use super::Split;
use super::control::Counted;
use super::duration::{Quantile, Spell, Spells, Turn};
use super::ledger::{Bar, day_number};
use super::report::Period;
use super::series::MonthState;
use super::split::CellName;
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

words! {
    /// The waits after a reopening once more, by month reported: an issue is reported once.
    AgainSeries {
        /// Ended by a confirmation: after so many days.
        AgainConfirmed = "again_confirmed",
        /// Ended otherwise, or not yet: no number.
        AgainOther = "again_other",
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

/// Of the waits of one issue, in order, those after a reopening.
pub fn again(waits: &[(WaitSeries, i64)]) -> impl Iterator<Item = (AgainSeries, i64)> {
    waits.iter().skip(1).map(|(series, value)| match series {
        WaitSeries::WaitConfirmed => (AgainSeries::AgainConfirmed, *value),
        WaitSeries::WaitDismissed | WaitSeries::WaitWithdrawn | WaitSeries::WaitOpen => {
            (AgainSeries::AgainOther, 0)
        }
    })
}

/// Is this part shown alone? Waits are kept by part over all filters, so that of some filters there is the whole only; a
/// category is within its filter anyway.
pub fn shows_part(cell: &CellName, filters: &[Filter]) -> bool {
    cell.split() == Split::Category || filters.len() == Filter::ALL.len()
}

/// The bars of the six series, by filter.
#[derive(Debug, Clone, Copy)]
pub struct Waits<'a> {
    pub confirmed: &'a [Bar],
    pub dismissed: &'a [Bar],
    pub withdrawn: &'a [Bar],
    pub open: &'a [Bar],
    pub again_confirmed: &'a [Bar],
    pub again_other: &'a [Bar],
}

/// Sums of a cohort.
#[derive(Debug, Clone, Default)]
struct Cohort {
    spells: Spells,
    /// Issues, each once; and of these the ones confirmed in time when they were first decided.
    reported: i64,
    confirmed: i64,
}

impl Cohort {
    fn merge(&mut self, other: &Self) {
        self.spells.merge(&other.spells);
        self.reported += other.reported;
        self.confirmed += other.confirmed;
    }

    fn figures(&self, month: Month, state: MonthState) -> WaitMonth {
        WaitMonth {
            month,
            state,
            waits: self.spells.total(),
            half: self.spells.quantile(50),
            nine_in_ten: self.spells.quantile(90),
            confirmed: Counted::new(self.confirmed, self.reported),
        }
    }
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
    /// Issues confirmed within 60 days, of those reported: each counts once, with its first decision.
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
    /// Of the chosen part alone; else of the whole, whatever part is chosen.
    #[serde(default)]
    pub is_part: bool,
}

impl WaitTrend {
    /// `waits.open` since the beginning, the others at least of the period and two months before. Of the whole.
    pub fn new(period: Period, filters: &[Filter], waits: Waits<'_>, today: NaiveDate) -> Self {
        let now = day_number(today);
        let asked = |bar: &&Bar| filters.iter().any(|filter| filter.code() == bar.cell);
        let mut cohorts: BTreeMap<Month, Cohort> = BTreeMap::new();
        let in_time = |bar: &Bar| if bar.value <= CONFIRMED_WITHIN { bar.n } else { 0 };
        let mut count = |bars: &[Bar], add: &dyn Fn(&mut Cohort, &Bar)| {
            for bar in bars.iter().filter(asked) {
                add(cohorts.entry(bar.month).or_default(), bar);
            }
        };
        let mut wait = |bars: &[Bar], spell: &dyn Fn(i64) -> Spell| {
            count(bars, &|cohort, bar| {
                cohort.spells.add(spell(bar.value), bar.n);
                cohort.reported += bar.n;
            });
        };
        wait(waits.confirmed, &|days| Spell::Ended { days });
        wait(waits.dismissed, &|days| Spell::Ended { days });
        wait(waits.withdrawn, &|days| Spell::Open { days });
        wait(waits.open, &|day| Spell::Open { days: now - day });
        count(waits.confirmed, &|cohort, bar| cohort.confirmed += in_time(bar));
        // A wait after a reopening is no report.
        count(waits.again_confirmed, &|cohort, bar| {
            cohort.reported -= bar.n;
            cohort.confirmed -= in_time(bar);
        });
        count(waits.again_other, &|cohort, bar| cohort.reported -= bar.n);
        let of = |month: Month| cohorts.get(&month).cloned().unwrap_or_default();
        let mature = |month: &Month| MonthState::of(*month, today) == MonthState::Mature;
        let recent = period.months().into_iter().rev().find(mature).and_then(|last| {
            let first = last.plus(-2);
            let mut all = Cohort::default();
            for cohort in first.through(last).map(of) {
                all.merge(&cohort);
            }
            (all.spells.total() > 0).then(|| (first, last, all.figures(last, MonthState::Mature)))
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
                .map(|month| of(month).figures(month, MonthState::of(month, today)))
                .collect(),
            recent,
            open: open_for(-1),
            over_30: open_for(30),
            over_60: open_for(60),
            is_part: false,
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
            again_confirmed: &[],
            again_other: &[],
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

    #[test]
    fn a_reopened_issue_was_reported_once_and_counts_with_its_first_decision() {
        // Of three issues one was confirmed, one dismissed and later confirmed, one confirmed, reopened and confirmed anew.
        let told = [
            vec![(WaitSeries::WaitConfirmed, 10)],
            vec![(WaitSeries::WaitDismissed, 5), (WaitSeries::WaitConfirmed, 7)],
            vec![(WaitSeries::WaitConfirmed, 90), (WaitSeries::WaitConfirmed, 3)],
        ];
        let of = |wanted: WaitSeries| -> Vec<Bar> {
            let all = told.iter().flatten().filter(|(series, _)| *series == wanted);
            all.map(|(_, value)| bar(8, *value, 1)).collect()
        };
        let again: Vec<(AgainSeries, i64)> = told.iter().flat_map(|waits| again(waits)).collect();
        assert_eq!(
            again,
            [(AgainSeries::AgainConfirmed, 7), (AgainSeries::AgainConfirmed, 3)]
        );
        let again: Vec<Bar> = again.iter().map(|(_, value)| bar(8, *value, 1)).collect();
        let waits = Waits {
            confirmed: &of(WaitSeries::WaitConfirmed),
            dismissed: &of(WaitSeries::WaitDismissed),
            withdrawn: &[],
            open: &[],
            again_confirmed: &again,
            again_other: &[],
        };
        let found = trend(waits, &[Filter::Ethics]);
        let august = &found.months[8];
        assert_eq!((august.waits, august.confirmed), (5, Counted::new(1, 3)));
    }

    #[test]
    fn a_part_is_shown_of_all_filters_together_only() {
        let sector = CellName::Sector(crate::client::sector::SectorGroup::Events);
        assert!(shows_part(&sector, Filter::ALL));
        assert!(!shows_part(&sector, &[Filter::Payment]));
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
