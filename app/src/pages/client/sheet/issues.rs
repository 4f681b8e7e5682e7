//! Issues: their counts in the overview, and the newest in their own part.

use super::SheetPage;
use crate::pages::issue::list as issue_list;
use crate::parts::{button, empty_state, key_figure, rows};
use crate::{format, texts, words};
use domain::category::Category;
use domain::issue::IssueSummary;
use domain::issue::search::{IssueSearch, StateWanted};
use leptos::prelude::*;

fn issues_path(p: &SheetPage, state: StateWanted) -> String {
    IssueSearch {
        client: Some(p.client.id),
        state,
        ..IssueSearch::default()
    }
    .path()
}

pub(super) fn issue_counts(p: &SheetPage) -> AnyView {
    use domain::issue::IssueState;
    use texts::client_sheet as t;
    let (l, n) = (p.lang, &p.client.issues);
    if n.open + n.confirmed + n.resolved == 0 {
        return view! { <section><h2>{t::issues(l)}</h2><p class="soft">{t::no_issues(l)}</p></section> }
            .into_any();
    }
    let figure = |n: i64, label: &'static str, state: StateWanted| {
        key_figure::key_figure(format::number(l, n), label, Some(issues_path(p, state)))
    };
    let figures = vec![
        figure(n.open, t::issues_open(l), StateWanted::Open),
        figure(
            n.confirmed,
            t::issues_confirmed(l),
            StateWanted::Only(IssueState::Confirmed),
        ),
        figure(
            n.resolved,
            t::issues_resolved(l),
            StateWanted::Only(IssueState::Resolved),
        ),
    ];
    let worst = n
        .worst_confirmed
        .map(|s| view! { <p class="soft">{t::worst(l, words::severity(l, s).to_lowercase())}</p> });
    view! { <section class="stack"><h2>{t::issues(l)}</h2>{key_figure::figures(figures)}{worst}</section> }
        .into_any()
}

pub(super) fn issue_part(p: &SheetPage, issues: &[IssueSummary], categories: &[Category]) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    let report = p
        .rights
        .report
        .then(|| button::link_primary(format!("/clients/{}/issues/new", p.client.id), t::report(l)));
    if issues.is_empty() {
        return view! { <section class="stack sheet-part">{empty_state::empty_state(t::title_issues(l, &p.client.name), t::no_issues(l), report)}</section> }
            .into_any();
    }
    view! {
        <section class="stack sheet-part">
            <h2>{t::issues(l)}</h2>
            {rows::rows(issues.iter().map(|issue| issue_list::row(l, categories, issue)).collect())}
            {button::row(vec![button::link(issues_path(p, StateWanted::All), t::issues_all(l))])}
        </section>
    }
    .into_any()
}
