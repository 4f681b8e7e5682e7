//! What is found in lines of the ledger, in which quarter, and what is not.

use super::*;
use crate::contract::{DebtState, WageUnit};
use crate::pay::PayKind;
use crate::{Price, Wage};
use chrono::Days;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-06-20";

/// A day's work for a member, due on a day, paid on another or not.
fn line(id: i64, member: i64, due: &str, paid: &str) -> Line {
    let due = day(due);
    let paid = (!paid.is_empty()).then(|| day(paid));
    let state = if paid.is_some() {
        ContractState::Paid
    } else {
        ContractState::Open
    };
    Line {
        id: ContractId(id),
        member: MemberId(member),
        profession: None,
        contract: Contract {
            reference: format!("CT-{id}"),
            state,
            debt: DebtState::of(state),
            start_on: due - Days::new(40),
            end_on: due - Days::new(39),
            unit: WageUnit::Day,
            units: 100,
            wage: Wage(Money(12_000)),
            price: Price(Money(40_000)),
            invoiced_on: Some(due - Days::new(30)),
            received_on: None,
            agreed_due_on: None,
            paid_on: paid,
            consumer: false,
            taken_back: false,
        },
    }
}

fn found(lines: &[Line]) -> Vec<Finding> {
    detect(lines, &[], |_, _| false, day(TODAY))
}

#[test]
fn an_invoice_is_found_on_its_61st_day_and_in_that_quarter() {
    // 20 April + 61 days is 20 June.
    assert_eq!(found(&[line(1, 1, "2026-04-21", "")]), []);
    let now = found(&[line(1, 1, "2026-04-20", "")]);
    assert_eq!(now.len(), 1);
    assert_eq!(now[0].kind, DetectedKind::Over60);
    assert_eq!(now[0].quarter.number(), 20_262);
    assert_eq!(now[0].happened_on, day(TODAY));
    assert_eq!(now[0].figures.days_late, Some(61));
    assert_eq!(now[0].figures.unpaid, Some(Money(40_000)));
    assert_eq!(now[0].category(), "non_payment");
}

#[test]
fn one_paid_on_the_60th_day_is_not_found_and_on_the_61st_is() {
    assert_eq!(found(&[line(1, 1, "2026-02-01", "2026-04-02")]), []);
    let late = found(&[line(1, 1, "2026-02-01", "2026-04-03")]);
    assert_eq!(late[0].category(), "late_payment");
    assert_eq!(late[0].figures.unpaid, Some(Money::ZERO));
    assert_eq!(late[0].severity(), Severity::Moderate);
}

#[test]
fn disputed_refunded_and_consumers_invoices_are_never_found() {
    let lines = [
        |l: &mut Line| l.contract.state = ContractState::Disputed,
        |l: &mut Line| l.contract.debt = DebtState::Disputed,
        |l: &mut Line| l.contract.state = ContractState::Refunded,
        |l: &mut Line| l.contract.taken_back = true,
        |l: &mut Line| l.contract.consumer = true,
        |l: &mut Line| l.contract.state = ContractState::Draft,
    ]
    .map(|change| {
        let mut one = line(1, 1, "2026-01-01", "");
        change(&mut one);
        one
    });
    assert_eq!(found(&lines), []);
}

#[test]
fn one_finding_a_quarter_with_its_members_once_each() {
    let all = found(&[
        line(1, 1, "2026-02-01", ""),
        line(2, 1, "2026-03-01", ""),
        line(3, 2, "2026-03-02", ""),
        line(4, 3, "2025-10-01", ""),
    ]);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].quarter.number(), 20_254);
    let spring = &all[1];
    assert_eq!((spring.figures.contracts, spring.figures.members), (3, 2));
    assert_eq!(spring.happened_on, day("2026-04-03"));
    assert_eq!(spring.severity(), Severity::Serious);
    assert_eq!(spring.contracts, [1, 2, 3].map(ContractId));
}

#[test]
fn what_is_older_than_36_months_opens_nothing() {
    assert_eq!(found(&[line(1, 1, "2023-01-01", "")]), []);
    assert_eq!(found(&[line(1, 1, "2023-06-01", "")]).len(), 1);
}

#[test]
fn the_late_share_is_asked_with_late_and_due_of_the_quarter() {
    let lines = [
        line(1, 1, "2026-04-01", "2026-04-20"),
        line(2, 2, "2026-05-01", "2026-05-05"),
        line(3, 2, "2026-06-05", ""),
        // Not yet known whether late, and another quarter.
        line(4, 3, "2026-06-15", ""),
        line(5, 4, "2026-02-01", "2026-02-01"),
    ];
    let asked = std::cell::RefCell::new(Vec::new());
    let all = detect(
        &lines,
        &[],
        |late, due| {
            asked.borrow_mut().push((late, due));
            late == 2
        },
        day(TODAY),
    );
    assert_eq!(*asked.borrow(), [(0, 1), (2, 3)]);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].kind, DetectedKind::LateShare);
    assert_eq!(all[0].figures.due, Some(3));
    assert_eq!(all[0].happened_on, day("2026-06-13"));
}

fn reference(kind: PayKind, cents: i64, confirmed: bool) -> PayReference {
    PayReference {
        kind,
        profession: None,
        unit: WageUnit::Day,
        amount: Wage(Money(cents)),
        valid_from: day("2020-01-01"),
        valid_to: None,
        source: "test".into(),
        source_url: String::new(),
        confirmed,
    }
}

fn wages(cents: &[i64], references: &[PayReference]) -> Vec<Finding> {
    let lines: Vec<Line> = cents
        .iter()
        .zip(1..)
        .map(|(cents, id)| {
            let mut one = line(id, id, "2026-06-19", "2026-06-19");
            one.contract.wage = Wage(Money(*cents));
            one
        })
        .collect();
    detect(&lines, references, |_, _| false, day(TODAY))
}

#[test]
fn wages_are_found_from_the_second_contract_on() {
    let fair = [reference(PayKind::Reference, 12_000, true)];
    assert_eq!(wages(&[11_999], &fair), []);
    assert_eq!(wages(&[11_999, 12_000], &fair), [], "under is strictly below");
    let low = wages(&[11_999, 11_000], &fair);
    assert_eq!(low[0].kind, DetectedKind::LowWages);
    assert_eq!(low[0].category(), "low_pay");
    assert_eq!(low[0].severity(), Severity::Moderate);
    assert_eq!(
        low[0].figures.worst_wage,
        Some((WageUnit::Day, Wage(Money(11_000)), Wage(Money(12_000))))
    );
}

#[test]
fn an_unconfirmed_reference_accuses_no_one_but_the_minimum_binds() {
    assert_eq!(
        wages(&[9_000, 9_000], &[reference(PayKind::Reference, 12_000, false)]),
        []
    );
    let low = wages(&[9_000, 9_000], &[reference(PayKind::Minimum, 9_747, false)]);
    assert_eq!(low[0].figures.below_minimum, Some(2));
    assert_eq!(low[0].severity(), Severity::Serious);
}

#[test]
fn a_project_whose_hours_are_unknown_is_not_judged() {
    let fair = [reference(PayKind::Minimum, 9_747, true)];
    let mut one = line(1, 1, "2026-06-19", "");
    one.contract.unit = WageUnit::Project;
    one.contract.wage = Wage(Money(100));
    let two = Line {
        id: ContractId(2),
        ..one.clone()
    };
    assert_eq!(detect(&[one, two], &fair, |_, _| false, day(TODAY)), []);
}

#[test]
fn the_next_look_is_when_something_can_change() {
    let unpaid = line(1, 1, "2026-06-15", "");
    assert_eq!(
        next_look(std::slice::from_ref(&unpaid), day(TODAY)),
        Some(day("2026-06-23"))
    );
    let next = |today| next_look(std::slice::from_ref(&unpaid), day(today));
    assert_eq!(next("2026-06-23"), Some(day("2026-08-15")));
    assert_eq!(next("2026-08-15"), Some(day("2026-12-13")), "serious");
    assert_eq!(next("2026-12-13"), None);
    assert_eq!(
        next_look(&[line(1, 1, "2026-01-01", "2026-01-01")], day(TODAY)),
        None
    );
}

#[test]
fn what_people_decided_stays() {
    assert!(is_withdrawn_from(IssueState::Confirmed));
    for state in [IssueState::Dismissed, IssueState::Resolved, IssueState::Withdrawn] {
        assert!(!is_withdrawn_from(state), "{state}");
    }
}

#[test]
fn quarters_hold_their_days() {
    let quarter = Quarter::of(day("2026-12-31"));
    assert_eq!(quarter.number(), 20_264);
    assert_eq!(
        (quarter.first_day(), quarter.last_day()),
        (day("2026-10-01"), day("2026-12-31"))
    );
    assert_eq!(Quarter::from_number(20_265), None);
}

proptest! {
    /// Each finding stands in its quarter, once per kind, and disputing every line takes all of them about payment away.
    #[test]
    fn findings_are_one_a_quarter_and_go_when_disputed(dues in prop::collection::vec((0u64..900, 0u64..200), 1..30)) {
        let today = day(TODAY);
        let mut lines: Vec<Line> = dues.iter().zip(1..).map(|((ago, wait), id)| {
            let due = today - Days::new(*ago);
            let paid = due + Days::new(*wait);
            let paid = if paid <= today { paid.to_string() } else { String::new() };
            line(id, id % 5, &due.to_string(), &paid)
        }).collect();
        let all = detect(&lines, &[], |late, due| late * 2 > due, today);
        let keys: BTreeSet<_> = all.iter().map(|f| (f.quarter, f.kind)).collect();
        prop_assert_eq!(keys.len(), all.len());
        for one in &all {
            prop_assert_eq!(Quarter::of(one.happened_on), one.quarter);
            prop_assert!(one.happened_on <= today);
            prop_assert!(one.figures.members <= one.figures.contracts);
        }
        for one in &mut lines { one.contract.debt = DebtState::Disputed; }
        prop_assert_eq!(detect(&lines, &[], |_, _| true, today).len(), 0);
    }
}
