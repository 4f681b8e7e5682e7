//! What a contract still needs, who brings it, how it is ticked or waived, and whether the contract may be signed.

use super::{Answer, CheckAnswer, Reason};
use crate::profession::Proof;
use crate::stance::condition::{BroughtBy, Condition};
use crate::{FileId, Person, Role};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One thing that is needed before signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "need", content = "what", rename_all = "snake_case")]
pub enum Need {
    /// A restrictive stance asks for it.
    Condition(Condition),
    /// A conditional profession asks for it.
    Proof(Proof),
}

impl Need {
    /// A counsellor's yes: it is asked for and answered, never ticked or waived.
    pub fn is_go_ahead(&self) -> bool {
        matches!(
            self,
            Self::Condition(Condition::Approval) | Self::Proof(Proof::PriorAgreement)
        )
    }

    /// A figure of the offer: another offer meets it, no paper does.
    pub const fn is_figure(&self) -> bool {
        matches!(
            self,
            Self::Condition(
                Condition::MinimumWage { .. }
                    | Condition::MinimumPrice { .. }
                    | Condition::ValueAtMost { .. }
            )
        )
    }

    /// The member's own click is the proof.
    pub const fn is_click(&self) -> bool {
        matches!(self, Self::Condition(Condition::Acknowledgement))
    }

    /// Who has to see to it.
    pub const fn brought_by(&self) -> BroughtBy {
        match self {
            Self::Condition(condition) => condition.kind().brought_by(),
            Self::Proof(Proof::PriorAgreement) => BroughtBy::Cooperative,
            Self::Proof(_) => BroughtBy::Member,
        }
    }
}

words! {
    /// Where one need of a kept check stands.
    NeedState {
        Open = "open",
        /// Ticked, with its proof.
        Met = "met",
        /// Waived once, for this contract, by a named person with a reason.
        Waived = "waived",
    }
}

/// One need of a kept check with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNeed {
    /// Its place on the list, from 1.
    pub position: i64,
    pub need: Need,
    pub state: NeedState,
    /// The proof in words, or the reason of a waiver.
    pub text: String,
    pub file: Option<(FileId, String)>,
    pub by_name: Option<String>,
    pub at: Option<DateTime<Utc>>,
    pub revision: i64,
}

/// What the reasons of an answer still ask for, each once, in the order in which they are told.
pub fn needs(reasons: &[Reason]) -> Vec<Need> {
    let mut needs = Vec::new();
    for reason in reasons {
        let more: Vec<Need> = match reason {
            Reason::Conditions { unmet, .. } => unmet.iter().copied().map(Need::Condition).collect(),
            Reason::ProfessionProofs { proofs, .. } => proofs.iter().copied().map(Need::Proof).collect(),
            _ => Vec::new(),
        };
        for need in more {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
    }
    needs
}

/// Why a need is not ticked or waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TickRefused {
    #[error("a go-ahead is asked for, not ticked")]
    GoAhead,
    #[error("another offer meets this, not a paper")]
    Figure,
    #[error("the cooperative sees to this")]
    NotYours,
    #[error("a proof is missing: some words or a file")]
    ProofMissing,
    #[error("a waiver says why")]
    ReasonMissing,
    #[error("nobody waives a condition of a check they kept themselves")]
    OwnCheck,
    #[error("it is settled already")]
    Settled,
}

/// May this person tick this need, with these words and perhaps a file?
pub fn tick(
    need: &Need,
    state: NeedState,
    by: &Person,
    text: &str,
    has_file: bool,
) -> Result<NeedState, TickRefused> {
    if state != NeedState::Open {
        return Err(TickRefused::Settled);
    }
    if need.is_go_ahead() {
        return Err(TickRefused::GoAhead);
    }
    if need.is_figure() {
        return Err(TickRefused::Figure);
    }
    if need.brought_by() == BroughtBy::Cooperative && !is_counsel(by) {
        return Err(TickRefused::NotYours);
    }
    if text.trim().is_empty() && !has_file && !need.is_click() {
        return Err(TickRefused::ProofMissing);
    }
    Ok(NeedState::Met)
}

/// May this person waive this need once? A counsellor or a manager who did not keep the check, with a reason.
pub fn waive(
    need: &Need,
    state: NeedState,
    by: &Person,
    own_check: bool,
    reason: &str,
) -> Result<NeedState, TickRefused> {
    if state != NeedState::Open {
        return Err(TickRefused::Settled);
    }
    if need.is_go_ahead() {
        return Err(TickRefused::GoAhead);
    }
    if !is_counsel(by) {
        return Err(TickRefused::NotYours);
    }
    if own_check {
        return Err(TickRefused::OwnCheck);
    }
    if reason.trim().is_empty() {
        return Err(TickRefused::ReasonMissing);
    }
    Ok(NeedState::Waived)
}

const fn is_counsel(person: &Person) -> bool {
    matches!(person.role, Role::Counsellor | Role::Manager)
}

/// Why a contract may not be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "blocked", content = "need", rename_all = "snake_case")]
pub enum Blocked {
    /// The answer is no.
    Refused,
    /// A hold: speak to a counsellor first.
    SpeakFirst,
    /// This is still needed.
    Missing(Need),
}

/// What stands in the way of signing, given what has been ticked or waived for this contract; nothing: it may be signed.
/// It is asked again with the facts of the day of signature, so that a stance takes effect where contracts are signed.
pub fn sign(answer: &CheckAnswer, settled: &[Need]) -> Vec<Blocked> {
    match answer.answer {
        Answer::Refused => vec![Blocked::Refused],
        Answer::SpeakFirst => vec![Blocked::SpeakFirst],
        Answer::OnConditions | Answer::TakeNote | Answer::NothingKnown | Answer::Clear => {
            needs(&answer.reasons)
                .into_iter()
                .filter(|need| !settled.contains(need))
                .map(Blocked::Missing)
                .collect()
        }
    }
}
