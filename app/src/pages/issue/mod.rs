//! Issues: the report, the lists, and one issue with its history and the next steps.

mod act;
pub mod classify;
mod history;
pub mod list;
mod overtaken;
pub mod report;
pub mod sheet;

use crate::parts::tag;
use crate::words;
use domain::Lang;
use domain::issue::IssueState;
use leptos::prelude::*;

/// The state as a tag: open ones stand out, closed ones are quiet.
pub fn state_tag(l: Lang, state: IssueState) -> AnyView {
    let word = words::issue_state(l, state);
    match state {
        IssueState::Reported | IssueState::UnderReview | IssueState::Confirmed => tag::tag(word),
        IssueState::Dismissed | IssueState::Resolved | IssueState::Withdrawn => tag::quiet(word),
    }
}
