//! The dated figures that people keep: minimum and reference wages, the legal interest, the price factor; each with its
//! source, and "to be confirmed" until somebody has read it there.

use super::PayKind;
use crate::contract::WageUnit;
use crate::{PersonId, ProfessionId};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What a figure is for.
    FigureKind {
        /// Gross, in cents for one unit: binds by law.
        Minimum = "minimum",
        /// Gross, in cents for one unit: fair for the profession.
        Reference = "reference",
        /// Legal interest on late payment, in basis points a year.
        Interest = "interest",
        /// Price for one euro of gross wage, in ten-thousandths.
        Factor = "factor",
    }
}

impl FigureKind {
    /// Of a wage, with a unit and perhaps a profession.
    pub const fn of_wage(self) -> Option<PayKind> {
        match self {
            Self::Minimum => Some(PayKind::Minimum),
            Self::Reference => Some(PayKind::Reference),
            Self::Interest | Self::Factor => None,
        }
    }
}

/// A figure as somebody enters or proposes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFigure {
    pub kind: FigureKind,
    /// `None`: for every profession without one of its own.
    pub profession: Option<ProfessionId>,
    /// Only for wages.
    pub unit: Option<WageUnit>,
    /// Cents, basis points or ten-thousandths, by its kind.
    pub amount: i64,
    pub from: NaiveDate,
    /// Last day; `None` until a newer one is entered.
    pub to: Option<NaiveDate>,
    pub source: String,
    /// Empty where there is none.
    pub url: String,
    /// Read in its source by whoever enters it.
    pub confirmed: bool,
}

/// A figure that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Names it in addresses and in the history: `pay-12`, `rate-3`, `factor-2015-01-01`.
    pub key: String,
    pub content: NewFigure,
}

impl Figure {
    /// The figures that it stands beside: of the same kind, profession and unit.
    fn is_series_of(&self, new: &NewFigure) -> bool {
        let own = &self.content;
        own.kind == new.kind && own.profession == new.profession && own.unit == new.unit
    }

    /// In force on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.content.from <= day && self.content.to.is_none_or(|last| day <= last)
    }
}

/// Why a figure is not accepted; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FigureProblem {
    #[error("a wage is for a unit, the others are not")]
    Unit,
    #[error("the amount is out of range for its kind")]
    Amount,
    #[error("the first day is before 2000 or more than five years ahead")]
    From,
    #[error("the last day lies before the first")]
    To,
    #[error("a figure needs its source, in at most {MAX_SOURCE} characters")]
    Source,
    #[error("the address is not one of the web")]
    Url,
    #[error("another figure of the same kind holds on one of these days")]
    Overlaps,
}

/// The longest source, in characters.
pub const MAX_SOURCE: usize = 300;
/// The longest address, in characters.
pub const MAX_URL: usize = 500;

/// What is wrong with a new figure beside those that stand. An earlier one without an end does not hinder it: it ends on
/// the day before ([`ends`]).
pub fn problems(new: &NewFigure, standing: &[Figure], today: NaiveDate) -> Vec<FigureProblem> {
    let mut found = Vec::new();
    let range = match new.kind {
        FigureKind::Minimum | FigureKind::Reference => 1..=10_000_000,
        FigureKind::Interest => 0..=3_000,
        FigureKind::Factor => 10_001..=50_000,
    };
    if new.kind.of_wage().is_some() != new.unit.is_some() {
        found.push(FigureProblem::Unit);
    }
    if !range.contains(&new.amount) {
        found.push(FigureProblem::Amount);
    }
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    if new.from < first || new.from > today + Months::new(60) {
        found.push(FigureProblem::From);
    }
    // A rate is a half-year's: it always has a last day.
    if new.to.is_some_and(|to| to < new.from) || (new.kind == FigureKind::Interest && new.to.is_none()) {
        found.push(FigureProblem::To);
    }
    let source = new.source.trim();
    if source.is_empty() || source.chars().count() > MAX_SOURCE {
        found.push(FigureProblem::Source);
    }
    if !is_web_address(&new.url) {
        found.push(FigureProblem::Url);
    }
    let overlaps = |old: &Figure| {
        let own = &old.content;
        let before = own.from < new.from && own.to.is_none_or(|to| to < new.from);
        let after = new.to.is_some_and(|to| to < own.from);
        old.is_series_of(new) && !before && !after
    };
    // The newest factor that has begun holds: only two of one day would contradict each other.
    let contradicts = |old: &Figure| match new.kind {
        FigureKind::Factor => old.content.kind == new.kind && old.content.from == new.from,
        _ => overlaps(old),
    };
    if standing.iter().any(contradicts) {
        found.push(FigureProblem::Overlaps);
    }
    found
}

/// The figures without an end that end when the new one begins, and the last day of each.
pub fn ends<'a>(new: &NewFigure, standing: &'a [Figure]) -> Vec<(&'a Figure, NaiveDate)> {
    let ended = |old: &&Figure| {
        let own = &old.content;
        new.kind != FigureKind::Factor && old.is_series_of(new) && own.to.is_none() && own.from < new.from
    };
    standing
        .iter()
        .filter(ended)
        .map(|old| (old, new.from - Days::new(1)))
        .collect()
}

/// May a figure end on this day? Not before it began, and not twice. A factor ends by the next one.
pub fn may_end(figure: &Figure, last: NaiveDate) -> Result<(), FigureProblem> {
    let own = &figure.content;
    if own.kind == FigureKind::Factor || own.to.is_some_and(|to| to <= last) || last < own.from {
        Err(FigureProblem::To)
    } else {
        Ok(())
    }
}

fn is_web_address(url: &str) -> bool {
    let plain = url.chars().count() <= MAX_URL && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    url.is_empty() || (plain && rest.is_some_and(|rest| rest.contains('.') && !rest.starts_with(['.', '/'])))
}

words! {
    /// What happened to a figure.
    FigureStep {
        Add = "add",
        End = "end",
        Confirm = "confirm",
        Propose = "propose",
        Accept = "accept",
        Decline = "decline",
    }
}

/// A step in the life of a figure or of its proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureEvent {
    pub step: FigureStep,
    pub key: String,
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    /// What it was about.
    pub figure: Option<NewFigure>,
}

/// A figure that somebody proposes and a manager has to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: crate::FigureProposalId,
    pub figure: NewFigure,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub revision: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn minimum(from: &str, to: Option<&str>) -> NewFigure {
        NewFigure {
            kind: FigureKind::Minimum,
            profession: None,
            unit: Some(WageUnit::Day),
            amount: 9_747,
            from: day(from),
            to: to.map(day),
            source: "CCT 43".into(),
            url: "https://www.salairesminimums.be/document.html?jcId=1".into(),
            confirmed: true,
        }
    }

    fn standing(from: &str, to: Option<&str>) -> Figure {
        Figure {
            key: "pay-1".into(),
            content: minimum(from, to),
        }
    }

    fn found(new: &NewFigure, standing: &[Figure]) -> Vec<FigureProblem> {
        problems(new, standing, day("2026-01-15"))
    }

    #[test]
    fn a_newer_figure_ends_the_one_without_an_end() {
        let old = [standing("2025-02-01", None)];
        let new = minimum("2026-04-01", None);
        assert_eq!(found(&new, &old), []);
        assert_eq!(ends(&new, &old), [(&old[0], day("2026-03-31"))]);
    }

    #[test]
    fn two_figures_never_hold_on_one_day() {
        let old = [standing("2025-02-01", Some("2026-03-31"))];
        for (from, to) in [
            ("2026-03-31", None),
            ("2025-01-01", None),
            ("2025-01-01", Some("2025-02-01")),
            ("2025-02-01", Some("2025-02-01")),
        ] {
            assert_eq!(
                found(&minimum(from, to), &old),
                [FigureProblem::Overlaps],
                "{from}"
            );
        }
        assert_eq!(found(&minimum("2026-04-01", None), &old), []);
        assert_eq!(found(&minimum("2024-01-01", Some("2025-01-31")), &old), []);
        let other_unit = NewFigure {
            unit: Some(WageUnit::Hour),
            ..minimum("2025-03-01", None)
        };
        assert_eq!(found(&other_unit, &old), []);
    }

    #[test]
    fn a_figure_says_where_it_was_read() {
        let sourceless = NewFigure {
            source: "  ".into(),
            url: "javascript:alert(1)".into(),
            ..minimum("2026-01-01", None)
        };
        assert_eq!(
            found(&sourceless, &[]),
            [FigureProblem::Source, FigureProblem::Url]
        );
        for url in ["", "http://a.be", "https://statbel.fgov.be/fr"] {
            let new = NewFigure {
                url: url.into(),
                ..minimum("2026-01-01", None)
            };
            assert_eq!(found(&new, &[]), [], "{url}");
        }
    }

    #[test]
    fn amounts_and_days_have_their_ranges() {
        let wrong = NewFigure {
            amount: -1,
            from: day("1999-12-31"),
            to: Some(day("1999-12-30")),
            unit: None,
            ..minimum("2026-01-01", None)
        };
        assert_eq!(
            found(&wrong, &[]),
            [
                FigureProblem::Unit,
                FigureProblem::Amount,
                FigureProblem::From,
                FigureProblem::To
            ]
        );
        let factor = |amount| NewFigure {
            kind: FigureKind::Factor,
            unit: None,
            amount,
            ..minimum("2026-01-01", None)
        };
        assert_eq!(found(&factor(17_320), &[]), []);
        assert_eq!(found(&factor(10_000), &[]), [FigureProblem::Amount]);
    }

    #[test]
    fn a_figure_ends_once_and_after_it_began() {
        assert_eq!(may_end(&standing("2025-02-01", None), day("2026-03-31")), Ok(()));
        assert!(may_end(&standing("2025-02-01", None), day("2025-01-31")).is_err());
        assert!(may_end(&standing("2025-02-01", Some("2025-12-31")), day("2026-03-31")).is_err());
    }
}
