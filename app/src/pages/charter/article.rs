//! One article of the draft, in four languages.

use crate::parts::{Errors, Field, button, conflict, conflict::Difference, error_summary, form_key, heading};
use crate::{texts, words};
use domain::Lang;
use domain::charter::Article;
use leptos::prelude::*;

/// The form as typed, in the order of [`Lang::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleForm {
    pub titles: [String; 4],
    pub texts: [String; 4],
}

impl ArticleForm {
    /// What stands in the draft.
    pub fn of(article: &Article) -> Self {
        Self {
            titles: article.titles.clone(),
            texts: article.texts.clone(),
        }
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePage {
    pub lang: Lang,
    /// `None`: a new article.
    pub number: Option<i64>,
    pub form: ArticleForm,
    pub errors: Errors,
    /// What another person wrote meanwhile.
    pub overtaken: Option<Article>,
    pub revision: i64,
    pub key: String,
}

/// The page's title: the task.
pub fn title(p: &ArticlePage) -> String {
    match p.number {
        Some(number) => texts::charter_draft::title_article(p.lang, number),
        None => texts::charter_draft::title_new(p.lang).to_owned(),
    }
}

/// The page.
pub fn article(p: &ArticlePage) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    let action = match p.number {
        Some(number) => format!("/charter/draft/{number}"),
        None => "/charter/draft/new".to_owned(),
    };
    let languages = Lang::ALL.iter().map(|of| language(p, *of)).collect_view();
    let remove = p.number.map(|_| {
        view! {
            <section class="section">
                <form method="post" action=format!("{action}/remove") id="remove">
                    {form_key::key(&format!("{}-r", p.key))}
                    {form_key::revision(p.revision)}
                    <p>{t::remove_means(l)}</p>
                    {button::row(vec![button::secondary(t::remove(l))])}
                </form>
            </section>
        }
    });
    let overtaken = p.overtaken.as_ref().map(|now| overtaken(p, now));
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(title(p), Some(heading::back("/charter/draft", t::back_draft(l))), vec![])}
            {overtaken}
            <form method="post" action=action.clone() id="article" class="stack">
                {form_key::key(&p.key)}
                {form_key::revision(p.revision)}
                {languages}
                {button::row(vec![button::primary(t::save(l)), button::link("/charter/draft", texts::form::cancel(l))])}
            </form>
            {remove}
        </article>
    }
    .into_any()
}

/// What a colleague wrote meanwhile, in each language in which it differs from what was typed.
fn overtaken(p: &ArticlePage, now: &Article) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    let differences = Lang::ALL.iter().flat_map(|of| {
        let at = *of as usize;
        let point = |name: &str| format!("{name} ({})", words::lang(*of));
        [
            Difference::of(point(t::article_title(l)), &now.titles[at], &p.form.titles[at]),
            Difference::of(point(t::article_text(l)), &now.texts[at], &p.form.texts[at]),
        ]
    });
    conflict::conflict(l, differences.flatten().collect())
}

fn language(p: &ArticlePage, of: Lang) -> AnyView {
    use texts::charter_draft as t;
    let l = p.lang;
    let code = of.code();
    let mut title = Field::new(format!("title_{code}"), t::article_title(l))
        .value(&p.form.titles[of as usize])
        .error(&p.errors);
    let mut text = Field::new(format!("text_{code}"), t::article_text(l))
        .value(&p.form.texts[of as usize])
        .error(&p.errors);
    if matches!(of, Lang::En | Lang::De) {
        title = title.optional(l);
        text = text.optional(l);
    }
    view! {
        <fieldset class="panel stack">
            <legend>{words::lang(of)}</legend>
            {title.text()}
            {text.textarea(6)}
        </fieldset>
    }
    .into_any()
}
