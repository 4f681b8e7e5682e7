//! What a person typed, as far as search reads it.

use crate::client::reference;
use domain::ClientId;
use domain::client::identifier::{guess, number_prefixes};
use domain::client::name::{Folded, fold};

/// Characters of a query that are read; the rest is somebody's clipboard.
const READ: usize = 120;
/// Words of a query that are looked up, the longest first.
const WORDS: usize = 6;
/// Beginnings of numbers that are looked up.
const NUMBERS: usize = 4;

#[derive(Debug)]
pub(super) struct Typed {
    pub folded: Folded,
    /// Each word once, the longest (so most likely the rarest) first.
    pub words: Vec<String>,
    /// Beginnings of numbers that it may be, normalised.
    pub numbers: Vec<String>,
    pub reference: Option<ClientId>,
}

impl Typed {
    pub(super) fn read(text: &str) -> Self {
        let text: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .filter(|c| *c != '\u{10ffff}')
            .take(READ)
            .collect();
        let folded = fold(&text);
        let mut words = folded.words.clone();
        words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(WORDS);
        let mut numbers = number_prefixes(&text);
        for number in guess(&text).into_iter().map(|id| id.number) {
            if !numbers.iter().any(|known| number.starts_with(known.as_str())) {
                numbers.push(number);
            }
        }
        numbers.truncate(NUMBERS);
        Self {
            folded,
            words,
            numbers,
            reference: reference(&text),
        }
    }
}
