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
        self.purpose == Purpose::Hearing
            && !matches!(
                self.stance_state,
                StanceState::InForce | StanceState::Refused | StanceState::Lifted | StanceState::Ended
            )
    }
}
