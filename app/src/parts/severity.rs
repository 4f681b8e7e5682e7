//! Severity: one to four ticks of ink, and the word.

use crate::words;
use domain::Lang;
use domain::issue::Severity;
use leptos::prelude::*;

/// Ticks and word.
pub fn ticks(l: Lang, severity: Severity) -> AnyView {
    let svg = match severity {
        Severity::Minor => MINOR,
        Severity::Moderate => MODERATE,
        Severity::Serious => SERIOUS,
        Severity::Critical => CRITICAL,
    };
    view! {
        <span class="severity"><span class="severity-ticks" aria-hidden="true" inner_html=svg></span>{words::severity(l, severity)}</span>
    }
    .into_any()
}

const MINOR: &str =
    r#"<svg viewBox="0 0 24 16"><path d="M3 2v12"/><path class="faint" d="M9 2v12M15 2v12M21 2v12"/></svg>"#;
const MODERATE: &str =
    r#"<svg viewBox="0 0 24 16"><path d="M3 2v12M9 2v12"/><path class="faint" d="M15 2v12M21 2v12"/></svg>"#;
const SERIOUS: &str =
    r#"<svg viewBox="0 0 24 16"><path d="M3 2v12M9 2v12M15 2v12"/><path class="faint" d="M21 2v12"/></svg>"#;
const CRITICAL: &str = r#"<svg viewBox="0 0 24 16"><path d="M3 2v12M9 2v12M15 2v12M21 2v12"/></svg>"#;
