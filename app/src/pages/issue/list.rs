//! Lists of issues: the triage and its searches for staff, one's own reports for members.

use super::state_tag;
use crate::parts::pager::Pager;
use crate::parts::rows::{Row, rows};
use crate::parts::{Choice, Field, button, empty_state, filter_glyph, heading, notice, pager, severity, tag};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::{Category, Filter, Sensitivity};
use domain::issue::search::{COUNTED, IssuePage, IssueSearch, SourceWanted, StateWanted};
use domain::issue::{IssueState, IssueSummary};
use domain::{IssueId, Lang};
use leptos::prelude::*;

/// The staff list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub search: IssueSearch,
    pub found: IssuePage,
    pub categories: Vec<Category>,
    /// The client that the list is about, by name.
    pub client_name: Option<String>,
    /// The reader is not named for harassment and discrimination: the page says that some are not here.
    pub kept_out: bool,
    pub payment_only: bool,
    /// Those of this page that another report may repeat.
    pub repeated: Vec<IssueId>,
    /// Protected reports whose period has run out, or runs out within a week: the first due comes first.
    pub due: Vec<Due>,
}

/// A protected report that is to be acknowledged or answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub issue: IssueId,
    pub client_name: String,
    pub acknowledged: bool,
    pub on: NaiveDate,
    pub late: bool,
}

/// What the list finds, counted.
pub fn title(p: &ListPage) -> String {
    use texts::issue_list as t;
    let (l, n) = (p.lang, p.found.found);
    let triage = p.search.state == StateWanted::Open;
    let mut title = match n {
        0 if triage && p.search.is_plain() => return t::nothing_to_triage(l).to_owned(),
        COUNTED.. => t::found_or_more(l, format::number(l, COUNTED)),
        _ if triage => t::to_triage(l, n),
        _ => t::found(l, n),
    };
    if let Some(client) = &p.client_name {
        title = format!("{title} {}", t::of_client(l, client));
    }
    if let Some(month) = p.search.reported_month {
        title = format!("{title} {}", t::of_month(l, format::month(l, month)));
    }
    title
}

/// The page for staff.
pub fn list(p: &ListPage) -> AnyView {
    use texts::issue_list as t;
    let l = p.lang;
    let narrowed = p.search.client.is_some() || p.search.reported_month.is_some();
    let whole = narrowed.then(|| button::link("/issues", t::whole_list(l)));
    let cases = button::link("/cases", t::cases(l));
    view! {
        <div class="wide">
            {heading::with(title(p), None, whole.into_iter().chain([cases]).collect())}
            {due(p)}
            {chooser(p)}
            {found(p)}
            {p.kept_out.then(|| view! { <p class="soft">{t::kept_out(l)}</p> })}
            {p.payment_only.then(|| view! { <p class="soft">{t::payment_only(l)}</p> })}
        </div>
    }
    .into_any()
}

fn chooser(p: &ListPage) -> AnyView {
    use texts::issue_list as t;
    let l = p.lang;
    let mut states = vec![
        Choice::new("open", t::state_open(l)),
        Choice::new("all", t::state_all(l)),
    ];
    states.extend(
        IssueState::ALL
            .iter()
            .map(|s| Choice::new(s.code(), words::issue_state(l, *s))),
    );
    let mut filters = vec![Choice::new("", t::filter_all(l))];
    filters.extend(
        Filter::ALL
            .iter()
            .map(|f| Choice::new(f.code(), words::filter(l, *f))),
    );
    let mut categories = vec![Choice::new("", t::category_all(l))];
    categories.extend(
        p.categories
            .iter()
            .map(|c| Choice::new(c.id.to_string(), c.name(l))),
    );
    let sources = vec![
        Choice::new("", t::source_all(l)),
        Choice::new(SourceWanted::People.code(), t::source_people(l)),
        Choice::new(SourceWanted::Ledger.code(), t::source_ledger(l)),
    ];
    let hidden = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <input type="hidden" name=name value=value/> })
    };
    view! {
        <form method="get" action="/issues" class="filters">
            {hidden("client", p.search.client.map(|c| c.to_string()))}
            {hidden("reported_month", p.search.reported_month.map(|m| m.number().to_string()))}
            {Field::new("state", t::state(l)).value(p.search.state.code()).select_of(states)}
            {(!p.payment_only).then(|| {
                Field::new("filter", t::filter(l)).value(p.search.filter.map_or("", Filter::code)).select_of(filters)
            })}
            {Field::new("category", t::category(l))
                .value(p.search.category.map(|c| c.to_string()).unwrap_or_default()).select_of(categories)}
            {Field::new("source", t::source(l))
                .value(p.search.source.map_or("", SourceWanted::code)).select_of(sources)}
            {button::secondary(t::show(l))}
        </form>
    }
    .into_any()
}

fn found(p: &ListPage) -> AnyView {
    use texts::issue_list as t;
    let l = p.lang;
    if p.found.issues.is_empty() {
        let triage = p.search.state == StateWanted::Open && p.search.is_plain();
        let (title, what) = if triage {
            (t::nothing_to_triage(l), t::empty_triage(l))
        } else {
            (t::empty_title(l), t::empty_search(l))
        };
        let all = IssueSearch {
            state: StateWanted::All,
            ..IssueSearch::default()
        }
        .path();
        return empty_state::empty_state(title, what, Some(button::link(all, t::state_all(l))));
    }
    let next = p.found.issues.last().filter(|_| p.found.more).map(|last| {
        IssueSearch {
            after: Some(last.id),
            ..p.search
        }
        .path()
    });
    let first = p.search.after.map(|_| p.search.first_page().path());
    let shown = Pager {
        shown: p.found.issues.len() as i64,
        first,
        previous: None,
        next,
    };
    view! {
        {rows(p.found.issues.iter().map(|issue| marked(p, issue)).collect())}
        {pager::pager(l, &shown)}
    }
    .into_any()
}

/// The row of an issue, with a word where another report may be the same.
fn marked(p: &ListPage, issue: &IssueSummary) -> Row {
    let l = p.lang;
    let plain = row(l, &p.categories, issue);
    if !p.repeated.contains(&issue.id) {
        return plain;
    }
    plain.side(view! { {tag::quiet(texts::issue_list::maybe_twice(l))}" "{state_tag(l, issue.state)} })
}

/// Protected reports that are due: undeclared work is acknowledged in 7 days and answered in 3 months.
fn due(p: &ListPage) -> Option<AnyView> {
    use texts::issue_list as t;
    let l = p.lang;
    if p.due.is_empty() {
        return None;
    }
    let late = p.due.iter().any(|due| due.late);
    let lines = p
        .due
        .iter()
        .map(|due| {
            let day = format::date(l, due.on);
            let what = if due.acknowledged {
                t::due_answer(l, day)
            } else {
                t::due_acknowledge(l, day)
            };
            let late = due.late.then(|| view! { " "<strong>{t::due_late(l)}</strong> });
            view! {
                <li><a href=format!("/issues/{}", due.issue)>{format!("{} · {}", due.issue.reference(), due.client_name)}</a>" "{what}{late}</li>
            }
        })
        .collect_view();
    let body = view! { <h2 id="promised">{t::due_title(l)}</h2><ul>{lines}</ul> };
    Some(if late {
        notice::warning(body)
    } else {
        notice::info(body)
    })
}

/// One issue in a list for staff; the first page shows the same rows.
pub fn row(l: Lang, categories: &[Category], issue: &IssueSummary) -> Row {
    let category = category_name(l, categories, issue);
    let said = format!(
        "{} · {}",
        words::source(l, issue.source),
        texts::issue_list::reported_on(l, format::date_short(l, domain::clock::day(issue.reported_at)))
    );
    let private = issue.sensitivity == Sensitivity::NamedHandlers;
    let gist = (!private).then(|| view! { <span class="gist">{issue.gist.clone()}</span> });
    Row::new(
        format!("/issues/{}", issue.id),
        format!("{category} · {}", issue.client_name),
    )
    .lead(filter_glyph::filter(l, issue.filter))
    .meta(view! { {severity::ticks(l, issue.severity)}<span>{said}</span>{gist} })
    .side(state_tag(l, issue.state))
}

/// The name of the issue's category in the reader's language.
pub fn category_name(l: Lang, categories: &[Category], issue: &IssueSummary) -> String {
    let category = categories.iter().find(|c| c.id == issue.category);
    category
        .map_or_else(|| words::filter(l, issue.filter), |c| c.name(l))
        .to_owned()
}

/// A member's own reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    pub lang: Lang,
    pub found: IssuePage,
    pub categories: Vec<Category>,
    /// Not the first page.
    pub later: bool,
}

/// The page for members.
pub fn own(p: &OwnPage) -> AnyView {
    use texts::issue_list as t;
    let l = p.lang;
    let body = if p.found.issues.is_empty() {
        let look = button::link_primary("/check", t::look_up(l));
        empty_state::empty_state(t::empty_mine_title(l), t::empty_mine(l), Some(look))
    } else {
        let next = p
            .found
            .issues
            .last()
            .filter(|_| p.found.more)
            .map(|last| format!("/issues?after={}", last.id));
        let first = p.later.then(|| "/issues".to_owned());
        let shown = Pager {
            shown: p.found.issues.len() as i64,
            first,
            previous: None,
            next,
        };
        view! {
            {rows(p.found.issues.iter().map(|issue| own_row(l, &p.categories, issue)).collect())}
            {pager::pager(l, &shown)}
        }
        .into_any()
    };
    view! { <div class="reading">{heading::heading(t::mine(l))}{body}</div> }.into_any()
}

/// One's own report in a list: what became of it stands first.
pub fn own_row(l: Lang, categories: &[Category], issue: &IssueSummary) -> Row {
    let day = format::date(l, domain::clock::day(issue.reported_at));
    Row::new(
        format!("/issues/{}", issue.id),
        format!("{} · {}", category_name(l, categories, issue), issue.client_name),
    )
    .meta(view! { <span>{format!("{} · {day}", issue.id.reference())}</span> })
    .side(state_tag(l, issue.state))
}
