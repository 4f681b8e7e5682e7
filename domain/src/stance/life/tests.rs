//! The life of a stance, told as sentences (`product.md`, "Stance" and "Who may do what").

use super::*;
use crate::category::{Filter, Sensitivity};
use crate::issue::{IssueState, Severity};
use crate::stance::condition::Condition;
use crate::stance::opinion::Advice;
use crate::stance::{Ground, Proposal, PublishedNote, RunningContracts, Scope, StanceKind};
use crate::{ClientId, IssueId, Lang, Person, PersonId, Role};
use chrono::{Days, Months, NaiveDate};

pub(super) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
pub(super) const CLIENT: ClientId = ClientId(7);
const REVIEW: NaiveDate = NaiveDate::from_ymd_opt(2027, 5, 1).unwrap();

pub(super) fn person(id: i64, role: Role) -> Person {
    Person {
        id: PersonId(id),
        name: String::new(),
        email: String::new(),
        role,
        lang: Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: vec![],
    }
}

fn counsellor(id: i64) -> Person {
    person(id, Role::Counsellor)
}

fn manager(id: i64) -> Person {
    person(id, Role::Manager)
}

/// A stance of this kind in this state, proposed by counsellor 1 and, where it came so far, approved by manager 9.
fn at(kind: StanceKind, state: StanceState) -> Standing {
    Standing {
        client: CLIENT,
        state,
        kind,
        stepped_down_from: None,
        stepped_down_on: None,
        review_on: REVIEW,
        authors: vec![PersonId(1)],
        sole_confirmer: None,
        judged: "h".into(),
        approved_by: matches!(state, StanceState::Approved | StanceState::InForce).then_some(PersonId(9)),
        renewal: None,
        outcome: None,
    }
}

fn read(comment: &str) -> Approval<'_> {
    Approval {
        seen: "h",
        current: "h",
        opinion: None,
        comment,
        today: TODAY,
    }
}

fn yes(stance: &Standing, by: &Person) -> Result<StanceState, StepRefused> {
    approve(stance, by, read("")).map(|event| event.to)
}

#[test]
fn every_kind_waits_for_its_client_to_be_heard() {
    for kind in StanceKind::ALL {
        for state in [StanceState::Proposed, StanceState::Notified] {
            assert_eq!(yes(&at(*kind, state), &manager(9)), Err(StepRefused::NotYetHeard));
        }
        assert_eq!(
            yes(&at(*kind, StanceState::Heard), &manager(9)),
            Ok(StanceState::Approved)
        );
    }
}

#[test]
fn only_counsellors_and_managers_who_are_not_kept_out_take_part() {
    for role in [
        Role::Member,
        Role::Accounts,
        Role::Committee,
        Role::Analyst,
        Role::Admin,
    ] {
        assert_eq!(
            propose(&person(1, role), CLIENT, StanceKind::Informative, REVIEW, None),
            Err(StepRefused::NotStaff)
        );
    }
    let recused = Person {
        own_clients: vec![CLIENT],
        ..counsellor(1)
    };
    assert_eq!(
        propose(&recused, CLIENT, StanceKind::Informative, REVIEW, None),
        Err(StepRefused::KeptOut)
    );
    assert_eq!(
        yes(&at(StanceKind::Informative, StanceState::Heard), &recused),
        Err(StepRefused::KeptOut)
    );
}

#[test]
fn one_person_chooses_informative_unless_that_one_confirmed_all_the_grounds() {
    let mut stance = at(StanceKind::Informative, StanceState::Heard);
    assert_eq!(yes(&stance, &counsellor(1)), Ok(StanceState::Approved));
    stance.sole_confirmer = Some(PersonId(1));
    assert_eq!(
        yes(&stance, &counsellor(1)),
        Err(StepRefused::ConfirmedAllGrounds)
    );
    assert_eq!(yes(&stance, &counsellor(2)), Ok(StanceState::Approved));
}

#[test]
fn a_restrictive_stance_takes_two_different_people() {
    let stance = at(StanceKind::Restrictive, StanceState::Heard);
    assert_eq!(yes(&stance, &counsellor(1)), Err(StepRefused::OwnProposal));
    assert_eq!(yes(&stance, &manager(1)), Err(StepRefused::OwnProposal));
    assert_eq!(yes(&stance, &counsellor(2)), Ok(StanceState::Approved));
}

#[test]
fn a_punitive_stance_takes_a_manager_who_wrote_none_of_it() {
    let mut stance = at(StanceKind::Punitive, StanceState::Heard);
    assert_eq!(yes(&stance, &counsellor(2)), Err(StepRefused::NotAManager));
    assert_eq!(yes(&stance, &manager(1)), Err(StepRefused::OwnProposal));
    stance.authors.push(PersonId(9));
    assert_eq!(yes(&stance, &manager(9)), Err(StepRefused::OwnProposal));
    assert_eq!(yes(&stance, &manager(8)), Ok(StanceState::Approved));
}

#[test]
fn an_approval_is_bound_to_what_was_read_and_put_to_the_client() {
    let stance = at(StanceKind::Restrictive, StanceState::Heard);
    let changed = Approval {
        current: "other",
        ..read("")
    };
    assert_eq!(
        approve(&stance, &counsellor(2), changed),
        Err(StepRefused::ChangedSinceHeard)
    );
    let stale = Approval {
        seen: "older",
        ..read("")
    };
    assert_eq!(
        approve(&stance, &counsellor(2), stale),
        Err(StepRefused::NotWhatWasRead)
    );
}

#[test]
fn a_decision_that_departs_from_the_opinion_says_why() {
    let stance = at(StanceKind::Punitive, StanceState::Heard);
    let milder = |comment| Approval {
        opinion: Some(Advice::Restrictive),
        ..read(comment)
    };
    assert_eq!(
        approve(&stance, &manager(9), milder("  ")),
        Err(StepRefused::DepartsFromOpinion)
    );
    assert!(approve(&stance, &manager(9), milder("The amounts.")).is_ok());
    let same = Approval {
        opinion: Some(Advice::Punitive),
        ..read("")
    };
    assert!(approve(&stance, &manager(9), same).is_ok());
}

#[test]
fn a_material_change_begins_anew_and_another_one_does_not() {
    let stance = at(StanceKind::Restrictive, StanceState::Heard);
    let change = |material, reason| {
        amend(
            &stance,
            &counsellor(2),
            StanceKind::Restrictive,
            REVIEW,
            None,
            material,
            reason,
        )
    };
    assert_eq!(change(true, " "), Err(StepRefused::ReasonMissing));
    let mut after = stance.clone();
    after.apply(&change(true, "The client paid one of them.").unwrap());
    assert_eq!(after.state, StanceState::Proposed);
    assert_eq!(after.judged, "");
    assert_eq!(after.authors, vec![PersonId(1), PersonId(2)]);
    let mut same = stance.clone();
    same.apply(&change(false, "A blank.").unwrap());
    assert_eq!(same, stance);
    let told = change(false, "A blank.").unwrap().details;
    assert_eq!(
        (told.kind, told.review_on),
        (Some(StanceKind::Restrictive), Some(REVIEW))
    );
    let in_force = at(StanceKind::Restrictive, StanceState::InForce);
    assert_eq!(
        amend(
            &in_force,
            &counsellor(2),
            StanceKind::Restrictive,
            REVIEW,
            None,
            true,
            "x"
        ),
        Err(StepRefused::NotFromHere(StanceState::InForce))
    );
}

#[test]
fn a_new_letter_begins_the_hearing_anew() {
    let mut stance = at(StanceKind::Restrictive, StanceState::Heard);
    stance.apply(&notify(&stance, &counsellor(1), "new").unwrap());
    assert_eq!(
        (stance.state, stance.judged.as_str()),
        (StanceState::Notified, "new")
    );
    stance.apply(&hear(&stance, HeardHow::Silence).unwrap());
    assert_eq!(stance.state, StanceState::Heard);
    assert_eq!(
        hear(&stance, HeardHow::Replied),
        Err(StepRefused::NotFromHere(StanceState::Heard))
    );
}

#[test]
fn refusing_and_lifting_say_why() {
    let waiting = at(StanceKind::Restrictive, StanceState::Notified);
    assert_eq!(
        refuse(&waiting, &counsellor(2), " "),
        Err(StepRefused::ReasonMissing)
    );
    assert!(refuse(&waiting, &counsellor(1), "Paid.").is_ok());
    let in_force = at(StanceKind::Restrictive, StanceState::InForce);
    assert_eq!(
        lift(&in_force, &counsellor(2), Outcome::Paid, ""),
        Err(StepRefused::ReasonMissing)
    );
    assert_eq!(
        lift(&in_force, &counsellor(2), Outcome::Paid, &"x".repeat(1_000_000)),
        Err(StepRefused::ReasonTooLong)
    );
    assert_eq!(
        lift(&in_force, &counsellor(2), Outcome::Expired, "x"),
        Err(StepRefused::OutcomeNotHere)
    );
    let over = at(StanceKind::Restrictive, StanceState::Lifted);
    assert_eq!(
        lift(&over, &counsellor(2), Outcome::Paid, "paid"),
        Err(StepRefused::NotFromHere(StanceState::Lifted))
    );
}

#[test]
fn only_a_manager_lifts_or_softens_a_punitive_stance() {
    let stance = at(StanceKind::Punitive, StanceState::InForce);
    assert_eq!(
        lift(&stance, &counsellor(2), Outcome::Paid, "Paid."),
        Err(StepRefused::NotAManager)
    );
    assert_eq!(
        step_down(&stance, &counsellor(2), "Half paid.", TODAY),
        Err(StepRefused::NotAManager)
    );
    assert!(lift(&stance, &manager(2), Outcome::Paid, "Paid.").is_ok());
}

#[test]
fn a_renewal_takes_the_people_of_the_first_time() {
    let mut stance = at(StanceKind::Restrictive, StanceState::InForce);
    let until = TODAY + Months::new(6);
    assert_eq!(renew(&stance, &counsellor(2), TODAY), Err(StepRefused::NoRenewal));
    stance.apply(&ask_renewal(&stance, &counsellor(2), until, "Still owed.", TODAY).unwrap());
    assert_eq!(stance.review_on, REVIEW, "asking renews nothing");
    assert_eq!(
        renew(&stance, &counsellor(2), TODAY),
        Err(StepRefused::OwnRenewal)
    );
    stance.apply(&renew(&stance, &counsellor(1), TODAY).unwrap());
    assert_eq!((stance.review_on, stance.renewal), (until, None));

    let mut punitive = at(StanceKind::Punitive, StanceState::InForce);
    punitive.apply(&ask_renewal(&punitive, &counsellor(2), until, "Still owed.", TODAY).unwrap());
    assert_eq!(
        renew(&punitive, &counsellor(1), TODAY),
        Err(StepRefused::NotAManager)
    );

    let mut told = at(StanceKind::Informative, StanceState::InForce);
    told.apply(&ask_renewal(&told, &counsellor(2), until, "Still so.", TODAY).unwrap());
    assert!(
        renew(&told, &counsellor(2), TODAY).is_ok(),
        "one person is enough"
    );
}

#[test]
fn a_renewal_lies_later_and_within_the_time_of_its_kind() {
    let stance = at(StanceKind::Restrictive, StanceState::InForce);
    for until in [
        TODAY,
        REVIEW,
        TODAY + Months::new(6) + Days::new(1),
        TODAY - Days::new(1),
    ] {
        assert_eq!(
            ask_renewal(&stance, &counsellor(2), until, "x", TODAY),
            Err(StepRefused::RenewalDate)
        );
    }
}

#[test]
fn past_its_review_a_stance_is_informative_for_60_days_and_then_ends() {
    let mut stance = at(StanceKind::Restrictive, StanceState::InForce);
    assert_eq!(step_down_due(&stance, REVIEW), None, "its last day is its own");
    let next = REVIEW + Days::new(1);
    stance.apply(&step_down_due(&stance, next).unwrap());
    assert_eq!(stance.kind, StanceKind::Informative);
    assert_eq!(stance.stepped_down_from, Some(StanceKind::Restrictive));
    assert_eq!(stance.review_on, REVIEW + Days::new(60));
    assert_eq!(step_down_due(&stance, next), None, "once");
    assert_eq!(
        ask_renewal(&stance, &counsellor(2), next + Months::new(3), "x", next),
        Err(StepRefused::SteppedDown)
    );
    assert_eq!(end_due(&stance, REVIEW + Days::new(60)), None);
    stance.apply(&end_due(&stance, REVIEW + Days::new(61)).unwrap());
    assert_eq!(
        (stance.state, stance.outcome),
        (StanceState::Ended, Some(Outcome::Expired))
    );
}

#[test]
fn an_informative_stance_lapses_too_and_a_punitive_one_ends_at_its_date() {
    let mut told = at(StanceKind::Informative, StanceState::InForce);
    told.apply(&step_down_due(&told, REVIEW + Days::new(1)).unwrap());
    assert_eq!(told.stepped_down_from, None);
    assert!(end_due(&told, REVIEW + Days::new(61)).is_some());
    let punitive = at(StanceKind::Punitive, StanceState::InForce);
    assert_eq!(step_down_due(&punitive, REVIEW + Days::new(1)), None);
    assert_eq!(end_due(&punitive, REVIEW), None);
    assert!(end_due(&punitive, REVIEW + Days::new(1)).is_some());
}

#[test]
fn what_became_of_it_is_recorded_when_it_is_over() {
    let mut over = at(StanceKind::Restrictive, StanceState::Ended);
    over.outcome = Some(Outcome::Expired);
    over.apply(&record_outcome(&over, &counsellor(2), Outcome::Relapsed).unwrap());
    assert_eq!(over.outcome, Some(Outcome::Relapsed));
    assert_eq!(
        record_outcome(&over, &counsellor(2), Outcome::Replaced),
        Err(StepRefused::OutcomeNotHere)
    );
    let running = at(StanceKind::Restrictive, StanceState::InForce);
    assert!(record_outcome(&running, &counsellor(2), Outcome::Paid).is_err());
}

#[test]
fn debts_are_settled_when_every_contract_is_paid_and_a_ground_without_one_is_resolved() {
    let ground = |contracts, paid| DebtGround {
        contracts,
        paid,
        resolved: false,
    };
    let resolved = |ground| DebtGround {
        resolved: true,
        ..ground
    };
    assert!(debts_settled(&[ground(1, 1)]));
    assert!(debts_settled(&[ground(3, 3), ground(1, 1)]));
    assert!(!debts_settled(&[ground(1, 1), ground(1, 0)]));
    assert!(!debts_settled(&[ground(3, 2)]), "one of them is not paid");
    assert!(!debts_settled(&[ground(0, 0)]), "no contract, no payment");
    assert!(debts_settled(&[resolved(ground(0, 0)), resolved(ground(1, 0))]));
    assert!(!debts_settled(&[]), "no grounds prove nothing");
}

fn ground(issue: i64, reporter: i64, confirmed_by: i64) -> Ground {
    Ground {
        issue: IssueId(issue),
        client: CLIENT,
        confirmed: true,
        filter: Filter::Payment,
        reporter: Some(PersonId(reporter)),
        confirmed_by: Some(PersonId(confirmed_by)),
        owes: false,
        proven_from: None,
    }
}

#[test]
fn who_took_part_is_known_for_the_appeal() {
    let events = [
        (Step::Propose, Some(PersonId(1))),
        (Step::Reply, Some(PersonId(30))),
        (Step::Hear, None),
        (Step::Approve, Some(PersonId(2))),
    ];
    let part = took_part(events, &[ground(1, 10, 3)]);
    assert_eq!(
        part.into_iter().map(|p| p.0).collect::<Vec<_>>(),
        vec![1, 2, 3, 10]
    );
    assert_eq!(
        sole_confirmer(&[ground(1, 10, 3), ground(2, 11, 3)]),
        Some(PersonId(3))
    );
    assert_eq!(sole_confirmer(&[ground(1, 10, 3), ground(2, 11, 4)]), None);
    assert_eq!(sole_confirmer(&[]), None);
}

fn proposal() -> Proposal {
    Proposal {
        client: CLIENT,
        kind: StanceKind::Restrictive,
        scope: Scope::WholeClient,
        conditions: vec![Condition::WrittenOrder, Condition::Prepayment { percent: 30 }],
        reason: "Seven  invoices\n were late. ".into(),
        grounds: vec![IssueId(1), IssueId(2)],
        running: RunningContracts::GoOn,
        review_on: REVIEW,
        to_lift: "Pay.".into(),
        note: PublishedNote::default(),
        recommended: None,
        policy: None,
        departs_because: String::new(),
    }
}

fn judged(issue: i64, facts: &str) -> JudgedGround {
    JudgedGround {
        issue: IssueId(issue),
        category: "late_payment".into(),
        filter: Filter::Payment,
        sensitivity: Sensitivity::Ordinary,
        severity: Severity::Serious,
        state: IssueState::Confirmed,
        happened_on: TODAY,
        facts: facts.into(),
        days_late: Some(70),
        unpaid: None,
        files: vec![],
    }
}

#[test]
fn blanks_and_order_change_no_version_and_a_word_or_a_fact_does() {
    let one = Judged::new(&proposal(), vec![judged(1, "a"), judged(2, "b")]);
    let mut turned = proposal();
    turned.conditions.reverse();
    turned.reason = " Seven invoices\nwere   late.".into();
    turned.departs_because = "Not read by the client.".into();
    let same = Judged::new(&turned, vec![judged(2, " b "), judged(1, "a")]);
    assert_eq!(one.canonical(), same.canonical());
    let mut other = proposal();
    other.to_lift = "Pay all.".into();
    assert_ne!(
        one.canonical(),
        Judged::new(&other, vec![judged(1, "a"), judged(2, "b")]).canonical()
    );
    let resolved = JudgedGround {
        state: IssueState::Resolved,
        ..judged(2, "b")
    };
    assert_ne!(
        one.canonical(),
        Judged::new(&proposal(), vec![judged(1, "a"), resolved]).canonical()
    );
}

#[test]
fn a_version_read_back_has_the_same_text() {
    let one = Judged::new(&proposal(), vec![judged(1, "a")]);
    let back: Judged = serde_json::from_str(&one.canonical()).unwrap();
    assert_eq!(back.canonical(), one.canonical());
    assert!(
        one.canonical().starts_with("{\"conditions\":["),
        "{}",
        one.canonical()
    );
}
