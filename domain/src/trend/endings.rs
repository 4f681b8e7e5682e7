//! How stances ended, what became of them, and who relapsed (`statistics.md` 16).

use super::chance::{Interval, wilson};
use super::control::Counted;
use super::report::{Period, mature};
use crate::Month;
use crate::stance::life::Outcome;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// How a stance ended, or became milder.
    Ending {
        /// Before its date, by a person or because its debts were paid.
        Lifted = "lifted",
        /// At its date.
        Ended = "ended",
        /// Another took its place.
        Replaced = "replaced",
        /// It became informative before it ends: counted beside its end, which comes later.
        SteppedDown = "stepped_down",
    }
}

/// The cell of endings of which nobody has said what became of them.
pub const UNKNOWN: &str = "unknown";
/// A relapse within so many months counts (`statistics.md` 16).
pub const RELAPSE_MONTHS: u32 = 12;

/// Can a client relapse after this? Not where another stance took its place, nor where it was wrong.
pub const fn can_relapse(how: Ending, became: Option<Outcome>) -> bool {
    matches!(how, Ending::Lifted | Ending::Ended) && !matches!(became, Some(Outcome::Reversed))
}

/// Was the same confirmed again within 12 months of the end?
pub fn relapsed(ended_on: NaiveDate, again_on: Option<NaiveDate>) -> bool {
    again_on.is_some_and(|on| on > ended_on && on <= ended_on + Months::new(RELAPSE_MONTHS))
}

/// Counts of one month and cell, as the aggregates keep them.
pub type CellCount = (Month, String, i64);

/// How stances ended, by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingsTrend {
    pub months: Vec<Month>,
    /// A count for each month, in the order of [`Ending::ALL`].
    pub by_ending: Vec<(Ending, Vec<i64>)>,
    /// What became of those that ended in the mature months shown; `None` is what nobody has said.
    pub became: Vec<(Option<Outcome>, i64)>,
    /// How many of the last months are not mature: in no title.
    #[serde(default)]
    pub hollow: usize,
}

impl EndingsTrend {
    pub fn new(period: Period, endings: &[CellCount], became: &[CellCount], today: NaiveDate) -> Self {
        let months = period.months();
        let of = |ending: Ending| -> Vec<i64> {
            let mut counts: BTreeMap<Month, i64> = BTreeMap::new();
            for (month, _, n) in endings.iter().filter(|(_, cell, _)| cell == ending.code()) {
                *counts.entry(*month).or_default() += n;
            }
            months
                .iter()
                .map(|m| counts.get(m).copied().unwrap_or_default())
                .collect()
        };
        let hollow = period.hollow(today);
        let within = |wanted: &str| -> i64 {
            let mine = became
                .iter()
                .filter(|(month, cell, _)| cell == wanted && mature(&months, hollow).contains(month));
            mine.map(|(_, _, n)| n).sum()
        };
        let mut said: Vec<_> = Outcome::ALL
            .iter()
            .map(|outcome| (Some(*outcome), within(outcome.code())))
            .collect();
        said.push((None, within(UNKNOWN)));
        Self {
            by_ending: Ending::ALL.iter().map(|ending| (*ending, of(*ending))).collect(),
            became: said,
            hollow,
            months,
        }
    }

    /// In the mature months shown.
    pub fn mature(&self, ending: Ending) -> i64 {
        let of = self.by_ending.iter().filter(|(e, _)| *e == ending);
        of.flat_map(|(_, counts)| mature(counts, self.hollow)).sum()
    }

    /// Stances that were over in the mature months; one that only became milder is not.
    pub fn over(&self) -> i64 {
        self.mature(Ending::Lifted) + self.mature(Ending::Ended) + self.mature(Ending::Replaced)
    }
}

/// Clients that relapsed after one way of ending.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Relapse {
    /// `None`: all of them.
    pub how: Option<Ending>,
    pub relapsed: Counted,
    /// Wilson, 95 %.
    pub interval: Option<Interval>,
}

/// Relapses within 12 months, of the endings that are at least 12 months old.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelapseTrend {
    /// All, then lifted and ended.
    pub rows: Vec<Relapse>,
    /// The months whose endings are counted: as many as the period has, all of them 12 months old.
    pub first: Month,
    pub last: Month,
}

impl RelapseTrend {
    /// From endings after which one can relapse, and relapses, both by month of the end.
    pub fn new(period: Period, over: &[CellCount], relapses: &[CellCount], today: NaiveDate) -> Self {
        let last = last_old_enough(today);
        let first = last.plus(1 - period.len());
        let sum = |counts: &[CellCount], how: Ending| -> i64 {
            let mine = counts
                .iter()
                .filter(|(month, cell, _)| cell == how.code() && (first..=last).contains(month));
            mine.map(|(_, _, n)| n).sum()
        };
        let of = |how: Ending| Counted::new(sum(relapses, how), sum(over, how));
        let (lifted, ended) = (of(Ending::Lifted), of(Ending::Ended));
        let mut all = lifted;
        all += ended;
        let row = |how: Option<Ending>, relapsed: Counted| Relapse {
            how,
            relapsed,
            interval: wilson(relapsed.hits, relapsed.n),
        };
        Self {
            rows: vec![
                row(None, all),
                row(Some(Ending::Lifted), lifted),
                row(Some(Ending::Ended), ended),
            ],
            first,
            last,
        }
    }
}

/// The last month whose every ending is at least 12 months old on `today`.
pub fn last_old_enough(today: NaiveDate) -> Month {
    let mut month = Month::of(today).plus(-(RELAPSE_MONTHS as i32));
    while month.last_day() + Months::new(RELAPSE_MONTHS) > today {
        month = month.plus(-1);
    }
    month
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn month(y: i32, m: u32) -> Month {
        Month::new(y, m).unwrap()
    }

    #[test]
    fn a_relapse_counts_within_12_months_and_not_on_the_day_itself() {
        let ended = day(2025, 3, 10);
        assert!(relapsed(ended, Some(day(2026, 3, 10))));
        assert!(!relapsed(ended, Some(day(2026, 3, 11))));
        assert!(!relapsed(ended, Some(ended)));
        assert!(!relapsed(ended, None));
        assert!(relapsed(day(2025, 11, 28), Some(day(2026, 11, 28))));
        assert!(!relapsed(day(2024, 1, 1), Some(day(2025, 1, 2))));
    }

    #[test]
    fn only_months_of_which_every_ending_is_a_year_old_are_counted() {
        assert_eq!(last_old_enough(day(2026, 11, 28)), month(2025, 10));
        assert_eq!(last_old_enough(day(2026, 11, 30)), month(2025, 11));
        let counts = |n| {
            vec![
                (month(2025, 10), "lifted".to_owned(), n),
                (month(2025, 11), "ended".to_owned(), 50),
            ]
        };
        let today = day(2026, 11, 28);
        let trend = RelapseTrend::new(Period::ending(today, 12), &counts(8), &counts(2), today);
        assert_eq!(trend.rows[0].relapsed, Counted::new(2, 8));
        assert_eq!(trend.rows[2].interval, None);
        assert_eq!((trend.first, trend.last), (month(2024, 11), month(2025, 10)));
    }

    #[test]
    fn what_was_replaced_or_wrong_has_no_relapse() {
        assert!(can_relapse(Ending::Lifted, Some(Outcome::Paid)));
        assert!(can_relapse(Ending::Ended, None));
        assert!(!can_relapse(Ending::Lifted, Some(Outcome::Reversed)));
        assert!(!can_relapse(Ending::Replaced, Some(Outcome::Improved)));
        assert!(!can_relapse(Ending::SteppedDown, None));
    }

    #[test]
    fn endings_are_counted_by_month_and_what_became_of_them_in_the_mature_ones() {
        let today = day(2026, 11, 28);
        let endings = [
            (month(2026, 8), "lifted".to_owned(), 3),
            (month(2026, 8), "stepped_down".to_owned(), 2),
            (month(2026, 10), "ended".to_owned(), 4),
            (month(2020, 1), "ended".to_owned(), 9),
        ];
        let became = [
            (month(2026, 8), "paid".to_owned(), 2),
            (month(2026, 8), UNKNOWN.to_owned(), 1),
            (month(2026, 10), "paid".to_owned(), 4),
        ];
        let trend = EndingsTrend::new(Period::ending(today, 12), &endings, &became, today);
        assert_eq!((trend.over(), trend.mature(Ending::SteppedDown)), (3, 2));
        let shown: i64 = trend.by_ending.iter().flat_map(|(_, counts)| counts).sum();
        assert_eq!(shown, 9);
        assert_eq!(trend.became[0], (Some(Outcome::Paid), 2));
        assert_eq!(trend.became.last(), Some(&(None, 1)));
    }
}
