//! The rules of a stance, told as sentences (`product.md`, "Stance" and "Who may do what").

use super::condition::{Condition, ConditionKind};
use super::opinion::Advice;
use super::*;
use proptest::prelude::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
const CLIENT: ClientId = ClientId(7);

fn company() -> Addressee {
    Addressee {
        id: CLIENT,
        kind: ClientKind::Company,
        natural_person: false,
        merged_into: None,
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
        owes: filter == Filter::Payment,
        proven_from: Some(TODAY).filter(|_| filter == Filter::Payment),
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
        recommended: None,
        policy: None,
        departs_because: String::new(),
    }
}

fn problems_of(change: impl FnOnce(&mut Proposal)) -> Vec<ProposalProblem> {
    let mut proposal = restrictive();
    change(&mut proposal);
    problems(&proposal, company(), &[ground(1, Filter::Payment, 1)], TODAY)
}

#[test]
fn a_stance_covers_its_part_and_what_is_not_known() {
    let place = Scope::Establishment(EstablishmentId(3));
    assert!(place.covers(Some(EstablishmentId(3)), None) && place.covers(None, None));
    assert!(!place.covers(Some(EstablishmentId(4)), None));
    let work = Scope::Professions(vec![ProfessionId(5)]);
    assert!(work.covers(Some(EstablishmentId(4)), Some(ProfessionId(5))) && work.covers(None, None));
    assert!(!work.covers(None, Some(ProfessionId(6))));
    assert!(Scope::WholeClient.covers(Some(EstablishmentId(4)), Some(ProfessionId(6))));
}

#[test]
fn two_scopes_are_the_same_whatever_the_order_of_their_professions() {
    let professions =
        |ids: &[i64]| Scope::Professions(ids.iter().map(|id| ProfessionId(*id)).collect()).key();
    assert_eq!(professions(&[5, 3]), professions(&[3, 5]));
    let keys = [
        Scope::WholeClient.key(),
        Scope::Establishment(EstablishmentId(3)).key(),
        professions(&[3]),
        professions(&[3, 5]),
    ];
    let different: BTreeSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len());
}

#[test]
fn a_note_is_read_in_dutch_by_dutch_readers_and_in_french_by_others() {
    let note = PublishedNote {
        fr: "Paie tard.".into(),
        nl: "Betaalt laat.".into(),
    };
    assert_eq!(note.text(Lang::Nl), "Betaalt laat.");
    for lang in [Lang::Fr, Lang::En, Lang::De] {
        assert_eq!(note.text(lang), "Paie tard.");
    }
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
fn for_a_natural_person_restrictive_rests_on_proven_debts_only() {
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
    let not_proven = Ground {
        proven_from: Some(TODAY + chrono::Days::new(1)),
        ..ground(1, Filter::Payment, 1)
    };
    assert_eq!(
        problems(&restrictive(), sole_trader, &[not_proven], TODAY),
        vec![ProposalProblem::NaturalPerson]
    );
}

#[test]
fn for_a_natural_person_what_was_proven_is_asked_again_at_each_yes() {
    let proven = ground(1, Filter::Payment, 1);
    let contested = Ground {
        proven_from: None,
        ..proven
    };
    let dismissed = Ground {
        confirmed: false,
        ..proven
    };
    let rests = |grounds: &[Ground]| may_rest(StanceKind::Restrictive, true, grounds, TODAY);
    assert!(rests(&[proven]));
    assert!(rests(&[proven, dismissed]), "no ground any more");
    for grounds in [&[proven, contested][..], &[dismissed], &[]] {
        assert!(!rests(grounds));
        assert!(may_rest(StanceKind::Informative, true, grounds, TODAY));
        assert!(may_rest(StanceKind::Punitive, false, grounds, TODAY));
    }
}

#[test]
fn a_merged_client_gets_no_stance() {
    let merged = Addressee {
        merged_into: Some(ClientId(8)),
        ..company()
    };
    let found = problems(&restrictive(), merged, &[ground(1, Filter::Payment, 1)], TODAY);
    assert_eq!(found, vec![ProposalProblem::MergedClient]);
}

#[test]
fn a_choice_that_differs_from_the_recommendation_says_why() {
    let differs = |because: &str| {
        problems_of(|p| {
            p.recommended = Some(Advice::Informative);
            p.departs_because = because.into();
        })
    };
    assert_eq!(differs(" "), vec![ProposalProblem::DepartsUnexplained]);
    assert_eq!(differs("The amounts are large."), vec![]);
    assert_eq!(problems_of(|p| p.recommended = Some(Advice::Restrictive)), vec![]);
    assert_eq!(
        problems_of(|p| p.recommended = Some(Advice::None)),
        vec![ProposalProblem::DepartsUnexplained]
    );
}

#[test]
fn a_stance_rests_on_debts_alone_only_where_every_ground_is_money_still_owed() {
    let owed = ground(1, Filter::Payment, 1);
    let paid_late = Ground { owes: false, ..owed };
    assert!(on_debts(&[owed]));
    assert!(!on_debts(&[owed, paid_late]));
    assert!(!on_debts(&[]));
}

#[test]
fn members_read_the_note_from_its_day_on() {
    let from = TODAY + chrono::Days::new(8);
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
        filters: BTreeSet::new(),
        replies: vec![],
    };
    assert_eq!(card.note_for_members(from - chrono::Days::new(1)), None);
    assert!(card.note_for_members(from).is_some());
    let unsent = StanceCard {
        note_from: None,
        ..card
    };
    assert_eq!(unsent.note_for_members(from), None);
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
    /// The order in which professions are ticked makes no other scope.
    #[test]
    fn a_scope_has_one_key(mut ids in prop::collection::vec(1i64..100, 1..6)) {
        let key = Scope::Professions(ids.iter().copied().map(ProfessionId).collect()).key();
        ids.reverse();
        prop_assert_eq!(Scope::Professions(ids.into_iter().map(ProfessionId).collect()).key(), key);
    }
}
