//! Stances in lists: to approve, in force by review date, and those behind a mark of a trend.

use crate::parts::pager::Pager;
use crate::parts::rows::Row;
use crate::parts::{empty_state, heading, pager, rows, stance_badge, tag};
use crate::{format, texts, words};
use domain::stance::{StanceKind, StanceSummary};
use domain::{Lang, Month};
use leptos::prelude::*;

/// Everything the page of stances shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub today: chrono::NaiveDate,
    pub in_force_count: i64,
    pub proposed: Vec<StanceSummary>,
    pub in_force: Vec<StanceSummary>,
    pub pager: Pager,
}

/// The page's title.
pub fn title(p: &ListPage) -> String {
    texts::stance_list::title(p.lang, p.in_force_count)
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::stance_list as t;
    let l = p.lang;
    let proposed = if p.proposed.is_empty() {
        view! { <p class="soft">{t::none_proposed(l)}</p> }.into_any()
    } else {
        summaries(l, p.today, &p.proposed)
    };
    let in_force = if p.in_force.is_empty() {
        empty_state::empty_state(title(p), t::none(l), None)
    } else {
        summaries(l, p.today, &p.in_force)
    };
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {heading::section("proposed", t::proposed(l))}
            {proposed}
            {heading::section("in-force", t::in_force(l))}
            {in_force}
            {pager::pager(l, &p.pager)}
        </article>
    }
    .into_any()
}

/// The stances of a kind that were in force at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BehindMarkPage {
    pub lang: Lang,
    pub today: chrono::NaiveDate,
    pub kind: StanceKind,
    pub month: Month,
    pub stances: Vec<StanceSummary>,
    pub pager: Pager,
}

impl BehindMarkPage {
    /// The page's title.
    pub fn title(&self) -> String {
        let kind = words::stance_kind(self.lang, self.kind).to_lowercase();
        texts::stance_list::behind(self.lang, kind, format::month(self.lang, self.month))
    }
}

/// The list behind a mark of the trend.
pub fn behind_mark(p: &BehindMarkPage) -> AnyView {
    let back = heading::back("/reports", texts::nav::reports(p.lang));
    view! {
        <article class="wide stack">
            {heading::with(p.title(), Some(back), vec![])}
            {summaries(p.lang, p.today, &p.stances)}
            {pager::pager(p.lang, &p.pager)}
        </article>
    }
    .into_any()
}

fn summaries(l: Lang, today: chrono::NaiveDate, stances: &[StanceSummary]) -> AnyView {
    use texts::stance_list as t;
    let items = stances
        .iter()
        .map(|s| {
            let overdue = s.review_on < today && s.state == domain::stance::life::StanceState::InForce;
            let review = format!("{} : {}", t::review(l), format::date(l, s.review_on));
            let since = format!("{} {}", t::since(l), format::date(l, domain::clock::day(s.since)));
            Row::new(format!("/stances/{}", s.id), s.client_name.clone())
                .lead(stance_badge::badge(l, Some(s.kind)))
                .meta(since)
                .side(view! { <span>{review}</span>{overdue.then(|| tag::tag(t::overdue(l)))} })
        })
        .collect();
    rows::rows(items)
}
