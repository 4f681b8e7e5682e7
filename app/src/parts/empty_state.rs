//! Nothing yet: says what will come and how to begin.

use leptos::prelude::*;

/// What is not there yet, what will come, and the first step.
pub fn empty_state(
    title: impl Into<String>,
    what_comes: impl Into<String>,
    action: Option<AnyView>,
) -> AnyView {
    view! {
        <div class="empty">
            {super::mark::horizon()}
            <p class="empty-title">{title.into()}</p>
            <p>{what_comes.into()}</p>
            {action}
        </div>
    }
    .into_any()
}
