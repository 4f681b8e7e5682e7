//! What a reader can compute from published sums: integer bounds for the counts that were not published
//! (`statistics.md` 20).
//!
//! Unknown counts are whole and at least 0; every published figure is an equation, and a row that names its cells says
//! that none of them is empty. Bounds come from each equation in turn until nothing moves (interval tightening), and from
//! the equations that follow from them by elimination, so that differences of tables are found as well.

use std::collections::BTreeMap;

/// No bound known. Far from overflow, far above any count.
const UNBOUNDED: i128 = 1 << 100;
/// Rounds of tightening; each makes at least one bound tighter, and a hundred are far more than tables need.
const ROUNDS: usize = 100;

/// Unknown counts and the sums that were published of them.
#[derive(Debug, Clone, Default)]
pub struct Puzzle {
    unknowns: usize,
    sums: Vec<Sum>,
    /// Counts of interest with their own numbers, by the unknowns behind them.
    watched: BTreeMap<Vec<usize>, usize>,
    /// Those that are known to be at least so many.
    least: Vec<(usize, i128)>,
}

/// `Σ factor × unknown = total`, dense: a factor for each unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    factors: Vec<i128>,
    total: i128,
}

/// The smallest and the largest value that fit all published sums; no largest one where nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub low: i64,
    pub high: Option<i64>,
}

impl Bounds {
    /// Pinned on a count of 1 to `k − 1`: what must not happen.
    pub fn reveals_under(self, k: i64) -> bool {
        self.high == Some(self.low) && (1..k).contains(&self.low)
    }
}

impl Puzzle {
    pub fn new(unknowns: usize) -> Self {
        Self {
            unknowns,
            ..Self::default()
        }
    }

    /// A published figure: these unknowns together are `total`.
    pub fn publish(&mut self, unknowns: &[usize], total: i64) {
        let mut factors = vec![0; self.unknowns];
        for i in unknowns {
            factors[*i] += 1;
        }
        self.sums.push(Sum {
            factors,
            total: i128::from(total),
        });
    }

    /// A count of interest that is the sum of these unknowns; gives its own number.
    pub fn watch(&mut self, unknowns: &[usize]) -> usize {
        if let Some(own) = self.watched.get(unknowns) {
            return *own;
        }
        for sum in &mut self.sums {
            sum.factors.push(0);
        }
        let mut factors = vec![0; self.unknowns + 1];
        for i in unknowns {
            factors[*i] += 1;
        }
        factors[self.unknowns] = -1;
        self.sums.push(Sum { factors, total: 0 });
        self.watched.insert(unknowns.to_vec(), self.unknowns);
        self.unknowns += 1;
        self.unknowns - 1
    }

    /// These unknowns together are known to be at least so many.
    pub fn at_least(&mut self, unknowns: &[usize], least: i64) {
        let own = self.watch(unknowns);
        self.least.push((own, i128::from(least)));
    }

    /// The bounds of every unknown, and of every count watched.
    pub fn bounds(&self) -> Vec<Bounds> {
        let mut found: Vec<(i128, i128)> = vec![(0, UNBOUNDED); self.unknowns];
        for (own, least) in &self.least {
            found[*own].0 = found[*own].0.max(*least);
        }
        tighten(&self.sums, &mut found);
        for _ in 0..4 {
            let before = found.clone();
            // What is known is taken out first, so that elimination sees only what is open.
            let known = eliminated(&self.sums, &found);
            tighten(&known, &mut found);
            tighten(&self.sums, &mut found);
            if found == before {
                break;
            }
        }
        let bounds = |(low, high): (i128, i128)| Bounds {
            low: low as i64,
            high: (high < UNBOUNDED).then_some(high as i64),
        };
        found.into_iter().map(bounds).collect()
    }
}

fn tighten(sums: &[Sum], found: &mut [(i128, i128)]) {
    for _ in 0..ROUNDS {
        let mut moved = false;
        for sum in sums {
            moved |= sum.tighten(found);
        }
        if !moved {
            return;
        }
    }
}

impl Sum {
    fn tighten(&self, found: &mut [(i128, i128)]) -> bool {
        let parts: Vec<(usize, i128)> = self
            .factors
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, factor)| *factor != 0)
            .collect();
        // The least and the most that all parts make together, and how many of them are unbounded there.
        let ends = |(i, factor): (usize, i128), least: bool| {
            let (low, high) = found[i];
            let value = if (factor > 0) == least { low } else { high };
            if value >= UNBOUNDED {
                None
            } else {
                Some(factor * value)
            }
        };
        let total_of = |least: bool| {
            parts
                .iter()
                .fold((0_i128, 0_usize), |(sum, open), part| match ends(*part, least) {
                    Some(value) => (sum + value, open),
                    None => (sum, open + 1),
                })
        };
        let (least, most) = (total_of(true), total_of(false));
        // All others at their least (or most); `None` where one of them is unbounded.
        let others =
            |part: (usize, i128), (sum, open): (i128, usize), is_least: bool| match ends(part, is_least) {
                Some(value) if open == 0 => Some(sum - value),
                None if open == 1 => Some(sum),
                _ => None,
            };
        let mut next = Vec::new();
        for &(i, factor) in &parts {
            let (mut low, mut high) = found[i];
            for (rest, rest_is_least) in [
                (others((i, factor), least, true), true),
                (others((i, factor), most, false), false),
            ] {
                let Some(rest) = rest else { continue };
                // factor × x is at most this (others at their least), or at least this (others at their most).
                let limit = self.total - rest;
                let positive = factor.abs();
                if rest_is_least == (factor > 0) {
                    high = high.min((limit * factor.signum()).div_euclid(positive));
                } else {
                    low = low.max(-(-limit * factor.signum()).div_euclid(positive));
                }
            }
            if (low, high) != found[i] {
                next.push((i, (low, high)));
            }
        }
        for (i, bounds) in &next {
            found[*i] = *bounds;
        }
        !next.is_empty()
    }

    /// Divides by the greatest common divisor of all its numbers.
    fn reduced(mut self) -> Self {
        let divisor = self
            .factors
            .iter()
            .fold(self.total.abs(), |d, factor| gcd(d, factor.abs()));
        if divisor > 1 {
            self.total /= divisor;
            for factor in &mut self.factors {
                *factor /= divisor;
            }
        }
        self
    }

    /// Without column `column`, by adding a multiple of `by`; `None` if the numbers grow too large.
    fn without(&self, by: &Self, column: usize) -> Option<Self> {
        let (mine, its) = (self.factors[column], by.factors[column]);
        let combined = |a: i128, b: i128| a.checked_mul(its)?.checked_sub(b.checked_mul(mine)?);
        let factors = self
            .factors
            .iter()
            .zip(&by.factors)
            .map(|(a, b)| combined(*a, *b));
        Some(
            Self {
                factors: factors.collect::<Option<_>>()?,
                total: combined(self.total, by.total)?,
            }
            .reduced(),
        )
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The equations in reduced form, unknowns that are known already taken out.
fn eliminated(sums: &[Sum], found: &[(i128, i128)]) -> Vec<Sum> {
    let mut rows: Vec<Sum> = sums
        .iter()
        .map(|sum| {
            let mut sum = sum.clone();
            for (i, (low, high)) in found.iter().enumerate() {
                if low == high {
                    sum.total -= sum.factors[i] * low;
                    sum.factors[i] = 0;
                }
            }
            sum
        })
        .collect();
    let mut done = 0;
    for column in 0..found.len() {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row].factors[column] != 0) else {
            continue;
        };
        rows.swap(done, pivot);
        let by = rows[done].clone();
        for (row, sum) in rows.iter_mut().enumerate() {
            if row != done
                && sum.factors[column] != 0
                && let Some(next) = sum.without(&by, column)
            {
                *sum = next;
            }
        }
        done += 1;
    }
    rows.truncate(done);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of `statistics.md` 18: in a 2 × 2 × 2 table every two-way margin is 0 or at least 5, and yet the 1 is
    /// pinned.
    #[test]
    fn its_control_example_is_caught() {
        let count = |a: usize, b: usize, c: usize| [[[0, 0], [5, 5]], [[5, 5], [1, 9]]][a][b][c];
        let at = |a: usize, b: usize, c: usize| a * 4 + b * 2 + c;
        let mut puzzle = Puzzle::new(8);
        for x in 0..2 {
            for y in 0..2 {
                puzzle.publish(&[at(x, y, 0), at(x, y, 1)], count(x, y, 0) + count(x, y, 1));
                puzzle.publish(&[at(x, 0, y), at(x, 1, y)], count(x, 0, y) + count(x, 1, y));
                puzzle.publish(&[at(0, x, y), at(1, x, y)], count(0, x, y) + count(1, x, y));
            }
        }
        assert!(puzzle.sums.iter().all(|sum| sum.total == 0 || sum.total >= 5));
        let bounds = puzzle.bounds();
        assert!(bounds[at(1, 1, 0)].reveals_under(5));
        assert_eq!(
            bounds[at(1, 1, 0)],
            Bounds {
                low: 1,
                high: Some(1)
            }
        );
    }

    #[test]
    fn a_difference_of_two_tables_is_found() {
        // A year of 13, of which ten months were published as 11 in one figure: the other two were 2.
        let mut puzzle = Puzzle::new(12);
        puzzle.publish(&(0..12).collect::<Vec<_>>(), 13);
        puzzle.publish(&(0..10).collect::<Vec<_>>(), 11);
        let rest = puzzle.watch(&[10, 11]);
        let bounds = puzzle.bounds();
        assert!(bounds[rest].reveals_under(5));
        assert_eq!(
            bounds[10],
            Bounds {
                low: 0,
                high: Some(2)
            }
        );
        assert_eq!(
            bounds[3],
            Bounds {
                low: 0,
                high: Some(11)
            }
        );
    }

    #[test]
    fn a_figure_over_as_many_cells_as_it_counts_pins_each_of_them() {
        let mut puzzle = Puzzle::new(3);
        puzzle.publish(&[0, 1, 2], 3);
        assert!(!puzzle.bounds()[0].reveals_under(3));
        let cells = [0, 1, 2].map(|cell| {
            puzzle.at_least(&[cell], 1);
            puzzle.watch(&[cell])
        });
        let bounds = puzzle.bounds();
        assert!(cells.iter().all(|cell| bounds[*cell].reveals_under(3)));
    }

    #[test]
    fn what_no_figure_touches_has_no_bound() {
        let mut puzzle = Puzzle::new(2);
        puzzle.publish(&[0], 4);
        let both = puzzle.watch(&[0, 1]);
        let bounds = puzzle.bounds();
        assert_eq!(bounds[1], Bounds { low: 0, high: None });
        assert_eq!(bounds[both], Bounds { low: 4, high: None });
        assert!(bounds[0].reveals_under(5) && !bounds[0].reveals_under(4));
    }

    proptest! {
        #[test]
        fn the_truth_always_lies_within_the_bounds(
            truth in prop::collection::vec(0i64..8, 1..8),
            sets in prop::collection::vec(prop::collection::btree_set(0usize..8, 1..6), 0..8),
            watched in prop::collection::btree_set(0usize..8, 1..6)
        ) {
            let within = |set: &std::collections::BTreeSet<usize>| -> Vec<usize> {
                set.iter().copied().filter(|i| *i < truth.len()).collect()
            };
            let total = |set: &[usize]| set.iter().map(|i| truth[*i]).sum::<i64>();
            let mut puzzle = Puzzle::new(truth.len());
            for set in &sets {
                let set = within(set);
                puzzle.publish(&set, total(&set));
                puzzle.at_least(&set, total(&set).min(1));
            }
            let watched = within(&watched);
            let sum = puzzle.watch(&watched);
            let bounds = puzzle.bounds();
            let holds = |bounds: Bounds, value: i64| bounds.low <= value && bounds.high.is_none_or(|high| value <= high);
            for (i, value) in truth.iter().enumerate() {
                prop_assert!(holds(bounds[i], *value), "{i}: {:?} {value}", bounds[i]);
            }
            prop_assert!(holds(bounds[sum], total(&watched)));
        }
    }
}
