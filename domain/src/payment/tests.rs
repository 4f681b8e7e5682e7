//! Due dates, lateness and interest, told by the lines of a real export.

use super::*;
use crate::contract::{Contract, WageUnit};
use crate::{Price, Wage};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn maybe(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| day(text))
}

/// The rates of `domain-facts.md` 5 from 2022 to the first half of 2026: year, half, basis points, confirmed.
fn known_rates() -> Vec<InterestRate> {
    let half_year = |(year, half, basis_points, confirmed): (i32, u32, i64, bool)| {
        let first = Month::new(year, half * 6 - 5).unwrap();
        InterestRate {
            from: first.first_day(),
            to: first.plus(5).last_day(),
            basis_points,
            confirmed,
        }
    };
    [
        (2022, 1, 800, false),
        (2022, 2, 800, false),
        (2023, 1, 1_050, false),
        (2023, 2, 1_200, false),
        (2024, 1, 1_250, true),
        (2024, 2, 1_250, true),
        (2025, 1, 1_150, true),
        (2025, 2, 1_050, false),
        (2026, 1, 1_050, false),
    ]
    .map(half_year)
    .to_vec()
}

/// A line of the cooperative's export: invoiced, received, agreed, paid, state, price in cents.
fn line(number: i64, dates: [&str; 4], state: ContractState, cents: i64) -> Contract {
    Contract {
        reference: format!("CT-2025-{number:06}"),
        state,
        debt: DebtState::of(state),
        start_on: day("2025-01-01"),
        end_on: day("2025-01-02"),
        unit: WageUnit::Day,
        units: 100,
        wage: Wage(Money(12_000)),
        price: Price(Money(cents)),
        invoiced_on: maybe(dates[0]),
        received_on: maybe(dates[1]),
        agreed_due_on: maybe(dates[2]),
        paid_on: maybe(dates[3]),
        consumer: false,
        taken_back: number == 109,
    }
}

fn lines() -> Vec<Contract> {
    use ContractState::*;
    vec![
        line(101, ["2025-03-10", "", "2025-04-09", "2025-05-07"], Paid, 102_600),
        line(
            102,
            ["2025-03-14", "2025-03-17", "2025-04-13", "2025-04-10"],
            Paid,
            24_200,
        ),
        line(103, ["2025-07-02", "", "2025-08-01", ""], Open, 198_050),
        line(104, ["2025-05-20", "", "2025-06-19", "2025-10-02"], Paid, 57_200),
        line(
            105,
            ["2025-05-21", "2025-05-22", "2025-08-20", "2025-08-19"],
            Paid,
            12_130,
        ),
        line(106, ["2025-06-30", "", "2025-07-30", "2025-09-15"], Paid, 83_800),
        line(107, ["2025-09-15", "", "2025-10-15", ""], Disputed, 84_400),
        line(108, ["2025-10-06", "", "2025-11-05", "2025-11-04"], Paid, 216_500),
        line(109, ["2025-10-13", "", "2025-11-12", "2025-11-20"], Paid, 17_420),
        line(
            110,
            ["2025-11-25", "", "2025-12-25", "2025-11-25"],
            Refunded,
            -17_420,
        ),
    ]
}

#[test]
fn the_example_contracts_stand_as_described_on_15_january_2026() {
    let today = day("2026-01-15");
    let expected = [
        (101, Payment::Paid { delay: 28 }, true),
        (102, Payment::Paid { delay: -3 }, false),
        (103, Payment::Unpaid { days_past_due: 167 }, true),
        (104, Payment::Paid { delay: 105 }, true),
        (105, Payment::Paid { delay: 59 }, true),
        (106, Payment::Paid { delay: 47 }, true),
        (107, Payment::Outside, false),
        (108, Payment::Paid { delay: -1 }, false),
        (109, Payment::Outside, false),
        (110, Payment::Outside, false),
    ];
    for (contract, (number, stands, late)) in lines().iter().zip(expected) {
        assert_eq!(payment(contract, today), stands, "line {number}");
        assert_eq!(late_on(contract, today), late, "line {number}");
        assert_eq!(overdue_on(contract, today), number == 103, "line {number}");
    }
}

#[test]
fn the_record_of_the_example_contracts_counts_each_once() {
    let record = PaymentRecord::of(&lines(), day("2026-01-15"));
    assert_eq!(
        record,
        PaymentRecord {
            on_time: 2,
            late_30: 1,
            late_60: 2,
            late_over_60: 2,
            late: 5,
            overdue: 1,
            pending: 0,
            outside: 3,
            open_amount: Money(198_050),
            overdue_amount: Money(198_050),
        }
    );
    assert_eq!(record.due(), 7);
}

#[test]
fn the_due_date_is_the_earlier_of_the_agreed_and_the_lawful_one() {
    for (dates, on, basis, void, why) in [
        (
            ["2025-05-21", "2025-05-22", "2025-08-20"],
            "2025-06-21",
            Basis::Receipt,
            true,
            "91 days are void",
        ),
        (
            ["2025-03-10", "", "2025-05-09"],
            "2025-05-09",
            Basis::Invoice,
            false,
            "60 days are lawful",
        ),
        (
            ["2025-03-10", "", "2025-05-10"],
            "2025-04-09",
            Basis::Invoice,
            true,
            "61 days are void",
        ),
        (
            ["2025-03-10", "2025-03-12", "2025-05-10"],
            "2025-05-10",
            Basis::Receipt,
            false,
            "59 days from receipt",
        ),
        (
            ["2025-03-10", "", "2025-03-25"],
            "2025-03-25",
            Basis::Invoice,
            false,
            "15 days are the earlier",
        ),
        (
            ["2025-03-10", "2025-03-20", ""],
            "2025-04-19",
            Basis::Receipt,
            false,
            "30 days from receipt",
        ),
        (
            ["2025-03-10", "", ""],
            "2025-04-09",
            Basis::Invoice,
            false,
            "30 days from the invoice",
        ),
        (
            ["", "", "2025-04-01"],
            "2025-04-01",
            Basis::Agreed,
            false,
            "nothing but the agreed date",
        ),
    ] {
        let due = due(maybe(dates[0]), maybe(dates[1]), maybe(dates[2])).unwrap();
        assert_eq!(
            (due.on, due.basis, due.agreed_void),
            (day(on), basis, void),
            "{why}"
        );
    }
    assert_eq!(due(None, None, None), None);
    assert_eq!(due_date(&lines()[4]).unwrap().agreed_days, Some(91));
}

#[test]
fn late_begins_eight_days_after_due() {
    let mut contract = lines().remove(2);
    assert!(!late_on(&contract, day("2025-08-08")));
    assert!(late_on(&contract, day("2025-08-09")));
    assert_eq!(late_from(&contract), Some(day("2025-08-09")));
    contract.paid_on = Some(day("2025-08-08"));
    assert!(!late_on(&contract, day("2026-01-15")));
    contract.paid_on = Some(day("2025-08-09"));
    assert!(late_on(&contract, day("2026-01-15")));
}

#[test]
fn a_payment_after_today_is_not_yet_known() {
    let contract = &lines()[3];
    assert_eq!(
        payment(contract, day("2025-07-01")),
        Payment::Unpaid { days_past_due: 12 }
    );
}

#[test]
fn disputed_refunded_draft_and_consumer_contracts_are_never_late() {
    let today = day("2026-01-15");
    let late = || lines().remove(2);
    assert!(late_on(&late(), today));
    for (name, contract) in [
        (
            "disputed",
            Contract {
                state: ContractState::Disputed,
                ..late()
            },
        ),
        (
            "debt disputed",
            Contract {
                debt: DebtState::Disputed,
                ..late()
            },
        ),
        (
            "refunded",
            Contract {
                state: ContractState::Refunded,
                ..late()
            },
        ),
        (
            "taken back",
            Contract {
                taken_back: true,
                ..late()
            },
        ),
        (
            "draft",
            Contract {
                state: ContractState::Draft,
                ..late()
            },
        ),
        (
            "consumer",
            Contract {
                consumer: true,
                ..late()
            },
        ),
    ] {
        assert!(
            !late_on(&contract, today) && !overdue_on(&contract, today),
            "{name}"
        );
        assert_eq!(interest_on(&contract, today, &known_rates()), None, "{name}");
    }
}

#[test]
fn interest_changes_rate_with_the_half_year() {
    let found = interest_on(&lines()[2], day("2026-01-15"), &known_rates())
        .unwrap()
        .unwrap();
    let days: Vec<_> = found.pieces.iter().map(|p| (p.days, p.basis_points)).collect();
    assert_eq!(days, [(152, 1_050), (15, 1_050)]);
    // 1,980.50 × 10.5 % × 167 / 365
    assert_eq!(
        (found.interest, found.lump_sum, found.confirmed),
        (Money(9_515), Money(4_000), false)
    );

    let across = statutory_interest(
        Money(100_000),
        day("2024-12-21"),
        day("2025-01-10"),
        &known_rates(),
    )
    .unwrap();
    // 1,000 × (10 × 12.5 % + 10 × 11.5 %) / 365
    assert_eq!((across.interest, across.confirmed), (Money(658), true));
}

#[test]
fn interest_is_not_guessed_where_no_rate_is_known() {
    let rates = known_rates();
    assert_eq!(
        statutory_interest(Money(100), day("2026-06-29"), day("2026-07-02"), &rates),
        Err(NoRate(day("2026-07-01")))
    );
    let none = statutory_interest(Money(100), day("2026-07-02"), day("2026-07-02"), &rates).unwrap();
    assert_eq!(none.total(), Money::ZERO);
}

#[test]
fn a_contract_owes_interest_from_the_day_after_due_to_its_payment_or_today() {
    let rates = known_rates();
    let of = |paid: &str, today: &str| {
        let contract = line(
            7,
            ["2025-07-02", "", "2025-08-01", paid],
            ContractState::Open,
            100_000,
        );
        interest_on(&contract, day(today), &rates).map(|found| {
            let found = found.unwrap();
            let days: i64 = found.pieces.iter().map(|piece| piece.days).sum();
            (days, found.interest.cents(), found.total().cents())
        })
    };
    // 1,000.00 at 10.5 % for 31 days: 8.92, and 40.00 on top.
    assert_eq!(of("", "2025-09-01"), Some((31, 892, 4_892)));
    assert_eq!(of("2025-09-01", "2026-01-15"), Some((31, 892, 4_892)));
    // A payment that is not yet known stops nothing.
    assert_eq!(of("2025-09-20", "2025-09-01"), Some((31, 892, 4_892)));
    for (paid, today) in [
        ("", "2025-08-01"),
        ("", "2025-07-15"),
        ("2025-08-01", "2026-01-15"),
        ("2025-07-20", "2026-01-15"),
    ] {
        assert_eq!(of(paid, today), None, "{paid} {today}");
    }
    let disputed = line(
        7,
        ["2025-07-02", "", "2025-08-01", ""],
        ContractState::Disputed,
        100_000,
    );
    assert!(interest_on(&disputed, day("2026-01-15"), &rates).is_none());
}

#[test]
fn the_first_day_without_a_rate_is_the_one_after_the_last_known_half_year() {
    let rates = known_rates();
    assert_eq!(
        first_day_without_rate(day("2025-03-10"), &rates),
        day("2026-07-01")
    );
    assert_eq!(
        first_day_without_rate(day("2026-06-30"), &rates),
        day("2026-07-01")
    );
    assert_eq!(
        first_day_without_rate(day("2022-01-01"), &rates),
        day("2026-07-01")
    );
    // Before the first and after the last there is none.
    for unknown in ["2021-12-31", "2026-07-01"] {
        assert_eq!(first_day_without_rate(day(unknown), &rates), day(unknown));
    }
    let gap = [rates[4], rates[6]];
    assert_eq!(first_day_without_rate(day("2024-02-01"), &gap), day("2024-07-01"));
}

#[test]
fn an_invoice_counts_in_the_month_in_which_it_is_due() {
    let due = line(1, ["2025-07-02", "", "2025-08-01", ""], ContractState::Open, 100);
    assert_eq!(due_month(&due).map(Month::number), Some(202_508));
    let unknown = line(1, ["", "", "", ""], ContractState::Draft, 100);
    assert_eq!(due_month(&unknown), None);
}

#[test]
fn what_is_not_due_yet_is_pending_and_what_is_paid_on_an_unknown_day_is_outside() {
    let today = day("2025-07-20");
    let open = line(1, ["2025-07-02", "", "2025-08-01", ""], ContractState::Open, 100);
    let mut by_hand = line(2, ["2025-03-02", "", "2025-04-01", ""], ContractState::Open, 100);
    by_hand.debt = DebtState::Paid;
    let undated = line(3, ["2025-03-02", "", "2025-04-01", ""], ContractState::Paid, 100);
    assert_eq!(payment(&by_hand, today), Payment::PaidUndated);
    assert_eq!(payment(&undated, today), Payment::PaidUndated);
    let record = PaymentRecord::of([&open, &open, &by_hand, &undated], today);
    assert_eq!((record.pending, record.outside, record.due()), (2, 2, 0));
    assert_eq!(record.open_amount, Money(200));
}

#[test]
fn what_is_lost_is_late_for_ever_and_neither_owed_nor_overdue_money() {
    let mut contract = lines().remove(2);
    let today = day("2026-01-15");
    for lost in [DebtState::WrittenOff, DebtState::Bankrupt] {
        contract.debt = lost;
        assert!(late_on(&contract, today) && !is_overdue_money(&contract, today));
        assert_eq!(contract.owed_on(today), Money::ZERO);
    }
    contract.debt = DebtState::Judged;
    assert!(is_overdue_money(&contract, today));
}

#[test]
fn bands_begin_where_they_say() {
    for (delay, band) in [
        (-5, "on_time"),
        (0, "on_time"),
        (1, "1_30"),
        (30, "1_30"),
        (31, "31_60"),
        (60, "31_60"),
        (61, "over_60"),
    ] {
        assert_eq!(PaymentBand::of(delay).code(), band, "{delay}");
    }
}

proptest! {
    #[test]
    fn due_is_never_more_than_sixty_days_after_the_start(received in 0u64..30, agreed in -10i64..200) {
        let invoiced = day("2025-01-01");
        let start = invoiced + Days::new(received);
        let due = due(Some(invoiced), Some(start), Some(invoiced + chrono::TimeDelta::days(agreed))).unwrap();
        prop_assert!(due.on <= start + Days::new(LONGEST_AGREED_DAYS));
        prop_assert_eq!(due.agreed_days, Some(agreed));
    }

    #[test]
    fn interest_in_two_steps_is_interest_in_one(first in 0u64..400, second in 0u64..400) {
        let (due, rates) = (day("2023-02-01"), known_rates());
        let middle = due + Days::new(first);
        let end = middle + Days::new(second);
        let sum = |from, to| statutory_interest(Money(36_500_000), from, to, &rates).unwrap().interest.cents();
        prop_assert!((sum(due, middle) + sum(middle, end) - sum(due, end)).abs() <= 1);
    }

    #[test]
    fn what_is_late_once_stays_late(paid in 0i64..200, at in 0u64..300, later in 0u64..300) {
        let mut contract = lines().remove(2);
        contract.paid_on = Some(day("2025-08-01") + chrono::TimeDelta::days(paid));
        let today = day("2025-08-01") + Days::new(at);
        if late_on(&contract, today) {
            prop_assert!(late_on(&contract, today + Days::new(later)));
        }
    }
}
