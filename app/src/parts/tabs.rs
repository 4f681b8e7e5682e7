//! The parts of a sheet as links: each has its own address and works without scripts.

use leptos::prelude::*;

/// One part of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub name: String,
    /// How many things are in it, when that is worth knowing.
    pub count: Option<String>,
    pub current: bool,
}

/// The parts in a line that wraps.
pub fn tabs(label: impl Into<String>, tabs: Vec<Tab>) -> AnyView {
    let items = tabs
        .into_iter()
        .map(|tab| {
            let current = tab.current.then_some("page");
            let count = tab
                .count
                .map(|count| view! { " "<span class="tab-count">{count}</span> });
            view! { <li><a href=tab.href aria-current=current>{tab.name}{count}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label.into()><ul>{items}</ul></nav> }.into_any()
}
