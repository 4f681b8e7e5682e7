//! Limits that begin anew: a named manager says from which month on, and why (`statistics.md` 12).

use super::chart::{Belongs, ChartName};
use super::series::MonthState;
use super::split::{CellName, Chosen};
use super::{ALL, Split};
use crate::Month;
use crate::category::Filter;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The longest reason, in characters.
pub const MAX_REASON: usize = 1_000;
/// How many mature months back limits can begin anew: older ones are history.
pub const LOOK_BACK: i32 = 36;

/// The series of a chart: the whole, or one part of a split.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub chart: ChartName,
    pub split: Split,
    /// As the aggregates know it.
    pub cell: String,
}

impl Place {
    /// The series that a chart shows for this filter and split; `None` where it has no limits, shows several series, or a
    /// filter within a part, which is too thin for limits of its own.
    pub fn of(chart: ChartName, filter: Option<Filter>, chosen: Option<&Chosen>) -> Option<Self> {
        let filter = filter.filter(|_| chart.belongs() == Belongs::ToFilter);
        let part = chosen.filter(|chosen| chart.splits().contains(&chosen.split));
        let (split, cell) = match (part.map(|chosen| (chosen.split, &chosen.cell)), filter) {
            (Some((split, None)), _) if chart.shows_parts(split) => return None,
            // A category is within its filter anyway.
            (Some((Split::Category, Some(cell))), _) => (Split::Category, cell.code()),
            (Some((_, Some(_))), Some(_)) => return None,
            (Some((split, Some(cell))), None) => (split, CellName::code(cell)),
            (Some((_, None)) | None, Some(filter)) => (Split::Filter, filter.code().to_owned()),
            (Some((_, None)) | None, None) => (Split::All, ALL.to_owned()),
        };
        chart.has_limits().then_some(Self { chart, split, cell })
    }
}

/// Limits that began anew: those before rest on the first two years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebased {
    /// The first month of the baseline.
    pub from: Month,
    pub by_name: String,
    /// The day on which it was decided.
    pub on: NaiveDate,
    pub reason: String,
}

/// Why limits cannot begin anew so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RebaseProblem {
    #[error("limits begin anew with a mature month of the last three years")]
    Month,
    #[error("limits begin anew for a reason")]
    NoReason,
    #[error("the reason is too long")]
    TooLong,
}

/// The months from which limits can begin anew on this day, the newest first.
pub fn offered(today: NaiveDate) -> impl Iterator<Item = Month> {
    let now = Month::of(today);
    now.plus(-LOOK_BACK)
        .through(now)
        .rev()
        .filter(move |month| MonthState::of(*month, today) == MonthState::Mature)
}

/// What speaks against it; nothing where it can be done.
pub fn problems(from: Option<Month>, reason: &str, today: NaiveDate) -> Vec<RebaseProblem> {
    let mut found = Vec::new();
    if !from.is_some_and(|from| offered(today).any(|month| month == from)) {
        found.push(RebaseProblem::Month);
    }
    match reason.trim().chars().count() {
        0 => found.push(RebaseProblem::NoReason),
        n if n > MAX_REASON => found.push(RebaseProblem::TooLong),
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();

    #[test]
    fn limits_begin_anew_with_a_mature_month_and_a_reason() {
        let month = |number| Month::from_number(number);
        assert_eq!(problems(month(202_603), "Nouveau logiciel", TODAY), []);
        // October is not mature, 2020 is history.
        for not in [month(202_610), month(202_001), None] {
            assert_eq!(problems(not, "Nouveau logiciel", TODAY), [RebaseProblem::Month]);
        }
        assert_eq!(problems(month(202_603), "  ", TODAY), [RebaseProblem::NoReason]);
        let long = "é".repeat(MAX_REASON + 1);
        assert_eq!(problems(month(202_603), &long, TODAY), [RebaseProblem::TooLong]);
        assert_eq!(problems(month(202_603), &long[2..], TODAY), []);
    }

    #[test]
    fn each_series_has_limits_of_its_own() {
        let events = |split| Chosen {
            split,
            cell: CellName::of(Split::Sector, "events", &[]),
        };
        let of = |chart, filter, chosen: Option<&Chosen>| {
            Place::of(chart, filter, chosen).map(|place| (place.split, place.cell))
        };
        let whole = Some((Split::All, ALL.to_owned()));
        assert_eq!(of(ChartName::Late, None, None), whole);
        assert_eq!(of(ChartName::Late, Some(Filter::Payment), None), whole);
        assert_eq!(
            of(ChartName::IssueRate, Some(Filter::Ethics), None),
            Some((Split::Filter, "ethics".to_owned()))
        );
        let part = events(Split::Sector);
        assert_eq!(
            of(ChartName::Late, None, Some(&part)),
            Some((Split::Sector, "events".to_owned()))
        );
        assert_eq!(of(ChartName::IssueRate, Some(Filter::Ethics), Some(&part)), None);
        let parts = Chosen {
            split: Split::Sector,
            cell: None,
        };
        assert_eq!(of(ChartName::Late, None, Some(&parts)), None, "side by side");
        assert_eq!(of(ChartName::Under, None, Some(&parts)), whole);
        assert_eq!(of(ChartName::Money, None, None), None);
    }

    #[test]
    fn the_newest_mature_month_is_offered_first() {
        let all: Vec<i64> = offered(TODAY).map(Month::number).collect();
        assert_eq!(all.first(), Some(&202_608));
        assert_eq!(all.last(), Some(&202_311));
    }
}
