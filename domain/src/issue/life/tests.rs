//! The life of an issue, step by step, and after any sequence of commands.

use super::*;
use crate::issue::content::{Content, Details, versions};
use crate::issue::{Cause, Severity};
use crate::{CategoryId, FileId};
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
    for step in [Step::Confirm, Step::Dismiss, Step::Classify] {
        assert_eq!(take(step, issue, REPORTER, "-"), Err(StepRefused::OwnReport));
    }
    assert_eq!(
        take(Step::Confirm, issue, COUNSELLOR, ""),
        Ok(IssueState::Confirmed)
    );
}

#[test]
fn dismissing_says_why_and_resolving_says_how() {
    for (step, state) in [
        (Step::Dismiss, IssueState::UnderReview),
        (Step::Resolve, IssueState::Confirmed),
        (Step::Reopen, IssueState::Dismissed),
        (Step::Classify, IssueState::Reported),
    ] {
        assert_eq!(
            take(step, standing(state), COUNSELLOR, "  "),
            Err(StepRefused::ReasonMissing)
        );
        let long = "é".repeat(MAX_REASON + 1);
        assert_eq!(
            take(step, standing(state), COUNSELLOR, &long),
            Err(StepRefused::ReasonTooLong)
        );
    }
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
fn what_was_closed_can_be_reopened_with_a_reason_and_begins_a_new_spell() {
    for state in [
        IssueState::Confirmed,
        IssueState::Dismissed,
        IssueState::Resolved,
        IssueState::Withdrawn,
    ] {
        let to = take(Step::Reopen, standing(state), COUNSELLOR, "new evidence").unwrap();
        assert_eq!(to, IssueState::UnderReview);
        assert!(begins_spell(state, to));
    }
    assert!(!begins_spell(IssueState::Reported, IssueState::UnderReview));
}

#[test]
fn a_correction_is_the_reporters_and_opens_the_review_again_after_a_decision() {
    for state in [IssueState::Reported, IssueState::UnderReview] {
        assert_eq!(take(Step::Correct, standing(state), REPORTER, ""), Ok(state));
        assert_eq!(
            take(Step::Correct, standing(state), COUNSELLOR, ""),
            Err(StepRefused::NotTheReporter)
        );
    }
    for state in [IssueState::Confirmed, IssueState::Dismissed, IssueState::Resolved] {
        assert_eq!(
            take(Step::Correct, standing(state), REPORTER, ""),
            Ok(IssueState::Reported)
        );
    }
    assert_eq!(
        take(Step::Correct, standing(IssueState::Withdrawn), REPORTER, ""),
        Err(StepRefused::NotFromHere(IssueState::Withdrawn))
    );
}

#[test]
fn evidence_changes_no_state_and_comes_to_nothing_that_was_withdrawn() {
    for state in IssueState::ALL {
        let taken = take(Step::Evidence, standing(*state), COUNSELLOR, "");
        if *state == IssueState::Withdrawn {
            assert_eq!(taken, Err(StepRefused::NotFromHere(*state)));
        } else {
            assert_eq!(taken, Ok(*state));
        }
    }
}

#[test]
fn a_history_that_was_tampered_with_is_found() {
    let event = |step, from, to, by: i64| IssueEvent {
        step,
        from,
        to,
        by: Some(PersonId(by)),
        by_name: None,
        at: "2026-01-15T09:00:00Z".parse().unwrap(),
        reason: String::new(),
        details: Details::default(),
    };
    let reported = event(Step::Report, None, IssueState::Reported, 1);
    let by_reporter = event(
        Step::Confirm,
        Some(IssueState::Reported),
        IssueState::Confirmed,
        1,
    );
    let by_other = event(
        Step::Confirm,
        Some(IssueState::Reported),
        IssueState::Confirmed,
        2,
    );
    let skipped = event(
        Step::Resolve,
        Some(IssueState::Confirmed),
        IssueState::Resolved,
        2,
    );
    assert_eq!(replay(Some(REPORTER), &[]), Err(BrokenHistory(0)));
    assert_eq!(
        replay(Some(REPORTER), &[reported.clone(), by_reporter]),
        Err(BrokenHistory(1))
    );
    assert_eq!(
        replay(Some(REPORTER), &[reported.clone(), skipped]),
        Err(BrokenHistory(1))
    );
    assert_eq!(
        replay(Some(REPORTER), &[reported, by_other]),
        Ok(IssueState::Confirmed)
    );
}

/// An issue as the store keeps it: the present state and content beside the events.
struct Model {
    state: IssueState,
    content: Content,
    confirmed_by: Option<PersonId>,
    events: Vec<IssueEvent>,
    /// Every text that was ever written.
    written: Vec<String>,
    files: usize,
}

fn content(text: &str) -> Content {
    Content {
        category: CategoryId(1),
        severity: Severity::Minor,
        cause: Cause::Unknown,
        funder: None,
        article: None,
        facts: text.to_owned(),
        happened_on: "2026-01-10".parse().unwrap(),
        contract: None,
        wage: None,
        hours: None,
        days_late: None,
        unpaid: None,
        may_tell_client: true,
    }
}

impl Model {
    fn reported() -> Self {
        let first = content("0");
        let mut model = Self {
            state: IssueState::Reported,
            written: vec![first.facts.clone()],
            content: first,
            confirmed_by: None,
            events: Vec::new(),
            files: 0,
        };
        model.push(
            Step::Report,
            None,
            IssueState::Reported,
            REPORTER,
            "",
            Details::default(),
        );
        model
    }

    fn push(
        &mut self,
        step: Step,
        from: Option<IssueState>,
        to: IssueState,
        by: PersonId,
        reason: &str,
        details: Details,
    ) {
        self.events.push(IssueEvent {
            step,
            from,
            to,
            by: Some(by),
            by_name: None,
            at: "2026-01-15T09:00:00Z".parse().unwrap(),
            reason: reason.to_owned(),
            details,
        });
    }

    fn command(&mut self, step: Step, by: PersonId, reason: &str) {
        let standing = Standing {
            state: self.state,
            reporter: Some(REPORTER),
        };
        let Ok(to) = take(step, standing, by, reason) else {
            return;
        };
        let mut details = Details::default();
        match step {
            Step::Correct => {
                let next = content(&self.written.len().to_string());
                self.written.push(next.facts.clone());
                details.former = Some(std::mem::replace(&mut self.content, next));
            }
            Step::Classify => {
                let mut next = self.content.clone();
                next.severity = Severity::Serious;
                details.former = Some(std::mem::replace(&mut self.content, next));
            }
            Step::Evidence => {
                self.files += 1;
                details.file = Some(FileId(self.files as i64));
            }
            _ => {}
        }
        if to == IssueState::Confirmed && self.state != to {
            self.confirmed_by = Some(by);
        }
        if begins_spell(self.state, to) {
            self.confirmed_by = None;
        }
        let from = Some(self.state);
        self.push(step, from, to, by, reason, details);
        self.state = to;
    }
}

proptest! {
    /// After any sequence of commands by anybody: no illegal state, never confirmed by its reporter, the events lead to the
    /// same state, and every text that was written is still there.
    #[test]
    fn any_sequence_of_commands_stays_lawful_and_loses_nothing(
        commands in prop::collection::vec((0..Step::ALL.len(), 1_i64..4, any::<bool>()), 0..60)
    ) {
        let mut model = Model::reported();
        for (step, person, says_why) in commands {
            let before = model.state;
            model.command(Step::ALL[step], PersonId(person), if says_why { "because" } else { "" });
            prop_assert_ne!(model.confirmed_by, Some(REPORTER));
            if model.state == IssueState::Resolved {
                prop_assert!(matches!(before, IssueState::Confirmed | IssueState::Resolved));
            }
            let decided = matches!(model.state, IssueState::Confirmed | IssueState::Resolved);
            prop_assert_eq!(decided, model.confirmed_by.is_some());
            prop_assert_eq!(replay(Some(REPORTER), &model.events), Ok(model.state));
            let kept: Vec<_> = versions(&model.events, &model.content).into_iter().map(|(c, _)| c.facts.clone()).collect();
            for text in &model.written {
                prop_assert!(kept.contains(text), "lost {}", text);
            }
            let files = model.events.iter().filter(|e| e.details.file.is_some()).count();
            prop_assert_eq!(files, model.files);
        }
    }
}
