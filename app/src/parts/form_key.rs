//! What every form that changes something carries unseen: a key, so that a second click does nothing twice, and the
//! revision that was seen, so that two people editing one thing get told.

use leptos::prelude::*;

/// The idempotency key of this rendering of the form (field `key`).
pub fn key(key: &str) -> AnyView {
    hidden("key", key)
}

/// The revision of what is being edited (field `revision`).
pub fn revision(revision: i64) -> AnyView {
    hidden("revision", revision.to_string())
}

/// Any hidden field.
pub fn hidden(name: &str, value: impl Into<String>) -> AnyView {
    view! { <input type="hidden" name=name.to_owned() value=value.into()/> }.into_any()
}
