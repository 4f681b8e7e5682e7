//! Forgetting (`product.md`, "Fairness and privacy"): how long what is kept, what is due on a day, and why something stays.

mod hold;
mod period;
mod run;

#[cfg(test)]
mod tests;

pub use hold::{
    HeldObject, HoldProblem, LegalHold, MAX_REASON, MAX_YEARS, NewLegalHold, problems as hold_problems,
};
pub use period::{
    MAX_MONTHS, MAX_WHY, Period, PeriodChange, PeriodProblem, Periods, problems as period_problems,
};
pub use run::{Counts, DueLine, Preview, PurgeRun, SubjectPreview, first_of_next_month};

use crate::detection::MONTHS_BACK;
use crate::issue::{IssueState, Source};
use chrono::{Months, NaiveDate};

words! {
    /// What is forgotten after a period of its own. Evidence goes with its issue.
    Subject {
        /// A dismissed report: from its decision.
        DismissedIssue = "dismissed_issue",
        /// A withdrawn report: from its withdrawal; the specification names no period of its own, it is that of dismissed ones.
        WithdrawnIssue = "withdrawn_issue",
        /// A confirmed or resolved issue: from its last fact.
        DecidedIssue = "decided_issue",
        /// A kept check: from the day it was kept.
        Check = "check",
        /// Who reported an issue: from its decision. The keyed pseudonym stays for counting.
        Reporter = "reporter",
    }
}

impl Subject {
    /// The house's first periods, in months (`product.md`, "Fairness and privacy").
    pub const fn first_months(self) -> u32 {
        match self {
            Self::DismissedIssue | Self::WithdrawnIssue => 6,
            Self::DecidedIssue => 36,
            Self::Check | Self::Reporter => 24,
        }
    }

    /// What the period of an issue in this state is called; none while it is open.
    pub const fn of_state(state: IssueState) -> Option<Self> {
        match state {
            IssueState::Dismissed => Some(Self::DismissedIssue),
            IssueState::Withdrawn => Some(Self::WithdrawnIssue),
            IssueState::Confirmed | IssueState::Resolved => Some(Self::DecidedIssue),
            IssueState::Reported | IssueState::UnderReview => None,
        }
    }

    /// The states of the issues that this period is about.
    pub const fn states(self) -> &'static [IssueState] {
        match self {
            Self::DismissedIssue => &[IssueState::Dismissed],
            Self::WithdrawnIssue => &[IssueState::Withdrawn],
            Self::DecidedIssue => &[IssueState::Confirmed, IssueState::Resolved],
            Self::Check | Self::Reporter => &[],
        }
    }

    /// The one that a purge takes after this one.
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|subject| *subject == self)?;
        Self::ALL.get(at + 1).copied()
    }
}

words! {
    /// Why something whose period is over stays.
    Stays {
        /// A legal hold names it, its case or its client.
        LegalHold = "legal_hold",
        /// A stance that is put forward or in force rests on it.
        Stance = "stance",
        /// An appeal against a stance that rests on it is open.
        Appeal = "appeal",
        /// Its case is not decided.
        Case = "case",
        /// The ledger still looks back on it: without it the same issue would be opened again.
        Ledger = "ledger",
        /// A go-ahead or signed work rests on it.
        Work = "work",
        /// It is the newest: its number is not given again while it stands.
        Newest = "newest",
    }
}

/// What the rule reads of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, read from a table of its own"
)]
pub struct IssueFacts {
    pub state: IssueState,
    pub source: Source,
    pub happened_on: NaiveDate,
    /// The day of its decision or withdrawal; where none is known, of its report.
    pub decided_on: NaiveDate,
    pub held: bool,
    pub stance_rests: bool,
    pub appeal_open: bool,
    pub case_open: bool,
    /// It names a contract, which would name the reporter.
    pub names_contract: bool,
    pub newest: bool,
}

/// What the rule reads of a kept check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckFacts {
    pub kept_on: NaiveDate,
    pub held: bool,
    /// A go-ahead is asked or still holds, or signed work is not over.
    pub in_use: bool,
    pub newest: bool,
}

/// What becomes of something on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its period runs until that day.
    NotYet(NaiveDate),
    Due,
    /// Its period is over, and this keeps it.
    Stays(Stays),
}

/// The first day on which what began on `from` may be forgotten.
pub fn due_from(from: NaiveDate, months: u32) -> NaiveDate {
    from.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// What began on this day or before is due on `day`. (The end of February is cut in the same way by both, so that `due_from`
/// decides; this only bounds what is looked at.)
pub fn began_by(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months))
        .unwrap_or(NaiveDate::MIN)
}

fn fate(from: NaiveDate, months: u32, on: NaiveDate, stays: &[(bool, Stays)]) -> Fate {
    let due = due_from(from, months);
    if due > on {
        return Fate::NotYet(due);
    }
    stays
        .iter()
        .find(|(stays, _)| *stays)
        .map_or(Fate::Due, |(_, why)| Fate::Stays(*why))
}

/// Is an issue to be forgotten on a day? An open one never is.
pub fn issue_fate(facts: &IssueFacts, periods: &Periods, on: NaiveDate) -> Option<Fate> {
    let subject = Subject::of_state(facts.state)?;
    let from = match subject {
        Subject::DecidedIssue => facts.happened_on,
        _ => facts.decided_on,
    };
    // What a person dismissed stays dismissed: as long as detection looks at its quarter, its issue stays.
    let looked_at =
        facts.source == Source::Ledger && due_from(facts.happened_on, MONTHS_BACK.unsigned_abs() + 4) > on;
    let stays = [
        (facts.held, Stays::LegalHold),
        (facts.appeal_open, Stays::Appeal),
        (facts.stance_rests, Stays::Stance),
        (facts.case_open, Stays::Case),
        (looked_at, Stays::Ledger),
        (facts.newest, Stays::Newest),
    ];
    Some(fate(from, periods.months(subject), on, &stays))
}

/// Is the identity of who reported an issue to be forgotten on a day? An open appeal needs it: who reported does not judge.
/// While a stance rests on a debt it has to be seen paid, so that the contract stays, and the contract names the reporter.
pub fn reporter_fate(facts: &IssueFacts, periods: &Periods, on: NaiveDate) -> Option<Fate> {
    Subject::of_state(facts.state)?;
    let stays = [
        (facts.held, Stays::LegalHold),
        (facts.appeal_open, Stays::Appeal),
        (facts.stance_rests && facts.names_contract, Stays::Stance),
    ];
    Some(fate(
        facts.decided_on,
        periods.months(Subject::Reporter),
        on,
        &stays,
    ))
}

/// Is a kept check to be forgotten on a day?
pub fn check_fate(facts: &CheckFacts, periods: &Periods, on: NaiveDate) -> Fate {
    let stays = [
        (facts.held, Stays::LegalHold),
        (facts.in_use, Stays::Work),
        (facts.newest, Stays::Newest),
    ];
    fate(facts.kept_on, periods.months(Subject::Check), on, &stays)
}
