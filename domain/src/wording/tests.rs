//! What is pointed out and what is refused, told as examples in the four languages.

use super::*;
use proptest::prelude::*;

fn concerns(text: &str) -> Vec<(Concern, String)> {
    point_out(text, &[])
        .into_iter()
        .map(|p| (p.concern, p.words))
        .collect()
}

#[test]
fn plain_facts_are_left_alone() {
    for text in [
        "Les factures sont payées en moyenne 70 jours après l'échéance. Bon de commande avant le début.",
        "Facturen worden gemiddeld 70 dagen na de vervaldag betaald. Bestelbon vooraf.",
        "Invoices are paid 70 days after they fall due. A written order before work starts.",
        "Rechnungen werden 70 Tage nach Fälligkeit bezahlt. Schriftlicher Auftrag vor Beginn.",
    ] {
        assert_eq!(concerns(text), vec![], "{text}");
        assert_eq!(too_fine(text), vec![], "{text}");
    }
}

#[test]
fn persons_health_opinions_crimes_and_insults_are_pointed_out_in_four_languages() {
    for (text, concern, words) in [
        ("Madame Dupont refuse.", Concern::Person, "Madame Dupont"),
        ("M. Petit refuse.", Concern::Person, "M. Petit"),
        ("Le gérant ne répond pas.", Concern::Person, "gérant"),
        ("De zaakvoerder antwoordt niet.", Concern::Person, "zaakvoerder"),
        ("Herr Schmitz antwortet nicht.", Concern::Person, "Herr Schmitz"),
        ("Il était en dépression.", Concern::Health, "dépression"),
        ("Omdat hij ziek was.", Concern::Health, "ziek"),
        ("After a burn-out.", Concern::Health, "burn-out"),
        ("Wegen seiner Krankheiten.", Concern::Health, "Krankheiten"),
        (
            "Een socialistische vereniging.",
            Concern::Opinion,
            "socialistische",
        ),
        ("Une association catholique.", Concern::Opinion, "catholique"),
        ("A conviction for fraud.", Concern::Crime, "fraud"),
        ("Un escroc.", Concern::Insult, "escroc"),
        ("Een slechte betaler.", Concern::Insult, "slechte betaler"),
        (
            "Schreiben Sie an chef@firma.example.",
            Concern::Person,
            "chef@firma.example",
        ),
        ("Appelez le 0470 12 34 56.", Concern::Person, "0470 12 34 56"),
    ] {
        let found = concerns(text);
        assert!(found.contains(&(concern, words.to_owned())), "{text}: {found:?}");
    }
}

#[test]
fn a_form_of_address_without_a_name_says_nothing() {
    assert_eq!(concerns("Madame, monsieur, les factures sont ouvertes."), vec![]);
}

#[test]
fn the_names_that_must_not_stand_are_found_by_their_parts() {
    let found = point_out("Comme l'a dit FATIMA, tout est faux.", &["Fatima El Idrissi"]);
    assert_eq!(
        found,
        vec![Pointed {
            concern: Concern::Person,
            words: "FATIMA".into()
        }]
    );
}

#[test]
fn each_word_is_pointed_out_once() {
    assert_eq!(concerns("Escroc, escroc et ESCROC.").len(), 1);
}

#[test]
fn a_number_of_cases_under_five_is_refused() {
    for (text, words) in [
        ("3 signalements confirmés", "3 signalements"),
        ("Deux autres membres l'ont dit.", "Deux autres membres"),
        ("Vier bevestigde meldingen", "Vier bevestigde meldingen"),
        ("één geval", "één geval"),
        ("One case only", "One case"),
        ("Zwei Fälle", "Zwei Fälle"),
        ("4 members", "4 members"),
    ] {
        assert_eq!(
            too_fine(text),
            vec![TooFine {
                what: Fineness::Cases,
                words: words.into()
            }],
            "{text}"
        );
    }
    for text in [
        "5 signalements",
        "12 meldingen",
        "Plusieurs signalements",
        "Payé en 3 mois. Les signalements sont confirmés.",
        "un bon de commande pour chaque membre",
    ] {
        assert_eq!(too_fine(text), vec![], "{text}");
    }
}

#[test]
fn a_date_finer_than_a_month_is_refused() {
    for (text, words) in [
        ("Depuis le 12 mars 2026.", "12 mars"),
        ("Le 1er août", "1er août"),
        ("Sinds 3 december 2025", "3 december"),
        ("Since March 12, 2026", "March 12"),
        ("Seit dem 12. März", "12. März"),
        ("Le 12/03/2026.", "12/03/2026"),
        ("op 12-3-26", "12-3-26"),
        ("(2026-03-12)", "2026-03-12"),
    ] {
        assert_eq!(
            too_fine(text),
            vec![TooFine {
                what: Fineness::Day,
                words: words.into()
            }],
            "{text}"
        );
    }
    for text in [
        "Depuis mars 2026.",
        "In december 2025",
        "Mai 2026",
        "30 jours",
        "1.250,00 €",
        "2025-2026",
    ] {
        assert_eq!(too_fine(text), vec![], "{text}");
    }
}

#[test]
fn names_are_hidden_in_what_leaves_the_house() {
    assert_eq!(
        without_names("Fatima a dit à El-Idrissi: « attendez ».", &["Fatima El Idrissi"]),
        "… a dit à El-…: « attendez »."
    );
    assert_eq!(without_names("Rien.", &[]), "Rien.");
}

#[test]
fn a_whole_name_is_a_person_and_a_part_of_one_may_be_an_ordinary_word() {
    let names = ["Louise Petit", "Fatima El Idrissi"];
    let part = |words: &[&str], whole| Named {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        whole,
    };
    assert_eq!(
        named("Un petit acompte suffit.", &names),
        vec![part(&["petit"], false)]
    );
    assert_eq!(
        named("Petit Louise l'a écrit.", &names),
        vec![part(&["Louise", "Petit"], true)]
    );
    assert_eq!(
        named("Fatima attend un petit acompte.", &names),
        vec![part(&["Fatima"], false), part(&["petit"], false)]
    );
    assert_eq!(
        named("Bloem is open.", &["Jan van der Bloem"]),
        vec![part(&["Bloem"], false)]
    );
    assert_eq!(named("Rien.", &names), vec![]);
}

proptest! {
    /// No text makes it fail, and what is hidden stays hidden.
    #[test]
    fn any_text_can_be_read(text in ".{0,200}", name in "[A-Zéü][a-zéü]{4,10}") {
        let _ = too_fine(&text);
        let _ = point_out(&text, &[&name]);
        let hidden = without_names(&format!("{text} {name} {text}"), &[&name]);
        prop_assert!(!tokens(&hidden).iter().any(|token| token.folded == folded(&name)));
    }
}
