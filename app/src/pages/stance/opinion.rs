//! The committee's pages: what waits for it, one case with what was put to the client, and the answer.

use super::content;
use super::judged;
use crate::parts::{
    Choice, Errors, Field, button, empty_state, error_summary, facts, form_key, heading, quote, rows,
    stance_badge, tag,
};
use crate::{format, texts, words};
use domain::Lang;
use domain::category::Category;
use domain::stance::StanceSheet;
use domain::stance::life::JudgedGround;
use domain::stance::opinion::{Advice, Opinion};
use leptos::prelude::*;

/// What waits, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub waiting: Vec<Opinion>,
    pub answered: Vec<Opinion>,
}

/// The page's title.
pub fn list_title(p: &ListPage) -> String {
    texts::opinion::title(p.lang, p.waiting.len() as i64)
}

/// The list.
pub fn list(p: &ListPage) -> AnyView {
    use texts::opinion as t;
    let l = p.lang;
    let waiting = if p.waiting.is_empty() {
        empty_state::empty_state(list_title(p), t::none(l), None)
    } else {
        summaries(l, &p.waiting)
    };
    let answered = (!p.answered.is_empty()).then(|| {
        view! { {heading::section("answered", t::answered(l))}{summaries(l, &p.answered)} }
    });
    view! {
        <article class="reading stack">
            {heading::heading(list_title(p))}
            <p class="lead">{t::intro(l)}</p>
            {waiting}
            {answered}
        </article>
    }
    .into_any()
}

fn summaries(l: Lang, opinions: &[Opinion]) -> AnyView {
    let items = opinions
        .iter()
        .map(|o| {
            let asked = format::date(l, domain::clock::day(o.asked_at));
            let given = o
                .given
                .as_ref()
                .map(|given| tag::quiet(words::advice(l, given.advises)));
            rows::Row::new(format!("/opinions/{}", o.id), o.client_name.clone())
                .meta(o.question.clone())
                .side(view! { <span>{asked}</span>{given} })
        })
        .collect();
    rows::rows(items)
}

/// The answer as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerForm {
    pub advises: String,
    pub text: String,
}

/// What the client said, as the committee reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub on: chrono::NaiveDate,
    pub text: String,
}

/// One case put to the committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePage {
    pub lang: Lang,
    pub opinion: Opinion,
    pub stance: StanceSheet,
    pub scope_names: Vec<String>,
    pub grounds: Vec<JudgedGround>,
    pub categories: Vec<Category>,
    pub replies: Vec<Said>,
    pub form: AnswerForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the question's client.
pub fn case_title(p: &CasePage) -> String {
    texts::opinion::case_title(p.lang, &p.opinion.client_name)
}

/// The case: the question, what is proposed, the facts, the client's reply, and the answer.
pub fn case(p: &CasePage) -> AnyView {
    use texts::opinion as t;
    let (l, s) = (p.lang, &p.stance);
    let asked = format!(
        "{} · {}",
        p.opinion.asked_by_name,
        format::date(l, domain::clock::day(p.opinion.asked_at))
    );
    let replies = if p.replies.is_empty() {
        view! { <p class="soft">{t::no_reply(l)}</p> }.into_any()
    } else {
        p.replies
            .iter()
            .map(|said| quote::quote(said.text.clone(), Some(format::date(l, said.on).into_any())))
            .collect_view()
            .into_any()
    };
    view! {
        <article class="reading stack">
            {heading::with(case_title(p), Some(heading::back("/opinions", t::back(l))), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {quote::quote(p.opinion.question.clone(), Some(asked.into_any()))}
            {heading::section("proposed", t::proposed(l))}
            <p>{stance_badge::large(l, Some(s.standing.kind))}" "{words::stance_state(l, s.standing.state)}</p>
            {content::paragraph(&s.proposal.reason)}
            {facts::facts(content::told(l, &s.proposal, &p.scope_names))}
            <div lang="fr">{quote::quote(s.proposal.note.fr.clone(), None)}</div>
            <div lang="nl">{quote::quote(s.proposal.note.nl.clone(), None)}</div>
            {heading::section("grounds", texts::stance_sheet::grounds(l))}
            {judged::grounds(l, &p.grounds, &p.categories, true)}
            {heading::section("replies", t::replies(l))}
            {replies}
            {answer(p)}
        </article>
    }
    .into_any()
}

fn answer(p: &CasePage) -> AnyView {
    use texts::opinion as t;
    let l = p.lang;
    if let Some(given) = &p.opinion.given {
        let by = format!(
            "{} · {}",
            given.by_name,
            format::date(l, domain::clock::day(given.at))
        );
        return view! {
            <section class="panel stack" aria-labelledby="answer-title">
                <h2 id="answer-title">{t::advises(l)}" "{words::advice(l, given.advises)}</h2>
                {quote::quote(given.text.clone(), Some(by.into_any()))}
            </section>
        }
        .into_any();
    }
    let choices = Advice::ALL
        .iter()
        .map(|advice| Choice::new(advice.code(), words::advice(l, *advice)))
        .collect();
    view! {
        <section class="panel stack" aria-labelledby="answer-title">
            <h2 id="answer-title">{t::answer_title(l)}</h2>
            <form class="stack" method="post" id="answer" action=format!("/opinions/{}", p.opinion.id)>
                {form_key::key(&p.key)}{form_key::revision(p.opinion.revision)}
                {Field::new("advises", t::advice(l)).value(&p.form.advises).error(&p.errors).radios(choices)}
                {Field::new("text", t::text(l)).hint(t::text_hint(l)).value(&p.form.text).error(&p.errors).textarea(5)}
                {button::primary(t::give(l))}
            </form>
        </section>
    }
    .into_any()
}
