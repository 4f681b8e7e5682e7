//! All professions by field, narrowed by a word, a field or a state.

use super::state;
use crate::parts::rows::{Row, rows};
use crate::parts::{Choice, Field, button, empty_state, heading, notice};
use crate::{format, texts, words};
use domain::Lang;
use domain::profession::{Profession, ProfessionField, ProfessionState};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    /// As typed.
    pub text: String,
    pub field: Option<ProfessionField>,
    pub state: Option<ProfessionState>,
    /// Only what is due for review: staff.
    pub due: bool,
    pub found: Vec<Profession>,
    /// What waits for staff; `None` for everybody else.
    pub waiting: Option<Waiting>,
    pub may_put_in_force: bool,
}

/// Counts that lead to their lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub due: i64,
    pub proposals: i64,
}

/// What was found, counted.
pub fn title(p: &ListPage) -> String {
    use texts::profession as t;
    match p.found.len() as i64 {
        0 => t::title_none(p.lang).to_owned(),
        n if p.due => t::title_due(p.lang, n),
        n => t::title_found(p.lang, n),
    }
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::profession as t;
    let l = p.lang;
    let add = p.waiting.map(|_| {
        let text = if p.may_put_in_force {
            t::add(l)
        } else {
            t::propose_new(l)
        };
        button::link("/professions/new", text)
    });
    let found = if p.found.is_empty() {
        empty_state::empty_state(t::title_none(l), t::none_next(l), None)
    } else {
        groups(p)
    };
    view! {
        <div class="wide">
            {heading::with(title(p), None, add.into_iter().collect())}
            <p>{t::lead(l)}</p>
            {p.waiting.map(|waiting| waits(l, waiting))}
            {chooser(p)}
            {found}
        </div>
    }
    .into_any()
}

fn waits(l: Lang, waiting: Waiting) -> Option<AnyView> {
    use texts::profession as t;
    if waiting.due == 0 && waiting.proposals == 0 {
        return None;
    }
    let due = (waiting.due > 0)
        .then(|| view! { <p><a href="/professions?due=1">{t::to_review(l, waiting.due)}</a></p> });
    let proposals = (waiting.proposals > 0).then(
        || view! { <p><a href="/professions/proposals">{t::proposals_waiting(l, waiting.proposals)}</a></p> },
    );
    Some(notice::info(view! { {due}{proposals} }))
}

fn chooser(p: &ListPage) -> AnyView {
    use texts::profession as t;
    let l = p.lang;
    let mut fields = vec![Choice::new("", t::field_all(l))];
    fields.extend(
        ProfessionField::ALL
            .iter()
            .map(|f| Choice::new(f.code(), words::profession_field(l, *f))),
    );
    let mut states = vec![Choice::new("", t::state_all(l))];
    states.extend(
        ProfessionState::ALL
            .iter()
            .map(|s| Choice::new(s.code(), words::profession_state(l, *s))),
    );
    view! {
        <form method="get" action="/professions" class="filters" id="profession-search">
            {Field::new("q", t::search(l)).value(&p.text).search()}
            {Field::new("field", t::field(l)).value(p.field.map_or("", ProfessionField::code)).select_of(fields)}
            {Field::new("state", t::state(l)).value(p.state.map_or("", ProfessionState::code)).select_of(states)}
            {button::secondary(t::search_do(l))}
        </form>
    }
    .into_any()
}

fn groups(p: &ListPage) -> AnyView {
    let l = p.lang;
    ProfessionField::ALL
        .iter()
        .filter_map(|field| {
            let here: Vec<Row> = p
                .found
                .iter()
                .filter(|profession| profession.field == *field)
                .map(|profession| row(p, profession))
                .collect();
            if here.is_empty() {
                return None;
            }
            let id = format!("field-{}", field.code());
            Some(view! {
                <section class="section" aria-labelledby=id.clone()>
                    {heading::section(&id, words::profession_field(l, *field))}
                    {rows(here)}
                </section>
            })
        })
        .collect_view()
        .into_any()
}

fn row(p: &ListPage, profession: &Profession) -> Row {
    let l = p.lang;
    let row = Row::new(
        format!("/professions/{}", profession.id),
        profession.name(l).to_owned(),
    )
    .side(state(l, profession.state));
    let reason = profession.reason(l).to_owned();
    let review = profession
        .review_on
        .filter(|_| p.due)
        .map(|day| texts::profession::review_by(l, format::date(l, day)));
    match (reason.is_empty(), review) {
        (true, None) => row,
        (_, review) => {
            row.meta(view! { <span>{reason}</span>{review.map(|text| view! { <span>{text}</span> })} })
        }
    }
}
