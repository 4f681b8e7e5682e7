//! Staff put a report into its place: category, severity, cause, and the funder or the article where they belong.

use super::overtaken;
use super::report::{causes, severities};
use crate::parts::{Choice, Errors, Field, button, conflict, error_summary, form_key, heading, quote};
use crate::{texts, words};
use domain::category::{Ask, Category, Filter};
use domain::{ArticleId, FunderId, IssueId, Lang};
use leptos::prelude::*;

/// What was chosen and typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassifyForm {
    pub category: String,
    pub severity: String,
    pub cause: String,
    pub funder: String,
    pub article: String,
    pub reason: String,
    pub key: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassifyPage {
    pub lang: Lang,
    pub issue: IssueId,
    pub client_name: String,
    pub facts: String,
    pub revision: i64,
    pub categories: Vec<Category>,
    pub articles: Vec<(ArticleId, String)>,
    pub funders: Vec<(FunderId, String)>,
    /// What stands now, where somebody was faster.
    pub overtaken: Option<Box<ClassifyForm>>,
    pub form: ClassifyForm,
    pub errors: Errors,
}

/// The page's title: the task.
pub fn title(p: &ClassifyPage) -> String {
    texts::issue_classify::title(p.lang, p.issue.reference(), &p.client_name)
}

/// The page.
pub fn classify(p: &ClassifyPage) -> AnyView {
    use texts::issue_classify as t;
    let l = p.lang;
    let back = heading::back(format!("/issues/{}", p.issue), p.issue.reference());
    let group = |filter: &Filter| {
        let choices: Vec<Choice> = p
            .categories
            .iter()
            .filter(|c| c.filter == *filter)
            .map(|c| Choice::new(c.id.to_string(), c.name(l)))
            .collect();
        (!choices.is_empty()).then(|| (words::filter(l, *filter).to_owned(), choices))
    };
    let asks_article = p.categories.iter().any(|c| c.asks.article != Ask::No);
    let article = (asks_article && !p.articles.is_empty()).then(|| {
        let choices = p
            .articles
            .iter()
            .map(|(id, title)| Choice::new(id.to_string(), title.clone()))
            .collect();
        Field::new("article", texts::issue_report::article(l))
            .hint(t::article_hint(l))
            .value(&p.form.article)
            .error(&p.errors)
            .select(l, choices)
    });
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.as_deref().map(|now| conflict::conflict(l, overtaken::classify(p, now)))}
            {quote::quote(p.facts.clone(), None)}
            <form method="post" class="stack" action=format!("/issues/{}/classify", p.issue)>
                {form_key::key(&p.form.key)}{form_key::revision(p.revision)}
                {Field::new("category", t::category(l)).hint(t::category_hint(l)).value(&p.form.category).error(&p.errors)
                    .select_grouped(l, Filter::ALL.iter().filter_map(group).collect())}
                {Field::new("severity", texts::issue_report::severity(l)).value(&p.form.severity).error(&p.errors)
                    .radios(severities(l))}
                {causes(l, &p.funders, &p.form.cause, &p.form.funder, &p.errors)}
                {article}
                {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(&p.form.reason).error(&p.errors).textarea(3)}
                {button::row(vec![button::primary(t::save(l))])}
            </form>
        </div>
    }
    .into_any()
}
