//! The life of an issue: `reported → under review → confirmed | dismissed; confirmed → resolved; withdrawn; reopened`.

use super::IssueState;
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
    #[error("only the reporter withdraws a report")]
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
    let to = match (step, issue.state) {
        (Step::Review, IssueState::Reported) => IssueState::UnderReview,
        (Step::Confirm, IssueState::Reported | IssueState::UnderReview) => IssueState::Confirmed,
        (Step::Dismiss, IssueState::Reported | IssueState::UnderReview) => IssueState::Dismissed,
        (Step::Resolve, IssueState::Confirmed) => IssueState::Resolved,
        (Step::Withdraw, IssueState::Reported | IssueState::UnderReview) => IssueState::Withdrawn,
        (Step::Reopen, IssueState::Dismissed | IssueState::Resolved | IssueState::Withdrawn) => {
            IssueState::UnderReview
        }
        (_, state) => return Err(StepRefused::NotFromHere(state)),
    };
    let own = issue.reporter == Some(by);
    match step {
        Step::Confirm | Step::Dismiss if own => return Err(StepRefused::OwnReport),
        Step::Withdraw if !own => return Err(StepRefused::NotTheReporter),
        _ => {}
    }
    let needs_reason = matches!(step, Step::Dismiss | Step::Resolve | Step::Reopen);
    if needs_reason && reason.trim().is_empty() {
        return Err(StepRefused::ReasonMissing);
    }
    if reason.chars().count() > MAX_REASON {
        return Err(StepRefused::ReasonTooLong);
    }
    Ok(to)
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORTER: PersonId = PersonId(1);
    const COUNSELLOR: PersonId = PersonId(2);

    fn standing(state: IssueState) -> Standing {
        Standing {
            state,
            reporter: Some(REPORTER),
        }
    }

    #[test]
    fn who_reported_an_issue_does_not_confirm_it() {
        let issue = standing(IssueState::Reported);
        assert_eq!(
            take(Step::Confirm, issue, REPORTER, ""),
            Err(StepRefused::OwnReport)
        );
        assert_eq!(
            take(Step::Confirm, issue, COUNSELLOR, ""),
            Ok(IssueState::Confirmed)
        );
    }

    #[test]
    fn dismissing_says_why_and_resolving_says_how() {
        let blank = "  ";
        assert_eq!(
            take(
                Step::Dismiss,
                standing(IssueState::UnderReview),
                COUNSELLOR,
                blank
            ),
            Err(StepRefused::ReasonMissing)
        );
        assert_eq!(
            take(Step::Resolve, standing(IssueState::Confirmed), COUNSELLOR, blank),
            Err(StepRefused::ReasonMissing)
        );
    }

    #[test]
    fn only_the_reporter_withdraws_and_only_before_the_decision() {
        assert_eq!(
            take(Step::Withdraw, standing(IssueState::Reported), COUNSELLOR, ""),
            Err(StepRefused::NotTheReporter)
        );
        assert_eq!(
            take(Step::Withdraw, standing(IssueState::Reported), REPORTER, ""),
            Ok(IssueState::Withdrawn)
        );
        assert_eq!(
            take(Step::Withdraw, standing(IssueState::Confirmed), REPORTER, ""),
            Err(StepRefused::NotFromHere(IssueState::Confirmed))
        );
    }

    #[test]
    fn what_was_closed_can_be_reopened_with_a_reason() {
        for state in [IssueState::Dismissed, IssueState::Resolved, IssueState::Withdrawn] {
            assert_eq!(
                take(Step::Reopen, standing(state), COUNSELLOR, "new evidence"),
                Ok(IssueState::UnderReview)
            );
        }
    }

    proptest! {
        /// After any sequence of steps by anybody, nothing is confirmed by its reporter and nothing resolved unconfirmed.
        #[test]
        fn any_sequence_of_steps_stays_lawful(steps in prop::collection::vec((0usize..7, 1i64..4), 0..40)) {
            let mut issue = standing(IssueState::Reported);
            let mut confirmed_by = None;
            for (index, person) in steps {
                let step = Step::ALL[index];
                if let Ok(to) = take(step, issue, PersonId(person), "because") {
                    if to == IssueState::Confirmed { confirmed_by = Some(PersonId(person)); }
                    if to == IssueState::Resolved { prop_assert!(issue.state == IssueState::Confirmed); }
                    issue.state = to;
                }
            }
            prop_assert_ne!(confirmed_by, Some(REPORTER));
        }
    }
}
