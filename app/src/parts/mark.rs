//! The mark of Vigie (a lookout's nest on its mast, above the horizon) and a few line drawings, all in the colour of the text.

use leptos::prelude::*;

/// The logo; the name stands beside it.
pub fn mark() -> AnyView {
    view! { <span class="mark" aria-hidden="true" inner_html=MARK></span> }.into_any()
}

/// The lens of the search button.
pub fn lens() -> AnyView {
    view! { <span class="icon" aria-hidden="true" inner_html=LENS></span> }.into_any()
}

/// A calm horizon, for empty places.
pub fn horizon() -> AnyView {
    view! { <span class="horizon" aria-hidden="true" inner_html=HORIZON></span> }.into_any()
}

// An eye that is also a horizon: the upper lid is the rim of the crow's nest, the mast runs down through it.
const MARK: &str = r#"<svg viewBox="0 0 32 32" width="30" height="30" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"><path d="M16 2.5v4"/><path d="M16 3.2l6 1.9-6 1.9" fill="currentColor" stroke-width="1.2"/><path d="M3.5 16C7 10.6 11.2 8.4 16 8.4S25 10.6 28.5 16C25 21.4 20.8 23.6 16 23.6S7 21.4 3.5 16Z"/><circle cx="16" cy="16" r="3.6" fill="currentColor" stroke="none"/><path d="M16 23.6v5.9"/><path d="M9.5 29.5h13"/></svg>"#;

const LENS: &str = r#"<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"><circle cx="8.5" cy="8.5" r="5.5"/><path d="M13 13l4.5 4.5"/></svg>"#;

const HORIZON: &str = r#"<svg viewBox="0 0 120 48" width="120" height="48" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"><path d="M2 36h116"/><path d="M46 36a14 14 0 0 1 28 0"/><path d="M60 14v-7M39 21l-5-5M81 21l5-5"/><path d="M22 42h24M58 42h10M80 42h20" opacity=".5"/></svg>"#;
