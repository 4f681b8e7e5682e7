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

mod always;
mod offers;
mod people;

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
        filters: std::collections::BTreeSet::new(),
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
            ..PayFigures::default()
        },
        client: Some(client),
        register: None,
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
fn nothing_is_estimated_for_no_units() {
    let factor = PriceFactor {
        valid_from: TODAY,
        ten_thousandths: 17_500,
        source: String::new(),
        confirmed: false,
    };
    let none = Offer {
        wage: None,
        price: Some(Money(35_000)),
        units: 0,
        ..offer()
    };
    assert_eq!(none.clone().with_estimate(Some(&factor)), none);
}

#[test]
fn a_wage_is_held_against_the_figures_of_its_profession_and_unit() {
    let wage = offer().wage_offer().unwrap();
    assert_eq!(
        (wage.profession, wage.unit, Some(wage.wage)),
        (Some(offer().profession), offer().unit, offer().wage)
    );
    assert!(
        Offer {
            wage: None,
            ..offer()
        }
        .wage_offer()
        .is_none()
    );
}

#[test]
fn work_starts_at_most_two_years_away() {
    let starting = |days: i64| {
        let on = TODAY + chrono::TimeDelta::days(days);
        problems(
            &Offer {
                starts_on: on,
                ends_on: on,
                ..offer()
            },
            TODAY,
        )
    };
    for near in [-731, 731] {
        assert_eq!(starting(near), vec![], "{near}");
    }
    for far in [-732, 732] {
        assert_eq!(starting(far), vec![OfferProblem::StartOutOfRange], "{far}");
    }
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
fn the_third_paid_contract_is_what_makes_a_client_clear() {
    let three = ClientFacts {
        paid_contracts: CLEAR_FROM_CONTRACTS,
        ..client()
    };
    assert_eq!(answer(&offer(), &facts(three)).answer, Answer::Clear);
}
