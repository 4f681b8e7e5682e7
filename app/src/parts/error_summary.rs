//! What is to correct, above the form: each sentence leads to its field.

use super::Errors;
use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// Nothing when there is nothing to correct. Set `Frame::refused` as well: it marks the page's title.
pub fn error_summary(l: Lang, errors: &Errors) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let items = errors
        .iter()
        .map(|(field, sentence)| view! { <li><a href=format!("#f-{field}")>{sentence.to_owned()}</a></li> })
        .collect_view();
    let view = view! {
        <div class="summary" role="alert" aria-labelledby="summary-title">
            <h2 id="summary-title">{texts::form::problems(l, errors.len() as i64)}</h2>
            <ul>{items}</ul>
            <p>{texts::form::kept(l)}</p>
        </div>
    };
    Some(view.into_any())
}
