//! How many different people and clients stand behind the figures: distinct counts, which do not add up
//! (`statistics.md` 9).

use crate::Month;
use serde::{Deserialize, Serialize};

words! {
    /// Who is counted once in a period.
    DistinctSeries {
        /// People who reported an issue, by month of report. Staff who report for a member count as that member.
        Reporters = "reporters",
        /// Clients about whom somebody reported.
        ReportedClients = "reported_clients",
        /// Members concerned by what the ledger detected, by the month of the fact.
        Concerned = "concerned",
        /// Members with an invoice due.
        DueMembers = "due_members",
        /// Clients with an invoice due.
        DueClients = "due_clients",
    }
}

words! {
    /// The periods that have a count of their own.
    Span { Month = "month", Quarter = "quarter", Year = "year" }
}

impl Span {
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// First and last month of the period in which a month lies.
    pub fn around(self, month: Month) -> (Month, Month) {
        let into = (month.month() as i32 - 1) % self.months();
        let first = month.plus(-into);
        (first, first.plus(self.months() - 1))
    }

    /// The span from one month to another, if it is one of these.
    pub fn between(first: Month, last: Month) -> Option<Self> {
        let fits = |span: &&Self| span.around(first) == (first, last);
        Self::ALL.iter().find(fits).copied()
    }
}

/// A count of one period, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct {
    pub series: DistinctSeries,
    pub first: Month,
    pub last: Month,
    pub n: i64,
}

/// The counts of some years, for the page: each period with its own, none made by adding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleTrend {
    /// In the order of [`DistinctSeries::ALL`], each with a count for each month.
    pub months: Vec<Month>,
    pub by_month: Vec<(DistinctSeries, Vec<Option<i64>>)>,
    /// Quarters and years that end in the period, the oldest first.
    pub longer: Vec<(Month, Month, Vec<Option<i64>>)>,
}

impl PeopleTrend {
    /// Of the months from `first` to `last`; a month that is not mature has no count yet.
    pub fn new(first: Month, last: Month, series: &[DistinctSeries], counts: &[Distinct]) -> Self {
        let of = |series: DistinctSeries, first: Month, last: Month| {
            let found = counts
                .iter()
                .find(|c| (c.series, c.first, c.last) == (series, first, last));
            found.map(|count| count.n)
        };
        let months: Vec<Month> = first.through(last).collect();
        let by_month = series
            .iter()
            .map(|s| (*s, months.iter().map(|month| of(*s, *month, *month)).collect()))
            .collect();
        let mut longer: Vec<(Month, Month)> = counts
            .iter()
            .filter(|c| c.first != c.last && (first..=last).contains(&c.last))
            .map(|c| (c.last, c.first))
            .collect();
        longer.sort_by_key(|(last, first)| (*last, std::cmp::Reverse(*first)));
        longer.dedup();
        let longer = longer
            .into_iter()
            .map(|(last, first)| (first, last, series.iter().map(|s| of(*s, first, last)).collect()))
            .collect();
        Self {
            months,
            by_month,
            longer,
        }
    }

    /// The newest year that is counted whole.
    pub fn last_year(&self) -> Option<&(Month, Month, Vec<Option<i64>>)> {
        let year = |(first, last, _): &&(Month, Month, Vec<Option<i64>>)| {
            Span::between(*first, *last) == Some(Span::Year)
        };
        self.longer.iter().rev().find(year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(year: i32, month: u32) -> Month {
        Month::new(year, month).unwrap()
    }

    #[test]
    fn a_month_lies_in_its_quarter_and_its_year() {
        assert_eq!(
            Span::Quarter.around(month(2026, 5)),
            (month(2026, 4), month(2026, 6))
        );
        assert_eq!(
            Span::Year.around(month(2026, 12)),
            (month(2026, 1), month(2026, 12))
        );
        assert_eq!(Span::between(month(2026, 4), month(2026, 6)), Some(Span::Quarter));
        assert_eq!(Span::between(month(2026, 5), month(2026, 7)), None);
    }

    #[test]
    fn a_quarter_has_its_own_count_and_a_month_without_one_stays_empty() {
        let count = |first, last, n| Distinct {
            series: DistinctSeries::Reporters,
            first,
            last,
            n,
        };
        let (april, june) = (month(2026, 4), month(2026, 6));
        let counts = [count(april, april, 4), count(april, june, 6)];
        let trend = PeopleTrend::new(april, month(2026, 8), &[DistinctSeries::Reporters], &counts);
        assert_eq!(trend.by_month[0].1, [Some(4), None, None, None, None]);
        assert_eq!(trend.longer, [(april, june, vec![Some(6)])]);
        assert_eq!(trend.last_year(), None);
    }
}
