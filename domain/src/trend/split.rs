//! One split beside the period: a chosen cell, or the few largest cells side by side on one scale (`statistics.md`
//! "Drawing").

use super::Split;
use super::cluster::ClientSums;
use super::control::Counted;
use super::rebase::Rebased;
use super::report::{LOOK_BACK, Period, mature};
use super::series::{Finding, MonthState, Series, Tested};
use super::share::{Counts, ShareSeries};
use crate::Month;
use crate::category::Category;
use crate::client::region::Region;
use crate::client::sector::SectorGroup;
use crate::contract::SizeBand;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Splits that the page offers; categories within a filter.
pub const OFFERED: [Split; 4] = [Split::Sector, Split::Region, Split::Size, Split::Category];
/// Cells drawn side by side; categories are all drawn.
pub const FEW: usize = 6;

impl Split {
    /// The same split with the category beside it, as `events:12`.
    pub const fn with_category(self) -> Option<Self> {
        match self {
            Self::Sector => Some(Self::SectorCategory),
            Self::Region => Some(Self::RegionCategory),
            Self::Size => Some(Self::SizeCategory),
            _ => None,
        }
    }
}

/// A cell of a split that the page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "split", content = "cell", rename_all = "snake_case")]
pub enum CellName {
    Sector(SectorGroup),
    Region(Region),
    Size(SizeBand),
    Category(Box<Category>),
}

impl CellName {
    /// The cell of this code; categories among those that the reader may see.
    pub fn of(split: Split, code: &str, categories: &[Category]) -> Option<Self> {
        match split {
            Split::Sector => SectorGroup::from_code(code).map(Self::Sector),
            Split::Region => Region::from_code(code).map(Self::Region),
            Split::Size => SizeBand::from_code(code).map(Self::Size),
            Split::Category => {
                let id: i64 = code.parse().ok()?;
                let found = categories.iter().find(|category| category.id.0 == id)?;
                Some(Self::Category(Box::new(found.clone())))
            }
            _ => None,
        }
    }

    /// All cells of a split, in the order in which people read them.
    pub fn all(split: Split, categories: &[Category]) -> Vec<Self> {
        match split {
            Split::Sector => SectorGroup::ALL.iter().copied().map(Self::Sector).collect(),
            Split::Region => Region::ALL.iter().copied().map(Self::Region).collect(),
            Split::Size => SizeBand::ALL.iter().copied().map(Self::Size).collect(),
            Split::Category => categories
                .iter()
                .map(|category| Self::Category(Box::new(category.clone())))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// As the aggregates and the address know it.
    pub fn code(&self) -> String {
        match self {
            Self::Sector(sector) => sector.code().to_owned(),
            Self::Region(region) => region.code().to_owned(),
            Self::Size(size) => size.code().to_owned(),
            Self::Category(category) => category.id.to_string(),
        }
    }

    pub const fn split(&self) -> Split {
        match self {
            Self::Sector(_) => Split::Sector,
            Self::Region(_) => Split::Region,
            Self::Size(_) => Split::Size,
            Self::Category(_) => Split::Category,
        }
    }
}

/// What is asked for beside period and filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub split: Split,
    /// One cell alone; else the largest side by side.
    pub cell: Option<CellName>,
}

/// Issues reported by month, a few cells side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitIssues {
    pub split: Split,
    pub months: Vec<Month>,
    /// The largest first.
    pub cells: Vec<CellIssues>,
    /// Cells with an issue that are not drawn.
    pub left_out: usize,
    /// How many of the last months are not mature.
    pub hollow: usize,
}

/// One cell's issues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellIssues {
    pub cell: CellName,
    pub counts: Vec<i64>,
    pub total: i64,
    /// A change only where it survives among everything that is tested beside it.
    pub finding: Finding,
    #[serde(skip)]
    pub tested: Tested,
}

impl CellIssues {
    /// How many in the mature months shown: what a title says.
    pub fn mature(&self, hollow: usize) -> i64 {
        mature(&self.counts, hollow).iter().sum()
    }
}

impl SplitIssues {
    /// `counts` reach back to [`LOOK_BACK`] months before the period, by cell.
    pub fn new(
        period: Period,
        split: Split,
        counts: Vec<(CellName, BTreeMap<Month, i64>)>,
        today: NaiveDate,
    ) -> Self {
        let months = period.months();
        let began = counts
            .iter()
            .filter_map(|(_, of)| of.keys().next())
            .min()
            .copied();
        let first = began
            .unwrap_or(period.first)
            .max(period.first.plus(-LOOK_BACK))
            .min(period.last);
        let mut cells: Vec<CellIssues> = counts
            .into_iter()
            .map(|(cell, of)| {
                let tested = Tested::of(&Series::new(first, period.last, &of, today));
                let counts: Vec<i64> = months.iter().map(|m| of.get(m).copied().unwrap_or(0)).collect();
                CellIssues {
                    cell,
                    total: counts.iter().sum(),
                    counts,
                    finding: tested.judged(false),
                    tested,
                }
            })
            .filter(|cell| cell.total > 0)
            .collect();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.total));
        let all = cells.len();
        if split != Split::Category {
            cells.truncate(FEW);
        }
        Self {
            split,
            hollow: months
                .iter()
                .filter(|month| MonthState::of(**month, today).is_hollow())
                .count(),
            months,
            left_out: all - cells.len(),
            cells,
        }
    }
}

/// Share paid late by month, a few cells side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplitLate {
    pub split: Split,
    /// Those with the most invoices first.
    pub cells: Vec<(CellName, ShareSeries)>,
    /// Cells with an invoice that are not drawn.
    pub left_out: usize,
}

/// What one cell of the share paid late is made of.
#[derive(Debug, Clone)]
pub struct CellCounts {
    pub cell: CellName,
    pub late: BTreeMap<Month, Counted>,
    pub sums: ClientSums,
    pub rebased: Option<Rebased>,
}

impl SplitLate {
    /// `cells` are late of due of all months since the beginning, with the sums over clients of the three months that
    /// titles compare.
    pub fn new(period: Period, split: Split, cells: &[CellCounts], today: NaiveDate) -> Self {
        let series = cells.iter().map(|of| {
            Counts::share(&of.late)
                .with(Some(&of.sums))
                .since(of.rebased.as_ref())
        });
        let drawn = ShareSeries::together(period, series, today);
        let mut cells: Vec<(CellName, ShareSeries)> =
            cells.iter().map(|of| of.cell.clone()).zip(drawn).collect();
        let due = |series: &ShareSeries| -> i64 { series.months.iter().map(|m| m.counted.n).sum() };
        cells.retain(|(_, series)| due(series) > 0);
        cells.sort_by_key(|(_, series)| std::cmp::Reverse(due(series)));
        let all = cells.len();
        cells.truncate(FEW);
        Self {
            split,
            left_out: all - cells.len(),
            cells,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    #[test]
    fn the_largest_cells_are_drawn_and_the_rest_is_told() {
        let period = Period::ending(TODAY, 12);
        let counts = SectorGroup::ALL
            .iter()
            .zip(1..)
            .map(|(sector, n)| {
                (
                    CellName::Sector(*sector),
                    BTreeMap::from([(period.first, n), (period.first.plus(-1), 99)]),
                )
            })
            .collect();
        let trend = SplitIssues::new(period, Split::Sector, counts, TODAY);
        let all = SectorGroup::ALL.len();
        assert_eq!((trend.cells.len(), trend.left_out), (FEW, all - FEW));
        assert_eq!(trend.cells[0].total, all as i64);
        assert_eq!(trend.cells[0].mature(trend.hollow), all as i64);
        assert_eq!(trend.cells[0].mature(trend.months.len()), 0);
        assert!(matches!(
            trend.cells[0].finding,
            Finding::TooEarly { .. } | Finding::NoChange { .. }
        ));
    }

    #[test]
    fn cells_have_codes_and_unknown_ones_are_none() {
        for split in [Split::Sector, Split::Region, Split::Size] {
            for cell in CellName::all(split, &[]) {
                assert_eq!(CellName::of(split, &cell.code(), &[]), Some(cell.clone()));
                assert_eq!(cell.split(), split);
            }
        }
        assert_eq!(CellName::of(Split::Category, "12", &[]), None);
        assert_eq!(CellName::of(Split::Answer, "clear", &[]), None);
    }
}
