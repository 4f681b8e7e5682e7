//! What a client is sent about a stance: frozen with the letter, put into words in the client's language.
//!
//! It holds facts and dates, never who reported them; facts whose reporter did not allow it are not put to the client,
//! and the letter says that there are such.

use super::condition::Condition;
use super::{PublishedNote, RunningContracts, Scope, StanceKind};
use crate::category::Sensitivity;
use crate::contract::WageUnit;
use crate::issue::{Severity, Source};
use crate::wording::without_names;
use crate::{IssueId, Lang, Money, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A text in the four languages, in the order of [`Lang::ALL`].
pub type FourTexts = [String; 4];

/// One fact as it is put to the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFact {
    pub issue: IssueId,
    pub category: FourTexts,
    pub happened_on: NaiveDate,
    /// In words, with the names of those who said them hidden.
    pub facts: String,
    pub unpaid: Option<Money>,
    /// Whole days.
    pub days_late: Option<i64>,
    /// Hundredths of an hour.
    pub hours: Option<i64>,
    pub wage: Option<(WageUnit, Wage)>,
}

impl HeldFact {
    /// The name of its category.
    pub fn category(&self, lang: Lang) -> &str {
        &self.category[lang as usize]
    }
}

/// A ground of the stance before it is decided whether it is put to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundFact {
    pub held: HeldFact,
    pub severity: Severity,
    pub sensitivity: Sensitivity,
    pub source: Source,
    /// The reporter allows it; facts of the ledger and of staff are the house's own.
    pub may_tell_client: bool,
    /// People whose names may not leave the house with it: its reporter.
    pub hide: Vec<String>,
}

impl GroundFact {
    /// May it be put to the client?
    pub fn goes_out(&self) -> bool {
        self.may_tell_client || self.source == Source::Ledger
    }
}

/// What the client was sent: the whole content of a letter, without its wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub client_name: String,
    /// The enterprise number or another identifier, printed; may be empty.
    pub client_number: String,
    pub address: Vec<String>,
    pub kind: StanceKind,
    pub scope: Scope,
    /// The establishment or the professions of the scope.
    pub scope_names: Vec<FourTexts>,
    pub conditions: Vec<Condition>,
    pub reason: String,
    pub held: Vec<HeldFact>,
    /// The stance rests also on facts that are not put to the client, to protect who reported them.
    pub others_kept_back: bool,
    pub running: RunningContracts,
    pub review_on: NaiveDate,
    pub to_lift: String,
    pub note: PublishedNote,
    /// For a decision or an end: when, and what was said of it.
    pub decided_on: Option<NaiveDate>,
    pub decision: String,
}

/// Splits the grounds into what is put to the client, with names hidden, and whether others are kept back.
/// The names of every ground's reporter are hidden in all texts: one may speak of another.
pub fn held(grounds: Vec<GroundFact>) -> (Vec<HeldFact>, bool) {
    let names: Vec<String> = grounds.iter().flat_map(|g| g.hide.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let kept_back = grounds.iter().any(|g| !g.goes_out());
    let held = grounds
        .into_iter()
        .filter(GroundFact::goes_out)
        .map(|g| HeldFact {
            facts: without_names(&g.held.facts, &names),
            ..g.held
        })
        .collect();
    (held, kept_back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(issue: i64, facts: &str, told: bool, source: Source) -> GroundFact {
        GroundFact {
            held: HeldFact {
                issue: IssueId(issue),
                category: std::array::from_fn(|_| "Non-paiement".into()),
                happened_on: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
                facts: facts.into(),
                unpaid: Some(Money(48_000)),
                days_late: None,
                hours: None,
                wage: None,
            },
            severity: Severity::Serious,
            sensitivity: Sensitivity::Ordinary,
            source,
            may_tell_client: told,
            hide: vec!["Fatima El Idrissi".into()],
        }
    }

    #[test]
    fn only_facts_whose_reporter_allows_it_are_put_to_the_client() {
        let (held, kept_back) = held(vec![
            ground(1, "480 € ouverts.", true, Source::Member),
            ground(2, "Secret.", false, Source::Member),
            ground(3, "Trois factures.", false, Source::Ledger),
        ]);
        let ids: Vec<i64> = held.iter().map(|h| h.issue.0).collect();
        assert_eq!(ids, [1, 3]);
        assert!(kept_back);
    }

    #[test]
    fn no_reporter_is_named_even_in_the_words_of_another() {
        let (held, kept_back) = held(vec![ground(
            1,
            "Fatima attend 480 €; El Idrissi l'a écrit.",
            true,
            Source::Staff,
        )]);
        assert_eq!(held[0].facts, "… attend 480 €; El … l'a écrit.");
        assert!(!kept_back);
    }
}
