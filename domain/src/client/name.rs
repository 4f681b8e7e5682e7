//! Names as people search them: folded when written, compared and ranked without a database.
//!
//! Folding takes away what two people write differently: case, accents, punctuation, legal forms, articles and the
//! word "and" in French and Dutch. Both the stored name and the typed query pass through [`fold`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name without what people write differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Folded {
    /// The words with one blank between them; empty only if the name has no letter, digit or sign at all.
    pub text: String,
    pub words: Vec<String>,
}

impl Folded {
    fn of(words: Vec<String>) -> Self {
        Self {
            text: words.join(" "),
            words,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Without blanks: "Kaaien-Zonen" and "Kaaienzonen" are the same.
    fn squeezed(&self) -> String {
        self.words.concat()
    }
}

/// Legal forms that are nothing else in any of our languages: removed wherever they stand.
const FORMS: &[&str] = &[
    "asbl", "vzw", "aisbl", "ivzw", "sprl", "sprlu", "bvba", "ebvba", "srl", "scrl", "scrlfs", "cvba",
    "cvbaso", "nv", "bv", "vof", "commv", "scomm", "gcv", "sarl", "sarls", "sasu", "eurl", "selarl", "scop",
    "scic", "gmbh", "mbh", "kgaa", "ohg", "gbr", "llc", "llp", "ltd", "plc", "gie", "geie", "eesv", "scs",
    "snc",
];

/// Legal forms that are also words or parts of names: removed at either end only.
const FORMS_AT_END: &[&str] = &[
    "sa",
    "se",
    "sc",
    "cv",
    "sca",
    "sas",
    "co",
    "cie",
    "ag",
    "ug",
    "kg",
    "ev",
    "eg",
    "ek",
    "inc",
    "corp",
    "limited",
    "stichting",
    "coop",
];

/// Legal forms written out.
const PHRASES: &[&[&str]] = &[
    &["association", "sans", "but", "lucratif"],
    &["association", "internationale", "sans", "but", "lucratif"],
    &["vereniging", "zonder", "winstoogmerk"],
    &["internationale", "vereniging", "zonder", "winstoogmerk"],
    &["societe", "anonyme"],
    &["naamloze", "vennootschap"],
    &["societe", "a", "responsabilite", "limitee"],
    &["societe", "privee", "a", "responsabilite", "limitee"],
    &["besloten", "vennootschap"],
    &["besloten", "vennootschap", "met", "beperkte", "aansprakelijkheid"],
    &["societe", "cooperative"],
    &["cooperatieve", "vennootschap"],
    &["societe", "en", "commandite"],
    &["commanditaire", "vennootschap"],
    &["gesellschaft", "mit", "beschrankter", "haftung"],
];

/// Articles of French and Dutch (and the English one), the French "de", and "and" in four languages.
const SMALL_WORDS: &[&str] = &[
    "le", "la", "les", "un", "une", "des", "du", "de", "het", "een", "den", "der", "the", "et", "en", "and",
    "und",
];

/// What is left of an article before an apostrophe (`l'atelier`, `d'art`, `'t veld`): a word of its own when last.
const ELIDED: &[&str] = &["l", "d", "t"];

/// Folds a name or a query. Never empty unless there is nothing to read: a name made of nothing but articles and
/// legal forms ("La SA") keeps them.
pub fn fold(name: &str) -> Folded {
    let plain = plain(name);
    let all = words_of(&plain);
    if all.is_empty() {
        return Folded::of(plain.split_whitespace().map(str::to_owned).collect());
    }
    let mut words = all.clone();
    loop {
        let before = words.len();
        remove_forms(&mut words);
        remove_small_words(&mut words);
        if words.is_empty() {
            return Folded::of(all);
        }
        if words.len() == before {
            return Folded::of(words);
        }
    }
}

/// Lower case, no accents, ligatures written out.
fn plain(name: &str) -> String {
    let lower: String = name
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect();
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            'ß' => out.push_str("ss"),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    out
}

/// Runs of letters and digits; single letters with dots between them are one word ("t.e.l." is "tel").
fn words_of(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut gap = String::new();
    let mut abbreviating = false;
    for c in plain.chars().chain(std::iter::once(' ')) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
            let joined =
                single && abbreviating && gap.contains('.') && gap.chars().all(|g| g == '.' || g == ' ');
            match words.last_mut() {
                Some(last) if joined => last.push_str(&word),
                _ => words.push(word.clone()),
            }
            abbreviating = single;
            word.clear();
            gap.clear();
        }
        gap.push(c);
    }
    words
}

fn remove_forms(words: &mut Vec<String>) {
    for phrase in PHRASES {
        while let Some(at) = words.windows(phrase.len()).position(|window| window == *phrase) {
            words.drain(at..at + phrase.len());
        }
    }
    words.retain(|word| !FORMS.contains(&word.as_str()));
    loop {
        let before = words.len();
        if words
            .last()
            .is_some_and(|word| FORMS_AT_END.contains(&word.as_str()))
        {
            words.pop();
        }
        if words
            .first()
            .is_some_and(|word| FORMS_AT_END.contains(&word.as_str()))
        {
            words.remove(0);
        }
        if let Some(pieces) = spaced_form(words) {
            words.truncate(words.len() - pieces);
        }
        if words.len() == before {
            return;
        }
    }
}

/// How many words at the end make up a legal form typed with blanks ("S P R L", "S.à r.l.").
fn spaced_form(words: &[String]) -> Option<usize> {
    (2..=5.min(words.len())).rev().find(|&pieces| {
        let tail = &words[words.len() - pieces..];
        let form = tail.concat();
        tail.iter().all(|word| word.len() <= 2)
            && (FORMS.contains(&form.as_str()) || FORMS_AT_END.contains(&form.as_str()))
    })
}

fn remove_small_words(words: &mut Vec<String>) {
    let last = words.len().saturating_sub(1);
    let mut place = 0;
    words.retain(|word| {
        let elided = place < last && ELIDED.contains(&word.as_str());
        place += 1;
        !elided && !SMALL_WORDS.contains(&word.as_str())
    });
}

/// The trigrams of each word, with two blanks before and one after as PostgreSQL's pg_trgm has them; sorted, once each.
pub fn trigrams(text: &str) -> Vec<String> {
    threes(text)
        .into_iter()
        .map(|three| three.iter().collect())
        .collect()
}

/// The same without a text for each: names are ranked by the hundred.
fn threes(text: &str) -> Vec<[char; 3]> {
    let mut all = Vec::with_capacity(text.len() + 8);
    for word in text.split_whitespace() {
        let mut last = [' ', ' '];
        for c in word.chars().chain(std::iter::once(' ')) {
            all.push([last[0], last[1], c]);
            last = [last[1], c];
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// How alike two folded texts are, 0 to 1: the trigrams they share among all they have (Jaccard).
pub fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (threes(a), threes(b));
    let shared = shared(&a, &b);
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

fn shared(a: &[[char; 3]], b: &[[char; 3]]) -> usize {
    a.iter().filter(|t| b.binary_search(t).is_ok()).count()
}

words! {
    /// How a name answers a query, the best first.
    MatchKind {
        Exact = "exact",
        /// Every word typed stands in the name, in the same order.
        WordsInOrder = "words_in_order",
        /// Every word typed begins a word of the name, in any order.
        WordPrefixes = "word_prefixes",
        /// The name begins with what was typed, blanks apart.
        Prefix = "prefix",
        /// One letter is wrong, missing, too many, or two are swapped.
        OneTypo = "one_typo",
        /// Enough trigrams in common.
        Similar = "similar",
    }
}

/// How well a name answers a query; the smaller, the better. Ties are for the caller's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    pub kind: MatchKind,
    /// What the name has beyond the query, in thousandths of its trigrams: 0 for the same.
    pub distance: u16,
    /// Characters of the name: the shorter first.
    pub length: u16,
}

/// Share of the query's trigrams that a name must have to be called similar, in percent.
const SIMILAR_FROM_PERCENT: usize = 50;

/// Ranks one candidate for a query; `None` when it does not answer it. An empty query matches nothing.
pub fn rank(query: &Folded, candidate: &Folded) -> Option<Match> {
    Ranker::new(query.clone()).rank(candidate)
}

/// A query, ready to be held against many names.
#[derive(Debug, Clone)]
pub struct Ranker {
    query: Folded,
    asked: Vec<[char; 3]>,
}

impl Ranker {
    pub fn new(query: Folded) -> Self {
        let asked = threes(&query.text);
        Self { query, asked }
    }

    /// How well this name answers; `None` when it does not.
    pub fn rank(&self, candidate: &Folded) -> Option<Match> {
        if self.query.is_empty() || candidate.is_empty() {
            return None;
        }
        let found = threes(&candidate.text);
        let shared = shared(&self.asked, &found);
        let all = self.asked.len() + found.len() - shared;
        let distance = u16::try_from((all - shared) * 1000 / all.max(1)).unwrap_or(u16::MAX);
        let kind = kind_of_match(&self.query, candidate).or_else(|| {
            (shared * 100 >= self.asked.len() * SIMILAR_FROM_PERCENT).then_some(MatchKind::Similar)
        })?;
        let length = u16::try_from(candidate.text.chars().count()).unwrap_or(u16::MAX);
        Some(Match {
            kind,
            distance,
            length,
        })
    }
}

fn kind_of_match(query: &Folded, candidate: &Folded) -> Option<MatchKind> {
    if query.words == candidate.words {
        return Some(MatchKind::Exact);
    }
    if in_order(&query.words, &candidate.words) {
        return Some(MatchKind::WordsInOrder);
    }
    if each_begins_a_word(&query.words, &candidate.words) {
        return Some(MatchKind::WordPrefixes);
    }
    let (asked, found) = (query.squeezed(), candidate.squeezed());
    if found.starts_with(&asked) {
        return Some(MatchKind::Prefix);
    }
    one_typo(query, candidate, &asked, &found).then_some(MatchKind::OneTypo)
}

fn in_order(asked: &[String], found: &[String]) -> bool {
    let mut rest = found.iter();
    asked.iter().all(|word| rest.any(|other| other == word))
}

/// Longer words choose first: prefixes are nested or apart, so that no choice takes another's only place.
fn each_begins_a_word(asked: &[String], found: &[String]) -> bool {
    let mut asked: Vec<&String> = asked.iter().collect();
    asked.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut free: Vec<&String> = found.iter().collect();
    asked.into_iter().all(
        |word| match free.iter().position(|other| other.starts_with(word.as_str())) {
            Some(at) => {
                free.swap_remove(at);
                true
            }
            None => false,
        },
    )
}

/// All words but one begin a word of the name; that one is at least four letters long and one edit away.
fn one_typo(query: &Folded, candidate: &Folded, asked: &str, found: &str) -> bool {
    const SHORTEST: usize = 4;
    if asked.chars().count() >= SHORTEST && one_edit(asked, found) {
        return true;
    }
    query.words.iter().enumerate().any(|(at, word)| {
        if word.chars().count() < SHORTEST {
            return false;
        }
        let others: Vec<String> = query
            .words
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, w)| w.clone())
            .collect();
        candidate.words.iter().enumerate().any(|(place, near)| {
            let rest = || -> Vec<String> {
                candidate
                    .words
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i != place)
                    .map(|(_, w)| w.clone())
                    .collect()
            };
            one_edit_from_beginning(word, near) && each_begins_a_word(&others, &rest())
        })
    })
}

/// The word is one edit away from the other word or, still being typed, from its beginning.
fn one_edit_from_beginning(word: &str, other: &str) -> bool {
    if one_edit(word, other) {
        return true;
    }
    let length = word.chars().count();
    (length.saturating_sub(1)..=length + 1).any(|n| {
        other
            .char_indices()
            .nth(n)
            .is_some_and(|(cut, _)| one_edit(word, &other[..cut]))
    })
}

/// One letter replaced, added, left out, or two neighbours swapped.
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_before = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_before..], &b[same_before..]);
    match (a, b) {
        ([_, a_rest @ ..], [_, b_rest @ ..]) if a_rest == b_rest => true,
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) if a == rest => true,
        ([a0, a1, a_rest @ ..], [b0, b1, b_rest @ ..]) => a0 == b1 && a1 == b0 && a_rest == b_rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
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
}
