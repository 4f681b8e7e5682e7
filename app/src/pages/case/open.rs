//! Opening a case from one issue: its title, and which others are about the same facts.

use crate::pages::issue::list::category_name;
use crate::parts::{Choice, Errors, Field, button, error_summary, field, form_key, heading};
use crate::{format, texts, words};
use domain::Lang;
use domain::case::MAX_TITLE;
use domain::category::Category;
use domain::issue::IssueSummary;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPage {
    pub lang: Lang,
    pub first: IssueSummary,
    /// Others that may be about the same facts, the most likely first.
    pub others: Vec<IssueSummary>,
    pub ticked: Vec<String>,
    pub categories: Vec<Category>,
    pub case_title: String,
    pub key: String,
    pub errors: Errors,
}

/// The page's title: the task.
pub fn title(p: &OpenPage) -> String {
    texts::case_open::title(p.lang, &p.first.client_name)
}

/// The page.
pub fn open(p: &OpenPage) -> AnyView {
    use texts::case_open as t;
    let l = p.lang;
    let back = heading::back(format!("/issues/{}", p.first.id), p.first.id.reference());
    let first = line(l, &p.categories, &p.first);
    let others = if p.others.is_empty() {
        view! { <p class="soft">{t::no_others(l)}</p> }.into_any()
    } else {
        boxes(l, &p.categories, &p.others, &p.ticked, &p.errors)
    };
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p>{t::what(l)}</p>
            <form method="post" class="stack" action="/cases/new">
                {form_key::key(&p.key)}{form_key::hidden("issue", p.first.id.to_string())}
                {Field::new("title", t::case_title(l)).hint(t::case_title_hint(l, MAX_TITLE)).value(&p.case_title)
                    .error(&p.errors).text()}
                <p>{t::begins_with(l, first)}</p>
                {others}
                {button::row(vec![button::primary(t::send(l))])}
            </form>
        </div>
    }
    .into_any()
}

/// Issues to tick, each with what tells them apart.
pub(super) fn boxes(
    l: Lang,
    categories: &[Category],
    issues: &[IssueSummary],
    ticked: &[String],
    errors: &Errors,
) -> AnyView {
    use texts::case_open as t;
    let choices = issues
        .iter()
        .map(|issue| Choice::new(issue.id.to_string(), line(l, categories, issue)).hint(issue.gist.clone()))
        .collect();
    field::checkboxes(
        "issues",
        t::others(l),
        Some(t::others_hint(l).to_owned()),
        errors,
        choices,
        ticked,
    )
}

fn line(l: Lang, categories: &[Category], issue: &IssueSummary) -> String {
    format!(
        "{} · {} · {} · {}",
        issue.id.reference(),
        category_name(l, categories, issue),
        format::date_short(l, issue.happened_on),
        words::issue_state(l, issue.state).to_lowercase(),
    )
}
