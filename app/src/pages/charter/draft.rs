//! The next version of the charter while it is written: its articles, what it changes, and putting it in force.

use super::differences;
use crate::parts::rows::{Row, rows};
use crate::parts::{Errors, Field, button, empty_state, error_summary, form_key, heading, notice, time};
use crate::texts;
use domain::Lang;
use domain::charter::{Charter, CharterDraft};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPage {
    pub lang: Lang,
    pub draft: Option<CharterDraft>,
    /// The version that the draft follows.
    pub last: Option<Charter>,
    /// A manager puts it in force.
    pub may_put_in_force: bool,
    /// The day as typed.
    pub from: String,
    pub errors: Errors,
    /// The draft moved on while this person was deciding.
    pub overtaken: bool,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &DraftPage) -> String {
    use texts::charter_draft as t;
    let next = p.last.as_ref().map_or(1, |last| last.version + 1);
    match p.draft {
        Some(_) => t::title(p.lang, next),
        None => t::title_none(p.lang).to_owned(),
    }
}

/// The page.
pub fn draft(p: &DraftPage) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    let head = heading::with(title(p), Some(heading::back("/charter", t::back(l))), vec![]);
    let Some(draft) = &p.draft else {
        let begin = view! {
            <form method="post" action="/charter/draft" id="begin">
                {form_key::key(&p.key)}
                {button::primary(t::begin(l))}
            </form>
        };
        return view! {
            <article class="reading">
                {head}
                {empty_state::empty_state(t::none(l), t::none_next(l), Some(begin.into_any()))}
            </article>
        }
        .into_any();
    };
    let articles = draft
        .articles
        .iter()
        .map(|a| {
            Row::new(
                format!("/charter/draft/{}", a.number),
                format!("{} {}", a.number, a.title(l)),
            )
        })
        .collect();
    let by = draft.begun_by.clone().unwrap_or_default();
    let changed = p
        .last
        .as_ref()
        .and_then(|last| differences(l, &last.articles, &draft.articles));
    let changed = changed.unwrap_or_else(|| view! { <p class="soft">{t::unchanged(l)}</p> }.into_any());
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {head}
            {p.overtaken.then(|| notice::warning(view! { <p>{t::overtaken(l)}</p> }))}
            <p class="soft">{t::begun(l, by)}" "{time::date(l, domain::clock::day(draft.begun_at))}". "{t::apart(l)}</p>
            <section class="section" aria-labelledby="articles">
                {heading::section("articles", t::articles(l))}
                {rows(articles)}
                {button::row(vec![button::link("/charter/draft/new", t::add(l))])}
            </section>
            <section class="section" aria-labelledby="changes">
                {heading::section("changes", t::changes(l))}
                {changed}
            </section>
            {if p.may_put_in_force { put_in_force(p, draft) } else { view! { <p class="section soft">{t::manager_decides(l)}</p> }.into_any() }}
            {discard(p, draft)}
        </article>
    }
    .into_any()
}

fn put_in_force(p: &DraftPage, draft: &CharterDraft) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    let from = Field::new("from", t::from(l))
        .hint(t::from_hint(l))
        .value(&p.from)
        .error(&p.errors)
        .date();
    view! {
        <section class="section screen-only" aria-labelledby="in-force">
            {heading::section("in-force", t::put_in_force(l))}
            <p>{t::everyone_again(l)}</p>
            <form method="post" action="/charter/draft/in-force" id="put-in-force" class="stack">
                {form_key::key(&p.key)}
                {form_key::revision(draft.revision)}
                {from}
                {button::row(vec![button::primary(t::put_in_force_do(l))])}
            </form>
        </section>
    }
    .into_any()
}

fn discard(p: &DraftPage, draft: &CharterDraft) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    view! {
        <section class="section screen-only" aria-labelledby="discard-title">
            {heading::section("discard-title", t::discard(l))}
            <p>{t::discard_means(l)}</p>
            <form method="post" action="/charter/draft/discard" id="discard">
                {form_key::key(&p.key)}
                {form_key::revision(draft.revision)}
                {button::row(vec![button::secondary(t::discard_do(l))])}
            </form>
        </section>
    }
    .into_any()
}
