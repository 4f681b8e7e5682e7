//! Issues per 1,000 contracts, by sector and category, in fixed classes (`statistics.md` "Drawing").

use super::control::Counted;
use super::report::Period;
use super::series::MonthState;
use crate::category::{Category, Filter, Sensitivity};
use crate::client::sector::SectorGroup;
use crate::{CategoryId, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The edges of the classes, in hundredths of an issue per 1,000 contracts: fixed, so that one picture can be held against
/// another.
pub const EDGES: [i64; 4] = [100, 300, 1_000, 3_000];

/// One field of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Issues reported, over contracts begun in the same months.
    pub counted: Counted,
}

impl Rate {
    /// Hundredths of an issue per 1,000 contracts; `None` without a contract: unknown, never zero.
    pub fn per_thousand(self) -> Option<i64> {
        let Counted { hits, n } = self.counted;
        (n > 0).then(|| (hits * 100_000 + n / 2) / n)
    }

    /// The class of a rate, from 0; `None` where it is zero or unknown.
    pub fn class(self) -> Option<u8> {
        let rate = self.per_thousand().filter(|_| self.counted.hits > 0)?;
        Some(EDGES.iter().filter(|edge| rate >= **edge).count() as u8)
    }
}

/// Issues per 1,000 contracts of the mature months of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatesTrend {
    /// The first and last mature month; `None` while there is none.
    pub months: Option<(Month, Month)>,
    /// Sectors with a contract or an issue, and their contracts.
    pub sectors: Vec<(SectorGroup, i64)>,
    /// Categories, each with its rate in every sector, in the order of `sectors`.
    pub categories: Vec<(Category, Vec<Rate>)>,
}

/// What is counted: issues by month, sector and category, and contracts by month and sector.
#[derive(Debug, Clone, Copy)]
pub struct RateCounts<'a> {
    pub issues: &'a [(Month, SectorGroup, CategoryId, i64)],
    pub contracts: &'a [(Month, SectorGroup, i64)],
}

impl RatesTrend {
    /// `categories` in the order of the page. What is for named handlers alone is shown to them only.
    pub fn new(
        period: Period,
        filters: &[Filter],
        categories: &[Category],
        handler: bool,
        counts: RateCounts<'_>,
        today: NaiveDate,
    ) -> Self {
        let mature = |month: Month| {
            (period.first..=period.last).contains(&month)
                && MonthState::of(month, today) == MonthState::Mature
        };
        let shown = |category: &&Category| {
            filters.contains(&category.filter)
                && (handler || category.sensitivity != Sensitivity::NamedHandlers)
        };
        let mut contracts: BTreeMap<SectorGroup, i64> = BTreeMap::new();
        for (_, sector, n) in counts.contracts.iter().filter(|(month, ..)| mature(*month)) {
            *contracts.entry(*sector).or_default() += n;
        }
        let mut issues: BTreeMap<(SectorGroup, CategoryId), i64> = BTreeMap::new();
        for (_, sector, category, n) in counts.issues.iter().filter(|(month, ..)| mature(*month)) {
            *issues.entry((*sector, *category)).or_default() += n;
            contracts.entry(*sector).or_default();
        }
        let sectors: Vec<(SectorGroup, i64)> = SectorGroup::ALL
            .iter()
            .filter_map(|sector| contracts.get(sector).map(|n| (*sector, *n)))
            .collect();
        let rates = |category: &Category| {
            let rate = |(sector, n): &(SectorGroup, i64)| Rate {
                counted: Counted::new(issues.get(&(*sector, category.id)).copied().unwrap_or(0), *n),
            };
            (category.clone(), sectors.iter().map(rate).collect())
        };
        let months = period.months();
        let first = months.iter().copied().find(|month| mature(*month));
        let last = months.iter().rev().copied().find(|month| mature(*month));
        Self {
            months: first.zip(last),
            categories: categories.iter().filter(shown).map(rates).collect(),
            sectors,
        }
    }

    /// The field with the highest rate of those with at least this many issues.
    pub fn highest(&self, fewest: i64) -> Option<(&Category, SectorGroup, Rate)> {
        let fields = self.categories.iter().flat_map(|(category, rates)| {
            let of = rates.iter().zip(&self.sectors);
            of.map(move |(rate, (sector, _))| (category, *sector, *rate))
        });
        fields
            .filter(|(.., rate)| rate.counted.hits >= fewest && rate.per_thousand().is_some())
            .max_by_key(|(.., rate)| rate.per_thousand())
    }
}

/// Issues reported and contracts begun by month, from the first month with an issue on: contracts from before anybody
/// reported issues say nothing of how many there are.
pub fn by_month(
    issues: impl IntoIterator<Item = (Month, i64)>,
    contracts: impl IntoIterator<Item = (Month, i64)>,
) -> BTreeMap<Month, Counted> {
    let mut counts: BTreeMap<Month, Counted> = BTreeMap::new();
    for (month, n) in issues {
        counts.entry(month).or_default().hits += n;
    }
    counts.retain(|_, of| of.hits != 0);
    let Some(began) = counts.keys().next().copied() else {
        return counts;
    };
    for (month, n) in contracts.into_iter().filter(|(month, _)| *month >= began) {
        counts.entry(month).or_default().n += n;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_without_contracts_is_unknown_and_without_issues_zero() {
        let rate = |hits, n| Rate {
            counted: Counted::new(hits, n),
        };
        assert_eq!(rate(3, 0).per_thousand(), None);
        assert_eq!((rate(0, 50).per_thousand(), rate(0, 50).class()), (Some(0), None));
        assert_eq!(rate(3, 1_000).per_thousand(), Some(300));
        let classes: Vec<_> = [(1, 2_000), (1, 1_000), (3, 1_000), (10, 1_000), (30, 1_000)]
            .map(|(hits, n)| rate(hits, n).class())
            .into();
        assert_eq!(classes, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
    }

    #[test]
    fn contracts_from_before_the_first_issue_are_not_counted() {
        let month = |number| Month::from_number(number).unwrap();
        let issues = [
            (month(202_401), 0),
            (month(202_403), 2),
            (month(202_403), 1),
            (month(202_405), 1),
        ];
        let contracts = [
            (month(202_312), 900),
            (month(202_403), 40),
            (month(202_404), 50),
            (month(202_405), 60),
        ];
        let read: Vec<_> = by_month(issues, contracts)
            .into_iter()
            .map(|(month, of)| (month.number(), of.hits, of.n))
            .collect();
        assert_eq!(read, [(202_403, 3, 40), (202_404, 0, 50), (202_405, 1, 60)]);
        assert!(by_month([], contracts).is_empty());
    }
}
