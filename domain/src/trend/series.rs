//! Monthly series: cohorts that are mature or not yet, stocks that follow from flows, and the finding of a title.

use super::chance::{Dispersion, chance_range, two_sided};
use crate::Month;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days after which a cohort is mature: its last issue is that old (`statistics.md` 2).
pub const MATURE_DAYS: u64 = 60;

words! {
    /// How far a month can be relied on.
    MonthState {
        /// Its last issue is 60 days old: compared, titled, inside limits.
        Mature = "mature",
        /// Over, but still being decided: drawn hollow.
        Immature = "immature",
        /// Not over yet: drawn hollow.
        Incomplete = "incomplete",
    }
}

impl MonthState {
    pub fn of(month: Month, today: NaiveDate) -> Self {
        let last = month.last_day();
        if today <= last {
            Self::Incomplete
        } else if today < last + Days::new(MATURE_DAYS) {
            Self::Immature
        } else {
            Self::Mature
        }
    }

    /// Drawn hollow, and outside limits, titles and movers.
    pub const fn is_hollow(self) -> bool {
        !matches!(self, Self::Mature)
    }
}

/// One month of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub month: Month,
    pub count: i64,
    pub state: MonthState,
}

/// Counts of consecutive months, the oldest first; a month without a fact is a zero, not a gap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Series {
    pub points: Vec<Point>,
}

impl Series {
    /// The series from `first` to `last`, both included, with each month's state on `today`.
    pub fn new(first: Month, last: Month, counts: &BTreeMap<Month, i64>, today: NaiveDate) -> Self {
        let point = |month| Point {
            month,
            count: counts.get(&month).copied().unwrap_or_default(),
            state: MonthState::of(month, today),
        };
        Self {
            points: first.through(last).map(point).collect(),
        }
    }

    pub fn total(&self) -> i64 {
        self.points.iter().map(|point| point.count).sum()
    }

    /// The mature months, which come first.
    pub fn mature(&self) -> &[Point] {
        let end = self
            .points
            .iter()
            .position(|point| point.state.is_hollow())
            .unwrap_or(self.points.len());
        &self.points[..end]
    }

    fn sum(&self, first: Month, last: Month) -> i64 {
        self.points
            .iter()
            .filter(|point| (first..=last).contains(&point.month))
            .map(|point| point.count)
            .sum()
    }
}

/// What comes in and goes out in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flow {
    pub came: i64,
    pub went: i64,
}

/// A stock over one month: `start + came − went = end`, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    pub month: Month,
    pub start: i64,
    pub came: i64,
    pub went: i64,
    /// Taken at the end of the month.
    pub end: i64,
}

/// The stock of each month from `first` to `last`, from all flows since the beginning: what came before `first` is the
/// first start.
pub fn stock(first: Month, last: Month, flows: &BTreeMap<Month, Flow>) -> Vec<Stock> {
    let mut start: i64 = flows.range(..first).map(|(_, flow)| flow.came - flow.went).sum();
    let month = |month| {
        let Flow { came, went } = flows.get(&month).copied().unwrap_or_default();
        let stock = Stock {
            month,
            start,
            came,
            went,
            end: start + came - went,
        };
        start = stock.end;
        stock
    };
    first.through(last).map(month).collect()
}

/// Months that a title compares: three, and the same three a year before.
const COMPARED: usize = 3;
/// Mature months needed for that, and to know how much the counts vary by themselves.
pub const MONTHS_NEEDED: usize = 12 + COMPARED;
/// A single comparison claims a change when chance alone would do as much in fewer than one case in ten.
const CLAIM_BELOW: f64 = 0.10;

/// The two times three months that a title compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    pub first: Month,
    pub last: Month,
    pub now: i64,
    /// The same months a year before.
    pub before: i64,
}

/// What a title may say of a series; numbers only, the sentence is the page's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Too little history to compare: so many mature months of [`MONTHS_NEEDED`].
    TooEarly {
        mature: usize,
    },
    /// No change beyond chance: up to `low`, or from `high` on, the count would have been one.
    NoChange {
        compared: Compared,
        low: i64,
        high: i64,
    },
    More {
        compared: Compared,
        p: f64,
    },
    Fewer {
        compared: Compared,
        p: f64,
    },
}

/// The comparison that titles rest on: the last three mature months with the same three a year before
/// (`statistics.md` 14), `None` with too little history.
pub fn compared(series: &Series) -> Option<Compared> {
    let mature = series.mature();
    if mature.len() < MONTHS_NEEDED {
        return None;
    }
    let last = mature.last()?.month;
    let first = last.plus(1 - COMPARED as i32);
    Some(Compared {
        first,
        last,
        now: series.sum(first, last),
        before: series.sum(first.plus(-12), last.plus(-12)),
    })
}

/// What the test of one series gives, before it is judged with everything that is tested beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// How often chance alone would move the comparison as far; `None` with too little history.
    pub p: Option<f64>,
    change: Finding,
    calm: Finding,
}

impl Default for Tested {
    fn default() -> Self {
        let early = Finding::TooEarly { mature: 0 };
        Self {
            p: None,
            change: early,
            calm: early,
        }
    }
}

impl Tested {
    pub fn of(series: &Series) -> Self {
        let Some((compared, spread)) = compared(series).map(|found| (found, spread(series))) else {
            let early = Finding::TooEarly {
                mature: series.mature().len(),
            };
            return Self {
                p: None,
                change: early,
                calm: early,
            };
        };
        let p = two_sided(compared.now, compared.before, days_now(&compared), spread);
        // Where others are tested too, chance may do more than one test alone would grant it.
        let (low, high) = chance_range(compared.before, days_now(&compared), spread, CLAIM_BELOW.min(p));
        let calm = Finding::NoChange { compared, low, high };
        let change = match compared.now.cmp(&compared.before) {
            std::cmp::Ordering::Greater => Finding::More { compared, p },
            std::cmp::Ordering::Less => Finding::Fewer { compared, p },
            std::cmp::Ordering::Equal => calm,
        };
        Self {
            p: Some(p),
            change,
            calm,
        }
    }

    /// What may be said: a change only where it stands.
    pub const fn judged(&self, stands: bool) -> Finding {
        if stands { self.change } else { self.calm }
    }

    /// What may be said where nothing else is tested.
    pub fn alone(&self) -> Finding {
        self.judged(self.p.is_some_and(|p| p < CLAIM_BELOW))
    }
}

/// Share of the days of both periods that lie in the later one: half, but for a 29 February.
fn days_now(compared: &Compared) -> f64 {
    let days = |first: Month, last: Month| (last.plus(1).first_day() - first.first_day()).num_days() as f64;
    let now = days(compared.first, compared.last);
    now / (now + days(compared.first.plus(-12), compared.last.plus(-12)))
}

/// How much more the months before the compared ones vary than independent facts would.
fn spread(series: &Series) -> Dispersion {
    let mature = series.mature();
    let history = &mature[..mature.len().saturating_sub(COMPARED)];
    // The two years before at most: what came earlier may have been another cooperative.
    let history = &history[history.len().saturating_sub(24)..];
    Dispersion::of(&history.iter().map(|point| point.count).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
