//! Control charts: which months lie outside what a share or a rate does by itself (`statistics.md` 12 and 13).
//!
//! Laney's p′ (shares) and u′ (events per contract): each month's limits come from its own `n`, widened by `σz`, the
//! month-to-month variation that remains when each month is measured in its own standard deviations. `σz` is the mean
//! moving range over 1.128, and at least 1: with 1 these are the ordinary p and u charts.

use super::series::MonthState;
use crate::Month;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Months that a baseline is made of; then it is frozen.
pub const BASELINE_MONTHS: usize = 24;
/// With fewer months there are no limits.
pub const FEWEST_MONTHS: usize = 12;
/// With so many months, each month of the year has a factor of its own.
pub const SEASON_MONTHS: usize = 36;
/// Months in a row on one side of the centre that are a mark.
pub const RUN: usize = 9;
/// The mean of the range of two standard normal values.
const D2: f64 = 1.128;
/// Half-width of the limits, in (widened) standard deviations.
const SIGMAS: f64 = 3.0;
/// How often chance alone puts a month beyond three standard deviations.
const BEYOND_BY_CHANCE: f64 = 0.002_699_796;
/// Late invoices below which a client's share is no finding: a single delay stays a fact of the ledger.
pub const FEWEST_LATE: i64 = 2;

words! {
    /// What a chart's figures are.
    ChartKind {
        /// `hits` of `n`: a share, from 0 to 1 (p′).
        Share = "share",
        /// `hits` events over `n` contracts: a rate, from 0 on (u′).
        Rate = "rate",
    }
}

/// So many of `n`: late of due, issues over contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    pub hits: i64,
    pub n: i64,
}

impl Counted {
    pub const fn new(hits: i64, n: i64) -> Self {
        Self { hits, n }
    }

    /// The share or rate; `None` of nothing.
    pub fn rate(self) -> Option<f64> {
        (self.n > 0).then(|| self.hits as f64 / self.n as f64)
    }
}

impl std::ops::AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.n += other.n;
    }
}

/// The limits of one month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// What is expected of the month.
    pub centre: f64,
    pub low: f64,
    pub high: f64,
}

/// What months are measured by. Made once of the first mature months and kept; a named manager re-bases it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    pub kind: ChartKind,
    /// The share or rate of all its months together.
    pub centre: f64,
    /// How much wider than independent facts; at least 1.
    pub sigma_z: f64,
    /// Months with a figure that it is made of.
    pub months: usize,
    pub first: Month,
    pub last: Month,
    /// The factor of each month of the year, January first.
    pub season: Option<[f64; 12]>,
}

impl Baseline {
    /// The baseline of these months, the mature ones from the beginning (or from the month of re-basing) in order.
    ///
    /// `None` under [`FEWEST_MONTHS`] months with a figure, and where nothing (or, of a share, everything) ever
    /// happened: such months say nothing of how far the figure moves by itself.
    pub fn of(kind: ChartKind, mature: &[(Month, Counted)]) -> Option<Self> {
        let known: Vec<(Month, Counted)> = mature.iter().copied().filter(|(_, c)| c.n > 0).collect();
        let base = &known[..known.len().min(BASELINE_MONTHS)];
        if base.len() < FEWEST_MONTHS {
            return None;
        }
        let season = season(&known);
        let factor = |month: Month| season.map_or(1.0, |factors| factors[month.month() as usize - 1]);
        let hits: i64 = base.iter().map(|(_, c)| c.hits).sum();
        let weighted: f64 = base.iter().map(|(month, c)| c.n as f64 * factor(*month)).sum();
        let n: i64 = base.iter().map(|(_, c)| c.n).sum();
        if hits <= 0 || (kind == ChartKind::Share && hits >= n) {
            return None;
        }
        let mut baseline = Self {
            kind,
            centre: hits as f64 / weighted,
            sigma_z: 1.0,
            months: base.len(),
            first: base.first()?.0,
            last: base.last()?.0,
            season,
        };
        baseline.sigma_z = baseline.variation(base);
        Some(baseline)
    }

    /// The baseline of a series by month, as known on `today`: only its mature months, from `from` on where it was
    /// re-based.
    pub fn known_on(
        today: NaiveDate,
        kind: ChartKind,
        series: &BTreeMap<Month, Counted>,
        from: Option<Month>,
    ) -> Option<Self> {
        let mature: Vec<(Month, Counted)> = series
            .iter()
            .filter(|(month, _)| from.is_none_or(|from| **month >= from))
            .filter(|(month, _)| MonthState::of(**month, today) == MonthState::Mature)
            .map(|(month, counted)| (*month, *counted))
            .collect();
        Self::of(kind, &mature)
    }

    /// `σz` of these months.
    fn variation(&self, base: &[(Month, Counted)]) -> f64 {
        let z: Vec<f64> = base.iter().filter_map(|(month, c)| self.z(*month, *c)).collect();
        if z.len() < 2 {
            return 1.0;
        }
        let ranges: f64 = z.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
        let plain = ranges / (z.len() - 1) as f64 / D2;
        // Factors fitted to three years take a third of the variation with them.
        let fitted = if self.season.is_some() {
            (1.5_f64).sqrt()
        } else {
            1.0
        };
        (plain * fitted).max(1.0)
    }

    /// What is expected of a month.
    pub fn expected(&self, month: Month) -> f64 {
        self.cut(
            self.centre
                * self
                    .season
                    .map_or(1.0, |factors| factors[month.month() as usize - 1]),
        )
    }

    /// How far a month lies from what is expected, in plain standard deviations of its `n`.
    fn z(&self, month: Month, counted: Counted) -> Option<f64> {
        let centre = self.expected(month);
        let sigma = self.sigma(centre, counted.n);
        (sigma > 0.0).then(|| (counted.rate().unwrap_or(centre) - centre) / sigma)
    }

    fn sigma(&self, centre: f64, n: i64) -> f64 {
        let variance = match self.kind {
            ChartKind::Share => centre * (1.0 - centre),
            ChartKind::Rate => centre,
        };
        if n > 0 { (variance / n as f64).sqrt() } else { 0.0 }
    }

    fn cut(&self, value: f64) -> f64 {
        match self.kind {
            ChartKind::Share => value.clamp(0.0, 1.0),
            ChartKind::Rate => value.max(0.0),
        }
    }

    fn around(&self, centre: f64, n: i64) -> Option<Limits> {
        let half = SIGMAS * self.sigma_z * self.sigma(centre, n);
        (half > 0.0).then(|| Limits {
            centre,
            low: self.cut(centre - half),
            high: self.cut(centre + half),
        })
    }

    /// The limits of a month with this `n`; `None` for a month without figures, and before the baseline begins: limits
    /// that begin anew say nothing of the past.
    pub fn limits(&self, month: Month, n: i64) -> Option<Limits> {
        if month < self.first {
            return None;
        }
        self.around(self.expected(month), n)
    }

    /// Does this client's late share lie above its sector's upper limit? `self` is the baseline of the sector.
    ///
    /// `client` counts the late and the due invoices of one client over any time, at most a year; the limit is that of
    /// its own `n`, without season. A single late invoice is never enough.
    pub fn is_left_above_by(&self, client: Counted) -> bool {
        client.hits >= FEWEST_LATE
            && self
                .around(self.centre, client.n)
                .zip(client.rate())
                .is_some_and(|(limits, rate)| rate > limits.high)
    }
}

/// The factor of each month of the year, from the first three years of figures; `None` with less.
///
/// A month of the year in which nothing has happened yet counts half an event: it is not impossible.
fn season(known: &[(Month, Counted)]) -> Option<[f64; 12]> {
    let years = known.get(..SEASON_MONTHS)?;
    let mut sums = [Counted::default(); 12];
    let mut all = Counted::default();
    for (month, counted) in years {
        sums[month.month() as usize - 1] += *counted;
        all += *counted;
    }
    let rate = all.rate()?;
    Some(sums.map(|sum| {
        let expected = sum.n as f64 * rate;
        if expected > 0.0 {
            (sum.hits as f64).max(0.5) / expected
        } else {
            1.0
        }
    }))
}

words! {
    /// Why a month is marked; no other rule is used.
    Rule {
        /// Outside the limits.
        Beyond = "beyond",
        /// The ninth month in a row, or a later one, on the same side of what was expected.
        Run = "run",
    }
}

/// A month that a rule marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub month: Month,
    pub rule: Rule,
    /// Above what was expected.
    pub above: bool,
}

/// The months of this series that a rule marks, in order; give mature months only. A month beyond the limits is marked
/// for that alone. Months without figures neither end nor lengthen a run.
pub fn marks(baseline: &Baseline, mature: &[(Month, Counted)]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let (mut side, mut run) = (0, 0);
    for &(month, counted) in mature {
        let (Some(rate), Some(limits)) = (counted.rate(), baseline.limits(month, counted.n)) else {
            continue;
        };
        let apart = rate - limits.centre;
        // A month that is exactly as expected is on neither side, whatever the last bit says.
        let here = i32::from(apart > 1e-12) - i32::from(apart < -1e-12);
        run = match here {
            0 => 0,
            _ if here == side => run + 1,
            _ => 1,
        };
        side = here;
        let rule = if rate > limits.high || rate < limits.low {
            Rule::Beyond
        } else if run >= RUN {
            Rule::Run
        } else {
            continue;
        };
        marks.push(Mark {
            month,
            rule,
            above: here > 0,
        });
    }
    marks
}

/// How many marks chance alone would make in so many months of one chart in which nothing has changed, with `before` months
/// of limits before them: each month has its chance to lie beyond three standard deviations, and each from the ninth with
/// limits on to end nine on one side.
pub fn marks_by_chance(before: usize, months: usize) -> f64 {
    let ends_of_runs = (before + months + 1).saturating_sub(RUN).min(months);
    (months as f64).mul_add(
        BEYOND_BY_CHANCE,
        ends_of_runs as f64 * 0.5_f64.powi(RUN as i32 - 1),
    )
}

#[cfg(test)]
mod tests;
