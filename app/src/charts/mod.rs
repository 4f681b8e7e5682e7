//! One drawing language for every chart: SVG made on the server, in the page's fonts and colours, dark mode without a
//! second picture.
//!
//! | chart | scene |
//! |---|---|
//! | how many per month, stacked by up to four series | [`columns::Columns`] |
//! | how many there are in each month, one line a series | [`levels::Levels`] |
//! | how a share, a delay or an amount moves, with limits and fixed lines | [`lines::Lines`] |
//! | what lies side by side: counts, shares with their intervals | [`bars::Bars`] |
//! | rows by columns: rates in classes, choices beside recommendations | [`grid::Grid`] |
//! | parts of a whole, each a small curve on one scale | [`panels::Panels`] |
//!
//! A [`Chart`] holds one of these scenes with its finding, its typed table and its notes. [`figure::figure`] makes the
//! whole `<figure>` of it: marks that say their figure (links where they have a list; members get none), the same figures
//! as a table, its files. [`Chart::svg`] draws it for files and documents. Colour never speaks alone: series are named at their end,
//! columns are hatched, lines carry the shapes of the stances, grids print their figures.

pub mod bars;
mod chart;
pub mod columns;
pub mod figure;
pub mod frame;
pub mod grid;
pub mod levels;
pub mod lines;
pub mod panels;
pub mod table;

pub use chart::{Chart, Note, Scene};

use domain::Month;
use frame::Room;

/// The colour of a series; the pattern or the marker goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// `--chart-1` to `--chart-4` (filters in the order of `Filter::ALL`), each with its own hatching.
    First,
    Second,
    Third,
    Fourth,
    Informative,
    Restrictive,
    Punitive,
}

impl Ink {
    /// The ink of the n-th series, from 0; the fourth serves all that follow.
    pub const fn nth(n: usize) -> Self {
        match n {
            0 => Self::First,
            1 => Self::Second,
            2 => Self::Third,
            _ => Self::Fourth,
        }
    }

    pub(crate) const ALL: [Self; 7] = [
        Self::First,
        Self::Second,
        Self::Third,
        Self::Fourth,
        Self::Informative,
        Self::Restrictive,
        Self::Punitive,
    ];

    pub(crate) const fn variable(self) -> &'static str {
        match self {
            Self::First => "var(--chart-1)",
            Self::Second => "var(--chart-2)",
            Self::Third => "var(--chart-3)",
            Self::Fourth => "var(--chart-4)",
            Self::Informative => "var(--stance-informative)",
            Self::Restrictive => "var(--stance-restrictive)",
            Self::Punitive => "var(--stance-punitive)",
        }
    }

    /// The same in the light colours of style/tokens.css, for what stands outside the page.
    pub(crate) const fn literal(self) -> &'static str {
        match self {
            Self::First => "#0072b2",
            Self::Second => "#d55e00",
            Self::Third => "#00866a",
            Self::Fourth => "#b35e90",
            Self::Informative => "#1f5fa8",
            Self::Restrictive => "#8a5a00",
            Self::Punitive => "#9a2b20",
        }
    }
}

/// One series: a value for each month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// In the reader's language.
    pub name: String,
    pub ink: Ink,
    /// As many as there are months.
    pub values: Vec<i64>,
    /// The list behind each value; empty where the reader has none, and the mark says its figure alone.
    pub hrefs: Vec<String>,
}

impl Series {
    fn value(&self, month: usize) -> i64 {
        self.values.get(month).copied().unwrap_or(0)
    }

    fn href(&self, month: usize) -> Option<&str> {
        self.hrefs
            .get(month)
            .map(String::as_str)
            .filter(|href| !href.is_empty())
    }
}

/// The smallest "round" top of a scale that holds `max`, and its step: 1, 2 or 5 times a power of ten, at most five steps.
fn scale(max: i64) -> (i64, i64) {
    let max = max.max(4);
    let mut step = 1;
    for power in 0..18 {
        for factor in [1, 2, 5] {
            step = factor * 10_i64.pow(power);
            if step * 5 >= max {
                return ((max + step - 1) / step * step, step);
            }
        }
    }
    (max, step)
}

/// Which months are named under the axis: all of a year, then every third, then each January; fewer where it is narrow.
fn is_named(month: Month, of: usize, room: Room) -> bool {
    match (of, room) {
        (0..=15, Room::Wide) => true,
        (0..=15, Room::Narrow) | (16..=45, Room::Wide) => month.month() % 3 == 1,
        (16..=45, Room::Narrow) => month.month() % 6 == 1,
        _ => month.month() == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_holds_its_greatest_value() {
        assert_eq!(scale(0), (4, 1));
        assert_eq!(scale(7), (8, 2));
        assert_eq!(scale(23), (25, 5));
        assert_eq!(scale(101), (150, 50));
        for max in 0..2_000 {
            let (top, step) = scale(max);
            assert!(
                top >= max && top % step == 0 && top / step <= 5,
                "{max}: {top} by {step}"
            );
        }
    }
}
