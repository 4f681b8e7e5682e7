use super::*;
use proptest::prelude::*;

fn ended(days: &[i64]) -> impl Iterator<Item = Spell> + '_ {
    days.iter().map(|days| Spell::Ended { days: *days })
}

fn open(days: &[i64]) -> impl Iterator<Item = Spell> + '_ {
    days.iter().map(|days| Spell::Open { days: *days })
}

fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap()
}

/// Freireich 1963, the 6-MP arm; its curve as every textbook gives it.
#[test]
fn the_known_answer_of_the_6_mp_arm() {
    let spells = Spells::of(
        ended(&[6, 6, 6, 7, 10, 13, 16, 22, 23]).chain(open(&[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])),
    );
    assert_eq!(spells.total(), 21);
    let known = [
        (6, 0.857),
        (7, 0.807),
        (10, 0.753),
        (13, 0.690),
        (16, 0.627),
        (22, 0.538),
        (23, 0.448),
    ];
    let curve = spells.curve();
    assert_eq!(curve.len(), known.len());
    for (step, (days, longer)) in curve.iter().zip(known) {
        assert_eq!(step.days, days);
        assert!((step.longer - longer).abs() < 5e-4, "{step:?}");
    }
    assert_eq!(spells.quantile(50), Some(Quantile::Days(23)));
    assert_eq!(spells.quantile(75), Some(Quantile::Over(Some(35))));
    assert_eq!(spells.quantile(25), Some(Quantile::Days(13)));
    assert!((spells.longer_than(21) - 0.627).abs() < 5e-4);
    assert!((spells.longer_than(5) - 1.0).abs() < 1e-12);
}

/// R's `aml`, the maintained arm.
#[test]
fn the_known_answer_of_aml() {
    let spells = Spells::of(ended(&[9, 13, 18, 23, 31, 34, 48]).chain(open(&[13, 28, 45, 161])));
    let known = [
        (9, 0.909),
        (13, 0.818),
        (18, 0.716),
        (23, 0.614),
        (31, 0.491),
        (34, 0.368),
        (48, 0.184),
    ];
    for (step, (days, longer)) in spells.curve().iter().zip(known) {
        assert_eq!(step.days, days);
        assert!((step.longer - longer).abs() < 5e-4, "{step:?}");
    }
    assert_eq!(spells.quantile(50), Some(Quantile::Days(31)));
}

#[test]
fn what_is_never_paid_stays_at_risk_and_a_median_can_be_out_of_reach() {
    let mut spells = Spells::of(ended(&[3, 5]));
    assert_eq!(spells.quantile(50), Some(Quantile::Days(3)));
    spells.add(Spell::Never, 3);
    assert_eq!(spells.quantile(50), Some(Quantile::Over(Some(5))));
    assert!((spells.longer_than(1_000) - 0.6).abs() < 1e-12);
    let none = Spells::of([Spell::Never]);
    assert_eq!(none.quantile(50), Some(Quantile::Over(None)));
    assert_eq!(Spells::default().quantile(50), None);
}

#[test]
fn early_payments_have_negative_days() {
    let spells = Spells::of(ended(&[-10, -4, 0, 12]).chain(open(&[-20])));
    assert_eq!(spells.quantile(50), Some(Quantile::Days(-4)));
    // What is not yet due, and was seen open until 20 days before, says nothing of later days.
    assert!((spells.longer_than(-10) - 0.75).abs() < 1e-12);
}

#[test]
fn a_reopening_is_a_wait_of_its_own_and_a_withdrawal_ends_the_watching() {
    let turns = [
        (day(1, 11), Turn::Confirmed),
        (day(1, 12), Turn::Dismissed),
        (day(2, 1), Turn::Reopened),
        (day(2, 2), Turn::Reopened),
        (day(2, 4), Turn::Withdrawn),
    ];
    assert_eq!(
        waits_for_decision(day(1, 1), &turns, day(6, 1)),
        [Spell::Ended { days: 10 }, Spell::Open { days: 3 }]
    );
    assert_eq!(
        waits_for_decision(day(1, 1), &[], day(1, 31)),
        [Spell::Open { days: 30 }]
    );
    assert_eq!(
        waits_for_decision(day(1, 1), &turns[..3], day(2, 11)),
        [Spell::Ended { days: 10 }, Spell::Open { days: 10 }]
    );
}

proptest! {
    /// `statistics.md` 8: the inverse distribution function of a histogram is Kaplan and Meier where nothing is censored.
    #[test]
    fn without_censoring_it_is_the_type_1_quantile(days in prop::collection::vec(-30i64..120, 1..200), percent in 1u32..=99) {
        let spells = Spells::of(ended(&days));
        let histogram = Histogram::of(days.iter().copied());
        prop_assert_eq!(spells.quantile(percent).unwrap(), Quantile::Days(histogram.quantile_type1(percent).unwrap()));
    }

    #[test]
    fn the_curve_falls_from_one_to_at_least_zero(
        over in prop::collection::vec(-30i64..120, 0..60), still in prop::collection::vec(-30i64..120, 0..60), never in 0i64..5
    ) {
        let mut spells = Spells::of(ended(&over).chain(open(&still)));
        spells.add(Spell::Never, never);
        let mut last = 1.0;
        for step in spells.curve() {
            prop_assert!(step.longer <= last + 1e-12 && step.longer >= -1e-12 && step.ended <= step.at_risk);
            last = step.longer;
        }
        if let (Some(Quantile::Days(a)), Some(Quantile::Days(b))) = (spells.quantile(25), spells.quantile(75)) {
            prop_assert!(a <= b);
        }
    }

    /// Product by product, one death at a time, as a naive reader of the definition computes it.
    #[test]
    fn the_curve_is_the_product_of_the_definition(
        over in prop::collection::vec(0i64..40, 1..40), still in prop::collection::vec(0i64..40, 0..40)
    ) {
        let spells = Spells::of(ended(&over).chain(open(&still)));
        for t in 0..40 {
            let mut product = 1.0;
            for u in 0..=t {
                let at_risk = over.iter().chain(&still).filter(|d| **d >= u).count() as f64;
                let deaths = over.iter().filter(|d| **d == u).count() as f64;
                if deaths > 0.0 {
                    product *= 1.0 - deaths / at_risk;
                }
            }
            prop_assert!((spells.longer_than(t) - product).abs() < 1e-9);
        }
    }

    #[test]
    fn cohorts_add(a in prop::collection::vec(0i64..40, 0..30), b in prop::collection::vec(0i64..40, 0..30)) {
        let mut both = Spells::of(ended(&a).chain(open(&b)));
        both.merge(&Spells::of(ended(&b).chain(open(&a))));
        prop_assert_eq!(&both, &Spells::of(ended(&a).chain(ended(&b)).chain(open(&a)).chain(open(&b))));
        both.add(Spell::Ended { days: 7 }, 1);
        both.add(Spell::Ended { days: 7 }, -1);
        prop_assert_eq!(both.total(), 2 * (a.len() + b.len()) as i64);
    }
}
