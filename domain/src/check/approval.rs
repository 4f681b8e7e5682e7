//! The go-ahead: when it is due, how long it holds, and when it cannot be given.

use super::{Answer, CheckAnswer, Reason};
use crate::StanceId;
use crate::stance::condition::Condition;
use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

/// Months for which a yes holds, per member, client and profession (`product.md`, "Check").
pub const GO_AHEAD_MONTHS: u32 = 3;

/// The day on which the team's answer is due: within 1 working day.
pub fn due_on(asked_on: NaiveDate) -> NaiveDate {
    let ahead = match asked_on.weekday() {
        Weekday::Fri => 3,
        Weekday::Sat => 2,
        _ => 1,
    };
    asked_on + Days::new(ahead)
}

/// The last day on which a yes of `given_on` counts.
pub fn holds_until(given_on: NaiveDate) -> NaiveDate {
    given_on
        .checked_add_months(Months::new(GO_AHEAD_MONTHS))
        .unwrap_or(given_on)
}

/// Why a yes cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefused {
    #[error("the answer has become no")]
    Refused,
    #[error("a hold stands: speak to a counsellor first")]
    Held,
    #[error("who keeps a check does not answer it")]
    OwnCheck,
}

/// May a yes be given to a check that answers so today? A no can always be given.
pub fn may_grant(today: &CheckAnswer, own_check: bool) -> Result<(), GrantRefused> {
    match today.answer {
        _ if own_check => Err(GrantRefused::OwnCheck),
        Answer::Refused => Err(GrantRefused::Refused),
        Answer::SpeakFirst => Err(GrantRefused::Held),
        Answer::OnConditions | Answer::TakeNote | Answer::NothingKnown | Answer::Clear => Ok(()),
    }
}

/// The stances whose approval a yes to this answer gives; the yes is bound to them.
pub fn stances_asked(answer: &CheckAnswer) -> Vec<StanceId> {
    let mut ids: Vec<StanceId> = answer
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::Conditions { stance, .. } if stance.conditions.contains(&Condition::Approval) => {
                Some(stance.id)
            }
            _ => None,
        })
        .collect();
    ids.sort_unstable();
    ids
}
