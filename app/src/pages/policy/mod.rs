//! The policy: its versions, a version's numbers, its draft, and trials of it.

pub mod form;
pub mod list;
pub mod sheet;
pub mod trial;
mod value;

use crate::{format, texts};
use domain::Lang;
use domain::policy::{PolicyState, PolicySummary};

/// Since when (or from when, or in which time) a version holds; a draft holds never.
fn when(l: Lang, p: &PolicySummary) -> Option<String> {
    use texts::policy as t;
    let from = format::date(l, p.valid_from?);
    Some(match (p.state, p.valid_to) {
        (PolicyState::Coming, _) => t::from_coming(l, from),
        (PolicyState::Ended, Some(to)) => t::between(l, from, format::date(l, to - chrono::Days::new(1))),
        _ => t::from(l, from),
    })
}

/// The state in one word.
const fn state(l: Lang, state: PolicyState) -> &'static str {
    use texts::policy as t;
    match state {
        PolicyState::Draft => t::state_draft(l),
        PolicyState::Coming => t::state_coming(l),
        PolicyState::InForce => t::state_in_force(l),
        PolicyState::Ended => t::state_ended(l),
    }
}

/// Who drafted it and when; the first version came with the house.
fn drafted(l: Lang, p: &PolicySummary) -> String {
    use texts::policy as t;
    match &p.drafted_by_name {
        Some(name) => t::drafted(l, name, format::date(l, domain::clock::day(p.drafted_at))),
        None => t::first(l).to_owned(),
    }
}
