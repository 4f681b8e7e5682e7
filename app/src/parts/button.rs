//! Buttons say what they do; one a form is primary.

use leptos::prelude::*;

/// The one thing the form is for.
pub fn primary(text: impl Into<String>) -> AnyView {
    view! { <button class="button button-primary" type="submit">{text.into()}</button> }.into_any()
}

/// Another thing the form can do.
pub fn secondary(text: impl Into<String>) -> AnyView {
    view! { <button class="button" type="submit">{text.into()}</button> }.into_any()
}

/// A button that sends a field of its own, for forms with several ends.
pub fn named(text: impl Into<String>, name: &str, value: &str, main: bool) -> AnyView {
    let class = if main { "button button-primary" } else { "button" };
    view! { <button class=class type="submit" name=name.to_owned() value=value.to_owned()>{text.into()}</button> }
        .into_any()
}

/// A link that looks like a button: it leads to where something is done.
pub fn link(href: impl Into<String>, text: impl Into<String>) -> AnyView {
    view! { <a class="button" href=href.into()>{text.into()}</a> }.into_any()
}

/// The same, for the one next step of a page.
pub fn link_primary(href: impl Into<String>, text: impl Into<String>) -> AnyView {
    view! { <a class="button button-primary" href=href.into()>{text.into()}</a> }.into_any()
}

/// Buttons side by side, the primary first.
pub fn row(buttons: Vec<AnyView>) -> AnyView {
    view! { <div class="buttons">{buttons}</div> }.into_any()
}
