//! What the register says and proposes.

use super::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn enterprise() -> RegisterEnterprise {
    let name = |kind, lang, name: &str| RegisterName {
        kind,
        lang,
        name: name.to_owned(),
    };
    RegisterEnterprise {
        number: EnterpriseNumber::parse("0999.100.295").unwrap(),
        situation: "000".to_owned(),
        situation_label: "Situation normale".to_owned(),
        state: RegisterState::Normal,
        natural_person: false,
        form: "Société à responsabilité limitée".to_owned(),
        started_on: Some(on("2015-03-02")),
        names: vec![
            name(RegisterNameKind::Commercial, None, "Rapid"),
            name(RegisterNameKind::Legal, Some(Lang::Nl), "Snelle Koeriers"),
            name(RegisterNameKind::Legal, Some(Lang::Fr), "Rapid Courses"),
        ],
        address: Some(RegisterAddress {
            postcode: "1000".to_owned(),
            municipality_fr: "Bruxelles".to_owned(),
            municipality_nl: "Brussel".to_owned(),
            street_fr: "Rue du Port".to_owned(),
            street_nl: "Havenstraat".to_owned(),
            house_number: "12".to_owned(),
            box_number: "3".to_owned(),
            ..RegisterAddress::default()
        }),
        activities: vec![RegisterActivity {
            nace_version: 2025,
            nace_code: "53200".to_owned(),
        }],
        as_of: on("2026-01-10"),
    }
}

/// What [`enterprise`] is compared by.
fn listed() -> Listed {
    Listed {
        natural_person: false,
        names: enterprise().names,
        seat: enterprise().address,
    }
}

fn address(street: &str, postcode: &str) -> Address {
    Address {
        street: street.to_owned(),
        postcode: postcode.to_owned(),
        ..Address::default()
    }
}

#[test]
fn the_labels_say_the_state_in_any_language() {
    for (code, labels, state) in [
        ("000", vec![], RegisterState::Normal),
        ("001", vec!["Normale toestand"], RegisterState::Normal),
        (
            "050",
            vec!["Ouverture de faillite", "Opening faillissement"],
            RegisterState::Bankrupt,
        ),
        ("050", vec!["Eröffnung des Konkurses"], RegisterState::Bankrupt),
        ("051", vec!["Clôture de faillite"], RegisterState::Bankrupt),
        ("049", vec!["Rétractation de faillite"], RegisterState::Other),
        ("012", vec!["Ouverture de la liquidation"], RegisterState::Stopped),
        ("010", vec!["Ontbinding van rechtswege"], RegisterState::Stopped),
        ("030", vec!["Réorganisation judiciaire"], RegisterState::Other),
        ("777", vec![], RegisterState::Other),
    ] {
        assert_eq!(
            RegisterState::of_situation(code, labels.clone()),
            state,
            "{code} {labels:?}"
        );
    }
}

#[test]
fn nothing_is_proposed_for_another_spelling_or_language() {
    let kept = address("havenstraat 12/3", "1000");
    for legal_name in ["RAPID COURSES SRL", "Snelle Koeriers BV"] {
        let client = OnFile {
            legal_name,
            address: &kept,
            lang: Lang::Fr,
        };
        assert_eq!(propose(&client, &listed()), []);
    }
}

#[test]
fn a_changed_name_and_address_are_proposed() {
    let old = address("Rue Haute 1", "1000");
    let client = OnFile {
        legal_name: "Courses Lentes",
        address: &old,
        lang: Lang::Nl,
    };
    let proposals = propose(&client, &listed());
    assert_eq!(proposals[0], Proposal::Name("Snelle Koeriers".to_owned()));
    assert!(matches!(&proposals[1], Proposal::Address(seat) if seat.street == "Havenstraat 12/3"));
    assert_eq!(proposals.len(), 2);
    assert_eq!(
        propose(&client, &Listed::default()),
        [],
        "it is not in the register"
    );
}

#[test]
fn a_person_s_address_and_one_that_was_struck_off_are_not_proposed() {
    let empty = Address::default();
    let client = OnFile {
        legal_name: "Rapid Courses",
        address: &empty,
        lang: Lang::Fr,
    };
    let person = Listed {
        natural_person: true,
        ..listed()
    };
    let gone = Listed {
        seat: enterprise().address.map(|seat| RegisterAddress {
            struck_off_on: Some(on("2025-12-01")),
            ..seat
        }),
        ..listed()
    };
    for register in [person, gone] {
        assert_eq!(propose(&client, &register), []);
    }
}

#[test]
fn the_register_prefills_a_client() {
    let register = enterprise();
    assert_eq!(register.name(Lang::Fr), Some("Rapid Courses"));
    assert_eq!(register.name(Lang::De), Some("Snelle Koeriers"));
    assert_eq!(register.sector(), SectorGroup::Transport);
    assert_eq!(register.region(), Region::Brussels);
    assert_eq!(register.kind(), ClientKind::Company);
    let non_profit = RegisterEnterprise {
        form: "Association sans but lucratif".to_owned(),
        ..enterprise()
    };
    assert_eq!(non_profit.kind(), ClientKind::NonProfit);
    let person = RegisterEnterprise {
        natural_person: true,
        ..enterprise()
    };
    assert_eq!(person.kind(), ClientKind::Person);
}
