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

/// What a letter about a stance would be for now; `None` where there is nothing to tell the client.
pub const fn purpose_now(state: StanceState, told_before: bool) -> Option<Purpose> {
    match (state, told_before) {
        (StanceState::Proposed | StanceState::Notified, _) => Some(Purpose::Hearing),
        (StanceState::InForce, _) => Some(Purpose::Decision),
        // Who was told of a proposal is told that it was not retained; who never heard of it is not.
        (StanceState::Lifted | StanceState::Ended, _) | (StanceState::Refused, true) => Some(Purpose::End),
        (StanceState::Heard | StanceState::Approved, _) | (StanceState::Refused, false) => None,
    }
}

/// The most replies of one letter: what a client may write while its days run.
pub const MAX_REPLIES: usize = 10;
