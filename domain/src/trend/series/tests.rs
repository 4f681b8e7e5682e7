//! Cohorts, stocks and findings.

use super::*;
use proptest::prelude::*;

fn month(number: i64) -> Month {
    Month::from_number(number).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A series of mature months that ends in September 2026.
fn series(counts: &[i64]) -> Series {
    let last = month(202_609);
    let first = last.plus(1 - counts.len() as i32);
    let by_month = first.through(last).zip(counts.iter().copied()).collect();
    Series::new(first, last, &by_month, day("2027-01-01"))
}

fn finding(series: &Series) -> Finding {
    Tested::of(series).alone()
}

#[test]
fn a_month_is_mature_when_its_last_day_is_sixty_days_old() {
    for (today, state) in [
        ("2026-09-30", MonthState::Incomplete),
        ("2026-10-01", MonthState::Immature),
        ("2026-11-28", MonthState::Immature),
        ("2026-11-29", MonthState::Mature),
    ] {
        assert_eq!(MonthState::of(month(202_609), day(today)), state, "{today}");
    }
}

#[test]
fn a_month_without_a_fact_is_a_zero() {
    let counts = BTreeMap::from([(month(202_601), 4), (month(202_603), 2)]);
    let series = Series::new(month(202_512), month(202_603), &counts, day("2026-04-15"));
    let read: Vec<_> = series
        .points
        .iter()
        .map(|p| (p.count, p.state.is_hollow()))
        .collect();
    assert_eq!(read, [(0, false), (4, false), (0, true), (2, true)]);
    assert_eq!((series.total(), series.mature().len()), (6, 2));
}

#[test]
fn a_stock_begins_with_all_that_came_before() {
    let flow = |came, went| Flow { came, went };
    let flows = BTreeMap::from([
        (month(202_510), flow(5, 0)),
        (month(202_511), flow(1, 2)),
        (month(202_601), flow(3, 1)),
    ]);
    let stocks = stock(month(202_512), month(202_601), &flows);
    assert_eq!(
        stocks,
        [
            Stock {
                month: month(202_512),
                start: 4,
                came: 0,
                went: 0,
                end: 4
            },
            Stock {
                month: month(202_601),
                start: 4,
                came: 3,
                went: 1,
                end: 6
            },
        ]
    );
}

#[test]
fn under_fifteen_mature_months_nothing_is_compared() {
    assert_eq!(finding(&series(&[5; 14])), Finding::TooEarly { mature: 14 });
    assert!(matches!(finding(&series(&[5; 15])), Finding::NoChange { .. }));
}

#[test]
fn the_same_months_a_year_before_are_compared() {
    let mut counts = vec![5; 15];
    counts[0] = 7;
    counts[14] = 6;
    let Finding::NoChange { compared, low, high } = finding(&series(&counts)) else {
        panic!("no change")
    };
    assert_eq!((compared.first, compared.last), (month(202_607), month(202_609)));
    assert_eq!((compared.now, compared.before), (16, 17));
    assert!(low < 16 && 16 < high, "{low} {high}");
}

#[test]
fn a_clear_rise_and_a_clear_fall_are_claimed() {
    let mut counts = vec![10, 9, 11, 10, 10, 9, 11, 10, 10, 9, 11, 10, 10, 9, 11];
    counts[13] = 30;
    assert!(matches!(finding(&series(&counts)), Finding::More { p, .. } if p < 0.05));
    counts[12..].fill(1);
    assert!(matches!(finding(&series(&counts)), Finding::Fewer { p, .. } if p < 0.01));
}

#[test]
fn what_varies_wildly_by_itself_claims_less() {
    let steady = [20, 21, 19, 20, 21, 19, 20, 21, 19, 20, 21, 19, 28, 28, 28];
    let wild = [50, 5, 5, 60, 2, 1, 40, 3, 20, 50, 4, 1, 28, 28, 28];
    assert!(matches!(finding(&series(&steady)), Finding::More { .. }));
    assert!(matches!(finding(&series(&wild)), Finding::NoChange { .. }));
}

#[test]
fn hollow_months_are_never_compared() {
    let last = month(202_609);
    let first = last.plus(-17);
    let mut counts: BTreeMap<Month, i64> = first.through(last).map(|m| (m, 10)).collect();
    counts.insert(last, 500);
    let series = Series::new(first, last, &counts, day("2026-10-15"));
    let compared = compared(&series).unwrap();
    assert_eq!((compared.last, compared.now), (month(202_607), 30));
}

#[test]
fn no_facts_at_all_are_no_change() {
    let found = finding(&series(&[0; 20]));
    assert!(
        matches!(
            found,
            Finding::NoChange {
                compared: Compared {
                    now: 0,
                    before: 0,
                    ..
                },
                ..
            }
        ),
        "{found:?}"
    );
}

proptest! {
    #[test]
    fn start_plus_in_minus_out_is_end(flows in prop::collection::vec((0i64..50, 0i64..50), 1..40), skip in 0i32..40) {
        let first = month(202_001);
        let all: BTreeMap<Month, Flow> =
            flows.iter().enumerate().map(|(i, &(came, went))| (first.plus(i as i32), Flow { came, went })).collect();
        let stocks = stock(first.plus(skip), first.plus(45), &all);
        for one in &stocks {
            prop_assert_eq!(one.start + one.came - one.went, one.end);
        }
        for two in stocks.windows(2) {
            prop_assert_eq!(two[0].end, two[1].start);
        }
        let everything: i64 = flows.iter().map(|(came, went)| came - went).sum();
        prop_assert_eq!(stocks.last().unwrap().end, everything);
    }

    #[test]
    fn the_finding_follows_the_p_value(counts in prop::collection::vec(0i64..60, 15..40)) {
        let series = series(&counts);
        let p = Tested::of(&series).p.unwrap();
        prop_assert!((0.0..=1.0 + 1e-9).contains(&p));
        match finding(&series) {
            Finding::NoChange { compared, low, high } => {
                prop_assert!(p >= 0.10 || compared.now == compared.before);
                prop_assert!(low < compared.now && compared.now < high);
            }
            Finding::More { compared, .. } => prop_assert!(p < 0.10 && compared.now > compared.before),
            Finding::Fewer { compared, .. } => prop_assert!(p < 0.10 && compared.now < compared.before),
            Finding::TooEarly { .. } => prop_assert!(false, "fifteen months are enough"),
        }
    }
}
