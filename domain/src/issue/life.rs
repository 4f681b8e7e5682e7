//! The life of an issue: `reported → under review → confirmed | dismissed; confirmed → resolved; withdrawn; reopened`.
//!
//! Beside the steps that decide, the reporter corrects what was written, staff classify it, and both add evidence. What was
//! decided was decided on a text: a correction after it is a report to look at again.

use super::{IssueEvent, IssueState};
use crate::PersonId;

words! {
    /// A step in the life of an issue.
    Step {
        Report = "report",
        Review = "review",
        Confirm = "confirm",
        Dismiss = "dismiss",
        Resolve = "resolve",
        Withdraw = "withdraw",
        Reopen = "reopen",
        /// The reporter changes what they wrote; the old text is kept.
        Correct = "correct",
        /// Staff put it into another category, severity or cause, or name the funder or the article.
        Classify = "classify",
        /// A file is added.
        Evidence = "evidence",
    }
}

impl Step {
    /// The steps of the decision's form, in its order.
    pub const DECISIONS: [Self; 5] = [
        Self::Review,
        Self::Confirm,
        Self::Dismiss,
        Self::Resolve,
        Self::Reopen,
    ];

    /// Is it a step that a case takes for all its issues at once?
    pub const fn decides_cases(self) -> bool {
        matches!(self, Self::Confirm | Self::Dismiss | Self::Resolve | Self::Reopen)
    }
}

/// What a step needs to know of the issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: IssueState,
    pub reporter: Option<PersonId>,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    #[error("an issue that is {0} cannot take this step")]
    NotFromHere(IssueState),
    #[error("who reported an issue does not confirm it")]
    OwnReport,
    #[error("only the reporter withdraws or corrects a report")]
    NotTheReporter,
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
}

/// The longest reason, in characters.
pub const MAX_REASON: usize = 2_000;

/// The state after a step, or the rule that forbids it (`product.md`, "Issue"; "Nobody decides alone twice").
pub fn take(step: Step, issue: Standing, by: PersonId, reason: &str) -> Result<IssueState, StepRefused> {
    use IssueState as S;
    let to = match (step, issue.state) {
        (Step::Review, S::Reported) => S::UnderReview,
        (Step::Confirm, S::Reported | S::UnderReview) => S::Confirmed,
        (Step::Dismiss, S::Reported | S::UnderReview) => S::Dismissed,
        (Step::Resolve, S::Confirmed) => S::Resolved,
        (Step::Withdraw, S::Reported | S::UnderReview) => S::Withdrawn,
        (Step::Reopen, S::Confirmed | S::Dismissed | S::Resolved | S::Withdrawn) => S::UnderReview,
        // What was decided was another text: nobody has looked at this one.
        (Step::Correct, S::Confirmed | S::Dismissed | S::Resolved) => S::Reported,
        (Step::Correct | Step::Classify, S::Reported | S::UnderReview) => issue.state,
        (Step::Evidence, S::Reported | S::UnderReview | S::Confirmed | S::Dismissed | S::Resolved) => {
            issue.state
        }
        (_, state) => return Err(StepRefused::NotFromHere(state)),
    };
    let own = issue.reporter == Some(by);
    match step {
        Step::Confirm | Step::Dismiss | Step::Classify if own => return Err(StepRefused::OwnReport),
        Step::Withdraw | Step::Correct if !own => return Err(StepRefused::NotTheReporter),
        _ => {}
    }
    let needs_reason = matches!(
        step,
        Step::Dismiss | Step::Resolve | Step::Reopen | Step::Classify
    );
    if needs_reason && reason.trim().is_empty() {
        return Err(StepRefused::ReasonMissing);
    }
    if reason.chars().count() > MAX_REASON {
        return Err(StepRefused::ReasonTooLong);
    }
    Ok(to)
}

/// Does a spell begin with this change? A reopening is a new spell (`statistics.md` 6).
pub const fn begins_spell(from: IssueState, to: IssueState) -> bool {
    !from.is_open() && to.is_open()
}

/// Why a history is not one that this program wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event {0} does not follow from those before it")]
pub struct BrokenHistory(pub usize);

/// The state that the events lead to, each step taken again by the rules. `None` at first: a history begins with a report.
/// What the program did by itself is taken at its word; the ledger's rules stand elsewhere.
pub fn replay(reporter: Option<PersonId>, events: &[IssueEvent]) -> Result<IssueState, BrokenHistory> {
    let mut now: Option<IssueState> = None;
    for (n, event) in events.iter().enumerate() {
        let broken = BrokenHistory(n);
        let to = match (now, event.step, event.by) {
            (None, Step::Report, _) => IssueState::Reported,
            (Some(state), step, Some(by)) if event.from == Some(state) => {
                take(step, Standing { state, reporter }, by, &event.reason).map_err(|_| broken)?
            }
            (Some(state), _, None) if event.from == Some(state) => event.to,
            _ => return Err(broken),
        };
        if to != event.to {
            return Err(broken);
        }
        now = Some(to);
    }
    now.ok_or(BrokenHistory(0))
}

/// The steps that a person could take now, for the buttons of the page; the server asks [`take`] again.
pub fn possible(issue: Standing, by: PersonId) -> Vec<Step> {
    Step::ALL
        .iter()
        .copied()
        .filter(|&step| take(step, issue, by, "-").is_ok())
        .collect()
}

#[cfg(test)]
mod tests;
