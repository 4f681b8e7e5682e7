//! How a client is heard before a stance takes effect: a letter, its receipt, the days to react, what the client does with them.
//!
//! The days run from the receipt, never from the sending; a bounce stops them; ten more are given once; silence is a
//! fact of its own. After the last day nothing but an appeal (`product.md`, "Stance": life).

use super::StanceKind;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days that a client gets once, when it asks for them within its days.
pub const EXTENSION_DAYS: u64 = 10;

/// Days before the last one on which the client is reminded.
pub const REMINDER_DAYS: u64 = 3;

words! {
    /// How a letter leaves the house.
    Channel { Mail = "mail", Letter = "letter", Registered = "registered" }
}

words! {
    /// What a letter and its link are for; a link serves no other purpose.
    Purpose {
        /// Before the decision: read what is held, reply, ask for days or a correction.
        Hearing = "hearing",
        /// The stance takes effect: read it, appeal.
        Decision = "decision",
        /// The stance has ended: read so.
        End = "end",
    }
}

words! {
    /// How the house knows that a letter has arrived.
    ReceivedHow {
        /// The client opened the link, or answered by it.
        Link = "link",
        /// The client's mail server or reader sent a receipt.
        MailReceipt = "mail_receipt",
        /// The signed receipt of a registered letter.
        Registered = "registered",
        /// The client confirmed it to somebody of the staff.
        Staff = "staff",
    }
}

words! {
    /// How the client was heard.
    HeardHow {
        /// It has said what it has to say, or replied before its days passed.
        Replied = "replied",
        /// Its days have passed without a word: recorded as such.
        Silence = "silence",
    }
}

/// The letter of a hearing and what has become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    pub channel: Channel,
    pub sent_on: NaiveDate,
    /// The day from which the days count, and how it is known.
    pub received: Option<(NaiveDate, ReceivedHow)>,
    /// It came back; the clock stands until a new letter, or until the client opens this one's link.
    pub bounced_on: Option<NaiveDate>,
    /// The day on which the client asked for ten more days.
    pub extended_on: Option<NaiveDate>,
    /// The client said something at least once: a reply, or a request for a correction.
    pub replied: bool,
    /// The client declared that it has said everything.
    pub closed_on: Option<NaiveDate>,
    /// Replaced by a newer letter, or taken back.
    pub revoked: bool,
}

/// Why a step of a hearing is refused; each names the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HearingRefused {
    #[error("a punitive stance is notified by registered letter")]
    RegisteredOnly,
    #[error("the days of a punitive stance run from the registered receipt, the opened link or the reply")]
    NotByThisReceipt,
    #[error("a registered receipt belongs to a registered letter, a mail receipt to a mail")]
    OtherChannel,
    #[error("a letter is not received before it was sent ({0})")]
    BeforeSent(NaiveDate),
    #[error("the day lies in the future")]
    InFuture,
    #[error("the letter was received on {0}")]
    AlreadyReceived(NaiveDate),
    #[error("the letter came back on {0}")]
    AlreadyBounced(NaiveDate),
    #[error("the letter has not been received")]
    NotReceived,
    #[error("ten more days are given once")]
    ExtendedOnce,
    #[error("the last day to react was {0}")]
    DeadlinePassed(NaiveDate),
    #[error("the client has said everything on {0}")]
    SaidAll(NaiveDate),
    #[error("the letter was replaced by a newer one")]
    Revoked,
}

/// May a hearing go out by this channel? A punitive stance is notified by registered letter.
pub const fn may_send(kind: StanceKind, channel: Channel) -> Result<(), HearingRefused> {
    match (kind, channel) {
        (StanceKind::Punitive, Channel::Mail | Channel::Letter) => Err(HearingRefused::RegisteredOnly),
        _ => Ok(()),
    }
}

impl Hearing {
    /// A letter that has just left.
    pub const fn sent(channel: Channel, sent_on: NaiveDate) -> Self {
        Self {
            channel,
            sent_on,
            received: None,
            bounced_on: None,
            extended_on: None,
            replied: false,
            closed_on: None,
            revoked: false,
        }
    }

    /// The day of receipt, while the clock runs: not after a bounce, nor for a letter that was replaced.
    fn running_from(&self) -> Option<NaiveDate> {
        if self.revoked || self.bounced_on.is_some() {
            return None;
        }
        self.received.map(|(day, _)| day)
    }

    /// The last day on which the client may react; `None` while the clock does not run. The day of receipt does not count.
    pub fn due_on(&self, kind: StanceKind) -> Option<NaiveDate> {
        let more = if self.extended_on.is_some() {
            EXTENSION_DAYS
        } else {
            0
        };
        self.running_from()
            .map(|day| day + Days::new(kind.reaction_days() + more))
    }

    /// The day on which the client was heard: it has said everything, or the day after its last one. `None` while it is being heard.
    pub fn heard_on(&self, kind: StanceKind, today: NaiveDate) -> Option<NaiveDate> {
        if self.closed_on.is_some() {
            return self.closed_on;
        }
        self.due_on(kind)
            .filter(|due| *due < today)
            .map(|due| due + Days::new(1))
    }

    /// How it was heard, once it was.
    pub fn heard_how(&self, kind: StanceKind, today: NaiveDate) -> Option<HeardHow> {
        self.heard_on(kind, today)?;
        Some(if self.replied {
            HeardHow::Replied
        } else {
            HeardHow::Silence
        })
    }

    /// The day on which the client is reminded, if it has not replied: three days before its last.
    pub fn remind_on(&self, kind: StanceKind) -> Option<NaiveDate> {
        if self.closed_on.is_some() || self.replied {
            return None;
        }
        self.due_on(kind).map(|due| due - Days::new(REMINDER_DAYS))
    }

    /// Records that the letter arrived. The first receipt starts the clock and stands; an opened link starts it again after a bounce.
    pub fn receive(
        &self,
        kind: StanceKind,
        day: NaiveDate,
        how: ReceivedHow,
        today: NaiveDate,
    ) -> Result<Self, HearingRefused> {
        if self.revoked {
            return Err(HearingRefused::Revoked);
        }
        let back = self.bounced_on.filter(|_| how != ReceivedHow::Link);
        if let Some(bounced) = back {
            return Err(HearingRefused::AlreadyBounced(bounced));
        }
        if let Some((received, _)) = self.received.filter(|_| self.bounced_on.is_none()) {
            return Err(HearingRefused::AlreadyReceived(received));
        }
        if day > today {
            return Err(HearingRefused::InFuture);
        }
        if day < self.sent_on {
            return Err(HearingRefused::BeforeSent(self.sent_on));
        }
        match (how, self.channel, kind) {
            (ReceivedHow::MailReceipt | ReceivedHow::Staff, _, StanceKind::Punitive) => {
                return Err(HearingRefused::NotByThisReceipt);
            }
            (ReceivedHow::MailReceipt, Channel::Letter | Channel::Registered, _)
            | (ReceivedHow::Registered, Channel::Mail | Channel::Letter, _) => {
                return Err(HearingRefused::OtherChannel);
            }
            _ => {}
        }
        Ok(Self {
            received: Some((day, how)),
            bounced_on: None,
            ..*self
        })
    }

    /// Records that the letter came back. Not after the client has opened it or answered: then it did arrive.
    pub fn bounce(&self, day: NaiveDate, today: NaiveDate) -> Result<Self, HearingRefused> {
        if self.revoked {
            return Err(HearingRefused::Revoked);
        }
        if let Some(bounced) = self.bounced_on {
            return Err(HearingRefused::AlreadyBounced(bounced));
        }
        if let Some((received, ReceivedHow::Link)) = self.received {
            return Err(HearingRefused::AlreadyReceived(received));
        }
        if day > today {
            return Err(HearingRefused::InFuture);
        }
        if day < self.sent_on {
            return Err(HearingRefused::BeforeSent(self.sent_on));
        }
        Ok(Self {
            bounced_on: Some(day),
            ..*self
        })
    }

    /// Is the client within its days? Otherwise the rule that says no.
    fn within_days(&self, kind: StanceKind, today: NaiveDate) -> Result<(), HearingRefused> {
        if self.revoked {
            return Err(HearingRefused::Revoked);
        }
        if let Some(closed) = self.closed_on {
            return Err(HearingRefused::SaidAll(closed));
        }
        match self.due_on(kind) {
            None => Err(HearingRefused::NotReceived),
            Some(due) if due < today => Err(HearingRefused::DeadlinePassed(due)),
            Some(_) => Ok(()),
        }
    }

    /// Ten more days, once, while the days run.
    pub fn extend(&self, kind: StanceKind, today: NaiveDate) -> Result<Self, HearingRefused> {
        self.within_days(kind, today)?;
        if self.extended_on.is_some() {
            return Err(HearingRefused::ExtendedOnce);
        }
        Ok(Self {
            extended_on: Some(today),
            ..*self
        })
    }

    /// A reply. It proves the receipt where none was known; with `said_all` the hearing is over.
    pub fn reply(&self, kind: StanceKind, said_all: bool, today: NaiveDate) -> Result<Self, HearingRefused> {
        let read = if self.running_from().is_none() && !self.revoked && self.closed_on.is_none() {
            self.receive(kind, today, ReceivedHow::Link, today)?
        } else {
            *self
        };
        read.within_days(kind, today)?;
        Ok(Self {
            replied: true,
            closed_on: said_all.then_some(today),
            ..read
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SENT: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();

    fn day(after: u64) -> NaiveDate {
        SENT + Days::new(after)
    }

    fn received(channel: Channel, kind: StanceKind, how: ReceivedHow) -> Hearing {
        Hearing::sent(channel, SENT)
            .receive(kind, day(2), how, day(2))
            .unwrap()
    }

    #[test]
    fn the_days_run_from_the_receipt_not_from_the_sending() {
        let sent = Hearing::sent(Channel::Mail, SENT);
        assert_eq!(sent.due_on(StanceKind::Restrictive), None);
        assert_eq!(sent.heard_on(StanceKind::Restrictive, day(400)), None);
        let read = received(Channel::Mail, StanceKind::Restrictive, ReceivedHow::MailReceipt);
        assert_eq!(read.due_on(StanceKind::Restrictive), Some(day(17)));
        assert_eq!(read.due_on(StanceKind::Informative), Some(day(10)));
        assert_eq!(read.heard_on(StanceKind::Restrictive, day(17)), None);
        assert_eq!(
            read.heard_on(StanceKind::Restrictive, day(18)),
            Some(day(18)),
            "the whole last day is the client's"
        );
        assert_eq!(
            read.heard_on(StanceKind::Restrictive, day(30)),
            Some(day(18)),
            "the day does not move with the reader's"
        );
    }

    #[test]
    fn a_punitive_stance_is_notified_by_registered_letter_and_runs_from_its_receipt_or_the_link() {
        let kind = StanceKind::Punitive;
        assert_eq!(may_send(kind, Channel::Mail), Err(HearingRefused::RegisteredOnly));
        assert_eq!(may_send(kind, Channel::Registered), Ok(()));
        let sent = Hearing::sent(Channel::Registered, SENT);
        for how in [ReceivedHow::Staff, ReceivedHow::MailReceipt] {
            assert_eq!(
                sent.receive(kind, day(1), how, day(1)),
                Err(HearingRefused::NotByThisReceipt)
            );
        }
        for how in [ReceivedHow::Link, ReceivedHow::Registered] {
            let read = sent.receive(kind, day(1), how, day(1)).unwrap();
            assert_eq!(read.due_on(kind), Some(day(16)));
        }
        let replied = sent.reply(kind, false, day(4)).unwrap();
        assert_eq!(
            replied.received,
            Some((day(4), ReceivedHow::Link)),
            "a reply is a receipt"
        );
    }

    #[test]
    fn a_bounce_stops_the_clock_until_the_link_is_opened() {
        let kind = StanceKind::Restrictive;
        let back = received(Channel::Mail, kind, ReceivedHow::MailReceipt)
            .bounce(day(3), day(3))
            .unwrap();
        assert_eq!(back.due_on(kind), None);
        assert_eq!(back.heard_on(kind, day(300)), None);
        assert_eq!(
            back.receive(kind, day(4), ReceivedHow::Staff, day(4)),
            Err(HearingRefused::AlreadyBounced(day(3)))
        );
        let opened = back.receive(kind, day(9), ReceivedHow::Link, day(9)).unwrap();
        assert_eq!(opened.due_on(kind), Some(day(24)));
        assert_eq!(
            opened.bounce(day(10), day(10)),
            Err(HearingRefused::AlreadyReceived(day(9)))
        );
    }

    #[test]
    fn the_first_receipt_stands_and_no_receipt_lies_outside_time() {
        let kind = StanceKind::Informative;
        let read = received(Channel::Letter, kind, ReceivedHow::Staff);
        assert_eq!(
            read.receive(kind, day(5), ReceivedHow::Link, day(5)),
            Err(HearingRefused::AlreadyReceived(day(2)))
        );
        let sent = Hearing::sent(Channel::Letter, SENT);
        assert_eq!(
            sent.receive(kind, SENT - Days::new(1), ReceivedHow::Staff, day(5)),
            Err(HearingRefused::BeforeSent(SENT))
        );
        assert_eq!(
            sent.receive(kind, day(6), ReceivedHow::Staff, day(5)),
            Err(HearingRefused::InFuture)
        );
        assert_eq!(
            sent.receive(kind, day(1), ReceivedHow::Registered, day(5)),
            Err(HearingRefused::OtherChannel)
        );
    }

    #[test]
    fn ten_more_days_are_given_once_and_only_within_the_days() {
        let kind = StanceKind::Informative;
        let read = received(Channel::Mail, kind, ReceivedHow::Link);
        let longer = read.extend(kind, day(10)).unwrap();
        assert_eq!(longer.due_on(kind), Some(day(20)));
        assert_eq!(longer.extend(kind, day(11)), Err(HearingRefused::ExtendedOnce));
        assert_eq!(
            read.extend(kind, day(11)),
            Err(HearingRefused::DeadlinePassed(day(10)))
        );
    }

    #[test]
    fn silence_is_recorded_as_such_and_differs_from_a_reply_left_open() {
        let kind = StanceKind::Informative;
        let read = received(Channel::Mail, kind, ReceivedHow::Link);
        assert_eq!(read.heard_how(kind, day(10)), None);
        assert_eq!(read.heard_how(kind, day(11)), Some(HeardHow::Silence));
        let open = read.reply(kind, false, day(4)).unwrap();
        assert_eq!(open.heard_how(kind, day(10)), None);
        assert_eq!(open.heard_how(kind, day(11)), Some(HeardHow::Replied));
        let all = open.reply(kind, true, day(5)).unwrap();
        assert_eq!(all.heard_how(kind, day(5)), Some(HeardHow::Replied));
        assert_eq!(all.heard_on(kind, day(300)), Some(day(5)));
        assert_eq!(
            all.reply(kind, false, day(6)),
            Err(HearingRefused::SaidAll(day(5)))
        );
    }

    #[test]
    fn nothing_is_said_after_the_last_day_nor_by_a_replaced_letter() {
        let kind = StanceKind::Informative;
        let read = received(Channel::Mail, kind, ReceivedHow::Link);
        assert_eq!(
            read.reply(kind, true, day(11)),
            Err(HearingRefused::DeadlinePassed(day(10)))
        );
        let old = Hearing {
            revoked: true,
            ..read
        };
        assert_eq!(old.reply(kind, true, day(4)), Err(HearingRefused::Revoked));
        assert_eq!(old.extend(kind, day(4)), Err(HearingRefused::Revoked));
        assert_eq!(old.heard_on(kind, day(400)), None, "its days no longer count");
    }

    #[test]
    fn the_reminder_comes_three_days_before_the_last_to_who_has_not_replied() {
        let kind = StanceKind::Informative;
        let read = received(Channel::Mail, kind, ReceivedHow::Link);
        assert_eq!(read.remind_on(kind), Some(day(7)));
        assert_eq!(read.reply(kind, false, day(4)).unwrap().remind_on(kind), None);
    }

    proptest! {
        /// Whatever happens in whatever order: nobody is heard without a receipt or a reply, never before eight days of
        /// silence, and the days are at most 15 and 10 longer than the receipt.
        #[test]
        fn any_sequence_leaves_the_client_its_days(
            steps in prop::collection::vec((0u8..6, 0u64..40), 0..30),
            kind in prop::sample::select(StanceKind::ALL.to_vec()),
        ) {
            let mut hearing = Hearing::sent(Channel::Registered, SENT);
            let mut at = 0;
            for (step, pass) in steps {
                at += pass;
                let today = day(at);
                let next = match step {
                    0 => hearing.receive(kind, today, ReceivedHow::Link, today),
                    1 => hearing.receive(kind, today, ReceivedHow::Registered, today),
                    2 => hearing.bounce(today, today),
                    3 => hearing.extend(kind, today),
                    4 => hearing.reply(kind, false, today),
                    _ => hearing.reply(kind, true, today),
                };
                if let Ok(next) = next { hearing = next; }
                if let Some(heard) = hearing.heard_on(kind, today) {
                    let (received, _) = hearing.received.unwrap();
                    let silent = hearing.closed_on.is_none();
                    prop_assert!(heard <= today);
                    prop_assert!(!silent || heard > received + Days::new(kind.reaction_days()));
                }
                if let Some(due) = hearing.due_on(kind) {
                    let (received, _) = hearing.received.unwrap();
                    prop_assert!((due - received).num_days() <= 25);
                }
            }
        }
    }
}
