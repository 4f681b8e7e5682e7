//! The answer of a check, large: the shape of what causes it, the word, its colour.

use super::stance_badge::{DIAMOND, DISC, NONE, OCTAGON};
use crate::words;
use domain::Lang;
use domain::check::Answer;
use leptos::prelude::*;

/// The answer as the first thing on the page.
pub fn large(l: Lang, answer: Answer) -> AnyView {
    show(answer, words::answer(l, answer).to_owned(), " stance-large")
}

/// The answer in lists.
pub fn badge(l: Lang, answer: Answer) -> AnyView {
    show(answer, words::answer(l, answer).to_owned(), "")
}

/// The same shape with a finished sentence, such as "Yes, on 2 conditions".
pub fn saying(answer: Answer, sentence: impl Into<String>) -> AnyView {
    show(answer, sentence.into(), " stance-large")
}

fn show(answer: Answer, words: String, size: &str) -> AnyView {
    let (kind, shape) = match answer {
        Answer::Clear => ("clear", CLEAR),
        Answer::NothingKnown => ("none", NONE),
        Answer::TakeNote => ("informative", DISC),
        Answer::OnConditions => ("restrictive", DIAMOND),
        Answer::SpeakFirst => ("restrictive", SPEAK),
        Answer::Refused => ("punitive", OCTAGON),
    };
    let class = format!("stance stance-{kind}{size}");
    view! { <span class=class><span class="shape" aria-hidden="true" inner_html=shape></span>{words}</span> }
        .into_any()
}

const CLEAR: &str = r#"<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.4" fill="currentColor"/><path class="cut" d="M6.2 10.3l2.6 2.6 5-5.4" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>"#;
const SPEAK: &str = r#"<svg viewBox="0 0 20 20"><path d="M2 3.5h16v10.6h-7.4L6 18v-3.9H2Z" fill="currentColor" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/><path class="cut" d="M6 8.8h8" stroke-width="2" stroke-linecap="round"/></svg>"#;
