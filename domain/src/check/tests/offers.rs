//! What is offered: with its hours, by a client that nobody knows yet, and whether another offer is the same.

use super::*;
use crate::pay::{PayKind, PayReference, compare};

/// The answer where the only figure of the day is a minimum by the hour.
fn judged(offer: &Offer) -> CheckAnswer {
    let references = [PayReference {
        kind: PayKind::Minimum,
        profession: None,
        unit: WageUnit::Hour,
        amount: euros(1_283),
        valid_from: TODAY,
        valid_to: None,
        source: String::new(),
        source_url: String::new(),
        confirmed: true,
    }];
    let compared = compare(&offer.wage_offer().unwrap(), &references, TODAY);
    let checked = CheckFacts {
        pay: PayFigures::from(&compared),
        ..facts(client())
    };
    answer(offer, &checked)
}

#[test]
fn a_project_comes_with_its_hours() {
    let project = |hours_a_unit| Offer {
        unit: WageUnit::Project,
        hours_a_unit,
        ..offer()
    };
    for missing in [None, Some(0)] {
        assert_eq!(
            problems(&project(missing), TODAY),
            vec![OfferProblem::HoursMissing],
            "{missing:?}"
        );
    }
    assert_eq!(problems(&project(Some(4_000)), TODAY), vec![]);
    let service = Offer {
        unit: WageUnit::Service,
        ..offer()
    };
    assert_eq!(problems(&service, TODAY), vec![], "a service may have none");
}

#[test]
fn a_service_without_its_hours_is_never_clear() {
    let service = |hours_a_unit| Offer {
        unit: WageUnit::Service,
        hours_a_unit,
        wage: Some(euros(10_060)),
        ..offer()
    };
    let open = judged(&service(None));
    assert_eq!(open.answer, Answer::TakeNote);
    assert!(open.reasons.contains(&Reason::HoursMissing), "{open:?}");
    assert_eq!(judged(&service(Some(350))).answer, Answer::Clear);
    assert_eq!(judged(&service(Some(1_000))).answer, Answer::Refused);
}

#[test]
fn the_register_speaks_of_a_client_that_nobody_knows() {
    for (register, said) in [
        (None, None),
        (Some(RegisterState::Normal), None),
        (Some(RegisterState::Other), None),
        (Some(RegisterState::Bankrupt), Some(Reason::RegisterBankrupt)),
        (Some(RegisterState::Stopped), Some(Reason::RegisterStopped)),
        (Some(RegisterState::Unknown), Some(Reason::NotInRegister)),
    ] {
        let unknown = CheckFacts {
            client: None,
            register,
            ..facts(client())
        };
        let nobody = Offer {
            client: None,
            ..offer()
        };
        let answered = answer(&nobody, &unknown);
        let expected = if said.is_some() {
            Answer::TakeNote
        } else {
            Answer::NothingKnown
        };
        let reasons: Vec<Reason> = said.into_iter().chain([Reason::ClientUnknown]).collect();
        assert_eq!(
            (answered.answer, answered.reasons),
            (expected, reasons),
            "{register:?}"
        );
    }
}

#[test]
fn what_was_settled_serves_the_same_dates_and_pay_only() {
    let kept = Offer {
        price: None,
        ..offer()
    }
    .with_estimate(Some(&factor()));
    let later = TODAY.succ_opt().unwrap();
    for other in [
        Offer {
            ends_on: later,
            ..kept.clone()
        },
        Offer {
            unit: WageUnit::Hour,
            ..kept.clone()
        },
        Offer {
            units: 200,
            ..kept.clone()
        },
        Offer {
            wage: Some(euros(16_400)),
            ..kept.clone()
        },
    ] {
        assert!(!kept.same_terms(&other), "{other:?}");
    }
    assert!(kept.same_terms(&kept));
    let told = Offer {
        price: Some(Money(30_000)),
        estimated: None,
        ..kept.clone()
    };
    assert!(kept.same_terms(&told), "its own price was only an estimate");
    let dearer = Offer {
        price: Some(Money(31_000)),
        ..told.clone()
    };
    assert!(!told.same_terms(&dearer));
}

#[test]
fn a_price_told_and_a_wage_told_are_the_same_where_the_factor_says_so() {
    let waged = Offer {
        price: None,
        ..offer()
    }
    .with_estimate(Some(&factor()));
    let priced = |cents| {
        Offer {
            wage: None,
            price: Some(Money(cents)),
            ..offer()
        }
        .with_estimate(Some(&factor()))
    };
    assert!(waged.same_terms(&priced(28_875)));
    assert!(!waged.same_terms(&priced(30_000)));
}

#[test]
fn a_client_that_nobody_knows_is_told_by_its_number() {
    let typed = |text: &str| Offer {
        client: None,
        client_text: text.into(),
        ..offer()
    };
    assert!(typed("0999.100.295").same_client(&typed("BE0999100295")));
    assert!(!typed("0999.100.295").same_client(&typed("0314.595.348")));
    assert!(!typed("0999.100.295").same_client(&offer()));
    assert!(offer().same_client(&offer()));
}
