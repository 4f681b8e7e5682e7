//! The clients that one watches.

use crate::parts::rows::Row;
use crate::parts::{Errors, button, empty_state, error_summary, form_key, heading, rows, stance_badge};
use crate::{format, texts};
use domain::Lang;
use domain::watch::Watched;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedPage {
    pub lang: Lang,
    pub watched: Vec<Watched>,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &WatchedPage) -> String {
    match p.watched.len() {
        0 => texts::watched::title_none(p.lang).to_owned(),
        n => texts::watched::title(p.lang, n as i64),
    }
}

/// The page.
pub fn watched(p: &WatchedPage) -> AnyView {
    use texts::watched as t;
    let l = p.lang;
    let list = if p.watched.is_empty() {
        empty_state::empty_state(t::title_none(l), t::none(l), None)
    } else {
        rows::rows(p.watched.iter().map(|one| row(p, one)).collect())
    };
    view! {
        <article class="reading stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {list}
        </article>
    }
    .into_any()
}

fn row(p: &WatchedPage, one: &Watched) -> Row {
    use texts::watched as t;
    let l = p.lang;
    let since = t::since(l, format::date(l, domain::clock::day(one.since)));
    let about = if one.number.is_empty() {
        since
    } else {
        format!("{} · {since}", one.number)
    };
    let end = view! {
        <form method="post" action=format!("/clients/{}/unwatch", one.client)>
            {form_key::key(&format!("{}-{}", p.key, one.client))}
            {button::secondary(t::end(l))}
        </form>
    };
    Row::new(format!("/clients/{}", one.client), one.name.clone())
        .lead(stance_badge::badge(l, one.stance))
        .meta(about)
        .side(end)
}
