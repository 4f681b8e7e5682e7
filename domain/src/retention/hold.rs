//! A legal hold: what it names is not forgotten while it stands (a court case, a claim, an inquiry).

use crate::{CaseId, ClientId, IssueId, LegalHoldId, PersonId};
use chrono::{DateTime, Months, NaiveDate, Utc};

/// The longest hold, in years; one that is still needed is placed again.
pub const MAX_YEARS: u32 = 5;
/// The longest reason, in characters.
pub const MAX_REASON: usize = 500;

/// What a hold names; all that belongs to it is kept with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldObject {
    Client(ClientId),
    Case(CaseId),
    Issue(IssueId),
}

impl HeldObject {
    /// Reads a reference as people quote it: `C-42`, `D-7`, `S-211`.
    pub fn from_reference(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut letters = text.chars();
        let letter = letters.next()?.to_ascii_uppercase();
        let digits = letters.as_str().trim_start_matches(['-', ' ', '\u{2011}']);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let id = digits.parse().ok()?;
        match letter {
            'C' => Some(Self::Client(ClientId(id))),
            'D' => Some(Self::Case(CaseId(id))),
            'S' => Some(Self::Issue(IssueId(id))),
            _ => None,
        }
    }

    /// The reference that people quote.
    pub fn reference(self) -> String {
        match self {
            Self::Client(id) => id.reference(),
            Self::Case(id) => id.reference(),
            Self::Issue(id) => id.reference(),
        }
    }

    /// Where it is read.
    pub fn path(self) -> String {
        match self {
            Self::Client(id) => format!("/clients/{id}"),
            Self::Case(id) => format!("/cases/{id}"),
            Self::Issue(id) => format!("/issues/{id}"),
        }
    }
}

/// A hold as staff read it: who, why, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    pub id: LegalHoldId,
    pub on: HeldObject,
    pub reason: String,
    pub placed_by: PersonId,
    pub placed_by_name: String,
    pub placed_at: DateTime<Utc>,
    /// Its last day.
    pub until_on: NaiveDate,
    pub lifted_by_name: Option<String>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lift_reason: String,
    pub revision: i64,
}

impl LegalHold {
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.lifted_at.is_none() && self.until_on >= day
    }
}

/// A hold that somebody wants to place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLegalHold {
    pub on: HeldObject,
    pub reason: String,
    pub until_on: NaiveDate,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoldProblem {
    #[error("a hold says why")]
    Reason,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    #[error("its last day lies ahead")]
    Past,
    #[error("it stands at most {MAX_YEARS} years")]
    TooLong,
}

/// Everything that is wrong with a hold, today.
pub fn problems(hold: &NewLegalHold, today: NaiveDate) -> Vec<HoldProblem> {
    let mut found = Vec::new();
    if hold.reason.trim().is_empty() {
        found.push(HoldProblem::Reason);
    } else if hold.reason.chars().count() > MAX_REASON {
        found.push(HoldProblem::ReasonTooLong);
    }
    if hold.until_on <= today {
        found.push(HoldProblem::Past);
    } else if today
        .checked_add_months(Months::new(12 * MAX_YEARS))
        .is_some_and(|last| hold.until_on > last)
    {
        found.push(HoldProblem::TooLong);
    }
    found
}
