//! The order of a check's answers, told as sentences (`product.md`, "Check").

use super::approval::{GrantRefused, due_on, holds_until, may_grant, stances_asked};
use super::*;
use crate::category::Filter;
use crate::client::{ClientCandidate, ClientKind, PaymentCounts};
use crate::contract::WageUnit;
use crate::money::{Estimate, PriceFactor};
use crate::profession::{Profession, ProfessionState, Proof};
use crate::register::RegisterState;
use crate::stance::condition::Condition;
use crate::stance::{PublishedNote, RunningContracts, Scope, StanceCard, StanceKind};
use crate::{ClientId, Lang, Money, Person, PersonId, Price, ProfessionId, Role, StanceId, Wage};
use chrono::NaiveDate;
use proptest::prelude::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();

fn euros(cents: i64) -> Wage {
    Wage(Money(cents))
}

fn offer() -> Offer {
    Offer {
        client: Some(ClientId(7)),
        client_text: String::new(),
        establishment: None,
        profession: ProfessionId(3),
        starts_on: TODAY,
        ends_on: TODAY,
        unit: WageUnit::Day,
        units: 100,
        hours_a_unit: None,
        wage: Some(euros(16_500)),
        estimated: None,
        price: Some(Money(28_600)),
    }
}

fn profession(state: ProfessionState) -> Profession {
    Profession {
        id: ProfessionId(3),
        code: "sound".into(),
        state,
        filter: None,
        names: Default::default(),
        field: crate::profession::ProfessionField::Other,
        reasons: Default::default(),
        effects: Default::default(),
        revision: 1,
        proofs: vec![Proof::InsuranceCertificate],
        since: TODAY,
        review_on: None,
        source: String::new(),
    }
}

fn stance(kind: StanceKind, conditions: Vec<Condition>) -> StanceCard {
    StanceCard {
        id: StanceId(1),
        kind,
        scope: Scope::WholeClient,
        conditions,
        review_on: TODAY,
        in_force_on: TODAY,
        note: Some(PublishedNote::default()),
        note_from: None,
        to_lift: String::new(),
        running: RunningContracts::GoOn,
        replies: vec![],
    }
}

fn client() -> ClientFacts {
    ClientFacts {
        candidate: ClientCandidate {
            id: ClientId(7),
            name: "Rapid Courses".into(),
            number: "0999.100.295".into(),
            kind: ClientKind::Platform,
            municipality: "Bruxelles".into(),
            matched_name: None,
        },
        lang: Lang::Fr,
        region: crate::client::region::Region::Brussels,
        stances: vec![],
        parent: None,
        held: false,
        register: RegisterState::Normal,
        register_as_of: Some(TODAY),
        payment: PaymentCounts {
            on_time: 34,
            late_30: 2,
            late_60: 2,
            late_over_60: 3,
            members: 20,
        },
        paid_contracts: 41,
        confirmed_recently: 0,
        charter: None,
    }
}

fn facts(client: ClientFacts) -> CheckFacts {
    CheckFacts {
        profession: profession(ProfessionState::Accepted),
        pay: PayFigures {
            minimum: Some(euros(9_747)),
            reference: Some(euros(12_100)),
            to_confirm: false,
        },
        client: Some(client),
        between: Between::default(),
    }
}

#[test]
fn three_paid_contracts_and_nothing_confirmed_is_clear() {
    let answered = answer(&offer(), &facts(client()));
    assert_eq!(answered.answer, Answer::Clear);
    assert_eq!(answered.reasons, vec![Reason::PaidBefore { contracts: 41 }]);
}

#[test]
fn two_paid_contracts_are_nothing_known() {
    let few = ClientFacts {
        paid_contracts: 2,
        ..client()
    };
    assert_eq!(answer(&offer(), &facts(few)).answer, Answer::NothingKnown);
}

#[test]
fn something_confirmed_in_24_months_is_not_clear() {
    let reported = ClientFacts {
        confirmed_recently: 1,
        ..client()
    };
    let answered = answer(&offer(), &facts(reported));
    assert_eq!(
        (answered.answer, answered.reasons),
        (Answer::NothingKnown, vec![Reason::NothingMore])
    );
}

#[test]
fn a_client_that_nobody_knows_is_nothing_known() {
    let unknown = CheckFacts {
        client: None,
        ..facts(client())
    };
    let answered = answer(
        &Offer {
            client: None,
            ..offer()
        },
        &unknown,
    );
    assert_eq!((answered.answer, answered.payment), (Answer::NothingKnown, None));
}

#[test]
fn a_wage_under_the_minimum_is_refused_with_the_figure_needed() {
    let low = Offer {
        wage: Some(euros(9_746)),
        ..offer()
    };
    let answered = answer(&low, &facts(client()));
    assert_eq!(answered.answer, Answer::Refused);
    assert_eq!(
        answered.reasons[0],
        Reason::WageUnderMinimum {
            offered: euros(9_746),
            needed: euros(9_747)
        }
    );
}

#[test]
fn the_minimum_itself_is_not_under_the_minimum_but_under_the_reference() {
    let at_minimum = Offer {
        wage: Some(euros(9_747)),
        ..offer()
    };
    assert_eq!(answer(&at_minimum, &facts(client())).answer, Answer::TakeNote);
    let at_reference = Offer {
        wage: Some(euros(12_100)),
        ..offer()
    };
    assert_eq!(answer(&at_reference, &facts(client())).answer, Answer::Clear);
}

#[test]
fn a_restrictive_stance_lists_the_conditions_that_the_offer_does_not_meet_yet() {
    let least = Condition::MinimumWage {
        unit: WageUnit::Day,
        wage: euros(15_000),
    };
    let conditions = vec![
        Condition::Prepayment { percent: 30 },
        Condition::WrittenOrder,
        least,
    ];
    let restricted = ClientFacts {
        stances: vec![stance(StanceKind::Restrictive, conditions)],
        ..client()
    };
    let answered = answer(&offer(), &facts(restricted));
    assert_eq!(answered.answer, Answer::OnConditions);
    let Reason::Conditions { met, unmet, .. } = &answered.reasons[0] else {
        panic!("{:?}", answered.reasons)
    };
    assert_eq!(met, &vec![least]);
    assert_eq!(
        unmet,
        &vec![Condition::Prepayment { percent: 30 }, Condition::WrittenOrder]
    );
    assert!(!answered.needs_approval);
}

#[test]
fn approval_among_the_conditions_asks_for_a_go_ahead() {
    let restricted = ClientFacts {
        stances: vec![stance(StanceKind::Restrictive, vec![Condition::Approval])],
        ..client()
    };
    assert!(answer(&offer(), &facts(restricted)).needs_approval);
}

#[test]
fn the_strictest_stance_in_scope_counts() {
    let elsewhere = StanceCard {
        scope: Scope::Professions(vec![ProfessionId(99)]),
        ..stance(StanceKind::Punitive, vec![])
    };
    let two = ClientFacts {
        stances: vec![stance(StanceKind::Informative, vec![]), elsewhere],
        ..client()
    };
    assert_eq!(answer(&offer(), &facts(two.clone())).answer, Answer::TakeNote);
    let mut here = two;
    here.stances[1].scope = Scope::WholeClient;
    assert_eq!(answer(&offer(), &facts(here)).answer, Answer::Refused);
}

#[test]
fn a_hold_says_only_to_speak_to_a_counsellor_first() {
    let held = ClientFacts {
        held: true,
        ..client()
    };
    let answered = answer(&offer(), &facts(held));
    assert_eq!(
        (answered.answer, &answered.reasons[0]),
        (Answer::SpeakFirst, &Reason::Hold)
    );
}

#[test]
fn professions_speak_too() {
    for (state, expected) in [
        (ProfessionState::Refused, Answer::Refused),
        (ProfessionState::Paused, Answer::Refused),
        (ProfessionState::Conditional, Answer::OnConditions),
    ] {
        let checked = CheckFacts {
            profession: profession(state),
            ..facts(client())
        };
        assert_eq!(answer(&offer(), &checked).answer, expected);
    }
}

#[test]
fn the_register_is_taken_note_of() {
    for register in [
        RegisterState::Stopped,
        RegisterState::Bankrupt,
        RegisterState::Unknown,
    ] {
        let gone = ClientFacts { register, ..client() };
        assert_eq!(answer(&offer(), &facts(gone)).answer, Answer::TakeNote);
    }
    let no_register = ClientFacts {
        register: RegisterState::Unknown,
        register_as_of: None,
        ..client()
    };
    assert_eq!(answer(&offer(), &facts(no_register)).answer, Answer::Clear);
}

#[test]
fn payment_bands_begin_at_three_contracts_of_two_members() {
    let one_member = PaymentCounts {
        on_time: 5,
        members: 1,
        ..PaymentCounts::default()
    };
    let two_contracts = PaymentCounts {
        on_time: 2,
        members: 2,
        ..PaymentCounts::default()
    };
    for payment in [one_member, two_contracts] {
        assert_eq!(
            answer(&offer(), &facts(ClientFacts { payment, ..client() })).payment,
            None
        );
    }
    assert!(answer(&offer(), &facts(client())).payment.is_some());
}

#[test]
fn a_price_alone_gives_an_estimated_wage_and_a_wage_alone_an_estimated_price() {
    let factor = PriceFactor {
        valid_from: TODAY,
        ten_thousandths: 17_500,
        source: String::new(),
        confirmed: false,
    };
    let priced = Offer {
        wage: None,
        price: Some(Money(35_000)),
        units: 200,
        ..offer()
    }
    .with_estimate(Some(&factor));
    assert_eq!(
        (priced.wage, priced.estimated),
        (Some(euros(10_000)), Some(Estimated::Wage))
    );
    let waged = Offer {
        price: None,
        units: 200,
        ..offer()
    }
    .with_estimate(Some(&factor));
    assert_eq!(
        (waged.price, waged.estimated),
        (Some(Money(57_750)), Some(Estimated::Price))
    );
    assert_eq!(offer().with_estimate(Some(&factor)).estimated, None);
}

#[test]
fn an_offer_that_ends_before_it_starts_or_has_no_units_is_refused() {
    let inverted = Offer {
        ends_on: TODAY - chrono::Days::new(1),
        ..offer()
    };
    assert_eq!(problems(&inverted, TODAY), vec![OfferProblem::EndsBeforeStart]);
    assert_eq!(
        problems(&Offer { units: 0, ..offer() }, TODAY),
        vec![OfferProblem::UnitsOutOfRange]
    );
    let negative = Offer {
        wage: Some(euros(-1)),
        ..offer()
    };
    assert_eq!(problems(&negative, TODAY), vec![OfferProblem::AmountOutOfRange]);
    assert_eq!(problems(&offer(), TODAY), vec![]);
}

fn person(role: Role) -> Person {
    Person {
        id: PersonId(1),
        name: "Test".into(),
        email: String::new(),
        role,
        lang: Lang::Fr,
        named_handler: false,
        member: None,
        own_clients: vec![],
    }
}

fn restricted(conditions: Vec<Condition>) -> ClientFacts {
    ClientFacts {
        stances: vec![stance(StanceKind::Restrictive, conditions)],
        ..client()
    }
}

const FACTOR: i64 = 17_500;

fn factor() -> PriceFactor {
    PriceFactor {
        valid_from: TODAY,
        ten_thousandths: FACTOR,
        source: String::new(),
        confirmed: false,
    }
}

#[test]
fn a_granted_derogation_allows_the_work_and_says_so() {
    let sanctioned = ClientFacts {
        stances: vec![stance(StanceKind::Punitive, vec![])],
        ..client()
    };
    let refused = facts(sanctioned);
    assert_eq!(answer(&offer(), &refused).answer, Answer::Refused);
    let mut allowed = refused;
    allowed.between.derogations = vec![(StanceId(1), TODAY)];
    let answered = answer(&offer(), &allowed);
    assert_eq!(answered.answer, Answer::TakeNote);
    assert!(
        matches!(&answered.reasons[0], Reason::Derogation { until, .. } if *until == TODAY),
        "{:?}",
        answered.reasons
    );
    allowed.between.derogations = vec![(StanceId(2), TODAY)];
    assert_eq!(
        answer(&offer(), &allowed).answer,
        Answer::Refused,
        "of another stance"
    );
}

#[test]
fn a_derogation_from_one_stance_leaves_the_others_standing() {
    let mut other = stance(StanceKind::Restrictive, vec![Condition::WrittenOrder]);
    other.id = StanceId(2);
    other.scope = Scope::Professions(vec![ProfessionId(3)]);
    let both = ClientFacts {
        stances: vec![stance(StanceKind::Punitive, vec![]), other],
        ..client()
    };
    let mut allowed = facts(both);
    allowed.between.derogations = vec![(StanceId(1), TODAY)];
    let answered = answer(&offer(), &allowed);
    assert_eq!(answered.answer, Answer::OnConditions);
    assert!(
        answered
            .reasons
            .iter()
            .any(|r| matches!(r, Reason::Derogation { .. }))
    );
}

#[test]
fn a_go_ahead_given_before_covers_the_stance_it_was_given_under_and_no_other() {
    let mut asked = facts(restricted(vec![Condition::Approval, Condition::WrittenOrder]));
    asked.between.go_aheads = vec![GoAhead {
        stances: vec![StanceId(1)],
        until: TODAY,
    }];
    let answered = answer(&offer(), &asked);
    assert!(!answered.needs_approval);
    let Reason::Conditions {
        met, approved_until, ..
    } = &answered.reasons[0]
    else {
        panic!("{:?}", answered.reasons)
    };
    assert_eq!((met, *approved_until), (&vec![Condition::Approval], Some(TODAY)));
    asked.between.go_aheads[0].stances = vec![StanceId(9)];
    assert!(answer(&offer(), &asked).needs_approval);
}

#[test]
fn a_go_ahead_also_is_the_prior_agreement_of_a_profession() {
    let mut asked = facts(client());
    asked.profession = profession(ProfessionState::Conditional);
    asked.profession.proofs = vec![Proof::InsuranceCertificate, Proof::PriorAgreement];
    assert!(answer(&offer(), &asked).needs_approval);
    asked.between.go_aheads = vec![GoAhead {
        stances: vec![],
        until: TODAY,
    }];
    let answered = answer(&offer(), &asked);
    assert!(!answered.needs_approval);
    assert_eq!(
        needs(&answered.reasons),
        vec![Need::Proof(Proof::InsuranceCertificate)]
    );
}

#[test]
fn two_restrictive_stances_in_scope_ask_for_both_their_conditions() {
    let mut here = stance(StanceKind::Restrictive, vec![Condition::WrittenOrder]);
    here.id = StanceId(2);
    here.scope = Scope::Professions(vec![ProfessionId(3)]);
    let mut two = restricted(vec![
        Condition::Prepayment { percent: 30 },
        Condition::WrittenOrder,
    ]);
    two.stances.push(here);
    let answered = answer(&offer(), &facts(two));
    assert_eq!(
        needs(&answered.reasons),
        vec![
            Need::Condition(Condition::Prepayment { percent: 30 }),
            Need::Condition(Condition::WrittenOrder)
        ]
    );
}

#[test]
fn the_reply_stands_beside_the_stance_it_answers_only() {
    let reply = |id| crate::reply::PublishedReply {
        stance: StanceId(id),
        text: "Nous avons changé.".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        published_at: None,
    };
    let mut client = restricted(vec![Condition::WrittenOrder, Condition::Approval]);
    client.stances[0].replies = vec![reply(1)];
    let unread = answer(&offer(), &facts(client.clone()));
    assert!(
        unread.replies(TODAY).is_empty(),
        "members read it with the note, not before"
    );
    client.stances[0].note_from = Some(TODAY);
    let answered = answer(&offer(), &facts(client));
    assert_eq!(answered.replies(TODAY), vec![&reply(1)]);
}

#[test]
fn each_reason_says_what_to_do_next() {
    let low = Offer {
        wage: Some(euros(10_000)),
        units: 200,
        ..offer()
    };
    let mut checked = facts(restricted(vec![
        Condition::Approval,
        Condition::Prepayment { percent: 30 },
        Condition::WrittenOrder,
    ]));
    checked.profession = profession(ProfessionState::Conditional);
    let answered = answer(&low, &checked);
    let next = steps(&answered, &low, Some(Filter::Legal), Some(&factor()));
    assert_eq!(
        next,
        vec![
            NextStep::AskPrice {
                wage: euros(12_100),
                // 2 days at 121.00 by 1.75.
                price: Some(Estimate(Price(Money(42_350)))),
            },
            NextStep::Bring {
                need: Need::Proof(Proof::InsuranceCertificate)
            },
            NextStep::AskGoAhead,
            NextStep::CooperativeAsks {
                need: Need::Condition(Condition::Prepayment { percent: 30 })
            },
            NextStep::AskClient {
                need: Need::Condition(Condition::WrittenOrder)
            },
            NextStep::Training {
                filter: Filter::Legal
            },
            NextStep::Training {
                filter: Filter::Support
            },
        ]
    );
}

#[test]
fn who_is_under_the_minimum_negotiates_for_what_is_fair() {
    let low = Offer {
        wage: Some(euros(9_000)),
        ..offer()
    };
    let answered = answer(&low, &facts(client()));
    let next = steps(&answered, &low, None, None);
    assert_eq!(
        next[0],
        NextStep::AskPrice {
            wage: euros(12_100),
            price: None
        }
    );
}

#[test]
fn a_sanction_leads_to_a_derogation_and_a_hold_to_a_counsellor() {
    let mut both = restricted(vec![]);
    both.stances[0].kind = StanceKind::Punitive;
    both.held = true;
    let answered = answer(&offer(), &facts(both));
    let next = steps(&answered, &offer(), None, None);
    assert_eq!(
        next,
        vec![
            NextStep::AskDerogation { stance: StanceId(1) },
            NextStep::Counsellor
        ]
    );
}

#[test]
fn price_and_wage_turn_into_each_other() {
    let Estimate(Price(price)) = price_to_ask(euros(10_000), 200, &factor());
    assert_eq!(price, Money(35_000));
    assert_eq!(wage_left(price, 200, &factor()), Some(Estimate(euros(10_000))));
    assert_eq!(wage_left(price, 0, &factor()), None);
}

#[test]
fn a_need_is_ticked_with_a_proof_by_the_right_person() {
    let (member, counsellor) = (person(Role::Member), person(Role::Counsellor));
    let order = Need::Condition(Condition::WrittenOrder);
    let prepaid = Need::Condition(Condition::Prepayment { percent: 30 });
    let click = Need::Condition(Condition::Acknowledgement);
    let open = NeedState::Open;
    assert_eq!(tick(&order, open, &member, "Bon 12", false), Ok(NeedState::Met));
    assert_eq!(tick(&order, open, &member, "", true), Ok(NeedState::Met));
    assert_eq!(
        tick(&order, open, &member, "  ", false),
        Err(TickRefused::ProofMissing)
    );
    assert_eq!(tick(&click, open, &member, "", false), Ok(NeedState::Met));
    assert_eq!(
        tick(&prepaid, open, &member, "payé", false),
        Err(TickRefused::NotYours)
    );
    assert_eq!(
        tick(&prepaid, open, &counsellor, "payé", false),
        Ok(NeedState::Met)
    );
    assert_eq!(
        tick(
            &Need::Condition(Condition::Approval),
            open,
            &counsellor,
            "oui",
            false
        ),
        Err(TickRefused::GoAhead)
    );
    let least = Need::Condition(Condition::MinimumPrice { price: Money(1) });
    assert_eq!(
        tick(&least, open, &counsellor, "oui", false),
        Err(TickRefused::Figure)
    );
    assert_eq!(
        tick(&order, NeedState::Waived, &member, "Bon 12", false),
        Err(TickRefused::Settled)
    );
}

#[test]
fn a_waiver_is_given_once_by_staff_with_a_reason_and_never_to_oneself() {
    let (member, manager) = (person(Role::Member), person(Role::Manager));
    let order = Need::Condition(Condition::WrittenOrder);
    let open = NeedState::Open;
    assert_eq!(
        waive(&order, open, &member, true, "urgent"),
        Err(TickRefused::NotYours)
    );
    assert_eq!(
        waive(&order, open, &manager, true, "urgent"),
        Err(TickRefused::OwnCheck)
    );
    assert_eq!(
        waive(&order, open, &manager, false, " "),
        Err(TickRefused::ReasonMissing)
    );
    assert_eq!(
        waive(&order, open, &manager, false, "urgent"),
        Ok(NeedState::Waived)
    );
    assert_eq!(
        waive(&order, NeedState::Waived, &manager, false, "urgent"),
        Err(TickRefused::Settled)
    );
    assert_eq!(
        waive(
            &Need::Proof(Proof::PriorAgreement),
            open,
            &manager,
            false,
            "urgent"
        ),
        Err(TickRefused::GoAhead)
    );
}

#[test]
fn a_contract_is_signed_when_nothing_is_missing_and_never_against_a_no() {
    let order = Need::Condition(Condition::WrittenOrder);
    let on_conditions = answer(&offer(), &facts(restricted(vec![Condition::WrittenOrder])));
    assert_eq!(sign(&on_conditions, &[]), vec![Blocked::Missing(order)]);
    assert_eq!(sign(&on_conditions, &[order]), vec![]);
    assert_eq!(sign(&answer(&offer(), &facts(client())), &[]), vec![]);
    let mut no = restricted(vec![]);
    no.stances[0].kind = StanceKind::Punitive;
    assert_eq!(
        sign(&answer(&offer(), &facts(no)), &[order]),
        vec![Blocked::Refused]
    );
    let held = ClientFacts {
        held: true,
        ..client()
    };
    assert_eq!(
        sign(&answer(&offer(), &facts(held)), &[]),
        vec![Blocked::SpeakFirst]
    );
}

#[test]
fn a_go_ahead_is_due_on_the_next_working_day_and_holds_three_months() {
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    // Thursday, Friday, Saturday, Sunday.
    assert_eq!(
        [26, 27, 28, 29].map(|d| due_on(day(d))),
        [27, 30, 30, 30].map(day)
    );
    assert_eq!(
        holds_until(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()),
        NaiveDate::from_ymd_opt(2027, 2, 28).unwrap()
    );
}

#[test]
fn a_yes_cannot_be_given_to_what_has_become_a_no_nor_to_oneself() {
    let fine = answer(&offer(), &facts(restricted(vec![Condition::Approval])));
    assert_eq!(may_grant(&fine, false), Ok(()));
    assert_eq!(may_grant(&fine, true), Err(GrantRefused::OwnCheck));
    assert_eq!(stances_asked(&fine), vec![StanceId(1)]);
    let held = ClientFacts {
        held: true,
        ..restricted(vec![Condition::Approval])
    };
    assert_eq!(
        may_grant(&answer(&offer(), &facts(held)), false),
        Err(GrantRefused::Held)
    );
    let mut no = restricted(vec![]);
    no.stances[0].kind = StanceKind::Punitive;
    assert_eq!(
        may_grant(&answer(&offer(), &facts(no)), false),
        Err(GrantRefused::Refused)
    );
}

fn any_stance() -> impl Strategy<Value = StanceCard> {
    let conditions = prop::sample::subsequence(
        vec![
            Condition::Approval,
            Condition::WrittenOrder,
            Condition::Prepayment { percent: 30 },
            Condition::MinimumWage {
                unit: WageUnit::Day,
                wage: euros(15_000),
            },
        ],
        1..4,
    );
    let scope = prop::sample::select(vec![
        Scope::WholeClient,
        Scope::Professions(vec![ProfessionId(3)]),
        Scope::Professions(vec![ProfessionId(99)]),
    ]);
    (1i64..50, prop::sample::select(StanceKind::ALL), conditions, scope).prop_map(
        |(id, kind, conditions, scope)| {
            let mut card = stance(kind, conditions);
            card.id = StanceId(id);
            card.scope = scope;
            card
        },
    )
}

fn any_facts() -> impl Strategy<Value = CheckFacts> {
    let stances = prop::collection::vec(any_stance(), 0..4);
    let of_client = (
        stances,
        any::<bool>(),
        prop::sample::select(RegisterState::ALL),
        0i64..6,
        0i64..2,
        prop::option::of(any_stance()),
    );
    let between = (
        prop::collection::vec(1i64..50, 0..3),
        prop::collection::vec(1i64..50, 0..3),
    );
    let state = prop::sample::select(ProfessionState::ALL);
    (state, any::<bool>(), of_client, between).prop_map(|(state, known, of_client, (derogations, yes))| {
        let (stances, held, register, paid_contracts, confirmed_recently, parent) = of_client;
        let known_client = ClientFacts {
            stances,
            held,
            register,
            paid_contracts,
            confirmed_recently,
            parent: parent.map(|card| ("Holding".to_owned(), card)),
            ..client()
        };
        CheckFacts {
            profession: profession(state),
            client: known.then_some(known_client),
            between: Between {
                derogations: derogations.into_iter().map(|id| (StanceId(id), TODAY)).collect(),
                go_aheads: vec![GoAhead {
                    stances: yes.into_iter().map(StanceId).collect(),
                    until: TODAY,
                }],
            },
            ..facts(client())
        }
    })
}

proptest! {
    /// The order of the stances says nothing, and neither does asking twice.
    #[test]
    fn the_order_of_facts_says_nothing(mut facts in any_facts(), wage in 5_000i64..20_000) {
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let first = answer(&offer, &facts);
        prop_assert_eq!(&answer(&offer, &facts), &first);
        if let Some(client) = &mut facts.client {
            // Two stances of one client never share an id.
            client.stances.sort_by_key(|s| s.id);
            client.stances.dedup_by_key(|s| s.id);
        }
        let sorted = answer(&offer, &facts);
        if let Some(client) = &mut facts.client {
            client.stances.reverse();
        }
        facts.between.derogations.reverse();
        facts.between.go_aheads.reverse();
        prop_assert_eq!(answer(&offer, &facts), sorted);
    }

    /// One more stance, of whatever kind and scope, never makes an answer milder, nor lifts a condition of one that stays.
    #[test]
    fn one_more_stance_never_softens(facts in any_facts(), more in any_stance(), wage in 5_000i64..20_000) {
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let before = answer(&offer, &facts);
        let mut facts = facts;
        if let Some(client) = &mut facts.client {
            client.stances.push(StanceCard { id: StanceId(99), ..more });
        }
        let after = answer(&offer, &facts);
        prop_assert!(after.answer >= before.answer, "{:?} became {:?}", before.answer, after.answer);
        if after.answer == Answer::OnConditions && before.answer == Answer::OnConditions {
            let still = needs(&after.reasons);
            prop_assert!(needs(&before.reasons).iter().all(|need| still.contains(need)));
        }
    }

    /// A stance in force that turns stricter never makes an answer milder.
    #[test]
    fn a_stricter_stance_never_softens(mut facts in any_facts(), at in 0usize..4, wage in 5_000i64..20_000) {
        facts.between.derogations.clear();
        let offer = Offer { wage: Some(euros(wage)), ..offer() };
        let before = answer(&offer, &facts).answer;
        if let Some(stance) = facts.client.as_mut().and_then(|c| c.stances.get_mut(at)) {
            stance.kind = StanceKind::Punitive;
        }
        prop_assert!(answer(&offer, &facts).answer >= before);
    }

    /// Nothing that is refused or held can be signed, whatever was ticked; and what may be signed needs nothing more.
    #[test]
    fn what_is_signed_was_allowed(facts in any_facts(), wage in 5_000i64..20_000) {
        let answered = answer(&Offer { wage: Some(euros(wage)), ..offer() }, &facts);
        let all = needs(&answered.reasons);
        let may = sign(&answered, &all).is_empty();
        prop_assert_eq!(may, answered.answer < Answer::SpeakFirst);
        prop_assert_eq!(sign(&answered, &[]).is_empty(), may && all.is_empty());
    }

    /// Whatever is needed comes with what to do about it.
    #[test]
    fn every_need_leads_to_a_step(facts in any_facts()) {
        let answered = answer(&offer(), &facts);
        let next = steps(&answered, &offer(), None, None);
        for need in needs(&answered.reasons) {
            let told = next.iter().any(|step| match step {
                NextStep::AskClient { need: n } | NextStep::CooperativeAsks { need: n } | NextStep::Bring { need: n } => *n == need,
                NextStep::AskGoAhead => need.is_go_ahead(),
                _ => false,
            });
            prop_assert!(told, "{need:?} has no step");
        }
    }
}

proptest! {
    /// The answer is the worst of the reasons, they stand from the worst to the best, and there is always one.
    #[test]
    fn the_worst_reason_wins(
        wage in 5_000i64..20_000,
        state in prop::sample::select(ProfessionState::ALL),
        kinds in prop::collection::vec(prop::sample::select(StanceKind::ALL), 0..3),
        held: bool,
        register in prop::sample::select(RegisterState::ALL),
        paid in 0i64..6,
    ) {
        let known = ClientFacts {
            stances: kinds.into_iter().map(|k| stance(k, vec![Condition::WrittenOrder])).collect(),
            held,
            register,
            paid_contracts: paid,
            ..client()
        };
        let checked = CheckFacts { profession: profession(state), ..facts(known) };
        let answered = answer(&Offer { wage: Some(euros(wage)), ..offer() }, &checked);
        let worst = answered.reasons.iter().map(Reason::answer).max();
        prop_assert_eq!(worst, Some(answered.answer));
        prop_assert!(answered.reasons.is_sorted_by_key(|r| std::cmp::Reverse(r.answer())));
    }
}
