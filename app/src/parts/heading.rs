//! Headings: the page's title says the finding or the task, not the section.

use leptos::prelude::*;

/// The one `<h1>` of a page.
pub fn heading(title: impl Into<String>) -> AnyView {
    view! { <h1>{title.into()}</h1> }.into_any()
}

/// The `<h1>` with a line above it (where one is) and what can be done beside it.
pub fn with(title: impl Into<String>, above: Option<AnyView>, actions: Vec<AnyView>) -> AnyView {
    let above = above.map(|above| view! { <p class="above">{above}</p> });
    let actions = (!actions.is_empty()).then(|| view! { <div class="buttons">{actions}</div> });
    view! { <div class="heading"><div>{above}<h1>{title.into()}</h1></div>{actions}</div> }.into_any()
}

/// A way back, for the line above a heading.
pub fn back(href: impl Into<String>, text: impl Into<String>) -> AnyView {
    view! { <a class="back" href=href.into()>{text.into()}</a> }.into_any()
}

/// An `<h2>` that can be linked to.
pub fn section(id: &str, title: impl Into<String>) -> AnyView {
    view! { <h2 id=id.to_owned()>{title.into()}</h2> }.into_any()
}
