//! Names as people search them.

use super::*;
use proptest::prelude::*;

fn kind(query: &str, name: &str) -> Option<MatchKind> {
    rank(&fold(query), &fold(name)).map(|m| m.kind)
}

#[test]
fn case_accents_forms_articles_and_punctuation_fall_away() {
    for (name, folded) in [
        ("Halles du Quai ASBL", "halles quai"),
        ("Les Halles du Quai (Liège)", "halles quai liege"),
        ("T.E.L.", "tel"),
        ("Théâtre des Écluses du Levant", "theatre ecluses levant"),
        ("Kaaien & Zonen BV", "kaaien zonen"),
        ("kaaien en zonen", "kaaien zonen"),
        ("L'Atelier d'Art S.A.", "atelier art"),
        ("Œuvres Straße Æther", "oeuvres strasse aether"),
        ("ASBL/VZW Kunst", "kunst"),
        ("A.S.B.L. Musée de l'Œil", "musee oeil"),
        ("Société Anonyme Brasserie du Port", "brasserie port"),
        ("Cinéma S.à r.l.", "cinema"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Stichting Het Veld", "veld"),
        ("'t Veld v.z.w.", "veld"),
        ("J.P. Peeters S P R L", "jp peeters"),
        ("Plan D SA", "plan d"),
        ("Sa Majesté du Rire", "majeste rire"),
        ("Port & Quai N.V.-S.A.", "port quai"),
        ("ＦＵＬＬ Width", "full width"),
        ("Studio 54", "studio 54"),
    ] {
        assert_eq!(fold(name).text, folded, "{name}");
    }
}

#[test]
fn a_name_is_never_folded_to_nothing() {
    for (name, folded) in [
        ("La SA", "la sa"),
        ("BV", "bv"),
        ("De", "de"),
        ("!!!", "!!!"),
        ("  ", ""),
    ] {
        assert_eq!(fold(name).text, folded, "{name}");
    }
}

#[test]
fn the_better_answer_comes_first() {
    let query = "halles quai";
    let names = [
        "Halles du Quai",
        "Halles du Vieux Quai",
        "Quais et Halles",
        "Hallesquaiserie",
        "Hales du Quai",
        "Palais des Halles",
    ];
    let kinds: Vec<_> = names.iter().map(|name| kind(query, name)).collect();
    assert_eq!(
        kinds,
        [
            Some(MatchKind::Exact),
            Some(MatchKind::WordsInOrder),
            Some(MatchKind::WordPrefixes),
            Some(MatchKind::Prefix),
            Some(MatchKind::OneTypo),
            Some(MatchKind::Similar),
        ]
    );
    assert_eq!(kind(query, "Rapid Courses"), None);
}

#[test]
fn one_typo_is_forgiven_and_two_are_left_to_trigrams() {
    for (query, name, expected) in [
        ("raipd courses", "Rapid Courses SRL", Some(MatchKind::OneTypo)),
        ("rapid courss", "Rapid Courses SRL", Some(MatchKind::OneTypo)),
        ("rapidd courses", "Rapid Courses SRL", Some(MatchKind::OneTypo)),
        ("courzes rapi", "Rapid Courses SRL", Some(MatchKind::OneTypo)),
        (
            "theatr ecluzes levant",
            "Théâtre des Écluses du Levant",
            Some(MatchKind::OneTypo),
        ),
        ("ropid coarses", "Rapid Courses SRL", Some(MatchKind::Similar)),
        ("tal", "T.E.L.", None),
        (
            "théâtre ecluse",
            "Théâtre des Écluses du Levant",
            Some(MatchKind::WordPrefixes),
        ),
    ] {
        assert_eq!(kind(query, name), expected, "{query}");
    }
}

#[test]
fn one_word_of_the_name_answers_one_word_of_the_query_only() {
    assert!(!each_begins_a_word(&["a".into(), "a".into()], &["ab".into()]));
    assert!(each_begins_a_word(
        &["a".into(), "ab".into()],
        &["ab".into(), "ac".into()]
    ));
}

#[test]
fn among_equal_kinds_the_closer_name_comes_first() {
    let query = fold("rapid");
    let near = rank(&query, &fold("Rapid Courses")).unwrap();
    let far = rank(&query, &fold("Rapid Courses Internationales de Namur")).unwrap();
    assert!(near < far);
}

#[test]
fn an_empty_query_answers_nothing() {
    assert_eq!(kind("", "Halles"), None);
    assert_eq!(kind("Halles", ""), None);
}

#[test]
fn trigrams_are_those_of_pg_trgm() {
    assert_eq!(trigrams("cat"), ["  c", " ca", "at ", "cat"]);
    assert!((similarity("word", "two words") - 4.0 / 11.0).abs() < 1e-9);
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(name in ".{0,40}") {
        let once = fold(&name);
        prop_assert_eq!(fold(&once.text), once);
    }

    #[test]
    fn folding_names_of_small_words_twice_is_folding_once(
        words in prop::collection::vec(
            prop::sample::select(vec!["sa", "de", "l", "d", "S.A.", "en", "bv", "Port", "a", "r", "nv", "s", "&", "asbl", "société", "anonyme"]), 0..6),
        glue in prop::sample::select(vec![" ", "'", ".", "-", ". "]),
    ) {
        let once = fold(&words.join(glue));
        prop_assert_eq!(fold(&once.text), once);
    }

    #[test]
    fn case_does_not_matter(name in "[a-zA-ZÀ-ÖØ-öø-ÿœŒ0-9 .'&-]{0,30}") {
        prop_assert_eq!(fold(&name.to_uppercase()), fold(&name.to_lowercase()));
    }

    #[test]
    fn accents_do_not_matter(name in "[a-zàâçéèêëîïôûùüÿ ]{0,30}") {
        let bare: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
        prop_assert_eq!(fold(&name), fold(&bare));
    }

    #[test]
    fn the_order_of_words_does_not_hide_a_name(words in prop::collection::vec("[f-k]{3,8}", 1..5), turn in 0usize..5) {
        let mut turned = words.clone();
        let by = turn % words.len();
        turned.rotate_left(by);
        let found = rank(&fold(&turned.join(" ")), &fold(&words.join(" "))).unwrap();
        prop_assert!(found.kind <= MatchKind::WordPrefixes);
    }

    #[test]
    fn a_name_answers_itself_exactly(name in "\\PC{1,30}") {
        let folded = fold(&name);
        if !folded.is_empty() {
            let found = rank(&folded, &folded).unwrap();
            prop_assert_eq!((found.kind, found.distance), (MatchKind::Exact, 0));
        }
    }

    #[test]
    fn swapping_two_neighbours_is_one_edit(word in "[a-z]{4,12}", at in 0usize..3) {
        let mut swapped: Vec<char> = word.chars().collect();
        swapped.swap(at, at + 1);
        let swapped: String = swapped.into_iter().collect();
        prop_assert_eq!(one_edit(&word, &swapped), word != swapped);
        prop_assert_eq!(one_edit(&swapped, &word), word != swapped);
    }
}
