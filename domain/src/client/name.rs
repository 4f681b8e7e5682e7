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
    let same: usize = a
        .chars()
        .zip(b.chars())
        .take_while(|(x, y)| x == y)
        .map(|(x, _)| x.len_utf8())
        .sum();
    let (a, b) = (&a[same..], &b[same..]);
    match (first(a), first(b)) {
        (Some((a0, a_rest)), Some((b0, b_rest))) => {
            let swapped = || match (first(a_rest), first(b_rest)) {
                (Some((a1, a_end)), Some((b1, b_end))) => a0 == b1 && a1 == b0 && a_end == b_end,
                _ => false,
            };
            a_rest == b_rest || a_rest == b || a == b_rest || swapped()
        }
        (Some((_, rest)), None) | (None, Some((_, rest))) => rest.is_empty(),
        (None, None) => false,
    }
}

/// The first letter and the rest.
fn first(text: &str) -> Option<(char, &str)> {
    let mut letters = text.chars();
    letters.next().map(|letter| (letter, letters.as_str()))
}

#[cfg(test)]
mod tests;
