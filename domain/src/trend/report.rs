//! The read models behind `/reports`: each is made from counts alone, for the page, its table and its file alike.

use super::series::{Finding, Flow, MonthState, Series, Tested, stock};
use crate::Month;
use crate::category::Filter;
use crate::stance::StanceKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Months before the shown period that a title looks back on.
pub const LOOK_BACK: i32 = 36;

/// Which months a report shows: the last `months` up to and including the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub first: Month,
    pub last: Month,
}

impl Period {
    /// The lengths that the page offers, in months.
    pub const LENGTHS: &[i32] = &[12, 24, 60];

    /// The period of this length that ends with the month of `today`; other lengths become the first one offered.
    pub fn ending(today: NaiveDate, months: i32) -> Self {
        let months = if Self::LENGTHS.contains(&months) {
            months
        } else {
            Self::LENGTHS[0]
        };
        let last = Month::of(today);
        Self {
            first: last.plus(1 - months),
            last,
        }
    }

    pub fn months(self) -> Vec<Month> {
        self.first.through(self.last).collect()
    }

    /// How many months it has.
    pub fn len(self) -> i32 {
        self.last.index() - self.first.index() + 1
    }

    /// How many of its last months are not mature: drawn hollow, and in no title.
    pub fn hollow(self, today: NaiveDate) -> usize {
        let months = self.months().into_iter();
        months
            .filter(|month| MonthState::of(*month, today).is_hollow())
            .count()
    }

    /// A period has at least one month.
    pub fn is_empty(self) -> bool {
        self.len() < 1
    }
}

/// What belongs to the mature months, which come first.
pub fn mature<T>(by_month: &[T], hollow: usize) -> &[T] {
    &by_month[..by_month.len().saturating_sub(hollow)]
}

/// Issues reported per month, by filter (`statistics.md` 1 and 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssuesTrend {
    pub months: Vec<Month>,
    /// A count for each month, in the order of [`Filter::ALL`]; only the filters asked for.
    pub by_filter: Vec<(Filter, Vec<i64>)>,
    /// How many of the last months are still growing or not yet mature.
    pub hollow: usize,
    pub total: i64,
    /// What the ledger detected, by the month of the fact: apart, since an import is not a wave. Empty where it was frozen
    /// before it was shown.
    #[serde(default)]
    pub detected: Vec<i64>,
    /// Of all asked filters together.
    pub finding: Finding,
    /// What it rests on, until it is judged with the rest of its page.
    #[serde(skip)]
    pub tested: Tested,
}

impl IssuesTrend {
    /// `counts` reach back to [`LOOK_BACK`] months before the period; those of other filters are left out.
    pub fn new(
        period: Period,
        filters: &[Filter],
        counts: &[(Month, Filter, i64)],
        today: NaiveDate,
    ) -> Self {
        let asked = || counts.iter().filter(|(_, filter, _)| filters.contains(filter));
        let mut all: BTreeMap<Month, i64> = BTreeMap::new();
        for (month, _, count) in asked() {
            *all.entry(*month).or_default() += count;
        }
        let months = period.months();
        let of = |wanted: Filter| {
            let mut found: BTreeMap<Month, i64> = BTreeMap::new();
            for (month, _, count) in asked().filter(|(_, f, _)| *f == wanted) {
                *found.entry(*month).or_default() += count;
            }
            months
                .iter()
                .map(|m| found.get(m).copied().unwrap_or(0))
                .collect::<Vec<_>>()
        };
        let by_filter: Vec<_> = Filter::ALL
            .iter()
            .filter(|f| filters.contains(f))
            .map(|f| (*f, of(*f)))
            .collect();
        // What was counted first begins the history: months before the first issue are not a year of calm.
        let began = all
            .keys()
            .next()
            .copied()
            .unwrap_or(period.first)
            .max(period.first.plus(-LOOK_BACK));
        let tested = Tested::of(&Series::new(began.min(period.last), period.last, &all, today));
        Self {
            hollow: months
                .iter()
                .filter(|m| MonthState::of(**m, today).is_hollow())
                .count(),
            total: by_filter.iter().flat_map(|(_, values)| values).sum(),
            detected: Vec::new(),
            finding: tested.alone(),
            tested,
            by_filter,
            months,
        }
    }

    /// With what the ledger detected beside it; what is of other filters is left out.
    pub fn beside(self, filters: &[Filter], detected: &[(Month, Filter, i64)]) -> Self {
        let of = |month: &Month| {
            let mine = detected
                .iter()
                .filter(|(m, filter, _)| m == month && filters.contains(filter));
            mine.map(|(_, _, n)| n).sum()
        };
        Self {
            detected: self.months.iter().map(of).collect(),
            ..self
        }
    }

    /// How many there are in the mature months shown, and how many months these are.
    pub fn mature(&self) -> (i64, usize) {
        let counts = self.by_filter.iter().flat_map(|(_, of)| mature(of, self.hollow));
        (counts.sum(), mature(&self.months, self.hollow).len())
    }
}

words! {
    /// What became of an issue, as it stands.
    Outcome {
        /// Also when it is resolved by now.
        Confirmed = "confirmed",
        Dismissed = "dismissed",
        Withdrawn = "withdrawn",
        Open = "open",
    }
}

/// What became of the issues reported in each month: outcomes follow the cohort of report (`statistics.md` 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeTrend {
    pub months: Vec<Month>,
    /// A count for each month, in the order of [`Outcome::ALL`].
    pub by_outcome: Vec<(Outcome, Vec<i64>)>,
    pub hollow: usize,
}

impl OutcomeTrend {
    /// `reported` and the three outcomes are counts by month and filter; those of other filters are left out.
    pub fn new(
        period: Period,
        filters: &[Filter],
        reported: &[(Month, Filter, i64)],
        outcomes: [&[(Month, Filter, i64)]; 3],
        today: NaiveDate,
    ) -> Self {
        let months = period.months();
        let of = |counts: &[(Month, Filter, i64)]| -> Vec<i64> {
            let count = |month: &Month| {
                let mine = counts
                    .iter()
                    .filter(|(m, filter, _)| m == month && filters.contains(filter));
                mine.map(|(_, _, count)| count).sum()
            };
            months.iter().map(count).collect()
        };
        let [confirmed, dismissed, withdrawn] = outcomes.map(of);
        let open = of(reported)
            .into_iter()
            .enumerate()
            .map(|(i, all)| all - confirmed[i] - dismissed[i] - withdrawn[i])
            .collect();
        Self {
            hollow: months
                .iter()
                .filter(|month| MonthState::of(**month, today).is_hollow())
                .count(),
            by_outcome: Outcome::ALL
                .iter()
                .copied()
                .zip([confirmed, dismissed, withdrawn, open])
                .collect(),
            months,
        }
    }

    /// How many have had this outcome in the mature months shown.
    pub fn mature(&self, wanted: Outcome) -> i64 {
        let of = self.by_outcome.iter().filter(|(outcome, _)| *outcome == wanted);
        of.flat_map(|(_, values)| mature(values, self.hollow)).sum()
    }
}

/// Stances in force at the end of each month, by kind, and what came and went (`statistics.md` 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StancesTrend {
    pub months: Vec<Month>,
    /// The stock at the end of each month, in the order of [`StanceKind::ALL`].
    pub by_kind: Vec<(StanceKind, Vec<i64>)>,
    /// In the period, of all kinds.
    pub came: i64,
    pub went: i64,
    /// The same by month; empty where it was frozen before it was shown.
    #[serde(default)]
    pub flows: Vec<Flow>,
}

/// A kind of stance, a month, and how many came into force or ended in it.
pub type KindCount = (Month, StanceKind, i64);

impl StancesTrend {
    /// `came` and `went` are every flow by kind since the beginning: a stock is made of them. `each` counts each stance once,
    /// at least in the period: one that becomes milder goes out of a kind and comes into another, and stays in force.
    pub fn new(period: Period, came: &[KindCount], went: &[KindCount], each: &BTreeMap<Month, Flow>) -> Self {
        let by_kind = StanceKind::ALL
            .iter()
            .map(|&kind| {
                let mut flows: BTreeMap<Month, Flow> = BTreeMap::new();
                for (month, _, count) in came.iter().filter(|(_, k, _)| *k == kind) {
                    flows.entry(*month).or_default().came += count;
                }
                for (month, _, count) in went.iter().filter(|(_, k, _)| *k == kind) {
                    flows.entry(*month).or_default().went += count;
                }
                let ends = stock(period.first, period.last, &flows)
                    .iter()
                    .map(|s| s.end)
                    .collect();
                (kind, ends)
            })
            .collect();
        let months = period.months();
        let flow = |month: &Month| each.get(month).copied().unwrap_or_default();
        let flows: Vec<Flow> = months.iter().map(flow).collect();
        Self {
            months,
            by_kind,
            came: flows.iter().map(|flow| flow.came).sum(),
            went: flows.iter().map(|flow| flow.went).sum(),
            flows,
        }
    }

    /// How many of each kind are in force now, without the kinds of which there are none.
    pub fn now(&self) -> Vec<(StanceKind, i64)> {
        self.by_kind
            .iter()
            .filter_map(|(kind, ends)| ends.last().map(|n| (*kind, *n)))
            .filter(|(_, n)| *n > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();

    fn month(y: i32, m: u32) -> Month {
        Month::new(y, m).unwrap()
    }

    #[test]
    fn a_period_ends_with_the_present_month_and_has_one_of_the_lengths_offered() {
        let year = Period::ending(TODAY, 12);
        assert_eq!(
            (year.first, year.last, year.len()),
            (month(2025, 12), month(2026, 11), 12)
        );
        assert_eq!(Period::ending(TODAY, 7_000), year);
    }

    #[test]
    fn only_the_asked_filters_are_counted_and_a_month_without_an_issue_is_a_zero() {
        let counts = [
            (month(2026, 10), Filter::Ethics, 3),
            (month(2026, 10), Filter::Legal, 9),
            (month(2026, 11), Filter::Ethics, 1),
        ];
        let trend = IssuesTrend::new(Period::ending(TODAY, 12), &[Filter::Ethics], &counts, TODAY);
        assert_eq!(trend.total, 4);
        assert_eq!(trend.by_filter.len(), 1);
        assert_eq!(trend.by_filter[0].1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1]);
        // September ended 53 days ago; October and November are younger still, and in no title.
        assert_eq!((trend.hollow, trend.mature()), (3, (0, 9)));
    }

    #[test]
    fn what_the_ledger_detected_stands_apart() {
        let october = month(2026, 10);
        let told = [(october, Filter::Payment, 2)];
        let detected = [
            (october, Filter::Payment, 5),
            (october, Filter::Ethics, 1),
            (month(2020, 1), Filter::Payment, 9),
        ];
        let filters = [Filter::Payment];
        let trend = IssuesTrend::new(Period::ending(TODAY, 12), &filters, &told, TODAY);
        let trend = trend.beside(&filters, &detected);
        assert_eq!((trend.total, trend.detected[10]), (2, 5));
        assert_eq!(trend.detected.iter().sum::<i64>(), 5);
    }

    #[test]
    fn counts_of_two_categories_of_one_filter_and_month_are_added_up() {
        let october = month(2026, 10);
        let counts = [(october, Filter::Payment, 2), (october, Filter::Payment, 3)];
        let trend = IssuesTrend::new(Period::ending(TODAY, 12), Filter::ALL, &counts, TODAY);
        assert_eq!(trend.total, 5);
    }

    #[test]
    fn one_issue_more_makes_the_trend_one_higher() {
        let period = Period::ending(TODAY, 12);
        let before = IssuesTrend::new(
            period,
            Filter::ALL,
            &[(month(2026, 11), Filter::Payment, 5)],
            TODAY,
        );
        let after = IssuesTrend::new(
            period,
            Filter::ALL,
            &[(month(2026, 11), Filter::Payment, 6)],
            TODAY,
        );
        assert_eq!(after.total, before.total + 1);
    }

    #[test]
    fn outcomes_follow_the_month_of_report_and_what_is_left_is_open() {
        let july = month(2026, 7);
        let all = [
            (july, Filter::Ethics, 9),
            (july, Filter::Legal, 4),
            (month(2026, 11), Filter::Ethics, 2),
        ];
        let outcomes: [&[(Month, Filter, i64)]; 3] = [
            &[(july, Filter::Ethics, 5), (july, Filter::Legal, 4)],
            &[(july, Filter::Ethics, 1)],
            &[],
        ];
        let trend = OutcomeTrend::new(
            Period::ending(TODAY, 12),
            &[Filter::Ethics],
            &all,
            outcomes,
            TODAY,
        );
        let july: Vec<i64> = trend.by_outcome.iter().map(|(_, values)| values[7]).collect();
        assert_eq!(july, [5, 1, 0, 3]);
        assert_eq!(
            (trend.mature(Outcome::Open), trend.mature(Outcome::Confirmed)),
            (3, 5)
        );
        assert_eq!(trend.by_outcome[3].1[11], 2);
    }

    #[test]
    fn a_stock_is_what_came_minus_what_went_since_the_beginning() {
        let came = [
            (month(2020, 1), StanceKind::Restrictive, 4),
            (month(2026, 9), StanceKind::Restrictive, 2),
            (month(2026, 9), StanceKind::Informative, 1),
        ];
        let went = [(month(2026, 10), StanceKind::Restrictive, 3)];
        let each = BTreeMap::from([
            (month(2020, 1), Flow { came: 4, went: 0 }),
            (month(2026, 9), Flow { came: 3, went: 0 }),
            (month(2026, 10), Flow { came: 0, went: 3 }),
        ]);
        let trend = StancesTrend::new(Period::ending(TODAY, 12), &came, &went, &each);
        assert_eq!(
            trend.now(),
            vec![(StanceKind::Informative, 1), (StanceKind::Restrictive, 3)]
        );
        assert_eq!(trend.by_kind[1].1, [4, 4, 4, 4, 4, 4, 4, 4, 4, 6, 3, 3]);
        assert_eq!((trend.came, trend.went), (3, 3));
        assert_eq!(trend.flows[9], Flow { came: 3, went: 0 });
    }

    #[test]
    fn a_stance_that_becomes_milder_neither_comes_nor_goes() {
        let (began, milder) = (month(2026, 3), month(2026, 6));
        let came = [
            (began, StanceKind::Restrictive, 1),
            (milder, StanceKind::Informative, 1),
        ];
        let went = [(milder, StanceKind::Restrictive, 1)];
        let each = BTreeMap::from([(began, Flow { came: 1, went: 0 })]);
        let trend = StancesTrend::new(Period::ending(TODAY, 12), &came, &went, &each);
        assert_eq!(trend.now(), vec![(StanceKind::Informative, 1)]);
        assert_eq!((trend.came, trend.went), (1, 0));
    }
}
