//! One clear signal at a time.

use leptos::prelude::*;

/// What has just been done.
pub fn done(text: impl Into<String>) -> AnyView {
    view! { <div class="notice notice-done" role="status"><p>{text.into()}</p></div> }.into_any()
}

/// Something to know before going on.
pub fn info(content: impl IntoView + 'static) -> AnyView {
    view! { <div class="notice notice-info">{content.into_any()}</div> }.into_any()
}

/// Something that may go wrong, or a second thought before it does.
pub fn warning(content: impl IntoView + 'static) -> AnyView {
    view! { <div class="notice notice-warning">{content.into_any()}</div> }.into_any()
}
