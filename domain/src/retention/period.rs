//! The periods: dated data with the first ones of the specification; a change holds from today or later, never backwards.

use super::Subject;
use chrono::{DateTime, NaiveDate, Utc};

/// The longest period, in months.
pub const MAX_MONTHS: u32 = 120;
/// The longest reason, in characters.
pub const MAX_WHY: usize = 500;

/// A period from a day on, as its history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub subject: Subject,
    pub months: u32,
    pub from_on: NaiveDate,
    pub why: String,
    pub set_by_name: String,
    pub set_at: DateTime<Utc>,
}

/// The periods that hold on one day, in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods([u32; Subject::ALL.len()]);

impl Default for Periods {
    fn default() -> Self {
        let mut months = [0; Subject::ALL.len()];
        for (slot, subject) in months.iter_mut().zip(Subject::ALL) {
            *slot = subject.first_months();
        }
        Self(months)
    }
}

impl Periods {
    /// Those of a day: of each subject the change that holds last; `changes` in the order in which they were made.
    pub fn on(day: NaiveDate, changes: &[(Subject, NaiveDate, u32)]) -> Self {
        let mut periods = Self::default();
        let mut since = [NaiveDate::MIN; Subject::ALL.len()];
        for (subject, from, months) in changes.iter().filter(|(_, from, _)| *from <= day) {
            let at = *subject as usize;
            if let (Some(slot), Some(held)) = (periods.0.get_mut(at), since.get_mut(at))
                && *from >= *held
            {
                (*slot, *held) = (*months, *from);
            }
        }
        periods
    }

    /// How many months what is kept.
    pub fn months(&self, subject: Subject) -> u32 {
        self.0.get(subject as usize).copied().unwrap_or(MAX_MONTHS)
    }
}

/// A change that somebody wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodChange {
    pub subject: Subject,
    pub months: u32,
    pub from_on: NaiveDate,
    pub why: String,
}

/// What is wrong with a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodProblem {
    #[error("a period is 1 to {MAX_MONTHS} months")]
    Months,
    #[error("a period does not change backwards")]
    Past,
    #[error("a change says why")]
    Why,
    #[error("the reason is longer than {MAX_WHY} characters")]
    WhyTooLong,
    #[error("this is the period already")]
    Same,
}

/// Everything that is wrong with a change, today.
pub fn problems(change: &PeriodChange, standing: &Periods, today: NaiveDate) -> Vec<PeriodProblem> {
    let mut found = Vec::new();
    if change.months == 0 || change.months > MAX_MONTHS {
        found.push(PeriodProblem::Months);
    } else if change.months == standing.months(change.subject) {
        found.push(PeriodProblem::Same);
    }
    if change.from_on < today {
        found.push(PeriodProblem::Past);
    }
    if change.why.trim().is_empty() {
        found.push(PeriodProblem::Why);
    } else if change.why.chars().count() > MAX_WHY {
        found.push(PeriodProblem::WhyTooLong);
    }
    found
}
