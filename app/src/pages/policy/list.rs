//! The versions of the policy, and how a new one begins.

use super::{drafted, state, when};
use crate::parts::rows::Row;
use crate::parts::{Errors, Field, button, error_summary, form_key, heading, rows, tag};
use crate::{format, texts};
use domain::Lang;
use domain::policy::{PolicyState, PolicySummary};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub in_force: PolicySummary,
    /// Those that the reader may see, the newest first.
    pub versions: Vec<PolicySummary>,
    pub may_propose: bool,
    /// As typed.
    pub why: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: which version holds.
pub fn title(p: &ListPage) -> String {
    let from = p.in_force.valid_from.unwrap_or_default();
    texts::policy::title(p.lang, p.in_force.number, format::date(p.lang, from))
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::policy as t;
    let l = p.lang;
    view! {
        <article class="reading stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {heading::section("versions", t::versions(l))}
            {rows::rows(p.versions.iter().map(|version| row(l, version)).collect())}
            {p.may_propose.then(|| view! {
                <section class="stack">
                    {heading::section("new", t::draft_new(l))}
                    <p>{t::draft_hint(l)}</p>
                    <form class="stack" method="post" action="/admin/policy" id="draft">
                        {form_key::key(&p.key)}
                        {Field::new("why", t::why(l)).value(&p.why).error(&p.errors).textarea(3)}
                        {button::primary(t::draft_button(l))}
                    </form>
                </section>
            })}
        </article>
    }
    .into_any()
}

fn row(l: Lang, version: &PolicySummary) -> Row {
    use texts::policy as t;
    let meta = [when(l, version), Some(drafted(l, version))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    let word = state(l, version.state);
    let side = match version.state {
        PolicyState::InForce | PolicyState::Draft | PolicyState::Coming => tag::tag(word),
        PolicyState::Ended => tag::quiet(word),
    };
    Row::new(format!("/admin/policy/{}", version.id), t::version(l, version.number))
        .meta(view! { <p>{meta.join(" · ")}</p>{(!version.why.is_empty()).then(|| view! { <p>{version.why.clone()}</p> })} })
        .side(side)
}
