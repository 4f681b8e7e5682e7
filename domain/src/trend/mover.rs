//! Movers and alerts: a client or a sector that moves against its own past (`statistics.md` 15).
//!
//! The last three mature months are held against what its own 24 months before, with the frozen prior, predict:
//! beta-binomial for rates of the ledger, gamma-Poisson for issues over contracts.

use super::chance::{benjamini_hochberg, beta_binomial_two_sided, gamma_poisson_two_sided, wilson};
use super::claim::RATE;
use super::control::{ChartKind, Counted};
use super::series::MonthState;
use crate::Month;
use chrono::NaiveDate;

/// Months watched.
pub const WATCHED: i32 = 3;
/// Months before them that say what to expect.
pub const PAST: i32 = 24;
/// With fewer invoices (or contracts) in the months watched nothing is tested.
pub const FEWEST: i64 = 10;
/// A change of at least so many points, or a doubling.
pub const POINTS: f64 = 0.05;
/// Months for which an alert is silent after it spoke.
pub const SILENT: i32 = 3;
/// The two-sided 95 % point of the normal distribution.
const Z95: f64 = 1.959_963_984_540_054;

/// The frozen prior: a rate, and the number of invoices (or contracts) that it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    pub rate: f64,
    pub weight: f64,
}

/// One client or sector to test.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<K> {
    pub key: K,
    pub kind: ChartKind,
    /// The months watched.
    pub now: Counted,
    /// Its own months before.
    pub past: Counted,
    pub prior: Prior,
}

/// One that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover<K> {
    pub key: K,
    pub up: bool,
    pub now: Counted,
    /// The rate that was expected.
    pub expected: f64,
    /// The 95 % ends of what was seen.
    pub low: f64,
    pub high: f64,
    /// How often chance alone would move it as far.
    pub p: f64,
    /// The end of the change's 95 % interval that is nearest to no change, never under 0: the order of the list.
    pub cautious: f64,
}

/// The last month that is mature on `today`.
pub fn last_mature(today: NaiveDate) -> Month {
    let mut month = Month::of(today).plus(-1);
    while MonthState::of(month, today).is_hollow() {
        month = month.plus(-1);
    }
    month
}

/// Those that moved, the surest change first. All candidates with enough facts are tested, also those that are silent:
/// who is not shown was tested all the same.
pub fn all_movers<K: Clone + Ord>(candidates: &[Candidate<K>]) -> Vec<Mover<K>> {
    let tested: Vec<Mover<K>> = candidates
        .iter()
        .filter(|candidate| candidate.now.n >= FEWEST)
        .filter_map(test)
        .collect();
    let stand = benjamini_hochberg(&tested.iter().map(|mover| mover.p).collect::<Vec<_>>(), RATE);
    let mut movers: Vec<Mover<K>> = tested
        .into_iter()
        .zip(stand)
        .filter(|(mover, stands)| *stands && is_large(mover))
        .map(|(mover, _)| mover)
        .collect();
    movers.sort_by(|a, b| b.cautious.total_cmp(&a.cautious).then_with(|| a.key.cmp(&b.key)));
    movers
}

/// Does an alert that spoke in `spoken` keep silent in `month`?
pub fn is_silent(spoken: Option<Month>, month: Month) -> bool {
    spoken.is_some_and(|spoken| month.index() - spoken.index() <= SILENT)
}

fn test<K: Clone>(candidate: &Candidate<K>) -> Option<Mover<K>> {
    let Candidate { now, past, prior, .. } = candidate;
    let rate = now.rate()?;
    let (seen, of) = (
        prior.weight.mul_add(prior.rate, past.hits as f64),
        prior.weight + past.n as f64,
    );
    if of <= 0.0 {
        return None;
    }
    let expected = seen / of;
    let p = match candidate.kind {
        ChartKind::Share => beta_binomial_two_sided(now.hits, now.n, seen, of - seen),
        ChartKind::Rate => gamma_poisson_two_sided(now.hits, now.n as f64, seen, of),
    };
    let (low, high) = ends(candidate.kind, *now)?;
    let up = rate > expected;
    let cautious = if up { low - expected } else { expected - high };
    Some(Mover {
        key: candidate.key.clone(),
        up,
        now: *now,
        expected,
        low,
        high,
        p,
        cautious: cautious.max(0.0),
    })
}

/// The 95 % ends of what was seen: Wilson's for a share, the score interval of a Poisson rate else.
fn ends(kind: ChartKind, now: Counted) -> Option<(f64, f64)> {
    if kind == ChartKind::Share {
        return wilson(now.hits, now.n).map(|interval| (interval.low, interval.high));
    }
    let (y, n) = (now.hits as f64, now.n as f64);
    let half = Z95 * (y + Z95 * Z95 / 4.0).sqrt();
    let middle = y + Z95 * Z95 / 2.0;
    Some(((middle - half).max(0.0) / n, (middle + half) / n))
}

/// At least five points, or twice as much, or half.
fn is_large<K>(mover: &Mover<K>) -> bool {
    let rate = mover.now.rate().unwrap_or(mover.expected);
    // Five points exactly are five points, whatever the last bit says.
    (rate - mover.expected).abs() >= POINTS - 1e-12
        || (mover.up && rate >= 2.0 * mover.expected)
        || (!mover.up && 2.0 * rate <= mover.expected)
}

#[cfg(test)]
mod tests {
    use super::super::movers::Window;
    use super::*;
    use proptest::prelude::*;

    const PRIOR: Prior = Prior {
        rate: 0.1,
        weight: 10.0,
    };

    fn share(key: i64, now: (i64, i64), past: (i64, i64)) -> Candidate<i64> {
        Candidate {
            key,
            kind: ChartKind::Share,
            now: Counted::new(now.0, now.1),
            past: Counted::new(past.0, past.1),
            prior: PRIOR,
        }
    }

    fn keys(movers: &[Mover<i64>]) -> Vec<i64> {
        movers.iter().map(|mover| mover.key).collect()
    }

    #[test]
    fn a_client_that_leaves_its_own_past_moves_and_others_do_not() {
        let found = all_movers(&[
            share(1, (12, 20), (20, 200)),
            share(2, (2, 20), (20, 200)),
            share(3, (5, 9), (20, 200)),
            // As late as ever: no mover, though the worst of all.
            share(4, (90, 100), (720, 800)),
            share(5, (0, 60), (90, 200)),
        ]);
        assert_eq!(keys(&found), [5, 1]);
        assert!(found[1].up && !found[0].up);
        assert!((found[1].expected - 21.0 / 210.0).abs() < 1e-12);
    }

    #[test]
    fn one_without_a_past_is_held_against_the_prior() {
        let found = all_movers(&[share(1, (12, 12), (0, 0)), share(2, (2, 12), (0, 0))]);
        assert_eq!(keys(&found), [1]);
    }

    #[test]
    fn a_sure_change_that_is_small_is_none() {
        // 12.5 % against 10 %, over very many: sure, but neither five points nor a doubling.
        assert_eq!(all_movers(&[share(1, (12_500, 100_000), (10_000, 100_000))]), []);
        assert_eq!(
            keys(&all_movers(&[share(1, (15_000, 100_000), (10_000, 100_000))])),
            [1]
        );
        assert_eq!(
            keys(&all_movers(&[share(1, (2_100, 100_000), (1_000, 100_000))])),
            [1]
        );
    }

    #[test]
    fn issues_are_counted_over_contracts() {
        let rate = |key, now, past| Candidate {
            kind: ChartKind::Rate,
            ..share(key, now, past)
        };
        let found = all_movers(&[rate(1, (9, 30), (8, 240)), rate(2, (2, 30), (8, 240))]);
        assert_eq!(keys(&found), [1]);
    }

    #[test]
    fn an_alert_keeps_silent_for_three_months() {
        let month = |m| Month::new(2026, m).unwrap();
        assert!(!is_silent(None, month(5)));
        assert!(is_silent(Some(month(2)), month(5)));
        assert!(!is_silent(Some(month(2)), month(6)));
    }

    #[test]
    fn three_mature_months_are_watched_and_the_24_before_them_say_what_to_expect() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        // September ended 59 days ago on 28 November.
        assert_eq!(last_mature(today), Month::new(2026, 8).unwrap());
        assert_eq!(
            last_mature(NaiveDate::from_ymd_opt(2026, 11, 29).unwrap()),
            Month::new(2026, 9).unwrap()
        );
        let window = Window::ending(last_mature(today));
        assert_eq!(window.first, Month::new(2026, 6).unwrap());
        assert_eq!(window.first_past, Month::new(2024, 6).unwrap());
    }

    proptest! {
        #[test]
        fn few_facts_move_nobody(hits in 0i64..10, n in 0i64..10, past in 0i64..200) {
            prop_assume!(hits <= n);
            prop_assert_eq!(all_movers(&[share(1, (hits, n), (past / 2, past))]), []);
        }

        #[test]
        fn who_does_as_expected_does_not_move(n in 10i64..200) {
            prop_assert_eq!(all_movers(&[share(1, (n / 10, n), (n, n * 10))]), []);
        }
    }
}
