//! A person who is a client (`product.md`, "Fairness and privacy"): the file of what is held about them with third parties masked,
//! what they contest, and erasing them.

use crate::category::{Filter, Sensitivity};
use crate::issue::{IssueState, Severity};
use crate::stance::StanceKind;
use crate::stance::life::StanceState;
use crate::wording::without_names;
use crate::{ContestId, Money};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// The longest text of what is contested, or of how it was settled, in characters.
pub const MAX_TEXT: usize = 2_000;

/// Everything that is held about a person, as the person may read it: nobody else is named in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonFile {
    /// `C-42`.
    pub reference: String,
    pub made_on: NaiveDate,
    pub names: Vec<String>,
    /// As people print them.
    pub numbers: Vec<String>,
    pub address: Vec<String>,
    pub phone: String,
    pub email: String,
    /// Since when the person is known here.
    pub since: NaiveDate,
    /// What is contested and not settled: it is not counted meanwhile.
    pub contested: Option<String>,
    pub issues: Vec<FileIssue>,
    pub stances: Vec<FileStance>,
    pub contracts: Vec<FileContract>,
    pub formal_notices: Vec<FileNotice>,
    pub agreements: Vec<FileText>,
    pub replies: Vec<FileText>,
    pub notes: Vec<FileText>,
    /// How often members asked whether to work for this person; who asked is not told.
    pub checks: i64,
    /// Steps of the person's own record.
    pub steps: Vec<FileStep>,
}

/// A report about the person. Who made it is never told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileIssue {
    pub reference: String,
    /// In the four languages.
    pub category: [String; 4],
    pub filter: Filter,
    pub severity: Severity,
    pub state: IssueState,
    pub happened_on: NaiveDate,
    /// `None` where the words would show who reported.
    pub facts: Option<String>,
    pub unpaid: Option<Money>,
    pub days_late: Option<i64>,
}

/// A stance on the person, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileStance {
    pub reference: String,
    pub kind: StanceKind,
    pub state: StanceState,
    pub reason: String,
    pub to_lift: String,
    pub note_fr: String,
    pub note_nl: String,
    pub in_force_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
}

/// One engagement, without who did the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileContract {
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
    /// Before VAT.
    pub price: Money,
    pub due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
}

/// A formal notice that was sent to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileNotice {
    pub sent_on: NaiveDate,
    pub total: Money,
}

/// Words about the person, or of the person, with their day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileText {
    pub on: NaiveDate,
    pub text: String,
}

/// A step of the person's own record; by whom is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileStep {
    pub on: NaiveDate,
    pub what: String,
}

/// May the words of a report be put before the person it is about? Only where its reporter allowed it, and never those for
/// named handlers: they would show who reported.
pub const fn tells_facts(may_tell_client: bool, sensitivity: Sensitivity) -> bool {
    may_tell_client && !matches!(sensitivity, Sensitivity::NamedHandlers)
}

impl PersonFile {
    /// Hides the names of everybody else wherever they stand in the texts.
    #[must_use]
    pub fn masked(mut self, others: &[String]) -> Self {
        let names: Vec<&str> = others.iter().map(String::as_str).collect();
        let hide = |text: &mut String| *text = without_names(text, &names);
        for issue in &mut self.issues {
            if let Some(facts) = &mut issue.facts {
                hide(facts);
            }
        }
        for stance in &mut self.stances {
            for text in [
                &mut stance.reason,
                &mut stance.to_lift,
                &mut stance.note_fr,
                &mut stance.note_nl,
            ] {
                hide(text);
            }
        }
        for text in self.notes.iter_mut().chain(&mut self.agreements) {
            hide(&mut text.text);
        }
        // What the person wrote stays as the person wrote it.
        self
    }
}

/// What a person contests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    pub id: ContestId,
    pub what: String,
    pub opened_by_name: String,
    pub opened_at: DateTime<Utc>,
    pub revision: i64,
}

/// What the rule of erasing reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, read from a table of its own"
)]
pub struct EraseFacts {
    pub natural_person: bool,
    /// Erased already, or merged into another client.
    pub gone: bool,
    /// Something is owed.
    pub owes: bool,
    /// A stance is put forward or in force.
    pub stance: bool,
    /// An issue is not decided.
    pub open_issue: bool,
    /// An appeal is open.
    pub appeal: bool,
    /// A legal hold, or a hold for a danger to people.
    pub held: bool,
    /// A go-ahead or signed work.
    pub work: bool,
}

/// Why a person is not erased now. Contracts and what was paid stay in any case: the law asks for the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EraseRefused {
    #[error("only a natural person is erased")]
    NotAPerson,
    #[error("there is nobody to erase")]
    Gone,
    #[error("something is owed")]
    Owes,
    #[error("a stance is put forward or in force")]
    Stance,
    #[error("an issue is not decided")]
    OpenIssue,
    #[error("an appeal is open")]
    Appeal,
    #[error("it is held")]
    Held,
    #[error("work is agreed")]
    Work,
}

/// Everything that stands against erasing a person.
pub fn erase_refused(facts: EraseFacts) -> Vec<EraseRefused> {
    [
        (!facts.natural_person, EraseRefused::NotAPerson),
        (facts.gone, EraseRefused::Gone),
        (facts.owes, EraseRefused::Owes),
        (facts.stance, EraseRefused::Stance),
        (facts.open_issue, EraseRefused::OpenIssue),
        (facts.appeal, EraseRefused::Appeal),
        (facts.held, EraseRefused::Held),
        (facts.work, EraseRefused::Work),
    ]
    .into_iter()
    .filter_map(|(stands, why)| stands.then_some(why))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_erased_when_nothing_is_open_and_every_reason_against_it_is_told() {
        let person = EraseFacts {
            natural_person: true,
            ..EraseFacts::default()
        };
        assert_eq!(erase_refused(person), []);
        assert_eq!(erase_refused(EraseFacts::default()), [EraseRefused::NotAPerson]);
        let busy = EraseFacts {
            owes: true,
            held: true,
            ..person
        };
        assert_eq!(erase_refused(busy), [EraseRefused::Owes, EraseRefused::Held]);
    }

    #[test]
    fn words_that_would_show_who_reported_are_not_in_the_file() {
        assert!(tells_facts(true, Sensitivity::Ordinary));
        assert!(!tells_facts(false, Sensitivity::Ordinary));
        assert!(!tells_facts(true, Sensitivity::NamedHandlers));
    }

    #[test]
    fn third_parties_are_masked_and_the_words_of_the_person_stay() {
        let day = NaiveDate::default();
        let said = |text: &str| FileText {
            on: day,
            text: text.to_owned(),
        };
        let file = PersonFile {
            reference: "C-1".into(),
            made_on: day,
            names: vec!["Ana Costa".into()],
            numbers: Vec::new(),
            address: Vec::new(),
            phone: String::new(),
            email: String::new(),
            since: day,
            contested: None,
            issues: Vec::new(),
            stances: Vec::new(),
            contracts: Vec::new(),
            formal_notices: Vec::new(),
            agreements: Vec::new(),
            replies: vec![said("J'ai parlé à Fatima El Idrissi.")],
            notes: vec![said("Fatima El Idrissi a rappelé.")],
            checks: 0,
            steps: Vec::new(),
        };
        let masked = file.masked(&["Fatima El Idrissi".to_owned()]);
        assert!(!masked.notes[0].text.contains("Fatima"), "{:?}", masked.notes);
        assert!(masked.replies[0].text.contains("Fatima"));
    }
}
