//! Every step of a debt from every state, plans, what comes next, and what is owed.

use super::*;
use crate::MemberId;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-03-15";

/// Invoiced on 1 January, due on the 31st: 43 days past due.
fn debt(state: DebtState) -> Standing {
    Standing {
        state,
        counts: true,
        price: Money(100_000),
        invoiced_on: Some(day("2026-01-01")),
        due_on: Some(day("2026-01-31")),
        paid_on: None,
        since_on: None,
        reminded_on: None,
        notice_on: None,
        plan: vec![Instalment {
            due_on: day("2026-03-01"),
            amount: Money(100_000),
            paid_on: None,
        }],
    }
}

fn try_step(step: DebtStep, debt: &Standing) -> Result<DebtState, DebtRefused> {
    let wanted = Wanted {
        step,
        on: day(TODAY),
        reason: "because",
    };
    take(wanted, debt, day(TODAY))
}

#[test]
fn each_step_leads_from_its_states_and_from_no_other() {
    use DebtState as S;
    use DebtStep as T;
    let lawful: &[(T, &[S], S)] = &[
        (T::Remind, &[S::Open, S::Overdue, S::Reminded], S::Reminded),
        (
            T::Dispute,
            &[S::Open, S::Overdue, S::Reminded, S::Plan, S::PlanBroken],
            S::Disputed,
        ),
        (T::Settle, &[S::Disputed], S::Overdue),
        (
            T::Plan,
            &[S::Open, S::Overdue, S::Reminded, S::PlanBroken, S::Judged],
            S::Plan,
        ),
        (T::BreakPlan, &[S::Plan], S::PlanBroken),
        (
            T::Judge,
            &[S::Overdue, S::Reminded, S::Disputed, S::PlanBroken],
            S::Judged,
        ),
        (
            T::Bankrupt,
            &[
                S::Open,
                S::Overdue,
                S::Reminded,
                S::Disputed,
                S::Plan,
                S::PlanBroken,
                S::Judged,
            ],
            S::Bankrupt,
        ),
        (
            T::WriteOff,
            &[
                S::Overdue,
                S::Reminded,
                S::Disputed,
                S::PlanBroken,
                S::Judged,
                S::Bankrupt,
            ],
            S::WrittenOff,
        ),
        (
            T::Pay,
            &[
                S::Open,
                S::Overdue,
                S::Reminded,
                S::Disputed,
                S::Plan,
                S::PlanBroken,
                S::Judged,
                S::Bankrupt,
                S::WrittenOff,
            ],
            S::Paid,
        ),
        (T::Reopen, &[S::Paid, S::WrittenOff, S::Bankrupt], S::Overdue),
    ];
    for (step, from, to) in lawful {
        for state in S::ALL {
            let expected = if from.contains(state) {
                Ok(*to)
            } else {
                Err(DebtRefused::NotFromHere(*state, *step))
            };
            assert_eq!(try_step(*step, &debt(*state)), expected, "{step} from {state}");
        }
    }
}

#[test]
fn a_formal_notice_reminds_and_leaves_a_broken_plan_broken() {
    assert_eq!(
        try_step(DebtStep::FormalNotice, &debt(DebtState::Overdue)),
        Ok(DebtState::Reminded)
    );
    assert_eq!(
        try_step(DebtStep::FormalNotice, &debt(DebtState::PlanBroken)),
        Ok(DebtState::PlanBroken)
    );
    assert!(try_step(DebtStep::FormalNotice, &debt(DebtState::Disputed)).is_err());
}

#[test]
fn only_the_calendar_makes_a_debt_overdue() {
    assert_eq!(
        try_step(DebtStep::FallDue, &debt(DebtState::Open)),
        Err(DebtRefused::CalendarOnly)
    );
}

#[test]
fn nobody_is_reminded_of_what_is_not_due() {
    let not_due = Standing {
        due_on: Some(day("2026-03-15")),
        ..debt(DebtState::Open)
    };
    assert_eq!(try_step(DebtStep::Remind, &not_due), Err(DebtRefused::NotDue));
    assert_eq!(
        try_step(DebtStep::FormalNotice, &not_due),
        Err(DebtRefused::NotDue)
    );
}

#[test]
fn a_notice_is_not_dated_before_the_debt_was_due() {
    for step in [DebtStep::Remind, DebtStep::FormalNotice] {
        let on = |text| {
            let wanted = Wanted {
                step,
                on: day(text),
                reason: "",
            };
            take(wanted, &debt(DebtState::Overdue), day(TODAY))
        };
        assert_eq!(on("2025-12-31"), Err(DebtRefused::BeforeInvoice));
        assert_eq!(on("2026-01-31"), Err(DebtRefused::NotDue), "not yet");
        assert_eq!(on("2026-02-01"), Ok(DebtState::Reminded));
        assert_eq!(on("2026-03-16"), Err(DebtRefused::InFuture));
    }
}

#[test]
fn a_plan_is_broken_by_a_missed_instalment_only() {
    let mut plan = debt(DebtState::Plan);
    plan.plan[0].due_on = day(TODAY);
    assert_eq!(
        try_step(DebtStep::BreakPlan, &plan),
        Err(DebtRefused::NothingMissed)
    );
    plan.plan[0].due_on = day("2026-03-14");
    assert_eq!(try_step(DebtStep::BreakPlan, &plan), Ok(DebtState::PlanBroken));
    plan.plan[0].paid_on = Some(day("2026-03-14"));
    assert_eq!(
        try_step(DebtStep::BreakPlan, &plan),
        Err(DebtRefused::NothingMissed)
    );
}

#[test]
fn what_takes_a_debt_away_says_why() {
    for step in [DebtStep::Dispute, DebtStep::WriteOff, DebtStep::Judge] {
        let wanted = |reason| Wanted {
            step,
            on: day(TODAY),
            reason,
        };
        let long = "x".repeat(MAX_REASON + 1);
        assert_eq!(
            take(wanted("  "), &debt(DebtState::Reminded), day(TODAY)),
            Err(DebtRefused::ReasonMissing)
        );
        assert_eq!(
            take(wanted(&long), &debt(DebtState::Reminded), day(TODAY)),
            Err(DebtRefused::ReasonTooLong)
        );
    }
}

#[test]
fn a_payment_is_neither_in_the_future_nor_before_the_invoice() {
    let pay = |on| {
        let wanted = Wanted {
            step: DebtStep::Pay,
            on: day(on),
            reason: "",
        };
        take(wanted, &debt(DebtState::Overdue), day(TODAY))
    };
    assert_eq!(pay("2026-03-16"), Err(DebtRefused::InFuture));
    assert_eq!(pay("2025-12-31"), Err(DebtRefused::BeforeInvoice));
    assert_eq!(pay("2026-03-15"), Ok(DebtState::Paid));
}

#[test]
fn a_refund_or_a_consumers_contract_is_no_debt() {
    let outside = Standing {
        counts: false,
        ..debt(DebtState::Overdue)
    };
    assert_eq!(try_step(DebtStep::Remind, &outside), Err(DebtRefused::NotCounted));
    assert!(!outside.is_owed());
}

#[test]
fn a_debt_is_proven_30_days_after_its_formal_notice_unless_disputed() {
    let noticed = |state, on| Standing {
        notice_on: Some(day(on)),
        ..debt(state)
    };
    assert!(noticed(DebtState::Reminded, "2026-02-13").is_proven(day(TODAY)));
    assert!(!noticed(DebtState::Reminded, "2026-02-14").is_proven(day(TODAY)));
    assert!(noticed(DebtState::Judged, "2026-01-13").is_proven(day(TODAY)));
    assert!(!noticed(DebtState::Disputed, "2026-01-13").is_proven(day(TODAY)));
    assert!(
        !debt(DebtState::Reminded).is_proven(day(TODAY)),
        "without a notice"
    );
    let paid = Standing {
        paid_on: Some(day(TODAY)),
        ..noticed(DebtState::Paid, "2026-01-13")
    };
    assert!(!paid.is_proven(day(TODAY)));
    let nothing = Standing {
        price: Money::ZERO,
        ..noticed(DebtState::Reminded, "2026-01-13")
    };
    assert!(!nothing.is_proven(day(TODAY)));
}

#[test]
fn a_plan_makes_exactly_what_is_owed_in_order() {
    let part = |on: &str, cents| Instalment {
        due_on: day(on),
        amount: Money(cents),
        paid_on: None,
    };
    let problem = |plan: &[Instalment]| plan_problem(plan, Money(10_000), day(TODAY));
    assert_eq!(
        problem(&[part("2026-04-01", 4_000), part("2026-05-01", 6_000)]),
        None
    );
    assert_eq!(problem(&[]), Some(PlanProblem::Empty));
    assert_eq!(problem(&[part("2026-04-01", 0)]), Some(PlanProblem::NotPositive));
    assert_eq!(
        problem(&[part("2026-04-01", -5), part("2026-05-01", 10_005)]),
        Some(PlanProblem::NotPositive)
    );
    assert_eq!(
        problem(&[part("2026-05-01", 4_000), part("2026-04-01", 6_000)]),
        Some(PlanProblem::Order)
    );
    assert_eq!(problem(&[part("2026-03-14", 10_000)]), Some(PlanProblem::Past));
    assert_eq!(problem(&[part("2029-03-16", 10_000)]), Some(PlanProblem::TooFar));
    assert_eq!(
        problem(&[part("2026-04-01", 9_999)]),
        Some(PlanProblem::Sum {
            planned: Money(9_999),
            owed: Money(10_000)
        })
    );
    let many: Vec<_> = even_plan(Money(10_000), 99, day("2026-04-01"));
    assert_eq!(many.len(), MAX_INSTALMENTS);
}

#[test]
fn the_next_step_follows_from_the_last_one() {
    let mut one = debt(DebtState::Overdue);
    assert_eq!(next_step(&one), Some((NextStep::Remind, day("2026-02-08"))));
    one.state = DebtState::Reminded;
    one.reminded_on = Some(day("2026-02-10"));
    assert_eq!(next_step(&one), Some((NextStep::FormalNotice, day("2026-02-24"))));
    one.notice_on = Some(day("2026-02-25"));
    assert_eq!(next_step(&one), Some((NextStep::Decide, day("2026-03-27"))));
    one.state = DebtState::Plan;
    assert_eq!(
        next_step(&one),
        Some((NextStep::WatchInstalment, day("2026-03-01")))
    );
    one.state = DebtState::Bankrupt;
    one.since_on = Some(day("2026-03-01"));
    assert_eq!(next_step(&one), Some((NextStep::DeclareClaim, day("2026-03-31"))));
    one.state = DebtState::WrittenOff;
    assert_eq!(next_step(&one), None);
}

#[test]
fn exposure_counts_members_once_and_what_is_lost_apart() {
    let owed = |member, state, cents, due: &str, past: i64| Owed {
        member: MemberId(member),
        state,
        price: Money(cents),
        due_on: Some(day(due)),
        payment: if state == DebtState::Disputed {
            Payment::Outside
        } else {
            Payment::Unpaid { days_past_due: past }
        },
    };
    let found = Exposure::of(
        &[
            owed(1, DebtState::Overdue, 1_000, "2026-01-31", 43),
            owed(1, DebtState::Open, 200, "2026-03-31", 0),
            owed(1, DebtState::Open, 50, "2026-03-10", 5),
            owed(2, DebtState::Disputed, 30, "2025-01-01", 0),
            owed(3, DebtState::WrittenOff, 7, "2024-01-01", 800),
        ],
        day(TODAY),
    );
    assert_eq!(found.open, Money(1_280));
    assert_eq!(found.overdue, Money(1_000), "seven days of grace");
    assert_eq!((found.disputed, found.lost), (Money(30), Money(7)));
    assert_eq!(
        (found.contracts, found.overdue_contracts, found.members),
        (4, 1, 2)
    );
    assert_eq!(found.oldest_due_on, Some(day("2025-01-01")));
    assert_eq!(found.by_age, [200, 50, 1_000, 0, 30].map(Money));
}

#[test]
fn a_place_in_the_list_is_read_as_written() {
    let place = After {
        overdue: 4_120_000,
        client: ClientId(17),
    };
    assert_eq!(After::parse(&place.to_string()), Some(place));
    for bad in ["", "17", "a.b", "1.2.3"] {
        assert_eq!(After::parse(bad), None, "{bad}");
    }
}

proptest! {
    /// Whatever accounts do in whatever order, a closed debt owes nothing, and nothing leaves the closed list of states.
    #[test]
    fn any_sequence_of_steps_stays_lawful(steps in prop::collection::vec(0usize..13, 0..40)) {
        let mut one = debt(DebtState::Open);
        for at in steps {
            let step = DebtStep::ALL[at];
            let before = one.state;
            if let Ok(to) = try_step(step, &one) {
                prop_assert!(step != DebtStep::FallDue);
                if before == DebtState::Paid { prop_assert_eq!(step, DebtStep::Reopen); }
                if to == DebtState::PlanBroken && before != DebtState::PlanBroken {
                    prop_assert_eq!(before, DebtState::Plan);
                }
                one.state = to;
            }
            prop_assert_eq!(one.is_owed(), !one.state.is_closed());
        }
    }

    /// An even plan is always a plan that the rules accept.
    #[test]
    fn an_even_plan_is_a_good_plan(cents in 3600i64..100_000_000, parts in 1usize..=36) {
        let plan = even_plan(Money(cents), parts, day(TODAY));
        prop_assert_eq!(plan_problem(&plan, Money(cents), day(TODAY)), None);
    }
}
