//! From the proposal to the day a stance takes effect.

use super::people::may_say_yes;
use super::{Details, Event, HeardHow, StanceState, Standing, Step, StepRefused, may_decide};
use crate::stance::opinion::Advice;
use crate::stance::{MAX_TEXT, StanceKind};
use crate::{ClientId, Person, PersonId};
use chrono::NaiveDate;

pub(super) fn reason_given(reason: &str) -> Result<(), StepRefused> {
    if reason.trim().is_empty() {
        return Err(StepRefused::ReasonMissing);
    }
    not_endless(reason)
}

pub(super) fn not_endless(reason: &str) -> Result<(), StepRefused> {
    if reason.chars().count() > MAX_TEXT {
        return Err(StepRefused::ReasonTooLong);
    }
    Ok(())
}

/// Puts a stance forward; whatever its kind, its client is heard first. A danger to people is a hold.
pub fn propose(
    by: &Person,
    client: ClientId,
    kind: StanceKind,
    review_on: NaiveDate,
    sole_confirmer: Option<PersonId>,
) -> Result<Event, StepRefused> {
    may_decide(by, client)?;
    Ok(Event {
        step: Step::Propose,
        to: StanceState::Proposed,
        by: Some(by.id),
        details: Details {
            kind: Some(kind),
            review_on: Some(review_on),
            sole_confirmer,
            ..Details::default()
        },
    })
}

/// Changes a text that is not yet approved. A material change, one that the client would read, begins anew: what was sent
/// and heard no longer counts. After the client was notified a change says why.
pub fn amend(
    stance: &Standing,
    by: &Person,
    kind: StanceKind,
    review_on: NaiveDate,
    sole_confirmer: Option<PersonId>,
    material: bool,
    reason: &str,
) -> Result<Event, StepRefused> {
    let to = match stance.state {
        StanceState::Proposed | StanceState::Notified | StanceState::Heard if material => {
            StanceState::Proposed
        }
        StanceState::Proposed | StanceState::Notified | StanceState::Heard => stance.state,
        other => return Err(StepRefused::NotFromHere(other)),
    };
    may_decide(by, stance.client)?;
    if stance.state == StanceState::Proposed {
        not_endless(reason)?;
    } else {
        reason_given(reason)?;
    }
    Ok(Event {
        step: Step::Amend,
        to,
        by: Some(by.id),
        details: Details {
            kind: Some(kind),
            review_on: Some(review_on),
            sole_confirmer,
            material: Some(material),
            ..Details::default()
        },
    })
}

/// The client is sent the text; `judged` is the SHA-256 of what is frozen on this day. A new letter (the first came back,
/// or the facts have changed since) begins the hearing anew.
pub fn notify(stance: &Standing, by: &Person, judged: &str) -> Result<Event, StepRefused> {
    if !matches!(
        stance.state,
        StanceState::Proposed | StanceState::Notified | StanceState::Heard
    ) {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    may_decide(by, stance.client)?;
    Ok(Event {
        step: Step::Notify,
        to: StanceState::Notified,
        by: Some(by.id),
        details: Details {
            judged: Some(judged.to_owned()),
            ..Details::default()
        },
    })
}

/// The client has replied, or its days have passed; time or the reply does it, no decider.
pub fn hear(stance: &Standing, how: HeardHow) -> Result<Event, StepRefused> {
    if stance.state != StanceState::Notified {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    Ok(Event {
        step: Step::Hear,
        to: StanceState::Heard,
        by: None,
        details: Details {
            how: Some(how),
            ..Details::default()
        },
    })
}

/// What a decider has read and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval<'a> {
    /// SHA-256 of the version on the page that was approved.
    pub seen: &'a str,
    /// SHA-256 of text, grounds and facts as they stand now.
    pub current: &'a str,
    /// What the committee advises, where it was asked and has answered.
    pub opinion: Option<Advice>,
    pub comment: &'a str,
    pub today: NaiveDate,
}

/// The yes that a stance needs, bound to what was read and put to the client.
pub fn approve(stance: &Standing, by: &Person, approval: Approval<'_>) -> Result<Event, StepRefused> {
    match stance.state {
        StanceState::Heard => {}
        StanceState::Proposed | StanceState::Notified => return Err(StepRefused::NotYetHeard),
        other => return Err(StepRefused::NotFromHere(other)),
    }
    may_say_yes(stance, &stance.authors, by, StepRefused::OwnProposal)?;
    if approval.current != stance.judged {
        return Err(StepRefused::ChangedSinceHeard);
    }
    if approval.seen != stance.judged {
        return Err(StepRefused::NotWhatWasRead);
    }
    if stance.review_on <= approval.today {
        return Err(StepRefused::ReviewPassed);
    }
    let departs = approval
        .opinion
        .is_some_and(|advice| advice.kind() != Some(stance.kind));
    if departs && approval.comment.trim().is_empty() {
        return Err(StepRefused::DepartsFromOpinion);
    }
    not_endless(approval.comment)?;
    Ok(Event {
        step: Step::Approve,
        to: StanceState::Approved,
        by: Some(by.id),
        details: Details {
            judged: Some(stance.judged.clone()),
            ..Details::default()
        },
    })
}

/// An approved stance takes effect; the one before it in the same scope is [`super::replaced`].
pub fn take_effect(stance: &Standing) -> Result<Event, StepRefused> {
    if stance.state != StanceState::Approved {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    Ok(Event {
        step: Step::TakeEffect,
        to: StanceState::InForce,
        by: stance.approved_by,
        details: Details {
            kind: Some(stance.kind),
            review_on: Some(stance.review_on),
            ..Details::default()
        },
    })
}

/// A decider's no, with a reason; the proposer may take the proposal back the same way.
pub fn refuse(stance: &Standing, by: &Person, reason: &str) -> Result<Event, StepRefused> {
    if !stance.state.is_waiting() {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    may_decide(by, stance.client)?;
    reason_given(reason)?;
    Ok(Event {
        step: Step::Refuse,
        to: StanceState::Refused,
        by: Some(by.id),
        details: Details::default(),
    })
}
