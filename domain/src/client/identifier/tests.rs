//! Identifiers, told by vectors.

use super::*;
use IdentifierError::*;
use proptest::prelude::*;

fn parse(text: &str, scheme: Scheme) -> Result<String, IdentifierError> {
    Identifier::parse(text, Some(scheme)).map(|id| id.number)
}

#[test]
fn real_and_synthetic_enterprise_numbers_are_accepted() {
    for text in [
        "0314.595.348",
        "0440.966.354",
        "0428.759.497",
        "0367.302.178",
        "0202.239.951",
        "0214.596.464",
        "0400.008.697",
        "1000.002.197",
        "0999.100.196",
        "0999.100.295",
        "0999.100.394",
        "0999.100.592",
    ] {
        assert_eq!(
            EnterpriseNumber::parse(text).map(EnterpriseNumber::printed),
            Ok(text.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_wrong_enterprise_number_says_which_rule_it_breaks() {
    for (text, rule) in [
        ("0314.595.349", CheckDigits),
        ("0431.150.351", CheckDigits),
        ("0403.019.216", CheckDigits),
        ("9314.595.348", FirstDigit),
        ("031.459.534", CheckDigits),
        ("0314.595.3480", Length),
        ("0314.595.A48", Letter),
        ("2297.964.444", FirstDigit),
        ("0400.008.600", CheckDigits),
        ("0999.100.494", CheckDigits),
        ("12", Length),
        ("", Empty),
        (" . - ", Empty),
        ("BE", Empty),
        ("Halles du Quai", Letter),
    ] {
        assert_eq!(EnterpriseNumber::parse(text), Err(rule), "{text}");
    }
}

#[test]
fn an_enterprise_number_is_read_in_any_punctuation() {
    for text in [
        "0999100295",
        "999100295",
        "999.100.295",
        "BE0999100295",
        "BE 0999 100 295",
        "be 999.100.295",
        "BE(0)999.100.295",
        "TVA BE 0999.100.295",
        "BTW: BE0999/100/295",
        "N° BCE 0999-100-295",
        "0999\u{a0}100\u{202f}295",
        "０９９９.100.295",
        "RPM 0999.100.295",
        "0999–100–295",
    ] {
        assert_eq!(
            parse(text, Scheme::BeEnterprise).as_deref(),
            Ok("0999100295"),
            "{text}"
        );
        assert_eq!(
            Identifier::parse(text, None).map(|id| id.scheme),
            Ok(Scheme::BeEnterprise),
            "{text}"
        );
    }
}

#[test]
fn an_establishment_begins_with_two_to_eight() {
    assert_eq!(
        parse("2.297.964.444", Scheme::BeEstablishment).as_deref(),
        Ok("2297964444")
    );
    assert_eq!(parse("2.111.111.111", Scheme::BeEstablishment), Err(CheckDigits));
    assert_eq!(parse("2.297.964.445", Scheme::BeEstablishment), Err(CheckDigits));
    assert_eq!(parse("0314.595.348", Scheme::BeEstablishment), Err(FirstDigit));
    assert_eq!(
        Identifier::parse("2297964444", None).unwrap().printed(),
        "2.297.964.444"
    );
}

#[test]
fn numbers_of_the_neighbours_are_checked_by_their_own_rules() {
    for (text, scheme) in [
        ("732829320", Scheme::FrSiren),
        ("813454717", Scheme::FrSiren),
        ("73282932000074", Scheme::FrSiret),
        ("35600000000048", Scheme::FrSiret),
        ("356 000 000 00051", Scheme::FrSiret),
        ("FR44732829320", Scheme::FrVat),
        ("K7399859412", Scheme::FrVat),
        ("4Z123456782", Scheme::FrVat),
        ("NL004495445B01", Scheme::NlBtw),
        ("NL002455799B11", Scheme::NlBtw),
        ("12345678", Scheme::NlKvk),
        ("KvK 12345678", Scheme::NlKvk),
        ("LU15027442", Scheme::LuVat),
        ("DE136695976", Scheme::DeVat),
        ("DE 136 695 976", Scheme::DeVat),
        ("IT 00743110157", Scheme::EuVat),
    ] {
        assert!(parse(text, scheme).is_ok(), "{text}: {:?}", parse(text, scheme));
    }
    for (text, scheme, rule) in [
        ("404833047", Scheme::FrSiren, CheckDigits),
        ("73282932000079", Scheme::FrSiret, CheckDigits),
        ("35600000000057", Scheme::FrSiret, CheckDigits),
        ("84323140391", Scheme::FrVat, CheckDigits),
        ("IO334175221", Scheme::FrVat, Letter),
        ("123456789B90", Scheme::NlBtw, CheckDigits),
        ("000000000B00", Scheme::NlBtw, CheckDigits),
        ("1234567", Scheme::NlKvk, Length),
        ("123456789", Scheme::NlKvk, Length),
        ("15027443", Scheme::LuVat, CheckDigits),
        ("136695978", Scheme::DeVat, CheckDigits),
        ("036695978", Scheme::DeVat, FirstDigit),
        ("ZZ12345", Scheme::EuVat, Unknown),
    ] {
        assert_eq!(parse(text, scheme), Err(rule), "{text}");
    }
}

#[test]
fn country_letters_tell_the_kind_without_a_hint() {
    for (text, scheme) in [
        ("FR44732829320", Scheme::FrVat),
        ("FRK7399859412", Scheme::FrVat),
        ("SIRET 732 829 320 00074", Scheme::FrSiret),
        ("NL 0044.95.445.B.01", Scheme::NlBtw),
        ("004495445B01", Scheme::NlBtw),
        ("LU 150 274 42", Scheme::LuVat),
        ("DE136695976", Scheme::DeVat),
        ("USt-IdNr. DE136695976", Scheme::DeVat),
        ("ATU12345678", Scheme::EuVat),
    ] {
        assert_eq!(
            Identifier::parse(text, None).map(|id| id.scheme),
            Ok(scheme),
            "{text}"
        );
    }
}

#[test]
fn nine_bare_digits_are_never_silently_french_or_german() {
    assert_eq!(Identifier::parse("732829320", None), Err(CheckDigits));
    let guessed: Vec<Scheme> = guess("732829320").into_iter().map(|id| id.scheme).collect();
    assert_eq!(guessed, [Scheme::FrSiren]);
}

#[test]
fn the_search_box_guesses_every_number_a_text_could_be() {
    let schemes = |text: &str| guess(text).into_iter().map(|id| id.scheme).collect::<Vec<_>>();
    assert_eq!(schemes("999 100 295"), [Scheme::BeEnterprise]);
    assert_eq!(schemes("15027442"), [Scheme::NlKvk, Scheme::LuVat]);
    assert_eq!(schemes("Théâtre"), []);
    assert_eq!(schemes(""), []);
}

#[test]
fn a_number_half_typed_is_a_prefix_and_a_name_is_not() {
    assert_eq!(digits_prefix("BE 0999.1").as_deref(), Some("09991"));
    assert_eq!(digits_prefix("99"), None);
    assert_eq!(digits_prefix("Studio 999"), None);
    assert_eq!(number_prefixes("999.1"), ["9991", "09991"]);
    assert_eq!(number_prefixes("0999"), ["0999"]);
}

#[test]
fn an_old_dutch_number_is_sensitive_and_a_new_one_is_not() {
    let sensitive = |text| Identifier::parse(text, None).unwrap().sensitive();
    assert!(sensitive("NL004495445B01"));
    assert!(!sensitive("NL002455799B11"));
    assert!(!sensitive("0999.100.295"));
}

#[test]
fn siret_and_vat_lead_to_the_same_legal_unit() {
    let unit = |text| Identifier::parse(text, None).unwrap().legal_unit();
    assert_eq!(unit("FR44732829320"), unit("73282932000074"));
}

#[test]
fn a_number_survives_json_as_its_ten_digits() {
    let number = EnterpriseNumber::parse("0999.100.295").unwrap();
    let json = serde_json::to_string(&number).unwrap();
    assert_eq!(json, "\"0999100295\"");
    assert_eq!(serde_json::from_str::<EnterpriseNumber>(&json).unwrap(), number);
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(root in 0u32..20_000_000) {
        let number = EnterpriseNumber::from_root(root).unwrap();
        prop_assert_eq!(EnterpriseNumber::parse(&number.printed()), Ok(number));
        prop_assert_eq!(EnterpriseNumber::parse(&format!("be{}", number.digits())), Ok(number));
        prop_assert!(!number.digits().ends_with("00"));
    }

    #[test]
    fn one_mistyped_digit_is_always_noticed(root in 0u32..20_000_000, place in 0usize..10, by in 1u8..10) {
        let mut digits = EnterpriseNumber::from_root(root).unwrap().digits().into_bytes();
        digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
        prop_assert!(EnterpriseNumber::parse(std::str::from_utf8(&digits).unwrap()).is_err());
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,40}") {
        let _ = (Identifier::parse(&text, None), guess(&text), digits_prefix(&text));
        for &scheme in Scheme::ALL {
            if let Ok(id) = Identifier::parse(&text, Some(scheme)) {
                prop_assert_eq!(Identifier::parse(&id.printed(), Some(scheme)), Ok(id));
            }
        }
    }
}
