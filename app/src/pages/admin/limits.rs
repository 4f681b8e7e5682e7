//! How many different clients a member may look up in a day.

use crate::parts::{Errors, Field, button, error_summary, form_key, heading};
use crate::{format, texts};
use domain::Lang;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsPage {
    pub lang: Lang,
    /// As typed, or as it stands.
    pub lookups: String,
    pub usual: i64,
    pub errors: Errors,
    pub key: String,
}

/// The page.
pub fn limits(p: &LimitsPage) -> AnyView {
    use texts::admin_limits as t;
    let l = p.lang;
    view! {
        <article class="reading stack">
            {heading::heading(t::title(l))}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            <form class="stack" method="post" action="/admin/limits" id="limits">
                {form_key::key(&p.key)}
                {Field::new("lookups", t::lookups(l)).hint(t::usual(l, format::number(l, p.usual)))
                    .value(&p.lookups).error(&p.errors).narrow().number()}
                {button::primary(texts::form::save(l))}
            </form>
        </article>
    }
    .into_any()
}
