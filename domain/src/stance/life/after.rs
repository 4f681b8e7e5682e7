//! From the day a stance is in force to its end: renewed, changed, lifted, stepped down, ended, and what became of it.

use super::before::reason_given;
use super::people::may_say_yes;
use super::{Details, Event, Outcome, StanceState, Standing, Step, StepRefused, may_decide};
use crate::stance::{StanceKind, latest_review};
use crate::{Person, Role};
use chrono::{Days, NaiveDate};

/// Days for which a stance past its review stays informative, before it ends.
pub const LAPSE_DAYS: u64 = 60;

/// A stance that rests on debts alone is lifted within this many days of their payment.
pub const SETTLED_WITHIN_DAYS: u64 = 5;

fn in_force(stance: &Standing) -> Result<(), StepRefused> {
    if stance.state == StanceState::InForce {
        Ok(())
    } else {
        Err(StepRefused::NotFromHere(stance.state))
    }
}

fn event(step: Step, to: StanceState, by: Option<&Person>, details: Details) -> Event {
    Event {
        step,
        to,
        by: by.map(|person| person.id),
        details,
    }
}

/// Asks for a later review date, with reasons; [`renew`] grants it, by the same rules of people as the first time.
pub fn ask_renewal(
    stance: &Standing,
    by: &Person,
    until: NaiveDate,
    reason: &str,
    today: NaiveDate,
) -> Result<Event, StepRefused> {
    in_force(stance)?;
    may_decide(by, stance.client)?;
    if stance.stepped_down_on.is_some() {
        return Err(StepRefused::SteppedDown);
    }
    if stance.renewal.is_some() {
        return Err(StepRefused::RenewalWaits);
    }
    if until <= today || until <= stance.review_on || until > latest_review(stance.kind, today) {
        return Err(StepRefused::RenewalDate);
    }
    reason_given(reason)?;
    let details = Details {
        review_on: Some(until),
        ..Details::default()
    };
    Ok(event(Step::AskRenewal, StanceState::InForce, Some(by), details))
}

/// Grants the renewal that was asked for.
pub fn renew(stance: &Standing, by: &Person, today: NaiveDate) -> Result<Event, StepRefused> {
    in_force(stance)?;
    let renewal = stance.renewal.ok_or(StepRefused::NoRenewal)?;
    may_say_yes(stance, &[renewal.asked_by], by, StepRefused::OwnRenewal)?;
    if renewal.until <= today {
        return Err(StepRefused::RenewalDate);
    }
    let details = Details {
        review_on: Some(renewal.until),
        ..Details::default()
    };
    Ok(event(Step::Renew, StanceState::InForce, Some(by), details))
}

/// The no to a renewal, with a reason; who asked may take it back the same way.
pub fn decline_renewal(stance: &Standing, by: &Person, reason: &str) -> Result<Event, StepRefused> {
    in_force(stance)?;
    stance.renewal.ok_or(StepRefused::NoRenewal)?;
    may_decide(by, stance.client)?;
    reason_given(reason)?;
    Ok(event(
        Step::DeclineRenewal,
        StanceState::InForce,
        Some(by),
        Details::default(),
    ))
}

/// A person whose word ends or softens a stance: a manager where it is punitive.
fn may_soften(stance: &Standing, by: &Person) -> Result<(), StepRefused> {
    may_decide(by, stance.client)?;
    if stance.kind == StanceKind::Punitive && by.role != Role::Manager {
        return Err(StepRefused::NotAManager);
    }
    Ok(())
}

/// Ends a stance before its date, with a reason and what became of it.
pub fn lift(stance: &Standing, by: &Person, outcome: Outcome, reason: &str) -> Result<Event, StepRefused> {
    in_force(stance)?;
    may_soften(stance, by)?;
    if !matches!(outcome, Outcome::Paid | Outcome::Improved | Outcome::Reversed) {
        return Err(StepRefused::OutcomeNotHere);
    }
    reason_given(reason)?;
    let details = Details {
        outcome: Some(outcome),
        ..Details::default()
    };
    Ok(event(Step::Lift, StanceState::Lifted, Some(by), details))
}

/// Time lifts a stance whose debts are paid.
pub fn lift_settled(stance: &Standing) -> Result<Event, StepRefused> {
    in_force(stance)?;
    let details = Details {
        outcome: Some(Outcome::Paid),
        ..Details::default()
    };
    Ok(event(Step::Lift, StanceState::Lifted, None, details))
}

/// Are the debts settled that a stance rests on? Each ground is resolved, or all its contracts are paid. A ground without a
/// contract is settled by whoever resolves it: that nothing else is overdue says nothing of it.
pub fn debts_settled(grounds: &[DebtGround]) -> bool {
    let settled = |g: &DebtGround| g.resolved || g.contracts > 0 && g.paid == g.contracts;
    !grounds.is_empty() && grounds.iter().all(settled)
}

/// A debt that a stance rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebtGround {
    /// The contracts that it is about: those that the ledger found, or the one that the report names. One that was taken
    /// back is none.
    pub contracts: i64,
    /// Those of them that the client has paid; what it disputes and what was written off was not.
    pub paid: i64,
    pub resolved: bool,
}

/// The place of a stance is taken by another in the same scope, which `by` put in force.
pub fn replaced(stance: &Standing, by: Option<crate::PersonId>) -> Result<Event, StepRefused> {
    in_force(stance)?;
    Ok(Event {
        step: Step::Change,
        to: StanceState::Ended,
        by,
        details: Details {
            outcome: Some(Outcome::Replaced),
            ..Details::default()
        },
    })
}

/// Makes a strict stance informative before its date, with a reason; it ends after 60 days.
pub fn step_down(
    stance: &Standing,
    by: &Person,
    reason: &str,
    today: NaiveDate,
) -> Result<Event, StepRefused> {
    in_force(stance)?;
    may_soften(stance, by)?;
    if stance.kind == StanceKind::Informative {
        return Err(StepRefused::NothingBelow);
    }
    reason_given(reason)?;
    let details = Details {
        kind: Some(StanceKind::Informative),
        review_on: Some(today + Days::new(LAPSE_DAYS)),
        on: Some(today),
        ..Details::default()
    };
    Ok(event(Step::StepDown, StanceState::InForce, Some(by), details))
}

/// Time makes a stance past its review date informative for 60 days; a punitive one ends at its date instead.
pub fn step_down_due(stance: &Standing, today: NaiveDate) -> Option<Event> {
    let due = stance.state == StanceState::InForce
        && stance.stepped_down_on.is_none()
        && stance.kind != StanceKind::Punitive
        && stance.review_on < today;
    due.then(|| {
        let details = Details {
            kind: Some(StanceKind::Informative),
            review_on: Some(stance.review_on + Days::new(LAPSE_DAYS)),
            on: Some(today),
            ..Details::default()
        };
        event(Step::StepDown, StanceState::InForce, None, details)
    })
}

/// Time ends a stance that stepped down 60 days ago, and a punitive one at its end date.
pub fn end_due(stance: &Standing, today: NaiveDate) -> Option<Event> {
    let ends = stance.stepped_down_on.is_some() || stance.kind == StanceKind::Punitive;
    let due = stance.state == StanceState::InForce && ends && stance.review_on < today;
    due.then(|| {
        let details = Details {
            outcome: Some(Outcome::Expired),
            ..Details::default()
        };
        event(Step::End, StanceState::Ended, None, details)
    })
}

/// Records what became of a stance that is over: paid, improved, reversed or relapsed.
pub fn record_outcome(stance: &Standing, by: &Person, outcome: Outcome) -> Result<Event, StepRefused> {
    if !matches!(stance.state, StanceState::Lifted | StanceState::Ended) {
        return Err(StepRefused::NotFromHere(stance.state));
    }
    may_decide(by, stance.client)?;
    if !Outcome::RECORDED.contains(&outcome) {
        return Err(StepRefused::OutcomeNotHere);
    }
    let details = Details {
        outcome: Some(outcome),
        ..Details::default()
    };
    Ok(event(Step::Outcome, stance.state, Some(by), details))
}
