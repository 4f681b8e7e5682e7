//! The rules of a stance, told as sentences (`product.md`, "Stance" and "Who may do what").

use super::condition::{Condition, ConditionKind};
use super::life::{StanceState, Standing, StepRefused, approve, lift, note_from, propose, refuse};
use super::*;
use crate::{Role, person::Person};
use proptest::prelude::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
const CLIENT: ClientId = ClientId(7);

fn company() -> Addressee {
    Addressee {
        id: CLIENT,
        kind: ClientKind::Company,
        natural_person: false,
    }
}

fn ground(issue: i64, filter: Filter, confirmed_by: i64) -> Ground {
    Ground {
        issue: IssueId(issue),
        client: CLIENT,
        confirmed: true,
        filter,
        reporter: Some(PersonId(90)),
        confirmed_by: Some(PersonId(confirmed_by)),
    }
}

fn restrictive() -> Proposal {
    Proposal {
        client: CLIENT,
        kind: StanceKind::Restrictive,
        scope: Scope::WholeClient,
        conditions: vec![Condition::Prepayment { percent: 30 }, Condition::WrittenOrder],
        reason: "Seven of forty-one invoices were paid over 60 days late.".into(),
        grounds: vec![IssueId(1)],
        running: RunningContracts::GoOn,
        review_on: TODAY + Months::new(6),
        to_lift: "Pay the three open invoices.".into(),
        note: PublishedNote {
            fr: "Bon de commande avant le début.".into(),
            nl: "Bestelbon vooraf.".into(),
        },
    }
}

fn person(id: i64, role: Role) -> Person {
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

fn standing(kind: StanceKind, state: StanceState) -> Standing {
    Standing {
        state,
        kind,
        proposed_by: PersonId(1),
        grounds: vec![ground(1, Filter::Payment, 1)],
    }
}

fn problems_of(change: impl FnOnce(&mut Proposal)) -> Vec<ProposalProblem> {
    let mut proposal = restrictive();
    change(&mut proposal);
    problems(&proposal, company(), &[ground(1, Filter::Payment, 1)], TODAY)
}

#[test]
fn a_complete_proposal_has_no_problem() {
    assert_eq!(problems_of(|_| ()), vec![]);
}

#[test]
fn a_restrictive_stance_demands_at_least_one_condition_and_the_others_none() {
    assert_eq!(
        problems_of(|p| p.conditions.clear()),
        vec![ProposalProblem::ConditionsMissing]
    );
    assert_eq!(
        problems_of(|p| p.kind = StanceKind::Informative),
        vec![ProposalProblem::ConditionsNotHere]
    );
}

#[test]
fn a_public_body_signs_an_order_it_does_not_prepay() {
    let body = Addressee {
        kind: ClientKind::PublicBody,
        ..company()
    };
    let found = problems(&restrictive(), body, &[ground(1, Filter::Payment, 1)], TODAY);
    assert_eq!(
        found,
        vec![ProposalProblem::ConditionNotAllowed(ConditionKind::Prepayment)]
    );
}

#[test]
fn a_prepayment_of_nothing_or_of_more_than_all_is_refused() {
    for percent in [0, -5, 101] {
        assert_eq!(
            problems_of(|p| p.conditions = vec![Condition::Prepayment { percent }]),
            vec![ProposalProblem::ConditionFigure(ConditionKind::Prepayment)]
        );
    }
}

#[test]
fn every_text_must_be_there_and_none_may_be_endless() {
    assert_eq!(
        problems_of(|p| p.reason = " ".into()),
        vec![ProposalProblem::ReasonMissing]
    );
    assert_eq!(
        problems_of(|p| p.to_lift.clear()),
        vec![ProposalProblem::ToLiftMissing]
    );
    assert_eq!(
        problems_of(|p| p.note.nl.clear()),
        vec![ProposalProblem::NoteMissing]
    );
    assert_eq!(
        problems_of(|p| p.reason = "x".repeat(1_000_000)),
        vec![ProposalProblem::TextTooLong]
    );
}

#[test]
fn the_review_lies_ahead_and_within_the_time_of_its_kind() {
    assert_eq!(
        problems_of(|p| p.review_on = TODAY),
        vec![ProposalProblem::ReviewInPast]
    );
    let latest = NaiveDate::from_ymd_opt(2027, 5, 22).unwrap();
    assert_eq!(
        problems_of(|p| p.review_on = latest + chrono::Days::new(1)),
        vec![ProposalProblem::ReviewTooFar { latest }]
    );
}

#[test]
fn grounds_are_confirmed_issues_of_this_client() {
    let own = ground(1, Filter::Payment, 1);
    for bad in [
        Ground {
            confirmed: false,
            ..own
        },
        Ground {
            client: ClientId(8),
            ..own
        },
    ] {
        let found = problems(&restrictive(), company(), &[bad], TODAY);
        assert_eq!(found, vec![ProposalProblem::GroundsMissing]);
    }
    assert_eq!(
        problems_of(|p| p.grounds.clear()),
        vec![ProposalProblem::GroundsMissing]
    );
}

#[test]
fn for_a_natural_person_restrictive_rests_on_debts_only() {
    let sole_trader = Addressee {
        kind: ClientKind::Person,
        natural_person: true,
        ..company()
    };
    let on_conduct = problems(
        &restrictive(),
        sole_trader,
        &[ground(1, Filter::Ethics, 1)],
        TODAY,
    );
    assert_eq!(on_conduct, vec![ProposalProblem::NaturalPerson]);
    let on_debts = problems(
        &restrictive(),
        sole_trader,
        &[ground(1, Filter::Payment, 1)],
        TODAY,
    );
    assert_eq!(on_debts, vec![]);
}

#[test]
fn one_person_chooses_informative_unless_that_person_confirmed_all_the_grounds() {
    let by_another = [ground(1, Filter::Ethics, 2), ground(2, Filter::Ethics, 1)];
    assert_eq!(
        propose(StanceKind::Informative, PersonId(1), &by_another),
        StanceState::InForce
    );
    let all_own = [ground(1, Filter::Ethics, 1)];
    assert_eq!(
        propose(StanceKind::Informative, PersonId(1), &all_own),
        StanceState::Proposed
    );
}

#[test]
fn a_restrictive_stance_takes_two_different_people() {
    let proposed = standing(StanceKind::Restrictive, StanceState::Proposed);
    assert_eq!(
        propose(StanceKind::Restrictive, PersonId(1), &proposed.grounds),
        StanceState::Proposed
    );
    assert_eq!(
        approve(&proposed, &person(1, Role::Counsellor)),
        Err(StepRefused::OwnProposal)
    );
    assert_eq!(
        approve(&proposed, &person(1, Role::Manager)),
        Err(StepRefused::OwnProposal)
    );
    assert_eq!(
        approve(&proposed, &person(2, Role::Counsellor)),
        Ok(StanceState::InForce)
    );
}

#[test]
fn a_punitive_stance_stops_at_proposed() {
    let proposed = standing(StanceKind::Punitive, StanceState::Proposed);
    assert_eq!(
        propose(StanceKind::Punitive, PersonId(1), &[]),
        StanceState::Proposed
    );
    assert_eq!(
        approve(&proposed, &person(2, Role::Counsellor)),
        Err(StepRefused::NotAManager)
    );
    assert_eq!(
        approve(&proposed, &person(2, Role::Manager)),
        Err(StepRefused::NotYetHeard)
    );
}

#[test]
fn refusing_and_lifting_say_why() {
    assert_eq!(
        refuse(&standing(StanceKind::Restrictive, StanceState::Proposed), " "),
        Err(StepRefused::ReasonMissing)
    );
    assert_eq!(
        lift(&standing(StanceKind::Restrictive, StanceState::InForce), ""),
        Err(StepRefused::ReasonMissing)
    );
    assert_eq!(
        lift(&standing(StanceKind::Restrictive, StanceState::Lifted), "paid"),
        Err(StepRefused::NotFromHere(StanceState::Lifted))
    );
}

#[test]
fn members_read_the_note_only_after_the_client_had_its_days() {
    let from = note_from(StanceKind::Informative, StanceState::InForce, TODAY, TODAY).unwrap();
    assert_eq!(from, TODAY + chrono::Days::new(8));
    let tomorrow = TODAY + chrono::Days::new(1);
    assert_eq!(
        note_from(StanceKind::Restrictive, StanceState::InForce, tomorrow, TODAY),
        Err(StepRefused::SentInFuture)
    );
    let card = StanceCard {
        id: StanceId(1),
        kind: StanceKind::Informative,
        scope: Scope::WholeClient,
        conditions: vec![],
        review_on: TODAY,
        in_force_on: TODAY,
        note: Some(PublishedNote {
            fr: "n".into(),
            nl: "n".into(),
        }),
        note_from: Some(from),
        to_lift: String::new(),
        running: RunningContracts::GoOn,
    };
    assert_eq!(card.note_for_members(from - chrono::Days::new(1)), None);
    assert!(card.note_for_members(from).is_some());
    assert_eq!(
        StanceCard {
            note_from: None,
            ..card
        }
        .note_for_members(from),
        None
    );
}

#[test]
fn an_unknown_part_of_the_scope_is_covered() {
    let scope = Scope::Professions(vec![ProfessionId(3)]);
    assert!(scope.covers(None, Some(ProfessionId(3))));
    assert!(!scope.covers(None, Some(ProfessionId(4))));
    assert!(scope.covers(None, None));
    assert!(Scope::Establishment(EstablishmentId(1)).covers(None, Some(ProfessionId(4))));
}

proptest! {
    /// Whoever does what in whichever order: nothing but an informative stance is in force by one person alone.
    #[test]
    fn no_sequence_of_people_puts_a_strict_stance_in_force_alone(
        kind in prop::sample::select(StanceKind::ALL),
        proposer in 1i64..4,
        confirmer in 1i64..4,
        tries in prop::collection::vec((1i64..4, prop::sample::select(Role::ALL)), 0..8),
    ) {
        let grounds = vec![ground(1, Filter::Payment, confirmer)];
        let mut stance =
            Standing { state: propose(kind, PersonId(proposer), &grounds), kind, proposed_by: PersonId(proposer), grounds };
        let mut approver = None;
        for (id, role) in tries {
            if let Ok(state) = approve(&stance, &person(id, role)) {
                stance.state = state;
                approver = Some(id);
            }
        }
        if stance.state == StanceState::InForce {
            prop_assert_ne!(kind, StanceKind::Punitive);
            prop_assert_ne!(approver, Some(proposer));
            if kind == StanceKind::Restrictive || confirmer == proposer { prop_assert!(approver.is_some()); }
        }
    }

    /// The order in which professions are ticked makes no other scope.
    #[test]
    fn a_scope_has_one_key(mut ids in prop::collection::vec(1i64..100, 1..6)) {
        let key = Scope::Professions(ids.iter().copied().map(ProfessionId).collect()).key();
        ids.reverse();
        prop_assert_eq!(Scope::Professions(ids.into_iter().map(ProfessionId).collect()).key(), key);
    }
}
