//! What a title may say of a share: that it rose or fell, or that nothing changed beyond chance (`statistics.md` 14).
//!
//! Only mature months are compared, the last three with the same three a year before. A change is claimed when a rule of
//! the control chart marks one of the three, or when the comparison survives Benjamini and Hochberg at 10 % over
//! everything that was tested with it.

use super::chance::{Interval, benjamini_hochberg, normal_two_sided, poisson_effective, wilson_effective};
use super::control::{Baseline, ChartKind, Counted, Mark, Rule, marks};
use super::series::MONTHS_NEEDED;
use crate::Month;
use serde::{Deserialize, Serialize};

/// Months compared.
const COMPARED: i32 = 3;
/// The false discovery rate of all that is tested together.
pub const RATE: f64 = 0.10;

/// The two times three months that a title compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareCompared {
    pub first: Month,
    pub last: Month,
    pub now: Counted,
    /// The same months a year before.
    pub before: Counted,
}

/// What speaks for a change of one share, before all of them are judged together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Mature months with their figures.
    pub mature: usize,
    pub compared: Option<ShareCompared>,
    /// How often chance alone would move it as far; `None` where there is nothing to compare.
    pub p: Option<f64>,
    /// The newest mark of the control chart within the compared months.
    pub mark: Option<Mark>,
    /// The share of the three months, with its 95 % limits.
    pub interval: Option<Interval>,
}

/// Why a change is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A rule of the control chart marks this month.
    Mark(Month, Rule),
    /// The comparison with a year before, of which chance alone is so unlikely.
    Test(f64),
}

/// What a title may say of a share; numbers only, the sentence is the page's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum ShareFinding {
    /// Too little history: so many mature months of [`MONTHS_NEEDED`].
    TooEarly {
        mature: usize,
    },
    /// No change beyond chance: the share, and its limits where there are enough facts.
    NoChange {
        compared: ShareCompared,
        interval: Option<Interval>,
    },
    Higher {
        compared: ShareCompared,
        why: Why,
    },
    Lower {
        compared: ShareCompared,
        why: Why,
    },
}

/// The evidence of one series of mature months, in order. `deff` widens the interval where clients cluster; the test is
/// widened by the `σz` of the control chart, which is how far the figure moves from month to month by itself.
pub fn evidence(
    kind: ChartKind,
    mature: &[(Month, Counted)],
    baseline: Option<&Baseline>,
    deff: f64,
) -> Evidence {
    let compared = compared(mature);
    let sigma_z = baseline.map_or(1.0, |baseline| baseline.sigma_z);
    let recent = |mark: &Mark| compared.is_some_and(|c| (c.first..=c.last).contains(&mark.month));
    let interval = match kind {
        ChartKind::Share => wilson_effective,
        ChartKind::Rate => poisson_effective,
    };
    Evidence {
        mature: mature.len(),
        compared,
        p: compared.and_then(|c| two_alike(kind, c.now, c.before, sigma_z)),
        mark: baseline.and_then(|baseline| marks(baseline, mature).into_iter().rev().find(recent)),
        interval: compared.and_then(|c| interval(c.now.hits, c.now.n, deff)),
    }
}

fn compared(mature: &[(Month, Counted)]) -> Option<ShareCompared> {
    if mature.len() < MONTHS_NEEDED {
        return None;
    }
    let last = mature.last()?.0;
    let first = last.plus(1 - COMPARED);
    let sum = |from: Month, to: Month| {
        let mut sum = Counted::default();
        for (_, counted) in mature.iter().filter(|(month, _)| (from..=to).contains(month)) {
            sum += *counted;
        }
        sum
    };
    Some(ShareCompared {
        first,
        last,
        now: sum(first, last),
        before: sum(first.plus(-12), last.plus(-12)),
    })
}

/// How often chance alone would part two shares as far, each wider by `sigma_z` than independent facts. `None` where one
/// is of nothing; 1 where nothing, or everything, happened in both.
pub fn two_shares(now: Counted, before: Counted, sigma_z: f64) -> Option<f64> {
    two_alike(ChartKind::Share, now, before, sigma_z)
}

/// The same of two shares or of two rates.
fn two_alike(kind: ChartKind, now: Counted, before: Counted, sigma_z: f64) -> Option<f64> {
    let (a, b) = (now.rate()?, before.rate()?);
    let both = (now.hits + before.hits) as f64 / (now.n + before.n) as f64;
    let of_one = match kind {
        ChartKind::Share => both * (1.0 - both),
        ChartKind::Rate => both,
    };
    let variance = of_one * (1.0 / now.n as f64 + 1.0 / before.n as f64);
    if variance <= 0.0 {
        return Some(1.0);
    }
    Some(normal_two_sided((a - b) / (variance.sqrt() * sigma_z.max(1.0))))
}

/// The findings of everything that was tested together, in the same order.
pub fn findings(tested: &[Evidence]) -> Vec<ShareFinding> {
    let p_values: Vec<f64> = tested.iter().filter_map(|e| e.p).collect();
    let mut stand = benjamini_hochberg(&p_values, RATE).into_iter();
    tested
        .iter()
        .map(|e| {
            let stands = e.p.is_some() && stand.next().unwrap_or(false);
            e.judged(stands)
        })
        .collect()
}

impl Evidence {
    /// What may be said: a change where a rule marks it, or where the test stands.
    pub fn judged(&self, stands: bool) -> ShareFinding {
        let Some(compared) = self.compared else {
            return ShareFinding::TooEarly { mature: self.mature };
        };
        if let Some(mark) = self.mark {
            let why = Why::Mark(mark.month, mark.rule);
            return if mark.above {
                ShareFinding::Higher { compared, why }
            } else {
                ShareFinding::Lower { compared, why }
            };
        }
        match self.p {
            Some(p) if stands && compared.now.rate() > compared.before.rate() => ShareFinding::Higher {
                compared,
                why: Why::Test(p),
            },
            Some(p) if stands && compared.now.rate() < compared.before.rate() => ShareFinding::Lower {
                compared,
                why: Why::Test(p),
            },
            _ => ShareFinding::NoChange {
                compared,
                interval: self.interval,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::control::ChartKind;
    use super::*;
    use proptest::prelude::*;

    fn months(counts: impl IntoIterator<Item = (i64, i64)>) -> Vec<(Month, Counted)> {
        let first = Month::new(2022, 1).unwrap();
        let at = |(i, (hits, n)): (usize, (i64, i64))| (first.plus(i as i32), Counted::new(hits, n));
        counts.into_iter().enumerate().map(at).collect()
    }

    #[test]
    fn two_shares_by_hand() {
        // 30 of 100 against 20 of 100: z = 0.1 / √(0.25 × 0.75 / 50) = 1.633, p = 0.1025.
        let p = two_shares(Counted::new(30, 100), Counted::new(20, 100), 1.0).unwrap();
        assert!((p - 0.1025).abs() < 1e-4, "{p}");
        assert!(two_shares(Counted::new(30, 100), Counted::new(20, 100), 2.0).unwrap() > p);
        assert_eq!(two_shares(Counted::new(3, 5), Counted::new(0, 0), 1.0), None);
        assert_eq!(two_shares(Counted::new(0, 5), Counted::new(0, 9), 1.0), Some(1.0));
    }

    #[test]
    fn a_steady_share_is_no_change_with_its_limits() {
        let series = months((0..30).map(|i| (54 + i % 3, 100)));
        let chart = Baseline::of(ChartKind::Share, &series).unwrap();
        let found = findings(&[evidence(ChartKind::Share, &series, Some(&chart), 1.0)]);
        let ShareFinding::NoChange {
            compared,
            interval: Some(interval),
        } = found[0]
        else {
            panic!("{found:?}")
        };
        assert_eq!((compared.now.n, compared.before.n), (300, 300));
        assert!((interval.share - 0.55).abs() < 1e-9 && interval.low > 0.49 && interval.high < 0.61);
    }

    #[test]
    fn a_mark_claims_a_change_and_too_little_history_none() {
        let series = months((0..30).map(|i| (if i == 28 { 80 } else { 20 + i % 2 }, 100)));
        let chart = Baseline::of(ChartKind::Share, &series).unwrap();
        let found = findings(&[
            evidence(ChartKind::Share, &series, Some(&chart), 1.0),
            evidence(ChartKind::Share, &series[..27], Some(&chart), 1.0),
            evidence(ChartKind::Share, &series[..14], Some(&chart), 1.0),
        ]);
        assert!(
            matches!(found[0], ShareFinding::Higher { why: Why::Mark(month, Rule::Beyond), .. } if month == series[28].0)
        );
        assert!(matches!(found[1], ShareFinding::NoChange { .. }));
        assert_eq!(found[2], ShareFinding::TooEarly { mature: 14 });
    }

    #[test]
    fn what_stands_alone_may_not_stand_among_many() {
        // p about 0.06: a change if it alone was tested, none among twenty.
        let moved = months((0..15).map(|i| (if i > 11 { 34 } else { 27 }, 100)));
        let still = months((0..15).map(|_| (27, 100)));
        let alone = findings(&[evidence(ChartKind::Share, &moved, None, 1.0)]);
        assert!(
            matches!(
                alone[0],
                ShareFinding::Higher {
                    why: Why::Test(_),
                    ..
                }
            ),
            "{alone:?}"
        );
        let mut all = vec![evidence(ChartKind::Share, &moved, None, 1.0)];
        all.extend((0..19).map(|_| evidence(ChartKind::Share, &still, None, 1.0)));
        assert!(
            findings(&all)
                .iter()
                .all(|f| matches!(f, ShareFinding::NoChange { .. }))
        );
    }

    proptest! {
        #[test]
        fn hollow_months_beyond_the_mature_ones_never_change_a_finding(
            counts in prop::collection::vec((0i64..20, 20i64..40), 15..30), later in prop::collection::vec((0i64..20, 20i64..40), 0..3)
        ) {
            let series = months(counts.iter().copied());
            let all = months(counts.iter().chain(&later).copied());
            let chart = Baseline::of(ChartKind::Share, &series);
            let mature = &all[..series.len()];
            prop_assert_eq!(findings(&[evidence(ChartKind::Share, &series, chart.as_ref(), 1.0)]), findings(&[evidence(ChartKind::Share, mature, chart.as_ref(), 1.0)]));
        }

        #[test]
        fn swapping_the_years_swaps_the_direction(a in 0i64..60, b in 0i64..60) {
            let year = |then: i64, now: i64| months((0..15).map(|i| (if i > 11 { now } else { then }, 60)));
            let one = findings(&[evidence(ChartKind::Share, &year(a, b), None, 1.0)]);
            let other = findings(&[evidence(ChartKind::Share, &year(b, a), None, 1.0)]);
            let mirrored = matches!(
                (one[0], other[0]),
                (ShareFinding::Higher { .. }, ShareFinding::Lower { .. })
                    | (ShareFinding::Lower { .. }, ShareFinding::Higher { .. })
                    | (ShareFinding::NoChange { .. }, ShareFinding::NoChange { .. })
            );
            prop_assert!(mirrored);
        }
    }
}
