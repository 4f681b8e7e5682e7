//! Names with a typo: one letter wrong, missing, too many, or two swapped.
//!
//! Two ways, because each is blind where the other sees. A long word with a typo still has half of its trigrams in
//! place. A short one has not: there, all words one letter away are looked up in the word table, some hundred of them,
//! however many names there are.

use super::typed::Typed;
use super::{CANDIDATES, Has, NameRow, Query, Value, fetch, fetch_names, trigrams};
use crate::{Store, StoreError};
use domain::client::search::ClientFilter;
use std::collections::BTreeSet;

/// Shorter words are taken as typed: one letter away from them is half the dictionary.
const SHORTEST: usize = 4;
/// A longer word's halves are telling enough.
const LONGEST: usize = 14;
/// Names with a word one letter away that are looked through for the other words.
const NEAR: usize = 600;
/// A piece of a word must be as long as this to be telling.
const PIECE: usize = 4;

/// Names near to what was typed.
pub(super) async fn names(
    store: &Store,
    typed: &Typed,
    filter: &ClientFilter,
) -> Result<Vec<NameRow>, StoreError> {
    let suspects = suspects(store, typed).await?;
    let mut found = Vec::new();
    let ways: Vec<Has> = suspects.iter().filter_map(|word| pieces(word, typed)).collect();
    if !ways.is_empty() {
        found.extend(trigrams(store, &Has::Any(ways), &[], filter).await?);
    }
    for word in suspects
        .iter()
        .filter(|word| (SHORTEST..=LONGEST).contains(&word.chars().count()))
    {
        found.extend(fetch_names(store, one_letter_away(word, typed, filter)).await?);
    }
    Ok(found)
}

pub(super) fn texts(store: &Store, typed: &Typed, filter: &ClientFilter) -> Vec<String> {
    let mut all = Vec::new();
    for word in typed.words.iter().filter(|word| word.chars().count() >= SHORTEST) {
        all.push(one_letter_away(word, typed, filter).sql);
        all.extend(pieces(word, typed).map(|has| super::containing(store, &has, &[], filter).sql));
    }
    all.push(known(typed).sql);
    all
}

/// The words that no name has, not even as a beginning; where there is none of them, the two longest.
async fn suspects(store: &Store, typed: &Typed) -> Result<Vec<String>, StoreError> {
    let known: Vec<(i64,)> = fetch(store, known(typed)).await?;
    let long = typed
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.chars().count() >= SHORTEST);
    let (known, unknown): (Vec<_>, Vec<_>) = long.partition(|(at, _)| known.contains(&(*at as i64,)));
    let chosen = if unknown.is_empty() { known } else { unknown };
    Ok(chosen.into_iter().take(2).map(|(_, word)| word.clone()).collect())
}

/// The places of the words that some name has.
fn known(typed: &Typed) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let known: Vec<String> = typed
        .words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let (from, to) = query.range(word);
            format!(
                "SELECT {at} AS place WHERE EXISTS (SELECT 1 FROM client_word WHERE word >= {from} AND word < {to})"
            )
        })
        .collect();
    query.sql = format!(
        "SELECT CAST(place AS BIGINT) AS place FROM ({}) AS known",
        known.join(" UNION ALL ")
    );
    query
}

/// All other words, and one half of this one. `None` where that would not be telling.
fn pieces(word: &str, typed: &Typed) -> Option<Has> {
    let letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let text = |letters: &[char]| Has::Text(letters.iter().collect());
    let mut any = vec![text(&letters)];
    if middle >= PIECE {
        any.push(text(&letters[..middle]));
        any.push(text(&letters[letters.len() - middle..]));
    }
    let mut all: Vec<Has> = typed
        .words
        .iter()
        .filter(|other| *other != word && other.chars().count() >= PIECE)
        .map(|other| Has::Text(other.clone()))
        .collect();
    if all.is_empty() || middle >= PIECE {
        all.push(Has::Any(any));
    }
    Some(Has::All(all)).filter(|_| letters.len() >= 3)
}

/// Names with a word that begins one letter away from this one, and with the longest other word anywhere.
fn one_letter_away(word: &str, typed: &Typed, filter: &ClientFilter) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let other = typed
        .words
        .iter()
        .find(|other| *other != word)
        .map_or("", String::as_str);
    let alone = other.is_empty() && filter.is_empty();
    let looked_through = if alone { CANDIDATES } else { NEAR };
    let near: Vec<String> = neighbours(word)
        .into_iter()
        .map(|near| format!("({})", query.value(Value::Text(near))))
        .collect();
    let end = query.value(Value::Text('\u{10ffff}'.to_string()));
    let inner = format!(
        "SELECT w.client_name_id AS id FROM (VALUES {}) AS near CROSS JOIN client_word w \
         WHERE w.word >= near.column1 AND w.word < near.column1 || {end} LIMIT {looked_through}",
        near.join(", ")
    );
    let inner = if other.is_empty() {
        format!("SELECT DISTINCT id FROM ({inner}) AS s")
    } else {
        let pattern = query.value(Value::Text(format!("%{}%", escaped(other))));
        format!(
            "SELECT DISTINCT c.id FROM ({inner}) AS s JOIN client_name c ON c.id = s.id \
             WHERE c.folded LIKE {pattern} ESCAPE '\\'"
        )
    };
    query.names(&inner, filter);
    query
}

/// Everything one edit away, about fifty for each letter; but neither what the word begins with nor what begins with the
/// word: the search by beginnings has found those.
fn neighbours(word: &str) -> BTreeSet<String> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let letters: Vec<char> = word.chars().collect();
    let mut near = BTreeSet::new();
    let mut add = |before: &[char], middle: &[char], after: &[char]| {
        near.insert(before.iter().chain(middle).chain(after).collect::<String>());
    };
    for at in 0..=letters.len() {
        let (before, rest) = letters.split_at(at);
        if let [_, after @ ..] = rest {
            add(before, &[], after);
        }
        if let [a, b, after @ ..] = rest {
            add(before, &[*b, *a], after);
        }
        for letter in LETTERS.chars() {
            add(before, &[letter], rest);
            if let [_, after @ ..] = rest {
                add(before, &[letter], after);
            }
        }
    }
    near.retain(|other| !word.starts_with(other.as_str()) && !other.starts_with(word));
    near
}

/// A text as part of a pattern: nothing in it is a wildcard.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_a_missing_an_added_and_a_wrong_letter_are_one_edit_away() {
        let near = neighbours("raipd");
        for word in ["rapid", "aipd", "raiped", "raisd"] {
            assert!(near.contains(word), "{word}");
        }
        for word in ["raipd", "raip", "raipds"] {
            assert!(!near.contains(word), "{word}");
        }
    }

    #[test]
    fn signs_of_a_pattern_are_taken_as_typed() {
        assert_eq!(escaped(r"100%_\"), r"100\%\_\\");
    }
}
