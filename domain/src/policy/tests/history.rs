//! Records and the facts of a past day; trials; past choices.

use crate::category::Filter;
use crate::contract::DebtState;
use crate::issue::{IssueState, Severity};
use crate::policy::history::{Agreement, PastChoice, agreed};
use crate::policy::make::{client, day, issue, today};
use crate::policy::record::{AgreementRecord, ContractRecord, IssueRecord, Record, Touched};
use crate::policy::simulate::{Tally, Trial, milder_and_stricter, moved};
use crate::policy::{Ledger, Points, Policy, recommend};
use crate::stance::StanceKind;
use crate::{ClientId, ContractId, MemberId, Money, StanceId};

fn record(id: i64) -> Record {
    let c = client();
    Record {
        client: ClientId(id),
        kind: c.kind,
        natural_person: false,
        sector: c.sector,
        bankrupt_from: None,
        issues: Vec::new(),
        contracts: Vec::new(),
        agreements: Vec::new(),
    }
}

fn contract(id: i64, member: i64, start: &str, due: &str, paid: Option<&str>) -> ContractRecord {
    ContractRecord {
        contract: ContractId(id),
        member: MemberId(member),
        start_on: day(start),
        due_on: Some(day(due)),
        paid_on: paid.map(day),
        price: Money(100_000),
        counts: true,
        paid_undated: false,
        disputed: false,
        debt: Vec::new(),
        debt_now: if paid.is_some() {
            DebtState::Paid
        } else {
            DebtState::Open
        },
        noticed_on: None,
    }
}

#[test]
fn a_past_day_knows_the_severity_of_that_day() {
    let policy = Policy::version_1();
    let said = |severity| issue(1, Filter::Legal, severity, "2026-01-10", "a");
    let mut client = record(1);
    client.issues.push(IssueRecord {
        fact: said(Severity::Critical),
        former: vec![
            (day("2026-03-01"), said(Severity::Minor)),
            (day("2026-05-01"), said(Severity::Serious)),
        ],
        steps: vec![(day("2026-02-01"), IssueState::Confirmed)],
        evidence_from: None,
    });
    let on = |text| client.facts_on(&policy, day(text)).issues[0].severity;
    assert_eq!(on("2026-02-28"), Severity::Minor);
    assert_eq!(on("2026-03-01"), Severity::Serious);
    assert_eq!(on("2026-04-30"), Severity::Serious);
    assert_eq!(on("2026-05-01"), Severity::Critical);
}

#[test]
fn facts_of_a_past_day_are_those_that_were_confirmed_and_unpaid_then() {
    let policy = Policy::version_1();
    let mut client = record(1);
    client.issues.push(IssueRecord {
        fact: issue(1, Filter::Legal, Severity::Serious, "2026-01-10", "a"),
        former: Vec::new(),
        steps: vec![
            (day("2026-02-01"), IssueState::Reported),
            (day("2026-02-10"), IssueState::Confirmed),
            (day("2026-09-01"), IssueState::Resolved),
        ],
        evidence_from: Some(day("2026-03-01")),
    });
    client
        .contracts
        .push(contract(1, 1, "2026-01-05", "2026-03-01", Some("2026-07-01")));
    client.agreements.push(AgreementRecord {
        from: day("2026-08-01"),
        through: day("2026-12-31"),
        milestones: Vec::new(),
        ended_on: Some(day("2026-10-15")),
    });
    let on = |text| client.facts_on(&policy, day(text));

    assert!(on("2026-02-05").issues.is_empty());
    let confirmed = on("2026-02-10");
    assert!(!confirmed.issues[0].resolved && !confirmed.issues[0].evidence);
    assert!(on("2026-03-01").issues[0].evidence);
    assert!(on("2026-09-01").issues[0].resolved);

    assert_eq!(
        on("2026-03-08").ledger,
        Ledger {
            contracts: 1,
            due: 0,
            late: 0
        }
    );
    assert_eq!(
        on("2026-03-09").ledger,
        Ledger {
            contracts: 1,
            due: 1,
            late: 1
        }
    );
    assert_eq!(on("2026-06-30").debts.len(), 1);
    assert!(on("2026-07-01").debts.is_empty());
    assert_eq!(on("2030-01-01").ledger, Ledger::default());

    assert_eq!(on("2026-09-01").agreement_until, Some(day("2026-12-31")));
    assert_eq!(on("2026-10-15").agreement_until, None);
}

#[test]
fn an_agreement_is_kept_until_a_day_that_it_misses() {
    let policy = Policy::version_1();
    let mut client = record(1);
    client.agreements.push(AgreementRecord {
        from: day("2026-08-01"),
        through: day("2026-12-31"),
        milestones: vec![
            (day("2026-09-01"), Some(day("2026-08-30"))),
            (day("2026-10-01"), Some(day("2026-10-20"))),
            (day("2026-11-15"), None),
        ],
        ended_on: None,
    });
    let on = |text| client.facts_on(&policy, day(text)).agreement_until;
    for kept in ["2026-09-02", "2026-10-01", "2026-10-20", "2026-11-15"] {
        assert_eq!(on(kept), Some(day("2026-12-31")), "{kept}");
    }
    for missed in ["2026-10-02", "2026-10-19", "2026-11-16", "2026-12-31"] {
        assert_eq!(on(missed), None, "{missed}");
    }
}

#[test]
fn what_is_touched_are_the_contracts_of_twelve_months_and_each_member_once() {
    let mut client = record(1);
    client.contracts = vec![
        contract(1, 7, "2026-05-01", "2026-06-01", None),
        contract(2, 7, "2026-06-01", "2026-07-01", None),
        contract(3, 8, "2025-11-28", "2026-01-01", None),
        contract(4, 9, "2025-11-27", "2026-01-01", None),
    ];
    let expected = Touched {
        members: 2,
        contracts: 3,
        income: Money(300_000),
    };
    assert_eq!(client.touched(today()), expected);
}

#[test]
fn a_trial_counts_who_changes_and_what_it_touches() {
    let mut quiet = record(1);
    quiet
        .contracts
        .push(contract(1, 7, "2026-05-01", "2026-06-01", Some("2026-06-01")));
    let mut flagged = record(2);
    flagged
        .contracts
        .push(contract(2, 8, "2026-05-01", "2026-06-01", Some("2026-06-01")));
    flagged.issues.push(IssueRecord {
        fact: issue(1, Filter::Legal, Severity::Moderate, "2026-11-28", "a"),
        former: Vec::new(),
        steps: vec![(day("2026-11-28"), IssueState::Confirmed)],
        evidence_from: None,
    });
    let mut draft = Policy::version_1();
    draft.weights.moderate = Points::whole(9);
    let trial = Trial::new(Policy::version_1(), draft);

    let mut tally = Tally::default();
    for client in [&quiet, &flagged] {
        // What one client's trial says does not depend on who else is counted.
        tally.count(&trial.of(client, today()).0, client.touched(today()));
    }

    assert_eq!(tally.clients, 2);
    assert_eq!(tally.changes[0][0], 1);
    assert_eq!(tally.changes[1][2], 1);
    assert_eq!(
        (moved(&tally.changes), tally.members, tally.income_cents),
        (1, 1, 100_000)
    );
    assert_eq!(milder_and_stricter(&tally.changes), (0, 1));
    // 9 points: half of them are a concern, one and a half times stay serious.
    assert_eq!((tally.half[2][1], tally.more[2][2]), (1, 1));
}

#[test]
fn past_choices_are_told_milder_and_harsher_apart() {
    let choice = |chosen, told| PastChoice {
        stance: StanceId(1),
        client: ClientId(1),
        on: today(),
        chosen,
        told,
    };
    let mut agreement = Agreement::default();
    agreement.count(
        &choice(Some(StanceKind::Informative), Some(Some(StanceKind::Restrictive))),
        Some(StanceKind::Informative),
    );
    agreement.count(&choice(None, Some(None)), Some(StanceKind::Punitive));
    agreement.count(&choice(Some(StanceKind::Punitive), None), None);

    let told = agreed(&agreement.told);
    assert_eq!((told.choices, told.same, told.milder, told.harsher), (2, 1, 1, 0));
    let tried = agreed(&agreement.tried);
    assert_eq!(
        (tried.choices, tried.same, tried.milder, tried.harsher),
        (3, 1, 1, 1)
    );
}

#[test]
fn an_old_day_is_judged_by_its_own_policy() {
    let mut client = client();
    client.issues = vec![issue(1, Filter::Legal, Severity::Moderate, "2026-11-28", "a")];
    let mut milder = Policy::version_1();
    milder.limits.concern = Points::whole(5);
    assert_eq!(
        recommend(&Policy::version_1(), &client, today()).stance,
        Some(StanceKind::Informative)
    );
    assert_eq!(recommend(&milder, &client, today()).stance, None);
}
