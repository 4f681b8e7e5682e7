//! A member asks to be let work in spite of a punitive stance (hardship); a manager answers in 2 working days.

use super::life::StanceState;
use super::{MAX_TEXT, StanceKind};
use crate::{ClientId, DerogationId, Person, PersonId, Role, StanceId};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};

words! {
    /// Where a request stands.
    DerogationState { Asked = "asked", Granted = "granted", Declined = "declined" }
}

/// Working days within which a request is answered.
pub const ANSWER_DAYS: u32 = 2;

/// Longest time for which one is granted, in months: as a go-ahead.
pub const LONGEST_MONTHS: u32 = 3;

/// A request with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derogation {
    pub id: DerogationId,
    pub stance: StanceId,
    pub client: ClientId,
    pub client_name: String,
    pub person: PersonId,
    pub person_name: String,
    pub reason: String,
    pub asked_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub state: DerogationState,
    pub until_on: Option<NaiveDate>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub comment: String,
    pub revision: i64,
}

/// Why a request or an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DerogationRefused {
    #[error("a derogation is asked from a punitive stance in force")]
    NotPunitive,
    #[error("only a member with an open check or signed future work asks")]
    NotTouched,
    #[error("a request waits already")]
    WaitsAlready,
    #[error("only a manager who is not the member answers")]
    NotAManager,
    #[error("who belongs to the client, to a rival, or stepped aside, is kept out")]
    KeptOut,
    #[error("it was answered already")]
    Answered,
    #[error("the text is missing")]
    TextMissing,
    #[error("the text is longer than {MAX_TEXT} characters")]
    TextTooLong,
    #[error("the last day has passed or lies more than {LONGEST_MONTHS} months away")]
    UntilOutOfRange,
}

fn text(text: &str) -> Result<(), DerogationRefused> {
    if text.trim().is_empty() {
        Err(DerogationRefused::TextMissing)
    } else if text.chars().count() > MAX_TEXT {
        Err(DerogationRefused::TextTooLong)
    } else {
        Ok(())
    }
}

/// May this member ask?
pub fn ask(
    state: StanceState,
    kind: StanceKind,
    touched: bool,
    waits: bool,
    reason: &str,
) -> Result<(), DerogationRefused> {
    if state != StanceState::InForce || kind != StanceKind::Punitive {
        return Err(DerogationRefused::NotPunitive);
    }
    if !touched {
        return Err(DerogationRefused::NotTouched);
    }
    if waits {
        return Err(DerogationRefused::WaitsAlready);
    }
    text(reason)
}

/// May this manager answer so? A yes has a last day; a no says why.
pub fn answer(
    asked: &Derogation,
    by: &Person,
    until: Option<NaiveDate>,
    comment: &str,
    today: NaiveDate,
) -> Result<DerogationState, DerogationRefused> {
    if by.role != Role::Manager || by.id == asked.person {
        return Err(DerogationRefused::NotAManager);
    }
    if by.own_clients.contains(&asked.client) {
        return Err(DerogationRefused::KeptOut);
    }
    if asked.state != DerogationState::Asked {
        return Err(DerogationRefused::Answered);
    }
    match until {
        Some(day) => {
            let latest = today
                .checked_add_months(Months::new(LONGEST_MONTHS))
                .unwrap_or(today);
            if day < today || day > latest {
                return Err(DerogationRefused::UntilOutOfRange);
            }
            if comment.chars().count() > MAX_TEXT {
                return Err(DerogationRefused::TextTooLong);
            }
            Ok(DerogationState::Granted)
        }
        None => text(comment).map(|()| DerogationState::Declined),
    }
}

/// The day by which a request of this day is answered: Saturdays and Sundays do not count.
pub fn due_on(asked: NaiveDate) -> NaiveDate {
    use chrono::Datelike as _;
    let mut day = asked;
    let mut left = ANSWER_DAYS;
    while left > 0 {
        day = day + Days::new(1);
        if day.weekday().number_from_monday() <= 5 {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derogation_is_asked_from_a_sanction_that_touches_its_member_in_so_many_words() {
        let asked = |reason: &str| ask(StanceState::InForce, StanceKind::Punitive, true, false, reason);
        let longest = "a".repeat(MAX_TEXT);
        assert_eq!(asked("Le contrat est signé."), Ok(()));
        assert_eq!(asked(&longest), Ok(()));
        assert_eq!(
            asked(&format!("{longest}aa")),
            Err(DerogationRefused::TextTooLong)
        );
        assert_eq!(asked("\n"), Err(DerogationRefused::TextMissing));
        assert_eq!(
            ask(StanceState::Lifted, StanceKind::Punitive, true, false, "Si."),
            Err(DerogationRefused::NotPunitive)
        );
        assert_eq!(
            ask(StanceState::InForce, StanceKind::Restrictive, true, false, "Si."),
            Err(DerogationRefused::NotPunitive)
        );
        assert_eq!(
            ask(StanceState::InForce, StanceKind::Punitive, false, false, "Si."),
            Err(DerogationRefused::NotTouched)
        );
        assert_eq!(
            ask(StanceState::InForce, StanceKind::Punitive, true, true, "Si."),
            Err(DerogationRefused::WaitsAlready)
        );
    }
}
