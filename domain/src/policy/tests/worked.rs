//! The twelve clients of `docs/policy.md`, worked out by hand there, with the answers written here.

use crate::category::Filter;
use crate::client::ClientKind;
use crate::contract::DebtState;
use crate::issue::{Cause, Severity};
use crate::policy::explain::{Change, what_would_change};
use crate::policy::make::{client, day, debt, issue, today};
use crate::policy::{
    Cap, ClientFacts, Fate, Ledger, Points, Policy, Recommendation, Rule, Verdict, recommend,
};
use crate::stance::StanceKind;
use crate::stance::condition::Condition;
use crate::{CaseId, CategoryId, ContractId, IssueId, Money};

use StanceKind::{Informative, Punitive, Restrictive};

fn answer(facts: &ClientFacts) -> Recommendation {
    recommend(&Policy::version_1(), facts, today())
}

fn changes(facts: &ClientFacts) -> Vec<Change> {
    what_would_change(&Policy::version_1(), facts, today())
}

fn verdicts(answer: &Recommendation) -> [Verdict; 4] {
    Filter::ALL
        .iter()
        .map(|&f| answer.verdict(f))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

fn points(answer: &Recommendation, filter: Filter) -> Points {
    answer.filters.iter().find(|f| f.filter == filter).unwrap().points
}

const BLANK: [Verdict; 4] = [Verdict::Blank; 4];

/// A client with that many invoices, of which so many were late.
fn with_invoices(late: i64, due: i64) -> ClientFacts {
    ClientFacts {
        ledger: Ledger {
            contracts: due,
            due,
            late,
        },
        ..client()
    }
}

#[test]
fn client_1_of_whom_nothing_is_known_is_blank_not_good() {
    let facts = with_invoices(0, 1);
    let answer = answer(&facts);
    assert_eq!(verdicts(&answer), BLANK);
    assert!(answer.is_blank());
    assert_eq!((answer.stance, answer.decided_by()), (None, None));
    assert_eq!(
        changes(&facts),
        [Change::OneMore {
            filter: None,
            severity: Severity::Moderate,
            to: Some(Informative)
        }]
    );
}

#[test]
fn client_2_who_pays_and_has_one_small_old_matter_is_quiet() {
    let mut facts = with_invoices(1, 12);
    facts.issues = vec![issue(201, Filter::Legal, Severity::Minor, "2025-11-28", "a")];
    let answer = answer(&facts);
    assert_eq!(verdicts(&answer), [Verdict::Quiet; 4]);
    assert_eq!(points(&answer, Filter::Legal), Points(500_000));
    // (1 + 10 · 0.4) / (12 + 10).
    assert_eq!(answer.late.unwrap().shrunk, 227_272);
    assert_eq!(answer.stance, None);
}

#[test]
fn client_3_with_one_moderate_matter_of_today_is_informative_for_one_day() {
    let mut facts = client();
    facts.issues = vec![issue(301, Filter::Ethics, Severity::Moderate, "2026-11-28", "a")];
    let answer = answer(&facts);
    assert_eq!(answer.verdict(Filter::Ethics), Verdict::Concern);
    assert_eq!(answer.stance, Some(Informative));
    let changes = changes(&facts);
    assert!(changes.contains(&Change::Time {
        on: day("2026-11-29"),
        to: None
    }));
    assert!(changes.contains(&Change::Resolved {
        issue: IssueId(301),
        to: None
    }));
}

#[test]
fn client_4_whom_one_person_reports_twice_counts_once_the_worst() {
    let mut facts = client();
    facts.issues = vec![
        issue(401, Filter::Support, Severity::Moderate, "2026-10-01", "a"),
        issue(402, Filter::Support, Severity::Serious, "2026-11-28", "a"),
    ];
    let once = answer(&facts);
    assert_eq!(points(&once, Filter::Support), Points::whole(9));
    assert_eq!(once.contributions[1].fate, Fate::Beside { issue: IssueId(402) });
    assert_eq!(once.stance, Some(Restrictive));
    assert_eq!(once.conditions, []);

    // The same words from a second person count beside it: 9 + 3 × 0.895705.
    facts.issues[0].reporter = "b".into();
    assert_eq!(points(&answer(&facts), Filter::Support), Points(11_687_115));
}

#[test]
fn client_5_with_a_critical_matter_and_evidence_is_sanctioned_until_it_is_resolved_or_leaves_the_window() {
    let mut facts = client();
    let mut critical = issue(501, Filter::Legal, Severity::Critical, "2025-11-28", "a");
    critical.evidence = true;
    facts.issues = vec![critical];
    let answer = answer(&facts);
    assert_eq!(points(&answer, Filter::Legal), Points(13_500_000));
    assert_eq!(answer.verdict(Filter::Legal), Verdict::Serious);
    assert_eq!(answer.stance, Some(Punitive));
    assert_eq!(
        answer.decided_by().unwrap().rule,
        Rule::Critical {
            issue: IssueId(501),
            sure: true
        }
    );
    let changes = changes(&facts);
    // Resolved: 27 × 0.5 × 0.3 = 4.05, a concern.
    assert!(changes.contains(&Change::Resolved {
        issue: IssueId(501),
        to: Some(Informative)
    }));
    assert!(changes.contains(&Change::Time {
        on: day("2028-11-29"),
        to: None
    }));
}

#[test]
fn client_6_with_a_critical_matter_that_one_person_says_is_restricted() {
    let mut facts = client();
    facts.issues = vec![issue(601, Filter::Ethics, Severity::Critical, "2024-11-28", "a")];
    let alone = answer(&facts);
    assert_eq!(points(&alone, Filter::Ethics), Points(6_750_000));
    assert_eq!(alone.stance, Some(Restrictive));
    assert_eq!(
        alone.decided_by().unwrap().rule,
        Rule::Critical {
            issue: IssueId(601),
            sure: false
        }
    );

    // A second reporter of the same grave matter makes it sure.
    facts
        .issues
        .push(issue(602, Filter::Ethics, Severity::Critical, "2024-12-28", "b"));
    assert_eq!(answer(&facts).stance, Some(Punitive));

    // One of another kind does not, unless both are one case.
    facts.issues[1].category = CategoryId(99);
    assert_eq!(answer(&facts).stance, Some(Restrictive));
    for issue in &mut facts.issues {
        issue.case = Some(CaseId(7));
    }
    assert_eq!(answer(&facts).stance, Some(Punitive));
    facts.issues[1].case = Some(CaseId(8));
    assert_eq!(answer(&facts).stance, Some(Restrictive));
}

#[test]
fn client_7_with_a_proven_debt_prepays() {
    let mut facts = with_invoices(1, 1);
    facts.debts = vec![debt(71, "2026-08-01", Some("2026-10-01"))];
    let answer = answer(&facts);
    assert_eq!(verdicts(&answer), BLANK);
    assert_eq!(answer.stance, Some(Restrictive));
    assert_eq!(
        answer.decided_by().unwrap().rule,
        Rule::ProvenDebt {
            debts: 1,
            amount: Money(120_000)
        }
    );
    assert_eq!(answer.conditions, [Condition::Prepayment { percent: 30 }]);
    assert!(changes(&facts).contains(&Change::DebtsPaid { to: None }));
}

#[test]
fn client_8_whose_debt_has_no_notice_yet_is_given_time() {
    let mut facts = with_invoices(1, 1);
    facts.debts = vec![debt(81, "2026-08-01", None)];
    // (1 + 4) / 11 = 45 %, over a quarter, but not twice the sector's 40 %.
    assert_eq!(answer(&facts).late.unwrap().shrunk, 454_545);
    assert_eq!(answer(&facts).stance, None);

    facts.debts = vec![debt(81, "2026-08-01", Some("2026-11-20"))];
    assert_eq!(answer(&facts).stance, None);
    assert!(changes(&facts).contains(&Change::DebtsStay {
        on: day("2026-12-20"),
        to: Some(Restrictive)
    }));
}

#[test]
fn client_9_a_person_with_three_unpaid_contracts_is_above_informative_only_once_they_are_proven() {
    let unpaid = |notice| {
        vec![
            debt(91, "2026-07-01", notice),
            debt(92, "2026-07-15", notice),
            debt(93, "2026-08-01", notice),
        ]
    };
    let mut facts = with_invoices(3, 3);
    facts.debts = unpaid(None);
    let company = answer(&facts);
    assert_eq!(company.stance, Some(Punitive));
    assert_eq!(
        company.decided_by().unwrap().rule,
        Rule::Unpaid {
            contracts: 3,
            amount: Money(360_000)
        }
    );

    facts.natural_person = true;
    facts.kind = ClientKind::Person;
    let person = answer(&facts);
    assert_eq!(person.stance, Some(Informative));
    assert_eq!(person.caps, [Cap::NaturalPerson]);

    facts.debts = unpaid(Some("2026-10-01"));
    assert_eq!(answer(&facts).stance, Some(Punitive));
}

#[test]
fn client_10_bound_by_its_funder_is_at_most_informative_for_low_pay() {
    let mut facts = client();
    facts.kind = ClientKind::NonProfit;
    facts.issues = ["a", "b", "c", "d"]
        .iter()
        .zip(1_001..)
        .map(|(reporter, id)| {
            let mut low = issue(id, Filter::Ethics, Severity::Moderate, "2026-11-28", reporter);
            low.low_pay = true;
            low.cause = Cause::Structural;
            low
        })
        .collect();
    let bound = answer(&facts);
    assert_eq!(bound.verdict(Filter::Ethics), Verdict::Serious);
    assert_eq!((bound.stance, bound.structural), (Some(Informative), 4));
    assert_eq!(bound.caps, [Cap::Structural]);

    // Something else counts in full beside it.
    facts
        .issues
        .push(issue(1_005, Filter::Legal, Severity::Serious, "2026-11-28", "e"));
    assert_eq!(answer(&facts).stance, Some(Restrictive));
    facts.issues.pop();

    // An agreement that is kept: one step milder.
    facts.agreement_until = Some(day("2027-06-30"));
    let agreed = answer(&facts);
    assert_eq!(agreed.stance, None);
    assert_eq!(agreed.caps, [Cap::Structural, Cap::Agreement]);
    // By then 12 points have become 7.98: a concern.
    assert!(changes(&facts).contains(&Change::AgreementEnds {
        on: day("2027-07-01"),
        to: Some(Informative)
    }));
}

#[test]
fn client_11_a_town_that_pays_nine_of_ten_late_signs_an_order() {
    let mut facts = with_invoices(9, 10);
    facts.kind = ClientKind::PublicBody;
    let answer = answer(&facts);
    // (9 + 4) / 20.
    assert_eq!(answer.late.unwrap().shrunk, 650_000);
    assert_eq!(answer.decided_by().unwrap().rule, Rule::Late { strict: true });
    assert_eq!(answer.stance, Some(Restrictive));
    assert_eq!(answer.conditions, [Condition::WrittenOrder]);
    // 13 / 27 is the first under a half.
    assert!(changes(&facts).contains(&Change::OnTime {
        invoices: 7,
        to: None
    }));
}

#[test]
fn client_12_with_several_small_things_and_an_agreement_that_is_kept_has_no_stance() {
    let mut facts = with_invoices(7, 41);
    let mut resolved = issue(1_201, Filter::Payment, Severity::Serious, "2025-11-28", "a");
    resolved.resolved = true;
    resolved.contract = Some(ContractId(5));
    facts.issues = vec![
        resolved,
        issue(1_202, Filter::Legal, Severity::Moderate, "2026-11-28", "b"),
        issue(1_203, Filter::Legal, Severity::Moderate, "2025-11-28", "c"),
        issue(1_204, Filter::Ethics, Severity::Critical, "2023-11-27", "d"),
    ];
    let before = answer(&facts);
    // 9 × 0.5 × 0.3; 3 + 1.5; and what is older than 36 months does not count.
    assert_eq!(points(&before, Filter::Payment), Points(1_350_000));
    assert_eq!(points(&before, Filter::Legal), Points(4_500_000));
    assert_eq!(points(&before, Filter::Ethics), Points(0));
    assert_eq!(before.contributions.last().unwrap().fate, Fate::TooOld);
    // (7 + 4) / 51.
    assert_eq!(before.late.unwrap().shrunk, 215_686);
    assert_eq!(before.stance, Some(Informative));

    facts.agreement_until = Some(day("2027-03-31"));
    assert_eq!(answer(&facts).stance, None);
}

#[test]
fn an_agreement_that_is_kept_makes_each_recommendation_one_step_milder() {
    let mut grave = client();
    let mut critical = issue(1, Filter::Legal, Severity::Critical, "2026-11-28", "a");
    critical.evidence = true;
    grave.issues = vec![critical];
    let mut late = with_invoices(9, 10);
    late.kind = ClientKind::PublicBody;
    for (mut facts, before, after) in [(grave, Punitive, Restrictive), (late, Restrictive, Informative)] {
        assert_eq!(answer(&facts).stance, Some(before));
        facts.agreement_until = Some(today());
        assert_eq!(answer(&facts).stance, Some(after));
        // It ended yesterday.
        facts.agreement_until = today().pred_opt();
        assert_eq!(answer(&facts).stance, Some(before));
    }
    let nothing = ClientFacts {
        agreement_until: Some(today()),
        ..client()
    };
    assert_eq!(answer(&nothing).stance, None);
}

#[test]
fn points_are_read_in_hundredths_and_cut() {
    assert_eq!(Points::whole(9).hundredths(), 900);
    assert_eq!(Points(11_687_115).hundredths(), 1_168);
    assert_eq!(Points(-11_687_115).hundredths(), -1_168);
}

#[test]
fn a_broken_plan_asks_for_prepayment_and_a_kept_one_for_nothing() {
    let mut facts = client();
    facts.debts = vec![debt(1, "2026-07-01", Some("2026-08-01"))];
    facts.debts[0].state = DebtState::Plan;
    assert_eq!(answer(&facts).stance, None);
    facts.debts[0].state = DebtState::PlanBroken;
    let broken = answer(&facts);
    assert_eq!(broken.stance, Some(Restrictive));
    assert!(
        broken
            .fired
            .iter()
            .any(|f| matches!(f.rule, Rule::BrokenPlan { .. }))
    );
}

#[test]
fn a_disputed_debt_is_proven_only_by_a_judgment_and_a_bankruptcy_is_a_sanction() {
    let mut facts = client();
    facts.debts = vec![debt(1, "2026-07-01", Some("2026-08-01"))];
    facts.debts[0].disputed = true;
    assert_eq!(answer(&facts).stance, None);
    facts.debts[0].state = DebtState::Judged;
    assert_eq!(answer(&facts).stance, Some(Restrictive));
    facts.bankrupt = true;
    assert_eq!(answer(&facts).stance, Some(Punitive));
    facts.natural_person = true;
    assert_eq!(answer(&facts).stance, Some(Restrictive));
}

#[test]
fn late_payment_is_measured_against_the_sector() {
    let mut policy = Policy::version_1();
    policy.shrinkage.sectors = vec![(crate::client::sector::SectorGroup::Events, 60_000)];
    let stance = |late, due| recommend(&policy, &with_invoices(late, due), today()).stance;
    // (7 + 0.6) / 51 = 14.9 %; (14 + 0.6) / 51 = 28.6 %; (4 + 0.6) / 14 = 32.9 %; (30 + 0.6) / 51 = 60 %.
    assert_eq!(stance(7, 41), None);
    assert_eq!(stance(14, 41), Some(Informative));
    assert_eq!(stance(4, 4), Some(Informative));
    assert_eq!(stance(30, 41), Some(Restrictive));
}
