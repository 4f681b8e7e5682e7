//! A letter that was sent to a client about a stance, with its link of one purpose.

use crate::stance::StanceKind;
use crate::stance::hearing::{Channel, Hearing, Purpose};
use crate::stance::letter::Letter;
use crate::stance::life::StanceState;
use crate::{ClientId, Lang, NoticeId, StanceId};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Days for which the link of a hearing works, counted from the sending: its days, ten more, and time to decide.
pub const HEARING_LINK_DAYS: u64 = 120;

/// Days for which the link of a decision works after the review date of the stance.
pub const DECISION_LINK_DAYS: u64 = 60;

/// The day until which a link works, that day included.
pub fn expires_on(purpose: Purpose, sent_on: NaiveDate, review_on: NaiveDate) -> NaiveDate {
    match purpose {
        Purpose::Hearing => sent_on + Days::new(HEARING_LINK_DAYS),
        Purpose::Decision => review_on.max(sent_on) + Days::new(DECISION_LINK_DAYS),
        Purpose::End => sent_on + Days::new(DECISION_LINK_DAYS),
    }
}

/// A letter in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub stance: StanceId,
    pub client: ClientId,
    pub purpose: Purpose,
    /// The kind that the letter told, which decides the client's days.
    pub kind: StanceKind,
    pub language: Lang,
    /// The e-mail address that it went to; empty for a letter on paper.
    pub address: String,
    pub hearing: Hearing,
    pub sent_at: DateTime<Utc>,
    pub sent_by_name: Option<String>,
    pub expires_on: NaiveDate,
    pub letter: Letter,
    /// Where the stance stands today.
    pub stance_state: StanceState,
    pub in_force_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub revision: i64,
}

impl Notice {
    /// The last day to react, while the clock runs.
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.hearing.due_on(self.kind)
    }

    /// Does its link still work? Expired and revoked links are answered like unknown ones.
    pub fn link_works(&self, today: NaiveDate) -> bool {
        !self.hearing.revoked && today <= self.expires_on
    }

    pub fn channel(&self) -> Channel {
        self.hearing.channel
    }

    /// Is the client asked what it has to say? Only before the decision, and only by the letter of the hearing.
    pub fn asks(&self) -> bool {
        self.purpose == Purpose::Hearing && self.stance_state == StanceState::Notified
    }
}

/// What a letter about a stance would be for now; `None` where there is nothing to tell the client. `moved`: what was put to
/// the client has changed since, so that it is heard anew.
pub const fn purpose_now(state: StanceState, told_before: bool, moved: bool) -> Option<Purpose> {
    match state {
        StanceState::Proposed | StanceState::Notified => Some(Purpose::Hearing),
        StanceState::Heard if moved => Some(Purpose::Hearing),
        StanceState::InForce => Some(Purpose::Decision),
        StanceState::Lifted | StanceState::Ended => Some(Purpose::End),
        // Who was told of a proposal is told that it was not retained; who never heard of it is not.
        StanceState::Refused if told_before => Some(Purpose::End),
        StanceState::Heard | StanceState::Approved | StanceState::Refused => None,
    }
}

/// The most replies of one letter: what a client may write while its days run.
pub const MAX_REPLIES: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_heard_is_written_to_again_where_what_it_was_sent_has_changed() {
        let heard = |moved| purpose_now(StanceState::Heard, true, moved);
        assert_eq!(heard(true), Some(Purpose::Hearing));
        assert_eq!(heard(false), None);
        assert_eq!(purpose_now(StanceState::Approved, true, true), None);
    }

    #[test]
    fn who_never_heard_of_a_proposal_is_not_told_that_it_was_not_retained() {
        let refused = |told_before| purpose_now(StanceState::Refused, told_before, false);
        assert_eq!(refused(true), Some(Purpose::End));
        assert_eq!(refused(false), None);
    }
}
