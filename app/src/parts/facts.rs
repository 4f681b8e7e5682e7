//! Names and values, one pair a line.

use leptos::prelude::*;

/// Pairs in the order given; on a narrow screen the value stands under its name.
pub fn facts(pairs: Vec<(String, AnyView)>) -> AnyView {
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{pairs}</dl> }.into_any()
}
