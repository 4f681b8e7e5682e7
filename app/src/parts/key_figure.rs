//! A number that counts, large, with what it counts; for staff it leads to its list.

use leptos::prelude::*;

/// One figure; `href` opens the list behind it.
pub fn key_figure(figure: impl Into<String>, label: impl Into<String>, href: Option<String>) -> AnyView {
    let (figure, label) = (figure.into(), label.into());
    let inside = view! { <strong>{figure}</strong>" "<span>{label}</span> };
    match href {
        Some(href) => view! { <a class="key-figure" href=href>{inside}</a> }.into_any(),
        None => view! { <div class="key-figure">{inside}</div> }.into_any(),
    }
}

/// Figures side by side.
pub fn figures(figures: Vec<AnyView>) -> AnyView {
    view! { <div class="key-figures">{figures}</div> }.into_any()
}
