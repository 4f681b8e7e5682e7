//! Past choices beside what a policy recommends: where people agreed with it, chose milder, chose harsher.
//! People saw the recommendation of their day: agreement is not accuracy (`statistics.md` 16).

use super::simulate::{Table, milder_and_stricter};
use super::{code, from_code, rank};
use crate::stance::StanceKind;
use crate::{ClientId, StanceId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A choice that somebody made, with the recommendations of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastChoice {
    pub stance: StanceId,
    pub client: ClientId,
    /// The day of the proposal: facts are read as they were then.
    pub on: NaiveDate,
    /// What was chosen; `None` where the proposal was refused.
    pub chosen: Option<StanceKind>,
    /// What the policy of the day recommended, where it was kept with the choice.
    pub told: Option<Option<StanceKind>>,
}

/// The 4 × 4 tables: recommendation (row) and choice (column).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agreement {
    /// By what was recommended on the day, where it was kept.
    pub told: Table,
    /// By what the policy that is tried says of the facts of that day.
    pub tried: Table,
}

impl Agreement {
    /// Counts one choice, `tried` being what the policy says of the facts of its day.
    pub fn count(&mut self, choice: &PastChoice, tried: Option<StanceKind>) {
        let chosen = rank(choice.chosen);
        if let Some(told) = choice.told {
            self.told[rank(told)][chosen] += 1;
        }
        self.tried[rank(tried)][chosen] += 1;
    }
}

/// One line of the comparison in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    pub choices: i64,
    pub same: i64,
    /// People chose milder than recommended.
    pub milder: i64,
    pub harsher: i64,
}

/// Sums a table up.
pub fn agreed(table: &Table) -> Agreed {
    let choices = table.iter().flatten().sum();
    let (milder, harsher) = milder_and_stricter(table);
    Agreed {
        choices,
        same: choices - milder - harsher,
        milder,
        harsher,
    }
}

/// The recommendation as `stance.recommended` keeps it: an empty word where none was made.
pub fn kept(word: &str) -> Option<Option<StanceKind>> {
    from_code(word)
}

/// The word for `stance.recommended`.
pub const fn word(recommended: Option<StanceKind>) -> &'static str {
    code(recommended)
}
