//! The list of cases: open ones, the oldest first; or all of them.

use super::state_tag;
use crate::parts::pager::Pager;
use crate::parts::rows::{Row, rows};
use crate::parts::{button, empty_state, filter_glyph, heading, pager, tabs};
use crate::{format, texts};
use domain::Lang;
use domain::case::{CasePage, CaseSummary};
use domain::issue::search::COUNTED;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub found: CasePage,
    /// Decided ones too.
    pub all: bool,
    /// The client that the list is about.
    pub client_name: Option<String>,
    pub next: Option<String>,
    pub first: Option<String>,
    /// The reader is not named for harassment and discrimination: the page says that some are not here.
    pub kept_out: bool,
}

/// What the list finds, counted.
pub fn title(p: &ListPage) -> String {
    use texts::case_list as t;
    let (l, n) = (p.lang, p.found.found);
    let title = match n {
        COUNTED.. => t::found_or_more(l, format::number(l, COUNTED)),
        _ if p.all || p.client_name.is_some() => t::found(l, n),
        0 => t::none_open(l).to_owned(),
        _ => t::open(l, n),
    };
    match &p.client_name {
        Some(client) => format!("{title} {}", texts::issue_list::of_client(l, client)),
        None => title,
    }
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::case_list as t;
    let l = p.lang;
    let tab = |name: &str, href: &str, current: bool| tabs::Tab {
        name: name.to_owned(),
        href: href.to_owned(),
        count: None,
        current,
    };
    let choices = p.client_name.is_none().then(|| {
        tabs::tabs(
            t::which(l),
            vec![
                tab(t::tab_open(l), "/cases", !p.all),
                tab(t::tab_all(l), "/cases?state=all", p.all),
            ],
        )
    });
    let body = if p.found.cases.is_empty() {
        empty_state::empty_state(
            t::empty_title(l),
            t::empty(l),
            Some(button::link("/issues", t::to_issues(l))),
        )
    } else {
        let shown = Pager {
            shown: p.found.cases.len() as i64,
            first: p.first.clone(),
            previous: None,
            next: p.next.clone(),
        };
        view! {
            {rows(p.found.cases.iter().map(|case| row(l, case)).collect())}
            {pager::pager(l, &shown)}
        }
        .into_any()
    };
    view! {
        <div class="wide">
            {heading::with(title(p), Some(heading::back("/issues", t::to_issues(l))), vec![])}
            {choices}
            {body}
            {p.kept_out.then(|| view! { <p class="soft">{texts::issue_list::kept_out(l)}</p> })}
        </div>
    }
    .into_any()
}

/// One case in a list.
pub fn row(l: Lang, case: &CaseSummary) -> Row {
    use texts::case_list as t;
    let opened = t::opened_on(l, format::date_short(l, domain::clock::day(case.opened_at)));
    let left = (case.undecided > 0).then(|| t::undecided(l, case.undecided));
    let said: Vec<String> = [
        Some(case.id.reference()),
        Some(t::issues(l, case.issues)),
        left,
        Some(opened),
    ]
    .into_iter()
    .flatten()
    .collect();
    Row::new(
        format!("/cases/{}", case.id),
        format!("{} · {}", case.title, case.client_name),
    )
    .lead(filter_glyph::filter(l, case.bounds.filter))
    .meta(view! { <span>{said.join(" · ")}</span> })
    .side(state_tag(l, case.state))
}
