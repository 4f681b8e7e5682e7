//! Accounts found by name, address or role; the changes of rights that wait stand first.

use crate::parts::rows::{Row, rows};
use crate::parts::{Choice, Field, button, empty_state, heading, notice, tag};
use crate::{texts, words};
use domain::{Lang, PersonId, Role};
use leptos::prelude::*;

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub named_handler: bool,
    pub active: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    /// As typed.
    pub text: String,
    pub role: Option<Role>,
    pub found: Vec<Line>,
    /// There are more than are shown.
    pub more: bool,
    /// Whose rights wait for a second person.
    pub waiting: Vec<(PersonId, String, Role)>,
}

/// How many were found.
pub fn title(p: &ListPage) -> String {
    texts::people::title(p.lang, p.found.len() as i64)
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let mut roles = vec![Choice::new("", t::role_all(l))];
    roles.extend(
        Role::ALL
            .iter()
            .map(|r| Choice::new(r.code(), words::role(l, *r))),
    );
    let found = if p.found.is_empty() {
        empty_state::empty_state(t::none(l), t::none_next(l), None)
    } else {
        rows(p.found.iter().map(|line| row(l, line)).collect())
    };
    view! {
        <div class="wide">
            {heading::with(title(p), None, vec![button::link("/admin/people/new", t::add(l))])}
            {waiting(p)}
            <form method="get" action="/admin/people" class="filters" id="people-search">
                {Field::new("q", t::search(l)).value(&p.text).search()}
                {Field::new("role", t::role(l)).value(p.role.map_or("", Role::code)).select_of(roles)}
                {button::secondary(t::search_do(l))}
            </form>
            {found}
            {p.more.then(|| view! { <p class="soft">{t::more(l)}</p> })}
        </div>
    }
    .into_any()
}

fn row(l: Lang, line: &Line) -> Row {
    use texts::people as t;
    let handler = line.named_handler.then(|| tag::tag(t::handler_short(l)));
    let off = (!line.active).then(|| tag::tag(t::off(l)));
    Row::new(format!("/admin/people/{}", line.id), line.name.clone())
        .meta(view! { <span>{line.email.clone()}</span><span>{words::role(l, line.role)}</span> })
        .side(view! { {handler}{off} })
}

fn waiting(p: &ListPage) -> Option<AnyView> {
    if p.waiting.is_empty() {
        return None;
    }
    let l = p.lang;
    let lines = p
        .waiting
        .iter()
        .map(|(id, name, role)| {
            let text = texts::people::waits(l, name, words::role(l, *role));
            view! { <p><a href=format!("/admin/people/{id}")>{text}</a></p> }
        })
        .collect_view();
    Some(notice::info(lines))
}
