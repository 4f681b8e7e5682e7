//! Cases: issues about the same facts, opened, listed, decided once.

pub mod list;
pub mod open;
pub mod sheet;

use crate::parts::tag;
use crate::words;
use domain::Lang;
use domain::case::CaseState;
use leptos::prelude::*;

/// The state of a case as a tag.
pub fn state_tag(l: Lang, state: CaseState) -> AnyView {
    let word = words::case_state(l, state);
    match state {
        CaseState::Open => tag::tag(word),
        CaseState::Decided => tag::quiet(word),
    }
}
