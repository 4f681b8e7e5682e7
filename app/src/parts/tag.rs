//! A state in one word.

use leptos::prelude::*;

/// A state that matters on this page.
pub fn tag(text: impl Into<String>) -> AnyView {
    view! { <span class="tag">{text.into()}</span> }.into_any()
}

/// A state that is over or goes without saying.
pub fn quiet(text: impl Into<String>) -> AnyView {
    view! { <span class="tag tag-quiet">{text.into()}</span> }.into_any()
}
