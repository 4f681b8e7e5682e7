//! What the ethics committee says of a stance or of a case: it advises, it does not decide, and a decision that departs
//! says why. What it says of a case counts for each stance that rests on an issue of that case.

use super::{MAX_TEXT, StanceKind};
use crate::case::CaseState;
use crate::{CaseId, ClientId, OpinionId, Person, PersonId, Role, StanceId};
use chrono::{DateTime, Utc};

words! {
    /// The stance that is advised, or none at all.
    Advice { None = "none", Informative = "informative", Restrictive = "restrictive", Punitive = "punitive" }
}

impl Advice {
    /// The kind of stance; `None` where none is advised.
    pub const fn kind(self) -> Option<StanceKind> {
        match self {
            Self::None => None,
            Self::Informative => Some(StanceKind::Informative),
            Self::Restrictive => Some(StanceKind::Restrictive),
            Self::Punitive => Some(StanceKind::Punitive),
        }
    }

    /// The advice that names this kind.
    pub const fn of(kind: Option<StanceKind>) -> Self {
        match kind {
            None => Self::None,
            Some(StanceKind::Informative) => Self::Informative,
            Some(StanceKind::Restrictive) => Self::Restrictive,
            Some(StanceKind::Punitive) => Self::Punitive,
        }
    }
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Stance(StanceId),
    Case(CaseId),
}

/// A question put to the committee, with its answer once there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub id: OpinionId,
    pub about: About,
    pub client: ClientId,
    pub client_name: String,
    pub asked_by: PersonId,
    pub asked_by_name: String,
    pub asked_at: DateTime<Utc>,
    pub question: String,
    pub given: Option<Given>,
    pub revision: i64,
}

/// The committee's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub advises: Advice,
    pub text: String,
}

/// Why a question or an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpinionRefused {
    #[error("a question is put before the stance or the case is decided")]
    NotNow,
    #[error("the committee answers, nobody else")]
    NotCommittee,
    #[error("the text is missing")]
    TextMissing,
    #[error("the text is longer than {MAX_TEXT} characters")]
    TextTooLong,
    #[error("it was answered already")]
    Answered,
}

fn text(text: &str) -> Result<(), OpinionRefused> {
    if text.trim().is_empty() {
        Err(OpinionRefused::TextMissing)
    } else if text.chars().count() > MAX_TEXT {
        Err(OpinionRefused::TextTooLong)
    } else {
        Ok(())
    }
}

/// May this question be put? A stance that waits, or one in force whose review is weighed.
pub fn ask(state: super::life::StanceState, question: &str) -> Result<(), OpinionRefused> {
    if state.is_over() {
        return Err(OpinionRefused::NotNow);
    }
    text(question)
}

/// May this question about a case be put? Before it is decided.
pub fn ask_about_case(state: CaseState, question: &str) -> Result<(), OpinionRefused> {
    if state != CaseState::Open {
        return Err(OpinionRefused::NotNow);
    }
    text(question)
}

/// May this answer be given?
pub fn give(opinion: &Opinion, by: &Person, answer: &str) -> Result<(), OpinionRefused> {
    if by.role != Role::Committee {
        return Err(OpinionRefused::NotCommittee);
    }
    if opinion.given.is_some() {
        return Err(OpinionRefused::Answered);
    }
    text(answer)
}

#[cfg(test)]
mod tests {
    use super::super::life::StanceState;
    use super::*;

    #[test]
    fn a_case_is_put_to_the_committee_before_it_is_decided() {
        assert_eq!(ask_about_case(CaseState::Open, "Que faire ?"), Ok(()));
        assert_eq!(
            ask_about_case(CaseState::Open, " "),
            Err(OpinionRefused::TextMissing)
        );
        assert_eq!(
            ask_about_case(CaseState::Decided, "Que faire ?"),
            Err(OpinionRefused::NotNow)
        );
    }

    #[test]
    fn a_question_about_a_stance_is_put_while_it_is_not_over_and_says_something() {
        assert_eq!(ask(StanceState::Heard, "Que faire ?"), Ok(()));
        assert_eq!(ask(StanceState::InForce, "Que faire ?"), Ok(()));
        assert_eq!(
            ask(StanceState::Lifted, "Que faire ?"),
            Err(OpinionRefused::NotNow)
        );
        assert_eq!(ask(StanceState::Heard, " "), Err(OpinionRefused::TextMissing));
        let longest = "a".repeat(MAX_TEXT);
        assert_eq!(ask(StanceState::Heard, &longest), Ok(()));
        assert_eq!(
            ask(StanceState::Heard, &format!("{longest}a")),
            Err(OpinionRefused::TextTooLong)
        );
    }
}
