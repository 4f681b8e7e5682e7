use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn issue(state: IssueState, happened: &str, decided: &str) -> IssueFacts {
    IssueFacts {
        state,
        source: Source::Member,
        happened_on: day(happened),
        decided_on: day(decided),
        held: false,
        stance_rests: false,
        appeal_open: false,
        case_open: false,
        names_contract: false,
        newest: false,
    }
}

#[test]
fn a_dismissed_issue_goes_6_months_after_its_decision() {
    let facts = issue(IssueState::Dismissed, "2020-01-01", "2026-01-15");
    let on = |d| issue_fate(&facts, &Periods::default(), day(d));
    assert_eq!(on("2026-07-14"), Some(Fate::NotYet(day("2026-07-15"))));
    assert_eq!(on("2026-07-15"), Some(Fate::Due));
}

#[test]
fn a_confirmed_or_resolved_issue_goes_36_months_after_its_last_fact() {
    for state in [IssueState::Confirmed, IssueState::Resolved] {
        let facts = issue(state, "2023-01-15", "2025-12-01");
        let on = |d| issue_fate(&facts, &Periods::default(), day(d));
        assert_eq!(on("2026-01-14"), Some(Fate::NotYet(day("2026-01-15"))));
        assert_eq!(on("2026-01-15"), Some(Fate::Due));
    }
}

#[test]
fn an_open_issue_is_never_due() {
    for state in [IssueState::Reported, IssueState::UnderReview] {
        assert_eq!(
            issue_fate(
                &issue(state, "2000-01-01", "2000-01-01"),
                &Periods::default(),
                day("2026-01-01")
            ),
            None
        );
    }
}

#[test]
fn a_legal_hold_a_stance_an_appeal_and_an_open_case_keep_what_is_due() {
    let due = issue(IssueState::Confirmed, "2020-01-01", "2020-02-01");
    let on = |facts: IssueFacts| issue_fate(&facts, &Periods::default(), day("2026-01-01"));
    assert_eq!(on(due), Some(Fate::Due));
    for (facts, why) in [
        (
            IssueFacts {
                held: true,
                stance_rests: true,
                ..due
            },
            Stays::LegalHold,
        ),
        (
            IssueFacts {
                stance_rests: true,
                ..due
            },
            Stays::Stance,
        ),
        (
            IssueFacts {
                appeal_open: true,
                stance_rests: true,
                ..due
            },
            Stays::Appeal,
        ),
        (
            IssueFacts {
                case_open: true,
                ..due
            },
            Stays::Case,
        ),
        (IssueFacts { newest: true, ..due }, Stays::Newest),
    ] {
        assert_eq!(on(facts), Some(Fate::Stays(why)));
    }
}

#[test]
fn what_the_ledger_found_stays_while_it_looks_back_on_it() {
    let facts = IssueFacts {
        source: Source::Ledger,
        ..issue(IssueState::Dismissed, "2025-01-10", "2025-02-01")
    };
    let on = |d| issue_fate(&facts, &Periods::default(), day(d));
    assert_eq!(on("2026-01-01"), Some(Fate::Stays(Stays::Ledger)));
    assert_eq!(on("2028-06-01"), Some(Fate::Due));
}

#[test]
fn who_reported_is_forgotten_24_months_after_the_decision_even_under_a_stance_but_not_during_an_appeal() {
    let facts = IssueFacts {
        stance_rests: true,
        ..issue(IssueState::Confirmed, "2024-01-01", "2024-01-15")
    };
    let on = |facts: IssueFacts, d| reporter_fate(&facts, &Periods::default(), day(d));
    assert_eq!(on(facts, "2026-01-14"), Some(Fate::NotYet(day("2026-01-15"))));
    assert_eq!(on(facts, "2026-01-15"), Some(Fate::Due));
    assert_eq!(
        on(
            IssueFacts {
                appeal_open: true,
                ..facts
            },
            "2026-01-15"
        ),
        Some(Fate::Stays(Stays::Appeal))
    );
    assert_eq!(
        on(
            IssueFacts {
                names_contract: true,
                ..facts
            },
            "2026-01-15"
        ),
        Some(Fate::Stays(Stays::Stance))
    );
}

#[test]
fn a_check_goes_after_24_months_unless_work_rests_on_it() {
    let facts = CheckFacts {
        kept_on: day("2024-01-15"),
        held: false,
        in_use: false,
        newest: false,
    };
    let on = |facts: CheckFacts, d| check_fate(&facts, &Periods::default(), day(d));
    assert_eq!(on(facts, "2026-01-15"), Fate::Due);
    assert_eq!(
        on(
            CheckFacts {
                in_use: true,
                ..facts
            },
            "2026-01-15"
        ),
        Fate::Stays(Stays::Work)
    );
}

#[test]
fn a_changed_period_holds_from_its_day_and_the_later_change_of_a_day_wins() {
    let changes = [
        (Subject::Check, day("2026-03-01"), 12),
        (Subject::Check, day("2026-06-01"), 18),
        (Subject::Check, day("2026-06-01"), 20),
        (Subject::Check, day("2026-04-01"), 15),
    ];
    let on = |d| Periods::on(day(d), &changes).months(Subject::Check);
    assert_eq!(
        [
            on("2026-02-28"),
            on("2026-03-01"),
            on("2026-04-01"),
            on("2026-06-01")
        ],
        [24, 12, 15, 20]
    );
    assert_eq!(
        Periods::on(day("2026-06-01"), &changes).months(Subject::Reporter),
        24
    );
}

#[test]
fn a_change_says_why_and_is_never_backwards() {
    let change = PeriodChange {
        subject: Subject::Check,
        months: 24,
        from_on: day("2026-01-01"),
        why: " ".into(),
    };
    let found = period_problems(&change, &Periods::default(), day("2026-01-02"));
    assert_eq!(
        found,
        [PeriodProblem::Same, PeriodProblem::Past, PeriodProblem::Why]
    );
    let good = PeriodChange {
        months: 12,
        from_on: day("2026-01-02"),
        why: "Avis du DPO".into(),
        ..change
    };
    assert_eq!(period_problems(&good, &Periods::default(), day("2026-01-02")), []);
    let long = PeriodChange {
        months: MAX_MONTHS + 1,
        ..good
    };
    assert_eq!(
        period_problems(&long, &Periods::default(), day("2026-01-02")),
        [PeriodProblem::Months]
    );
}

#[test]
fn a_hold_names_a_client_a_case_or_an_issue_as_people_quote_them() {
    assert_eq!(
        HeldObject::from_reference(" c 42 "),
        Some(HeldObject::Client(crate::ClientId(42)))
    );
    assert_eq!(
        HeldObject::from_reference("D-7"),
        Some(HeldObject::Case(crate::CaseId(7)))
    );
    assert_eq!(
        HeldObject::from_reference("S-211"),
        Some(HeldObject::Issue(crate::IssueId(211)))
    );
    for bad in ["", "42", "P-3", "S-", "S-x", "é"] {
        assert_eq!(HeldObject::from_reference(bad), None, "{bad}");
    }
}

#[test]
fn a_hold_says_why_and_ends_within_five_years() {
    let hold = |reason: &str, until| NewLegalHold {
        on: HeldObject::Client(crate::ClientId(1)),
        reason: reason.into(),
        until_on: day(until),
    };
    let on = |hold: NewLegalHold| hold_problems(&hold, day("2026-01-15"));
    assert_eq!(on(hold("Procès", "2031-01-15")), []);
    assert_eq!(
        on(hold("", "2026-01-15")),
        [HoldProblem::Reason, HoldProblem::Past]
    );
    assert_eq!(on(hold("Procès", "2031-01-16")), [HoldProblem::TooLong]);
}

#[test]
fn a_purge_is_planned_for_the_first_of_the_next_month() {
    assert_eq!(first_of_next_month(day("2026-01-31")), day("2026-02-01"));
    assert_eq!(first_of_next_month(day("2026-12-01")), day("2027-01-01"));
}

proptest! {
    /// What is looked at (`began_by`) holds everything that is due: nothing that is due is overlooked, at any end of month.
    #[test]
    fn nothing_that_is_due_is_overlooked(from in 0_i32..20_000, after in 0_i32..4_000, months in 1_u32..120) {
        let epoch = day("2000-01-01");
        let from = epoch + chrono::Days::new(from.unsigned_abs().into());
        let on = from + chrono::Days::new(after.unsigned_abs().into());
        if due_from(from, months) <= on {
            // At the end of a month both cut: the bound may lie up to three days before.
            prop_assert!(from <= began_by(on, months) + chrono::Days::new(3));
        }
    }

    /// A longer period never makes anything due earlier.
    #[test]
    fn a_longer_period_forgets_nothing_earlier(from in 0_u64..20_000, months in 1_u32..119) {
        let from = day("2000-01-01") + chrono::Days::new(from);
        prop_assert!(due_from(from, months) <= due_from(from, months + 1));
    }
}
