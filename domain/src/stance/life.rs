//! The life of a stance: who may propose, approve, refuse and lift it, and when it takes effect.

use super::{Ground, StanceKind};
use crate::{Person, PersonId, Role};
use chrono::NaiveDate;

words! {
    /// Where a stance stands in its life.
    StanceState {
        Proposed = "proposed",
        InForce = "in_force",
        Refused = "refused",
        Lifted = "lifted",
        /// Past its review or end date, or replaced by another in the same scope.
        Ended = "ended",
    }
}

words! {
    /// A step in the life of a stance.
    Step {
        Propose = "propose",
        Approve = "approve",
        Refuse = "refuse",
        /// The text was sent to the client.
        Send = "send",
        Lift = "lift",
        End = "end",
    }
}

/// What the rules must know of a stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub state: StanceState,
    pub kind: StanceKind,
    pub proposed_by: PersonId,
    pub grounds: Vec<Ground>,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    #[error("a stance that is {0} cannot take this step")]
    NotFromHere(StanceState),
    #[error("who proposes a stance does not approve it")]
    OwnProposal,
    #[error("only a manager approves a punitive stance")]
    NotAManager,
    #[error("a punitive stance waits for the client to be heard")]
    NotYetHeard,
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the day lies in the future")]
    SentInFuture,
}

fn confirmed_all_grounds(by: PersonId, grounds: &[Ground]) -> bool {
    !grounds.is_empty() && grounds.iter().all(|g| g.confirmed_by == Some(by))
}

/// Where a proposal lands: an informative one takes effect at once unless its proposer confirmed all the grounds alone;
/// every other waits for a second person (`product.md`, "Who may do what" and "Nobody decides alone twice").
pub fn propose(kind: StanceKind, by: PersonId, grounds: &[Ground]) -> StanceState {
    match kind {
        StanceKind::Informative if !confirmed_all_grounds(by, grounds) => StanceState::InForce,
        StanceKind::Informative | StanceKind::Restrictive | StanceKind::Punitive => StanceState::Proposed,
    }
}

/// The second person's yes. Counsellors and managers approve a restrictive stance; a punitive one stops at proposed
/// until its client can be heard.
pub fn approve(stance: &Standing, by: &Person) -> Result<StanceState, StepRefused> {
    if stance.state != StanceState::Proposed {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    if stance.proposed_by == by.id {
        return Err(StepRefused::OwnProposal);
    }
    if stance.kind == StanceKind::Punitive {
        return Err(if by.role == Role::Manager {
            StepRefused::NotYetHeard
        } else {
            StepRefused::NotAManager
        });
    }
    Ok(StanceState::InForce)
}

/// The second person's no, with a reason; the proposer may take the proposal back the same way.
pub fn refuse(stance: &Standing, reason: &str) -> Result<StanceState, StepRefused> {
    if stance.state != StanceState::Proposed {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    if reason.trim().is_empty() {
        return Err(StepRefused::ReasonMissing);
    }
    Ok(StanceState::Refused)
}

/// Lifting ends a stance before its date and says why.
pub fn lift(stance: &Standing, reason: &str) -> Result<StanceState, StepRefused> {
    if stance.state != StanceState::InForce {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    if reason.trim().is_empty() {
        return Err(StepRefused::ReasonMissing);
    }
    Ok(StanceState::Lifted)
}

/// The day from which members read the note: the client's days to react, counted from the day it was sent the text.
pub fn note_from(
    kind: StanceKind,
    state: StanceState,
    sent_on: NaiveDate,
    today: NaiveDate,
) -> Result<NaiveDate, StepRefused> {
    if !matches!(state, StanceState::Proposed | StanceState::InForce) {
        return Err(StepRefused::NotFromHere(state));
    }
    if sent_on > today {
        return Err(StepRefused::SentInFuture);
    }
    Ok(sent_on + chrono::Days::new(kind.reaction_days()))
}
