//! A stance told by word, shape and colour together, everywhere the same.

use crate::{texts, words};
use domain::Lang;
use domain::stance::StanceKind;
use leptos::prelude::*;

/// In lists and lines; `None` is a client without a stance.
pub fn badge(l: Lang, kind: Option<StanceKind>) -> AnyView {
    show(l, kind, "")
}

/// First on a sheet, on its own ground.
pub fn large(l: Lang, kind: Option<StanceKind>) -> AnyView {
    show(l, kind, " stance-large")
}

fn show(l: Lang, kind: Option<StanceKind>, size: &str) -> AnyView {
    let class = format!("stance stance-{}{size}", kind.map_or("none", StanceKind::code));
    let word = kind.map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind));
    view! { <span class=class><span class="shape" aria-hidden="true" inner_html=shape(kind)></span>{word}</span> }.into_any()
}

/// The shape alone; whoever shows it says the word beside it.
pub const fn shape(kind: Option<StanceKind>) -> &'static str {
    match kind {
        None => NONE,
        Some(StanceKind::Informative) => DISC,
        Some(StanceKind::Restrictive) => DIAMOND,
        Some(StanceKind::Punitive) => OCTAGON,
    }
}

pub(super) const NONE: &str = r#"<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="2"/></svg>"#;
pub(super) const DISC: &str = r#"<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.4" fill="currentColor"/><path class="cut" d="M10 9.2v5.2" stroke-width="2.2" stroke-linecap="round"/><circle class="cut-dot" cx="10" cy="6" r="1.35"/></svg>"#;
pub(super) const DIAMOND: &str = r#"<svg viewBox="0 0 20 20"><path d="M10 .9 19.1 10 10 19.1.9 10Z" fill="currentColor" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round"/><path class="cut" d="M6 10h8" stroke-width="2.4" stroke-linecap="round"/></svg>"#;
pub(super) const OCTAGON: &str = r#"<svg viewBox="0 0 20 20"><path d="M6.4 1.3h7.2l5.1 5.1v7.2l-5.1 5.1H6.4l-5.1-5.1V6.4Z" fill="currentColor"/><path class="cut" d="M5.6 10h8.8" stroke-width="2.6" stroke-linecap="round"/></svg>"#;
