//! A case: issues about the same facts, decided once (400 couriers of one platform are one case).
//!
//! A case keeps to one client and one filter, and issues for named handlers have cases of their own, so that who may read a case
//! may read all of it. Each issue's own rules hold for each issue: who reported one of them does not decide the case.

use crate::category::{Filter, Sensitivity};
use crate::issue::life::{MAX_REASON, Standing, Step, StepRefused, take};
use crate::issue::{IssueState, IssueSummary};
use crate::permission::Object;
use crate::{CaseId, ClientId, IssueId, PersonId};
use chrono::{DateTime, NaiveDate, Utc};

/// The longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// Issues of a case: beyond, a second one is opened.
pub const MAX_ISSUES: usize = 2_000;
/// Days around the facts of an issue within which others may be about the same.
pub const NEAR_DAYS: u64 = 90;

words! {
    /// Where a case stands.
    CaseState { Open = "open", Decided = "decided" }
}

words! {
    /// A step in the life of a case.
    CaseStep {
        Open = "open",
        Add = "add",
        Remove = "remove",
        Confirm = "confirm",
        Dismiss = "dismiss",
        Resolve = "resolve",
        Reopen = "reopen",
    }
}

impl CaseStep {
    /// The step of a case that takes this step for all its issues.
    pub const fn of(step: Step) -> Option<Self> {
        match step {
            Step::Confirm => Some(Self::Confirm),
            Step::Dismiss => Some(Self::Dismiss),
            Step::Resolve => Some(Self::Resolve),
            Step::Reopen => Some(Self::Reopen),
            _ => None,
        }
    }
}

/// What a case may hold, fixed by its first issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub client: ClientId,
    pub filter: Filter,
    /// Read by named handlers only.
    pub named_handlers: bool,
}

impl Bounds {
    /// Those of a case that begins with this issue.
    pub fn of(issue: &IssueSummary) -> Self {
        Self {
            client: issue.client,
            filter: issue.filter,
            named_handlers: issue.sensitivity == Sensitivity::NamedHandlers,
        }
    }

    /// What rights over a case depend on. Nobody owns one: a reporter reads the own report, never the others of the case.
    pub fn object(&self) -> Object {
        Object {
            owner: None,
            filter: Some(self.filter),
            sensitivity: Some(if self.named_handlers {
                Sensitivity::NamedHandlers
            } else {
                Sensitivity::Ordinary
            }),
            client: Some(self.client),
            put: false,
        }
    }
}

/// Why an issue does not belong in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinRefused {
    #[error("it is about another client")]
    OtherClient,
    #[error("it is in another filter")]
    OtherFilter,
    #[error("issues for named handlers have cases of their own")]
    OtherCircle,
    #[error("it is in a case already")]
    InACase,
    #[error("it was withdrawn")]
    Withdrawn,
}

/// May this issue join?
pub fn may_join(case: Bounds, issue: &IssueSummary, in_case: Option<CaseId>) -> Result<(), JoinRefused> {
    let own = Bounds::of(issue);
    if own.client != case.client {
        Err(JoinRefused::OtherClient)
    } else if own.named_handlers != case.named_handlers {
        Err(JoinRefused::OtherCircle)
    } else if own.filter != case.filter {
        Err(JoinRefused::OtherFilter)
    } else if in_case.is_some() {
        Err(JoinRefused::InACase)
    } else if issue.state == IssueState::Withdrawn {
        Err(JoinRefused::Withdrawn)
    } else {
        Ok(())
    }
}

/// Why a case is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseRefused {
    #[error("no issue of the case can take this step")]
    NothingToDecide,
    #[error("the person reported {0}, which the case would decide")]
    OwnReport(IssueId),
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
}

/// Each issue that the step changes, with the state it goes to; the others stay as they are.
pub fn decide(
    step: Step,
    issues: &[(IssueId, Standing)],
    by: PersonId,
    reason: &str,
) -> Result<Vec<(IssueId, IssueState)>, CaseRefused> {
    if !step.decides_cases() {
        return Err(CaseRefused::NothingToDecide);
    }
    let mut changed = Vec::new();
    for (id, standing) in issues {
        // What its reporter took back is not brought back with the others.
        if step == Step::Reopen && standing.state == IssueState::Withdrawn {
            continue;
        }
        match take(step, *standing, by, reason) {
            Ok(to) => changed.push((*id, to)),
            Err(StepRefused::NotFromHere(_)) => {}
            Err(StepRefused::OwnReport | StepRefused::NotTheReporter) => {
                return Err(CaseRefused::OwnReport(*id));
            }
            Err(StepRefused::ReasonMissing) => return Err(CaseRefused::ReasonMissing),
            Err(StepRefused::ReasonTooLong) => return Err(CaseRefused::ReasonTooLong),
        }
    }
    if changed.is_empty() {
        return Err(CaseRefused::NothingToDecide);
    }
    Ok(changed)
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    pub id: CaseId,
    pub bounds: Bounds,
    pub client_name: String,
    pub title: String,
    pub state: CaseState,
    pub opened_at: DateTime<Utc>,
    /// All its issues.
    pub issues: i64,
    /// Those that wait for a decision.
    pub undecided: i64,
}

/// A case in full; its issues are listed page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    pub summary: CaseSummary,
    pub opened_by_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub revision: i64,
    /// How many of its issues are in each state.
    pub states: Vec<(IssueState, i64)>,
    /// The first and last day of the facts.
    pub happened: Option<(NaiveDate, NaiveDate)>,
    /// What was not paid, in all, in cents.
    pub unpaid_cents: i64,
    pub reporters: i64,
    pub events: Vec<CaseEvent>,
}

/// One step of a case, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    pub step: CaseStep,
    pub by_name: Option<String>,
    pub at: DateTime<Utc>,
    pub reason: String,
    /// How many issues it was about.
    pub issues: i64,
}

/// One page of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CasePage {
    pub cases: Vec<CaseSummary>,
    pub more: bool,
    /// All that are found, counted up to [`crate::issue::search::COUNTED`].
    pub found: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CategoryId;
    use crate::issue::{Severity, Source};
    use proptest::prelude::*;

    fn issue(client: i64, filter: Filter, sensitivity: Sensitivity) -> IssueSummary {
        IssueSummary {
            id: IssueId(1),
            client: ClientId(client),
            client_name: String::new(),
            category: CategoryId(1),
            filter,
            sensitivity,
            severity: Severity::Minor,
            state: IssueState::Reported,
            source: Source::Member,
            happened_on: "2026-01-10".parse().unwrap(),
            reported_at: "2026-01-15T09:00:00Z".parse().unwrap(),
            gist: String::new(),
        }
    }

    #[test]
    fn a_case_keeps_to_one_client_one_filter_and_one_circle_of_readers() {
        let first = issue(1, Filter::Ethics, Sensitivity::Ordinary);
        let case = Bounds::of(&first);
        assert_eq!(may_join(case, &first, None), Ok(()));
        assert_eq!(may_join(case, &first, Some(CaseId(2))), Err(JoinRefused::InACase));
        let refusals = [
            (
                issue(2, Filter::Ethics, Sensitivity::Ordinary),
                JoinRefused::OtherClient,
            ),
            (
                issue(1, Filter::Legal, Sensitivity::Ordinary),
                JoinRefused::OtherFilter,
            ),
            (
                issue(1, Filter::Ethics, Sensitivity::NamedHandlers),
                JoinRefused::OtherCircle,
            ),
        ];
        for (other, reason) in refusals {
            assert_eq!(may_join(case, &other, None), Err(reason));
        }
        let mut withdrawn = first;
        withdrawn.state = IssueState::Withdrawn;
        assert_eq!(may_join(case, &withdrawn, None), Err(JoinRefused::Withdrawn));
    }

    #[test]
    fn a_case_of_named_handlers_is_read_by_them_alone() {
        let case = Bounds::of(&issue(1, Filter::Ethics, Sensitivity::NamedHandlers));
        assert_eq!(case.object().sensitivity, Some(Sensitivity::NamedHandlers));
        assert_eq!(case.object().owner, None);
    }

    fn standing(state: IssueState, reporter: i64) -> Standing {
        Standing {
            state,
            reporter: Some(PersonId(reporter)),
        }
    }

    #[test]
    fn who_reported_one_of_them_does_not_decide_the_case() {
        let issues = [
            (IssueId(1), standing(IssueState::Reported, 1)),
            (IssueId(2), standing(IssueState::UnderReview, 2)),
        ];
        assert_eq!(
            decide(Step::Confirm, &issues, PersonId(2), ""),
            Err(CaseRefused::OwnReport(IssueId(2)))
        );
        assert_eq!(decide(Step::Confirm, &issues, PersonId(3), "").unwrap().len(), 2);
        assert_eq!(
            decide(Step::Dismiss, &issues, PersonId(3), " "),
            Err(CaseRefused::ReasonMissing)
        );
        assert_eq!(
            decide(Step::Resolve, &issues, PersonId(3), "payé"),
            Err(CaseRefused::NothingToDecide)
        );
        assert_eq!(
            decide(Step::Withdraw, &issues, PersonId(1), ""),
            Err(CaseRefused::NothingToDecide)
        );
    }

    proptest! {
        /// A case decides exactly what each issue's own rules would have let this person decide one by one.
        #[test]
        fn a_case_decides_no_more_and_no_less_than_one_by_one(
            states in prop::collection::vec((0..IssueState::ALL.len(), 1_i64..5), 1..30), step in 0..Step::ALL.len()
        ) {
            let step = Step::ALL[step];
            let issues: Vec<_> = states.iter().enumerate()
                .map(|(n, (state, reporter))| (IssueId(n as i64), standing(IssueState::ALL[*state], *reporter)))
                .collect();
            if let Ok(changed) = decide(step, &issues, PersonId(1), "because") {
                let one_by_one: Vec<_> = issues.iter()
                    .filter(|(_, s)| step != Step::Reopen || s.state != IssueState::Withdrawn)
                    .filter_map(|(id, s)| take(step, *s, PersonId(1), "because").ok().map(|to| (*id, to)))
                    .collect();
                prop_assert_eq!(changed, one_by_one);
            }
        }
    }
}
