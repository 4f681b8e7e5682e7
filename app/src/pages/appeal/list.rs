//! Appeals in a list: to judge, the nearest deadline first, and judged.

use crate::parts::rows::Row;
use crate::parts::{heading, rows, stance_badge, tag};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::appeal::{AppealState, AppealSummary};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub open: Vec<AppealSummary>,
    pub decided: Vec<AppealSummary>,
}

/// The page's title: how many wait.
pub fn title(p: &ListPage) -> String {
    texts::appeal::list_title(p.lang, p.open.len() as i64)
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::appeal as t;
    let l = p.lang;
    let listed = |appeals: &[AppealSummary], none: &'static str| {
        if appeals.is_empty() {
            return view! { <p class="soft">{none}</p> }.into_any();
        }
        rows::rows(appeals.iter().map(|appeal| row(p, appeal)).collect())
    };
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {heading::section("open", t::open(l))}
            {listed(&p.open, t::none_open(l))}
            {heading::section("decided", t::decided(l))}
            {listed(&p.decided, t::none_decided(l))}
        </article>
    }
    .into_any()
}

fn row(p: &ListPage, appeal: &AppealSummary) -> Row {
    use texts::appeal as t;
    let l = p.lang;
    let by = if appeal.by_member {
        t::by_member(l)
    } else {
        t::by_client(l)
    };
    let on = format::date(l, domain::clock::day(appeal.at));
    let side = if appeal.state == AppealState::Open {
        let late = (appeal.due_on < p.today).then(|| tag::tag(t::late(l)));
        view! { <span>{t::due(l, format::date(l, appeal.due_on))}</span>{late} }.into_any()
    } else {
        tag::quiet(words::appeal_state(l, appeal.state))
    };
    Row::new(format!("/appeals/{}", appeal.id), appeal.client_name.clone())
        .lead(stance_badge::badge(l, Some(appeal.kind)))
        .meta(view! { <span>{format!("{by} · {on}")}</span> })
        .side(side)
}
