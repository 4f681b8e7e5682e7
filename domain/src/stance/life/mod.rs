//! The life of a stance: proposed → notified → heard → approved → in force → renewed | changed | lifted | stepped down | ended.
//!
//! Each step is a function that asks the rules and gives an [`Event`]; [`Standing::apply`] moves the standing on. The store
//! writes exactly these events, so that a stance's history replays to its state.

pub use super::hearing::HeardHow;

mod after;
mod before;
mod event;
mod people;
mod snapshot;

pub use after::{
    DebtGround, LAPSE_DAYS, SETTLED_WITHIN_DAYS, ask_renewal, debts_settled, decline_renewal, end_due, lift,
    lift_settled, record_outcome, renew, replaced, step_down, step_down_due,
};
pub use before::{Approval, amend, approve, hear, notify, propose, refuse, take_effect};
pub use event::{Details, Event, Renewal, Standing, replay};
pub use people::{may_decide, sole_confirmer, took_part};
pub use snapshot::{Figures, Frozen, Judged, JudgedGround};

words! {
    /// Where a stance stands in its life.
    StanceState {
        Proposed = "proposed",
        /// Its client was sent the text; its days run.
        Notified = "notified",
        /// The client has replied, or its days have passed.
        Heard = "heard",
        Approved = "approved",
        InForce = "in_force",
        /// Not approved, or taken back.
        Refused = "refused",
        Lifted = "lifted",
        /// Past its date, or replaced by another in the same scope.
        Ended = "ended",
    }
}

impl StanceState {
    /// Put forward and not yet decided.
    pub const fn is_waiting(self) -> bool {
        matches!(
            self,
            Self::Proposed | Self::Notified | Self::Heard | Self::Approved
        )
    }

    /// Nothing follows but the record of its outcome.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Lifted | Self::Ended)
    }
}

words! {
    /// A step in the life of a stance.
    Step {
        Propose = "propose",
        /// The text or the grounds were changed; a material change begins anew.
        Amend = "amend",
        Notify = "notify",
        /// A letter went out (`hearing`).
        Send = "send",
        Receive = "receive",
        Bounce = "bounce",
        /// Ten more days, once.
        Extend = "extend",
        Reply = "reply",
        Hear = "hear",
        Approve = "approve",
        Refuse = "refuse",
        TakeEffect = "take_effect",
        AskRenewal = "ask_renewal",
        Renew = "renew",
        DeclineRenewal = "decline_renewal",
        /// Another stance took its place.
        Change = "change",
        Lift = "lift",
        StepDown = "step_down",
        End = "end",
        /// What became of it was recorded afterwards.
        Outcome = "outcome",
    }
}

words! {
    /// What became of a stance that is over.
    Outcome {
        Paid = "paid",
        Improved = "improved",
        /// It was wrong: an appeal was granted, or the facts did not hold.
        Reversed = "reversed",
        /// The same facts came back.
        Relapsed = "relapsed",
        /// Its time ran out and nobody has said more.
        Expired = "expired",
        /// Another stance took its place.
        Replaced = "replaced",
    }
}

impl Outcome {
    /// Those that a person records; the two others follow from what happened.
    pub const RECORDED: &[Self] = &[Self::Paid, Self::Improved, Self::Reversed, Self::Relapsed];
}

/// Why a step is refused; each names its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    #[error("a stance that is {0} cannot take this step")]
    NotFromHere(StanceState),
    #[error("only counsellors and managers decide about stances")]
    NotStaff,
    #[error("who belongs to the client, to a rival, or stepped aside, is kept out")]
    KeptOut,
    #[error("who wrote a stance does not approve it")]
    OwnProposal,
    #[error("who asked for a renewal does not grant it")]
    OwnRenewal,
    #[error("who confirmed all the grounds is not the only decider")]
    ConfirmedAllGrounds,
    #[error("only a manager decides about a punitive stance")]
    NotAManager,
    #[error("a stance waits for its client to be heard")]
    NotYetHeard,
    #[error("what was put to the client has changed since")]
    ChangedSinceHeard,
    #[error("this is not the version that was read")]
    NotWhatWasRead,
    #[error("this step needs a reason")]
    ReasonMissing,
    #[error("the reason is longer than {} characters", super::MAX_TEXT)]
    ReasonTooLong,
    #[error("a decision that departs from the committee's opinion says why")]
    DepartsFromOpinion,
    #[error("for a natural person, restrictive and punitive rest on proven debts only")]
    NaturalPerson,
    #[error("the review date has passed")]
    ReviewPassed,
    #[error("the new review date is not later, or too far away")]
    RenewalDate,
    #[error("a renewal waits already")]
    RenewalWaits,
    #[error("no renewal was asked for")]
    NoRenewal,
    #[error("a stance that stepped down is not renewed: it takes a new proposal")]
    SteppedDown,
    #[error("an informative stance has nothing to step down to")]
    NothingBelow,
    #[error("this outcome is not one that a person records here")]
    OutcomeNotHere,
}

#[cfg(test)]
mod machine;
#[cfg(test)]
mod tests;
