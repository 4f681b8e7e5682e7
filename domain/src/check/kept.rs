//! A kept check: how long it holds, what became of it, what the member did in the end.

use super::{CheckAnswer, KeptNeed, Offer};
use crate::{CheckId, PersonId};
use chrono::{DateTime, NaiveDate, Utc};

/// Days for which a kept check holds, unless a fact changes before.
pub const VALID_DAYS: u64 = 14;

words! {
    /// What became of a kept check.
    CheckState {
        /// No go-ahead is needed.
        Kept = "kept",
        /// A counsellor's answer is awaited.
        Asked = "asked",
        Granted = "granted",
        Declined = "declined",
    }
}

words! {
    /// What the member did in the end: counted by month, never kept by person (`product.md`, "Check").
    Outcome {
        Accepted = "accepted",
        Renegotiated = "renegotiated",
        /// The member declined the work.
        Declined = "declined",
    }
}

/// A kept check, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheck {
    pub id: CheckId,
    pub kept_by: PersonId,
    pub kept_by_name: String,
    pub offer: Offer,
    pub client_name: Option<String>,
    pub client_number: String,
    pub profession_names: [String; 4],
    pub answer: CheckAnswer,
    pub kept_at: DateTime<Utc>,
    pub valid_until: NaiveDate,
    /// A stance, hold or profession changed since: the answer no longer holds.
    pub outdated: bool,
    pub state: CheckState,
    /// When the counsellor's answer is due.
    pub due_on: Option<NaiveDate>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub comment: String,
    /// The last day of a yes.
    pub go_ahead_until: Option<NaiveDate>,
    /// How far the client's facts and the profession have moved on: an answer names what it was read with.
    pub facts_revision: i64,
    /// The member has said what they did in the end.
    pub outcome_told: bool,
    pub revision: i64,
}

impl KeptCheck {
    /// Does the answer still hold today?
    pub fn holds(&self, today: NaiveDate) -> bool {
        !self.outdated && today <= self.valid_until
    }
}

/// An earlier go-ahead for the same member, client and profession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierGoAhead {
    pub check: CheckId,
    pub granted: bool,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub until: Option<NaiveDate>,
    pub comment: String,
}

/// Are all the needs of a kept check settled?
pub fn all_settled(needs: &[KeptNeed]) -> bool {
    needs.iter().all(|need| need.state != super::NeedState::Open)
}
