//! The filters, each with a quiet glyph: scales (legal), heart line (ethics), hand (support), coin (payment).

use crate::words;
use domain::Lang;
use domain::category::Filter;
use leptos::prelude::*;

/// Glyph and word.
pub fn filter(l: Lang, filter: Filter) -> AnyView {
    view! {
        <span class="filter"><span class="glyph" aria-hidden="true" inner_html=glyph(filter)></span>{words::filter(l, filter)}</span>
    }
    .into_any()
}

/// The glyph alone; whoever shows it says the word beside it.
pub const fn glyph(filter: Filter) -> &'static str {
    match filter {
        Filter::Legal => SCALES,
        Filter::Ethics => HEART,
        Filter::Support => HAND,
        Filter::Payment => COIN,
    }
}

const SCALES: &str = r#"<svg viewBox="0 0 20 20"><path d="M10 2.5v14M6 16.5h8M4 5h12M4 5l-2.5 6h5L4 5M16 5l-2.5 6h5L16 5M1.5 11a2.5 2 0 0 0 5 0M13.5 11a2.5 2 0 0 0 5 0"/></svg>"#;
const HEART: &str = r#"<svg viewBox="0 0 20 20"><path d="M10 16.8C4.5 13 2 10.2 2 7.2A4 4 0 0 1 10 5.8a4 4 0 0 1 8 1.4c0 3-2.5 5.8-8 9.6Z"/></svg>"#;
const HAND: &str = r#"<svg viewBox="0 0 20 20"><path d="M2 12.5h3.5l3.5 3h5l4-4.5a1.2 1.2 0 0 0-1.8-1.5L13.5 12H9.5h2a1.3 1.3 0 0 0 0-2.5H8L5.5 8H2"/><path d="M13.5 3.2a1.9 1.9 0 0 1 2.7 2.6L13.5 8.2 10.8 5.8a1.9 1.9 0 0 1 2.7-2.6Z"/></svg>"#;
const COIN: &str = r#"<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.5"/><path d="M13 6.8a4 4 0 1 0 0 6.4M5.8 9h5M5.8 11h4.5"/></svg>"#;
