//! Wages against the figures of the day.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn offer(unit: WageUnit, cents: i64) -> WageOffer {
    WageOffer {
        profession: None,
        unit,
        wage: Wage(Money(cents)),
        hours_a_unit: None,
    }
}

fn reference(kind: PayKind, profession: Option<i64>, unit: WageUnit, cents: i64) -> PayReference {
    PayReference {
        kind,
        profession: profession.map(ProfessionId),
        unit,
        amount: Wage(Money(cents)),
        valid_from: day("2025-01-01"),
        valid_to: None,
        source: "test".to_owned(),
        source_url: String::new(),
        confirmed: true,
    }
}

fn verdict(offer: &WageOffer, references: &[PayReference], on: &str) -> WageVerdict {
    compare(offer, references, day(on)).verdict
}

#[test]
fn the_known_minimum_gives_the_published_hour_day_and_cachet() {
    let known = known_references();
    let of =
        |kind, unit, on: &str| figure(kind, &offer(unit, 0), &known, day(on)).map(|f| f.amount.0.cents());
    assert_eq!(of(PayKind::Minimum, WageUnit::Hour, "2025-02-01"), Some(1_283));
    assert_eq!(of(PayKind::Minimum, WageUnit::Day, "2025-06-30"), Some(9_747));
    assert_eq!(
        of(PayKind::Reference, WageUnit::Cachet, "2025-06-30"),
        Some(8_123)
    );
    assert_eq!(
        of(PayKind::Reference, WageUnit::Cachet, "2023-11-01"),
        Some(7_670)
    );
    assert_eq!(of(PayKind::Minimum, WageUnit::Hour, "2021-12-31"), None);
}

#[test]
fn the_example_contracts_stand_as_described() {
    let known = known_references();
    let needed = Wage(Money(1_283));
    for (line, unit, cents, on, expected) in [
        (101, WageUnit::Day, 11_850, "2025-03-03", WageVerdict::Fine),
        (
            103,
            WageUnit::Hour,
            1_190,
            "2025-04-01",
            WageVerdict::BelowMinimum {
                needed,
                short: Money(93),
            },
        ),
        (
            105,
            WageUnit::Cachet,
            7_000,
            "2025-05-20",
            WageVerdict::UnderReference {
                reference: Wage(Money(8_123)),
                short: Money(1_123),
            },
        ),
        (
            106,
            WageUnit::Hour,
            1_210,
            "2025-06-02",
            WageVerdict::BelowMinimum {
                needed,
                short: Money(73),
            },
        ),
        (107, WageUnit::Day, 9_747, "2025-09-08", WageVerdict::Fine),
        (
            108,
            WageUnit::Project,
            125_000,
            "2025-10-01",
            WageVerdict::Unknown {
                why: WageUnknown::HoursMissing,
            },
        ),
        (
            109,
            WageUnit::Service,
            10_060,
            "2025-10-11",
            WageVerdict::Unknown {
                why: WageUnknown::HoursMissing,
            },
        ),
    ] {
        assert_eq!(verdict(&offer(unit, cents), &known, on), expected, "line {line}");
    }
}

#[test]
fn a_project_is_judged_by_its_hours() {
    let known = known_references();
    let project = |hours| WageOffer {
        hours_a_unit: Some(hours),
        ..offer(WageUnit::Project, 125_000)
    };
    assert_eq!(verdict(&project(9_700), &known, "2025-10-01"), WageVerdict::Fine);
    assert_eq!(
        verdict(&project(10_000), &known, "2025-10-01"),
        WageVerdict::BelowMinimum {
            needed: Wage(Money(128_250)),
            short: Money(3_250)
        }
    );
    assert_eq!(
        verdict(&project(0), &known, "2025-10-01"),
        WageVerdict::Unknown {
            why: WageUnknown::HoursMissing
        }
    );
}

#[test]
fn a_reference_of_its_own_does_not_hide_that_the_hours_are_missing() {
    let references = [
        reference(PayKind::Minimum, None, WageUnit::Hour, 1_283),
        reference(PayKind::Reference, None, WageUnit::Service, 10_060),
    ];
    let service = offer(WageUnit::Service, 10_060);
    let missing = |offer: &WageOffer| compare(offer, &references, day("2025-10-01")).hours_missing;
    assert_eq!(verdict(&service, &references, "2025-10-01"), WageVerdict::Fine);
    assert!(missing(&service));
    let told = WageOffer {
        hours_a_unit: Some(350),
        ..service
    };
    assert!(!missing(&told));
    assert!(!missing(&offer(WageUnit::Day, 10_060)));
    assert!(!missing(&offer(WageUnit::Cachet, 10_060)), "no hours at all");
}

#[test]
fn a_figure_that_was_derived_is_to_be_confirmed_a_reference_too() {
    let known = known_references();
    let figures = |unit| PayFigures::from(&compare(&offer(unit, 0), &known, day("2025-06-30")));
    assert!(!figures(WageUnit::Hour).to_confirm);
    assert!(figures(WageUnit::Day).to_confirm);
    assert!(figures(WageUnit::Cachet).reference_to_confirm);
}

#[test]
fn a_cachet_is_never_turned_into_hours() {
    let hours_only = [reference(PayKind::Minimum, None, WageUnit::Hour, 1_283)];
    let cachet = WageOffer {
        hours_a_unit: Some(800),
        ..offer(WageUnit::Cachet, 100)
    };
    assert_eq!(
        verdict(&cachet, &hours_only, "2025-10-01"),
        WageVerdict::Unknown {
            why: WageUnknown::NoReference
        }
    );
}

#[test]
fn the_profession_s_own_figure_comes_before_the_general_one() {
    let references = [
        reference(PayKind::Reference, None, WageUnit::Day, 12_000),
        reference(PayKind::Reference, Some(7), WageUnit::Hour, 2_000),
    ];
    let musician = WageOffer {
        profession: Some(ProfessionId(7)),
        ..offer(WageUnit::Day, 14_000)
    };
    let found = compare(&musician, &references, day("2025-10-01"));
    assert_eq!(found.reference.unwrap().amount, Wage(Money(15_200)));
    assert_eq!(
        found.verdict,
        WageVerdict::UnderReference {
            reference: Wage(Money(15_200)),
            short: Money(1_200)
        }
    );
    let other = WageOffer {
        profession: Some(ProfessionId(8)),
        ..musician
    };
    assert_eq!(verdict(&other, &references, "2025-10-01"), WageVerdict::Fine);
}

#[test]
fn a_figure_counts_from_its_first_to_its_last_day() {
    let mut old = reference(PayKind::Minimum, None, WageUnit::Hour, 1_200);
    old.valid_to = Some(day("2025-06-30"));
    let mut new = reference(PayKind::Minimum, None, WageUnit::Hour, 1_300);
    new.valid_from = day("2025-07-01");
    let both = [new, old];
    let at = |on: &str| {
        figure(PayKind::Minimum, &offer(WageUnit::Hour, 0), &both, day(on)).map(|f| f.amount.0.cents())
    };
    assert_eq!(
        [at("2024-12-31"), at("2025-06-30"), at("2025-07-01")],
        [None, Some(1_200), Some(1_300)]
    );
}

#[test]
fn exactly_the_figure_is_not_under_it() {
    let references = [reference(PayKind::Minimum, None, WageUnit::Hour, 1_283)];
    assert_eq!(
        verdict(&offer(WageUnit::Hour, 1_283), &references, "2025-10-01"),
        WageVerdict::Fine
    );
    assert!(matches!(
        verdict(&offer(WageUnit::Hour, 1_282), &references, "2025-10-01"),
        WageVerdict::BelowMinimum { .. }
    ));
}

fn factor(ten_thousandths: i64) -> PriceFactor {
    PriceFactor {
        valid_from: day("2025-01-01"),
        ten_thousandths,
        source: String::new(),
        confirmed: false,
    }
}

#[test]
fn the_calculator_says_what_to_ask_to_live_from_it() {
    let factor = factor(17_500);
    let input = Living {
        need: MonthlyNeed::Net(Money(140_000)),
        billable_days: 1_000,
        net_share: 7_000,
        factor: &factor,
    };
    let answer = to_live_from_it(&input).unwrap();
    assert_eq!(answer.gross_a_month, Money(200_000));
    assert_eq!(answer.wage_a_day, Wage(Money(20_000)));
    assert_eq!(answer.wage_an_hour, Wage(Money(2_632)));
    assert_eq!(answer.price_a_day, Estimate(Price(Money(35_000))));
    assert!(answer.gross_estimated);
    let gross = Living {
        need: MonthlyNeed::Gross(Money(200_000)),
        ..input
    };
    assert_eq!(
        to_live_from_it(&gross).unwrap(),
        LivingAnswer {
            gross_estimated: false,
            ..answer
        }
    );
}

#[test]
fn the_calculator_refuses_what_no_month_has() {
    let factor = factor(17_500);
    let input = Living {
        need: MonthlyNeed::Gross(Money(1)),
        billable_days: 1,
        net_share: 0,
        factor: &factor,
    };
    assert!(to_live_from_it(&input).is_ok());
    for (wrong, why) in [
        (
            Living {
                need: MonthlyNeed::Gross(Money(0)),
                ..input
            },
            LivingError::Need,
        ),
        (
            Living {
                billable_days: 0,
                ..input
            },
            LivingError::Days,
        ),
        (
            Living {
                billable_days: 3_101,
                ..input
            },
            LivingError::Days,
        ),
        (
            Living {
                need: MonthlyNeed::Net(Money(1)),
                ..input
            },
            LivingError::NetShare,
        ),
    ] {
        assert_eq!(to_live_from_it(&wrong), Err(why));
    }
}

proptest! {
    #[test]
    fn what_is_asked_for_is_enough(need in 1i64..1_000_000, days in 1i64..3_100) {
        let factor = factor(17_500);
        let input = Living { need: MonthlyNeed::Gross(Money(need)), billable_days: days, net_share: 0, factor: &factor };
        let answer = to_live_from_it(&input).unwrap();
        let earned = answer.wage_a_day.0.scaled_up(days, 100);
        prop_assert!(earned >= Money(need));
        prop_assert!(factor.wage_from(answer.price_a_day.0).0 >= answer.wage_a_day);
    }

    #[test]
    fn a_higher_wage_is_never_judged_worse(cents in 1i64..3_000, more in 0i64..3_000) {
        let references = [
            reference(PayKind::Minimum, None, WageUnit::Hour, 1_283),
            reference(PayKind::Reference, None, WageUnit::Hour, 1_900),
        ];
        let rank = |cents| match verdict(&offer(WageUnit::Hour, cents), &references, "2025-10-01") {
            WageVerdict::BelowMinimum { .. } => 0,
            WageVerdict::UnderReference { .. } => 1,
            _ => 2,
        };
        prop_assert!(rank(cents) <= rank(cents + more));
    }
}
