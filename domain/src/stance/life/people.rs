//! Nobody decides alone twice: who may act on a stance, and who has taken part in it.

use super::{Standing, Step, StepRefused};
use crate::stance::{Ground, StanceKind};
use crate::{ClientId, Person, PersonId, Role};
use std::collections::BTreeSet;

/// The one person who confirmed all the grounds, if there is one.
pub fn sole_confirmer(grounds: &[Ground]) -> Option<PersonId> {
    let first = grounds.first()?.confirmed_by?;
    grounds
        .iter()
        .all(|ground| ground.confirmed_by == Some(first))
        .then_some(first)
}

/// Counsellors and managers who are not kept out of this client.
pub fn may_decide(by: &Person, client: ClientId) -> Result<(), StepRefused> {
    if !matches!(by.role, Role::Counsellor | Role::Manager) {
        return Err(StepRefused::NotStaff);
    }
    if by.own_clients.contains(&client) {
        return Err(StepRefused::KeptOut);
    }
    Ok(())
}

/// May this person be the one who says yes to what `first` put forward (`product.md`, "Who may do what")?
///
/// Informative: one person, but not alone where that one confirmed all the grounds. Restrictive: two different.
/// Punitive: a manager who wrote none of it.
pub(super) fn may_say_yes(
    stance: &Standing,
    wrote: &[PersonId],
    by: &Person,
    own: StepRefused,
) -> Result<(), StepRefused> {
    may_decide(by, stance.client)?;
    if stance.kind == StanceKind::Punitive && by.role != Role::Manager {
        return Err(StepRefused::NotAManager);
    }
    if stance.kind > StanceKind::Informative && wrote.contains(&by.id) {
        return Err(own);
    }
    if stance.sole_confirmer == Some(by.id) && wrote.first() == Some(&by.id) {
        return Err(StepRefused::ConfirmedAllGrounds);
    }
    Ok(())
}

/// Everyone who took part in a decision: who took part does not judge the appeal.
pub fn took_part(
    events: impl IntoIterator<Item = (Step, Option<PersonId>)>,
    grounds: &[Ground],
) -> BTreeSet<PersonId> {
    let decides = |step: Step| {
        matches!(
            step,
            Step::Propose
                | Step::Amend
                | Step::Notify
                | Step::Approve
                | Step::TakeEffect
                | Step::AskRenewal
                | Step::Renew
                | Step::StepDown
        )
    };
    let of_events = events
        .into_iter()
        .filter(|(step, _)| decides(*step))
        .filter_map(|(_, by)| by);
    let of_grounds = grounds
        .iter()
        .flat_map(|ground| [ground.reporter, ground.confirmed_by])
        .flatten();
    of_events.chain(of_grounds).collect()
}
