//! Editions in a list, the newest first, and the form that asks for one.

use super::href;
use crate::parts::rows::Row;
use crate::parts::{
    Choice, Errors, Field, button, empty_state, error_summary::error_summary, form_key, heading, rows, tag,
};
use crate::texts::edition as t;
use crate::{format, texts};
use domain::edition::{Decision, EditionState, EditionSummary};
use domain::{Lang, Month};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub editions: Vec<EditionSummary>,
    /// What the reader was to do before today and has not said to be done.
    pub mine: Vec<Decision>,
    /// The closed months without an edition, for those who may ask for one.
    pub months: Vec<Month>,
    /// What is wrong with the month that was asked for.
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(l: Lang) -> &'static str {
    t::list_title(l)
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    let l = p.lang;
    let found = if p.editions.is_empty() {
        empty_state::empty_state(t::none(l), t::none_what(l), None)
    } else {
        rows::rows(p.editions.iter().map(|edition| row(l, edition)).collect())
    };
    view! {
        <article class="reading stack">
            {heading::with(title(l), Some(heading::back("/reports", texts::nav::reports(l))), Vec::new())}
            {error_summary(l, &p.errors)}
            <p>{t::lead(l)}</p>
            {(!p.mine.is_empty()).then(|| mine(l, &p.mine))}
            {found}
            {(!p.months.is_empty()).then(|| make(p))}
        </article>
    }
    .into_any()
}

fn mine(l: Lang, decisions: &[Decision]) -> AnyView {
    let line = |decision: &Decision| {
        let to = format!("{}#decision-{}", href(decision.month), decision.id);
        let until = t::for_whom(l, &decision.owner_name, format::date(l, decision.until_on));
        Row::new(to, decision.what.clone())
            .side(tag::tag(t::overdue(l)))
            .meta(view! { <span>{until}</span> })
    };
    view! {
        <section class="stack" aria-labelledby="mine">
            {heading::section("mine", t::mine_title(l))}
            {rows::rows(decisions.iter().map(line).collect())}
        </section>
    }
    .into_any()
}

fn row(l: Lang, edition: &EditionSummary) -> Row {
    let row = Row::new(href(edition.month), capital(&format::month(l, edition.month)));
    match edition.state {
        EditionState::Asked => row.side(tag::tag(t::waiting(l))),
        EditionState::Failed => row.side(tag::tag(t::not_made(l))),
        EditionState::Ready => {
            let on = edition
                .made_at
                .map(|at| t::made_on(l, format::date(l, domain::clock::day(at))));
            let mut parts: Vec<String> = on.into_iter().collect();
            parts.push(t::read_by(l, edition.readers));
            if edition.decisions > 0 {
                parts.push(decided(l, edition));
            }
            row.meta(view! { <span>{parts.join(" · ")}</span> })
        }
    }
}

fn decided(l: Lang, edition: &EditionSummary) -> String {
    let all = t::decisions(l, edition.decisions);
    if edition.decisions_open == 0 {
        return all;
    }
    format!(
        "{all}, {}",
        t::to_do(l, format::number(l, edition.decisions_open))
    )
}

/// A month's name begins a line.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn make(p: &ListPage) -> AnyView {
    let l = p.lang;
    let months: Vec<_> = p
        .months
        .iter()
        .map(|month| Choice::new(month.to_string(), format::month(l, *month)))
        .collect();
    let first = p.months.first().map(ToString::to_string).unwrap_or_default();
    view! {
        <section class="stack screen-only" aria-labelledby="make">
            {heading::section("make", t::make_title(l))}
            <form method="post" action="/reports/editions" class="panel stack" id="make-edition">
                {form_key::key(&p.key)}
                {Field::new("month", t::make_month(l))
                    .hint(t::make_hint(l))
                    .value(first)
                    .error(&p.errors)
                    .narrow()
                    .select_of(months)}
                {button::primary(t::make(l))}
            </form>
        </section>
    }
    .into_any()
}
