//! What is looked at before a text is published: words that speak of persons, health, opinions, crimes, or insult, and
//! what would let somebody be recognised (`product.md`, "Fairness and privacy").
//!
//! Words are *pointed out*: a list cannot know what is meant, so a person reads them and decides. Numbers of cases under
//! five and days are *refused*. The lists are data, one file a language; all four are asked, since texts mix languages.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

words! {
    /// What a word speaks of.
    Concern {
        Person = "person",
        Health = "health",
        Opinion = "opinion",
        Crime = "crime",
        Insult = "insult",
    }
}

words! {
    /// What is too fine for a published text.
    Fineness {
        /// A number of cases under [`LEAST_CASES`].
        Cases = "cases",
        /// A date finer than a month.
        Day = "day",
    }
}

/// The smallest number of cases that a published note may give.
pub const LEAST_CASES: u32 = 5;

/// Words that a person should read again before they are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointed {
    pub concern: Concern,
    /// As it is written in the text.
    pub words: String,
}

/// A part of a text that may not be published as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooFine {
    pub what: Fineness,
    /// As it is written in the text.
    pub words: String,
}

const LISTS: [&str; 4] = [
    include_str!("fr.txt"),
    include_str!("nl.txt"),
    include_str!("en.txt"),
    include_str!("de.txt"),
];

/// One line of a list.
struct Entry<'a> {
    concern: Concern,
    /// A form of address: it speaks of a person only before a name.
    title: bool,
    words: Vec<&'a str>,
    /// The last word stands for all that begin with it (`malad*`).
    open: bool,
}

fn entries() -> Vec<Entry<'static>> {
    let mut all = Vec::new();
    for list in LISTS {
        let mut heading = "";
        for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix('#') {
                heading = name.trim();
                continue;
            }
            let title = heading == "title";
            let Some(concern) = (if title {
                Some(Concern::Person)
            } else {
                Concern::from_code(heading)
            }) else {
                continue;
            };
            let open = line.ends_with('*');
            let words = line.trim_end_matches('*').split_whitespace().collect();
            all.push(Entry {
                concern,
                title,
                words,
                open,
            });
        }
    }
    all
}

/// A word of the text with its place.
struct Token<'a> {
    text: &'a str,
    folded: String,
    start: usize,
    end: usize,
}

fn folded(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain(std::iter::once((text.len(), ' ')));
    for (at, c) in ends {
        match (start, c.is_alphanumeric() || is_combining_mark(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                all.push(Token {
                    text: &text[from..at],
                    folded: folded(&text[from..at]),
                    start: from,
                    end: at,
                });
                start = None;
            }
            _ => {}
        }
    }
    all
}

/// The words to read again, in the order of the text, each once. `names` are people whom the text must not name
/// (reporters, contacts): any telling part of a name is pointed out.
pub fn point_out(text: &str, names: &[&str]) -> Vec<Pointed> {
    let tokens = tokens(text);
    let entries = entries();
    let named = telling_parts(names);
    let mut found: Vec<Pointed> = Vec::new();
    let mut point = |concern, words: &str| {
        let again = |p: &Pointed| p.concern == concern && folded(&p.words) == folded(words);
        if !found.iter().any(again) {
            found.push(Pointed {
                concern,
                words: words.to_owned(),
            });
        }
    };
    for (i, token) in tokens.iter().enumerate() {
        if named.contains(&token.folded) {
            point(Concern::Person, token.text);
        }
        for entry in entries.iter().filter(|entry| entry.matches(&tokens[i..])) {
            let mut last = i + entry.words.len() - 1;
            if entry.title {
                match tokens.get(last + 1).filter(|next| is_capital(next.text)) {
                    Some(_) => last += 1,
                    None => continue,
                }
            }
            point(entry.concern, &text[token.start..tokens[last].end]);
        }
        // "M. Dupont"; alone the letter says nothing.
        let initial = token.folded == "m" && text[token.end..].starts_with('.');
        if let Some(next) = tokens.get(i + 1).filter(|next| initial && is_capital(next.text)) {
            point(Concern::Person, &text[token.start..next.end]);
        }
    }
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
        if word.contains('@') && word.contains('.') {
            point(Concern::Person, word);
        }
    }
    if let Some(phone) = phone(text) {
        point(Concern::Person, phone);
    }
    found
}

impl Entry<'_> {
    fn matches(&self, tokens: &[Token<'_>]) -> bool {
        let last = self.words.len().saturating_sub(1);
        !self.words.is_empty()
            && tokens.len() >= self.words.len()
            && self.words.iter().enumerate().all(|(n, word)| {
                if self.open && n == last {
                    tokens[n].folded.starts_with(word)
                } else {
                    tokens[n].folded == *word
                }
            })
    }
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The first telephone number: nine digits or more after `+` or `0`, with blanks, points, slashes or hyphens.
fn phone(text: &str) -> Option<&str> {
    let mut start = None;
    let mut digits = 0;
    let ends = text.char_indices().chain(std::iter::once((text.len(), 'x')));
    for (at, c) in ends {
        let part = c.is_ascii_digit() || (start.is_some() && matches!(c, ' ' | '.' | '/' | '-' | '(' | ')'));
        match start {
            None if c == '+' || c == '0' => {
                start = Some(at);
                digits = u32::from(c == '0');
            }
            Some(_) if part => digits += u32::from(c.is_ascii_digit()),
            Some(from) => {
                if digits >= 9 {
                    return Some(text[from..at].trim_end_matches(|c: char| !c.is_ascii_digit()));
                }
                start = None;
            }
            None => {}
        }
    }
    None
}

/// Words for the things that are counted as cases, in the four languages.
const CASES: &[&str] = &[
    "cas",
    "signalement",
    "signalements",
    "plainte",
    "plaintes",
    "membre",
    "membres",
    "personne",
    "personnes",
    "temoignage",
    "temoignages",
    "incident",
    "incidents",
    "victime",
    "victimes",
    "fait",
    "faits",
    "geval",
    "gevallen",
    "melding",
    "meldingen",
    "klacht",
    "klachten",
    "lid",
    "leden",
    "persoon",
    "personen",
    "getuigenis",
    "getuigenissen",
    "slachtoffer",
    "slachtoffers",
    "feit",
    "feiten",
    "incidenten",
    "case",
    "cases",
    "report",
    "reports",
    "complaint",
    "complaints",
    "member",
    "members",
    "person",
    "people",
    "testimony",
    "testimonies",
    "victim",
    "victims",
    "fall",
    "falle",
    "fallen",
    "meldung",
    "beschwerde",
    "beschwerden",
    "mitglied",
    "mitglieder",
    "mitgliedern",
    "opfer",
    "vorfall",
    "vorfalle",
];

/// Number words under five. Those that are articles as well count only right before a case.
const NUMBERS: &[(&str, bool)] = &[
    ("un", true),
    ("une", true),
    ("deux", false),
    ("trois", false),
    ("quatre", false),
    ("een", true),
    ("twee", false),
    ("drie", false),
    ("vier", false),
    ("one", true),
    ("two", false),
    ("three", false),
    ("four", false),
    ("ein", true),
    ("eine", true),
    ("einem", true),
    ("einer", true),
    ("zwei", false),
    ("drei", false),
];

/// Months written out, in the four languages, folded.
const MONTHS: &[&str] = &[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "august",
    "october",
    "januar",
    "februar",
    "marz",
    "dezember",
];

/// English alone writes "March 12".
const MONTHS_BEFORE_DAY: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What may not stand in a published note: a number of cases under five, a date finer than a month. Each once, in order.
pub fn too_fine(text: &str) -> Vec<TooFine> {
    let tokens = tokens(text);
    let mut found: Vec<TooFine> = Vec::new();
    let mut add = |what, words: &str| {
        let fine = TooFine {
            what,
            words: words.to_owned(),
        };
        if !found.contains(&fine) {
            found.push(fine);
        }
    };
    for (i, token) in tokens.iter().enumerate() {
        if let Some(reach) = small_number(&token.folded) {
            let near = tokens[i + 1..].iter().take(reach);
            // A number between belongs to another thing; a sentence ends there.
            let case = near
                .take_while(|next| {
                    !next.text.starts_with(|c: char| c.is_ascii_digit())
                        && !text[token.end..next.start].contains(['.', ';', ':', '!', '?'])
                })
                .find(|next| CASES.contains(&next.folded.as_str()));
            if let Some(case) = case {
                add(Fineness::Cases, &text[token.start..case.end]);
            }
        }
        let Some(next) = tokens.get(i + 1) else { continue };
        let close = next.start - token.end <= 2;
        let day_first = day_number(&token.folded) && MONTHS.contains(&next.folded.as_str());
        let month_first = MONTHS_BEFORE_DAY.contains(&token.folded.as_str()) && day_number(&next.folded);
        if close && (day_first || month_first) {
            add(Fineness::Day, &text[token.start..next.end]);
        }
    }
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if is_numeric_date(word) {
            add(Fineness::Day, word);
        }
    }
    found
}

/// How many words further the thing counted may stand, if the word is a number of one to four.
fn small_number(folded: &str) -> Option<usize> {
    if let Ok(n) = folded.parse::<u32>() {
        return (1..LEAST_CASES).contains(&n).then_some(3);
    }
    NUMBERS
        .iter()
        .find(|(word, _)| *word == folded)
        .map(|(_, article)| if *article { 1 } else { 3 })
}

/// `12`, `1er`, `12th`: a day of a month.
fn day_number(folded: &str) -> bool {
    let digits = folded.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let suffix = &folded[digits.len()..];
    matches!(suffix, "" | "er" | "st" | "nd" | "rd" | "th" | "e" | "de" | "ste")
        && digits.len() <= 2
        && digits.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n))
}

/// `12/03/2026`, `12.3.26`, `2026-03-12`.
fn is_numeric_date(word: &str) -> bool {
    ['/', '-', '.'].into_iter().any(|separator| {
        let parts: Vec<Option<u32>> = word.split(separator).map(|part| part.parse().ok()).collect();
        let [Some(a), Some(b), Some(c)] = parts[..] else {
            return false;
        };
        let day_and_month = |d: u32, m: u32| (1..=31).contains(&d) && (1..=12).contains(&m);
        let year = |y: u32| y < 100 || (1900..2200).contains(&y);
        (day_and_month(a, b) && year(c)) || (day_and_month(c, b) && (1900..2200).contains(&a))
    })
}

/// Parts of names that are ordinary words.
const PARTICLES: &[&str] = &[
    "van", "der", "den", "ten", "ter", "von", "vom", "zum", "zur", "des", "les", "del", "dos", "das",
];

/// The parts of names that tell a person: three letters or more, no particle.
fn telling_parts(names: &[&str]) -> Vec<String> {
    names
        .iter()
        .flat_map(|name| tokens(name))
        .map(|token| token.folded)
        .filter(|part| part.chars().count() >= 3 && !PARTICLES.contains(&part.as_str()))
        .collect()
}

/// Words of a text that stand in the name of somebody whom it must not name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// As written in the text, without repetition.
    pub words: Vec<String>,
    /// Every telling part of a name of two or more stands there: this is a person, whatever was meant. Otherwise it may be
    /// an ordinary word ("Petit", "De Bakker"), and a person decides who reads it again.
    pub whole: bool,
}

/// Whose names stand in a text, one entry a name of which anything was found.
pub fn named(text: &str, names: &[&str]) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found: Vec<Named> = names
        .iter()
        .filter_map(|name| {
            let parts = telling_parts(&[name]);
            let standing = |part: &String| tokens.iter().find(|token| token.folded == *part);
            let mut words: Vec<String> = parts
                .iter()
                .filter_map(standing)
                .map(|token| token.text.to_owned())
                .collect();
            let whole = parts.len() > 1 && words.len() == parts.len();
            words.sort();
            words.dedup();
            (!words.is_empty()).then_some(Named { words, whole })
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The text with each telling part of these names hidden, for what leaves the house (`product.md`: never the reporter).
pub fn without_names(text: &str, names: &[&str]) -> String {
    let hidden = telling_parts(names);
    let mut out = String::with_capacity(text.len());
    let mut written = 0;
    for token in tokens(text).iter().filter(|token| hidden.contains(&token.folded)) {
        out.push_str(&text[written..token.start]);
        out.push('…');
        written = token.end;
    }
    out.push_str(&text[written..]);
    out
}

#[cfg(test)]
mod tests;
