//! What chance alone would do: intervals for shares and an exact test for two counts.

use serde::{Deserialize, Serialize};

/// The two-sided 95 % point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// A share between its 95 % limits, all from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// Wilson's 95 % interval without correction; `None` for nothing out of nothing.
pub fn wilson(hits: i64, n: i64) -> Option<Interval> {
    wilson_effective(hits, n, 1.0)
}

/// The same where clients cluster: with the effective number `n / max(1, deff)` (`statistics.md` 11).
pub fn wilson_effective(hits: i64, n: i64, deff: f64) -> Option<Interval> {
    if n <= 0 || !(0..=n).contains(&hits) {
        return None;
    }
    let share = hits as f64 / n as f64;
    let n = n as f64 / deff.max(1.0);
    let z2 = Z95 * Z95;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Interval {
        share,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    })
}

/// The 95 % score interval of a rate of events, as issues per contract: each unit of `n` can have several. Widened where
/// events cluster as [`wilson_effective`]; `None` for nothing of nothing.
pub fn poisson_effective(events: i64, n: i64, deff: f64) -> Option<Interval> {
    if n <= 0 || events < 0 {
        return None;
    }
    let (rate, n) = (events as f64 / n as f64, n as f64 / deff.max(1.0));
    let centre = rate + Z95 * Z95 / (2.0 * n);
    let half = Z95 * (rate / n + Z95 * Z95 / (4.0 * n * n)).sqrt();
    Some(Interval {
        share: rate,
        low: (centre - half).max(0.0),
        high: centre + half,
    })
}

/// How much more counts vary than independent facts would: variance over mean, at least 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion(f64);

impl Dispersion {
    /// Counts of independent facts.
    pub const NONE: Self = Self(1.0);

    /// Of the monthly counts of a history; under two months, or without a fact, none.
    pub fn of(counts: &[i64]) -> Self {
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<i64>() as f64 / n.max(1.0);
        if counts.len() < 2 || mean <= 0.0 {
            return Self::NONE;
        }
        let squares: f64 = counts.iter().map(|count| (*count as f64 - mean).powi(2)).sum();
        Self((squares / (n - 1.0) / mean).max(1.0))
    }

    pub const fn ratio(self) -> f64 {
        self.0
    }
}

/// How often chance alone would part `now + before` facts as unevenly: the smaller tail of the exact law, twice.
///
/// Given their sum, two Poisson counts of equal rate are binomial, and two gamma-Poisson counts with variance
/// `d × mean` are beta-binomial with shapes `mean / (d − 1)`.
pub fn two_sided(now: i64, before: i64, share_now: f64, spread: Dispersion) -> f64 {
    let all = now + before;
    if now < 0 || before < 0 || all == 0 {
        return 1.0;
    }
    let law = Law::new(all, share_now, spread);
    // The smaller tail, not all less likely splits: of few clustered facts, an even split is the least likely one.
    (2.0 * law.at_least(now).min(law.at_most(now))).min(1.0)
}

/// The counts nearest to `before` that would have been a change at this level: one below (−1 where none is), one above.
pub fn chance_range(before: i64, share_now: f64, spread: Dispersion, level: f64) -> (i64, i64) {
    let claims = |now: i64| now != before && two_sided(now, before, share_now, spread) < level;
    let low = if claims(0) {
        boundary(before, 0, claims)
    } else {
        -1
    };
    let mut high = before + 1;
    while !claims(high) {
        high = before + (high - before) * 2;
        if high - before > before.saturating_mul(50).saturating_add(1_000_000) {
            return (low, i64::MAX);
        }
    }
    (low, boundary(before, high, claims))
}

/// The number nearest to `quiet` that claims, given that `loud` does: the further away, the clearer.
fn boundary(mut quiet: i64, mut loud: i64, claims: impl Fn(i64) -> bool) -> i64 {
    while (loud - quiet).abs() > 1 {
        let middle = quiet + (loud - quiet) / 2;
        if claims(middle) {
            loud = middle;
        } else {
            quiet = middle;
        }
    }
    loud
}

/// The law of the later count, given the sum.
enum Law {
    Binomial { n: i64, share: f64 },
    BetaBinomial { n: i64, a: f64, b: f64 },
}

impl Law {
    fn new(n: i64, share: f64, spread: Dispersion) -> Self {
        let excess = spread.ratio() - 1.0;
        if excess < 1e-6 {
            return Self::Binomial { n, share };
        }
        Self::BetaBinomial {
            n,
            a: n as f64 * share / excess,
            b: n as f64 * (1.0 - share) / excess,
        }
    }

    /// Probability of `k` or more.
    fn at_least(&self, k: i64) -> f64 {
        let mut term = self.ln_probability(k).exp();
        let mut sum = term;
        for k in k..self.total() {
            term *= self.step_up(k);
            sum += term;
        }
        sum
    }

    /// Probability of `k` or fewer.
    fn at_most(&self, k: i64) -> f64 {
        self.mirrored().at_least(self.total() - k)
    }

    const fn total(&self) -> i64 {
        match *self {
            Self::Binomial { n, .. } | Self::BetaBinomial { n, .. } => n,
        }
    }

    /// The law of the earlier count.
    fn mirrored(&self) -> Self {
        match *self {
            Self::Binomial { n, share } => Self::Binomial {
                n,
                share: 1.0 - share,
            },
            Self::BetaBinomial { n, a, b } => Self::BetaBinomial { n, a: b, b: a },
        }
    }

    /// Probability of `k + 1` over that of `k`.
    fn step_up(&self, k: i64) -> f64 {
        let choose = (self.total() - k) as f64 / (k + 1) as f64;
        match *self {
            Self::Binomial { share, .. } => choose * share / (1.0 - share),
            Self::BetaBinomial { n, a, b } => choose * (k as f64 + a) / ((n - k - 1) as f64 + b),
        }
    }

    fn ln_probability(&self, k: i64) -> f64 {
        match *self {
            Self::Binomial { n, share } => {
                ln_choose(n, k) + k as f64 * share.ln() + (n - k) as f64 * (1.0 - share).ln()
            }
            Self::BetaBinomial { n, a, b } => {
                ln_choose(n, k) + ln_beta(k as f64 + a, (n - k) as f64 + b) - ln_beta(a, b)
            }
        }
    }
}

fn ln_choose(n: i64, k: i64) -> f64 {
    ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The logarithm of the gamma function of a positive number: Stirling's series from 10 on, reached by recurrence.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

/// How often a standard normal value lies as far from zero as `z`, on either side.
pub fn normal_two_sided(z: f64) -> f64 {
    // erfc by its series near zero and by its continued fraction further out.
    let x = z.abs() / std::f64::consts::SQRT_2;
    if x < 2.5 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term.abs() > 1e-17 * sum.abs() {
            n += 1.0;
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return (1.0 - 2.0 / std::f64::consts::PI.sqrt() * sum).clamp(0.0, 1.0);
    }
    let fraction = (1..=60)
        .rev()
        .fold(0.0, |rest, k| f64::from(k) / 2.0 / (x + rest));
    (-x * x).exp() / std::f64::consts::PI.sqrt() / (x + fraction)
}

/// How often chance alone would make a count at least as extreme as `k` of `n`, where the share has a beta law with
/// shapes `a` and `b`: the smaller tail, twice.
pub fn beta_binomial_two_sided(k: i64, n: i64, a: f64, b: f64) -> f64 {
    if !(0..=n).contains(&k) || a <= 0.0 || b <= 0.0 {
        return 1.0;
    }
    let law = Law::BetaBinomial { n, a, b };
    (2.0 * law.at_least(k).min(law.at_most(k))).min(1.0)
}

/// How often chance alone would make a count at least as extreme as `k`, where its rate has a gamma law: `events` seen
/// over `exposure`, now watched over `watched`. The smaller tail, twice.
pub fn gamma_poisson_two_sided(k: i64, watched: f64, events: f64, exposure: f64) -> f64 {
    if k < 0 || watched <= 0.0 || events <= 0.0 || exposure <= 0.0 {
        return 1.0;
    }
    let grows = watched / (exposure + watched);
    let step_up = |k: f64| (k + events) / (k + 1.0) * grows;
    let mut below = 0.0;
    let none = (events * (1.0 - grows).ln()).exp();
    let at = |k: i64| {
        let x = k as f64;
        (ln_gamma(x + events) - ln_gamma(x + 1.0) - ln_gamma(events)
            + events * (1.0 - grows).ln()
            + x * grows.ln())
        .exp()
    };
    let mut term = if k == 0 { none } else { at(k) };
    let exactly = term;
    // Downwards from k, where terms shrink the faster the further k lies in the tail.
    let mut down = exactly;
    for i in (0..k).rev() {
        down /= step_up(i as f64);
        below += down;
    }
    let mut above = 0.0;
    let mut i = k as f64;
    // The terms fall by a factor that comes near `grows` in the end.
    for _ in 0..1_000_000 {
        term *= step_up(i);
        above += term;
        i += 1.0;
        if term <= above * 1e-15 && step_up(i) < 1.0 {
            break;
        }
    }
    (2.0 * (below + exactly).min(above + exactly)).min(1.0)
}

/// Which of these p-values stand at a false discovery rate of `rate` (Benjamini and Hochberg).
pub fn benjamini_hochberg(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p_values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let limit = sorted
        .iter()
        .enumerate()
        .filter(|(i, p)| **p <= rate * (*i as f64 + 1.0) / n)
        .map(|(_, p)| *p)
        .next_back();
    p_values
        .iter()
        .map(|p| limit.is_some_and(|limit| *p <= limit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(a: f64, b: f64, within: f64) -> bool {
        (a - b).abs() < within
    }

    #[test]
    fn ten_events_are_five_to_eighteen_and_clusters_widen_them() {
        // (10 + z²/2) ± z √(10 + z²/4).
        let found = poisson_effective(10, 1, 1.0).unwrap();
        assert!(
            (found.low - 5.432).abs() < 1e-3 && (found.high - 18.409).abs() < 1e-3,
            "{found:?}"
        );
        let wide = poisson_effective(10, 1, 4.0).unwrap();
        assert!(wide.low < found.low && found.high < wide.high);
        assert!(poisson_effective(0, 50, 1.0).unwrap().low < 1e-12);
        assert_eq!(poisson_effective(3, 0, 1.0), None);
    }

    #[test]
    fn wilson_gives_the_known_answers_of_newcombe() {
        for (hits, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let found = wilson(hits, n).unwrap();
            assert!(
                near(found.low, low, 5e-5) && near(found.high, high, 5e-5),
                "{hits}/{n}: {found:?}"
            );
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
    }

    #[test]
    fn clustering_widens_the_interval_and_never_narrows_it() {
        let plain = wilson(40, 100).unwrap();
        let clustered = wilson_effective(40, 100, 4.0).unwrap();
        assert_eq!(
            clustered,
            Interval {
                share: 0.4,
                ..wilson(10, 25).unwrap()
            }
        );
        assert!(clustered.low < plain.low && plain.high < clustered.high);
        assert_eq!(wilson_effective(40, 100, 0.5).unwrap(), plain);
    }

    #[test]
    fn the_logarithm_of_gamma_is_that_of_factorials_and_roots() {
        for (x, value) in [
            (1.0, 0.0),
            (2.0, 0.0),
            (5.0, 24f64.ln()),
            (0.5, std::f64::consts::PI.sqrt().ln()),
            (11.0, 3_628_800f64.ln()),
        ] {
            assert!(near(ln_gamma(x), value, 1e-9), "{x}");
        }
    }

    #[test]
    fn the_binomial_test_gives_the_known_answers() {
        // 10 heads and 2 tails: 2 × (66 + 12 + 1) / 4096.
        assert!(near(
            two_sided(10, 2, 0.5, Dispersion::NONE),
            158.0 / 4096.0,
            1e-9
        ));
        assert!(near(two_sided(5, 5, 0.5, Dispersion::NONE), 1.0, 1e-9));
        // Three of three where three in ten are expected: 2 × 0.3³.
        assert!(near(two_sided(3, 0, 0.3, Dispersion::NONE), 0.054, 1e-9));
        assert!(near(two_sided(0, 0, 0.5, Dispersion::NONE), 1.0, 1e-12));
    }

    #[test]
    fn two_gamma_poisson_counts_part_as_the_beta_binomial() {
        // Shapes of 4 × 0.5 / 2 = 1 make each of the five splits equally likely.
        let uniform = Dispersion(3.0);
        assert!(near(two_sided(4, 0, 0.5, uniform), 0.4, 1e-9));
        let law = Law::new(4, 0.5, uniform);
        assert!((0..=4).all(|k| near(law.ln_probability(k).exp(), 0.2, 1e-9)));
    }

    #[test]
    fn the_normal_law_gives_the_known_points() {
        for (z, p) in [
            (0.0, 1.0),
            (1.0, 0.317_310_507_862_914),
            (1.959_963_984_540_054, 0.05),
            (-3.0, 0.002_699_796_063_260),
            (4.0, 6.334_248_366_623_98e-5),
        ] {
            assert!(
                near(normal_two_sided(z), p, 1e-12),
                "{z}: {}",
                normal_two_sided(z)
            );
        }
    }

    #[test]
    fn the_predictive_laws_give_the_known_answers() {
        // Shapes of 1 make every count of n equally likely; a gamma of shape 1 makes the geometric law.
        assert!(near(beta_binomial_two_sided(9, 9, 1.0, 1.0), 0.2, 1e-9));
        assert!(near(beta_binomial_two_sided(0, 4, 1.0, 1.0), 0.4, 1e-9));
        // One event in 1, watched for 1: P(k) = (1/2)^(k+1), so P(3 or more) = 1/8.
        assert!(near(gamma_poisson_two_sided(3, 1.0, 1.0, 1.0), 0.25, 1e-9));
        assert!(near(gamma_poisson_two_sided(0, 1.0, 1.0, 1.0), 1.0, 1e-9));
        // Much history is as good as knowing the rate: Poisson of 4, P(10 or more) = 0.00813.
        assert!(near(
            gamma_poisson_two_sided(10, 4.0, 1e7, 1e7),
            2.0 * 0.008_132_242_8,
            1e-6
        ));
        assert!(near(
            gamma_poisson_two_sided(0, 4.0, 1e7, 1e7),
            2.0 * (-4.0_f64).exp(),
            1e-6
        ));
    }

    #[test]
    fn dispersion_is_variance_over_mean_and_at_least_one() {
        assert!(near(Dispersion::of(&[2, 4, 6]).ratio(), 1.0, 1e-12));
        assert!(near(Dispersion::of(&[0, 10]).ratio(), 10.0, 1e-12));
        assert_eq!(Dispersion::of(&[5, 5, 5]), Dispersion::NONE);
        assert_eq!(Dispersion::of(&[0, 0]), Dispersion::NONE);
        assert_eq!(Dispersion::of(&[]), Dispersion::NONE);
    }

    #[test]
    fn the_known_example_of_benjamini_and_hochberg() {
        // Their paper of 1995, 15 comparisons at 5 %: the four smallest stand.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let stand = benjamini_hochberg(&p, 0.05);
        assert_eq!(stand.iter().filter(|s| **s).count(), 4);
        assert!(stand[..4].iter().all(|s| *s));
        assert!(benjamini_hochberg(&[], 0.1).is_empty());
    }

    proptest! {
        #[test]
        fn all_splits_together_are_certain(n in 1i64..300, share in 0.05f64..0.95, d in 1.0f64..20.0) {
            let law = Law::new(n, share, Dispersion(d));
            let sum: f64 = (0..=n).map(|k| law.ln_probability(k).exp()).sum();
            prop_assert!(near(sum, 1.0, 1e-7), "{sum}");
            let k = n / 3;
            prop_assert!(near(law.at_least(k) + law.at_most(k) - law.ln_probability(k).exp(), 1.0, 1e-7));
        }

        #[test]
        fn more_spread_never_makes_a_change_clearer(now in 0i64..80, before in 0i64..80, d in 1.0f64..6.0) {
            let plain = two_sided(now, before, 0.5, Dispersion(d));
            let wilder = two_sided(now, before, 0.5, Dispersion(d * 2.0));
            prop_assert!(wilder >= plain - 0.02, "{plain} {wilder}");
        }

        #[test]
        fn wilson_holds_its_share(n in 1i64..2_000, hits in 0i64..2_000) {
            prop_assume!(hits <= n);
            let found = wilson(hits, n).unwrap();
            prop_assert!(found.low <= found.share + 1e-12 && found.share <= found.high + 1e-12);
        }

        #[test]
        fn between_the_ends_of_chance_nothing_is_claimed(before in 0i64..60, d in 1.0f64..5.0) {
            let (low, high) = chance_range(before, 0.5, Dispersion(d), 0.1);
            prop_assert!(low < before && before < high);
            for now in (low + 1)..high.min(before + 100) {
                prop_assert!(now == before || two_sided(now, before, 0.5, Dispersion(d)) >= 0.1);
            }
        }
    }
}
