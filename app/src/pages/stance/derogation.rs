//! A member asks to work in spite of a sanction; a manager answers.

use crate::parts::{
    Errors, Field, button, conflict, conflict::Difference, empty_state, error_summary, facts, form_key,
    heading, notice, quote, rows, tag, time,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::stance::derogation::{Derogation, DerogationState};
use domain::{ClientId, Lang, StanceId};
use leptos::prelude::*;

/// The member's page: the form, or the request that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskPage {
    pub lang: Lang,
    pub stance: StanceId,
    pub client: ClientId,
    pub client_name: String,
    pub ends_on: NaiveDate,
    /// Has the member an open check or signed work to come here?
    pub touched: bool,
    /// The newest request.
    pub own: Option<Derogation>,
    pub reason: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn ask_title(p: &AskPage) -> String {
    texts::derogation::ask_title(p.lang, &p.client_name)
}

/// The member's page.
pub fn ask(p: &AskPage) -> AnyView {
    use texts::derogation as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    let waits = p
        .own
        .as_ref()
        .is_some_and(|own| own.state == DerogationState::Asked);
    let form = if waits {
        None
    } else if p.touched {
        Some(
            view! {
                <form class="stack" method="post" id="derogation" action=format!("/stances/{}/derogation", p.stance)>
                    {form_key::key(&p.key)}
                    {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(&p.reason).error(&p.errors).textarea(5)}
                    {button::primary(t::ask(l))}
                </form>
            }
            .into_any(),
        )
    } else {
        Some(notice::info(view! { <p>{t::not_touched(l)}</p> }))
    };
    view! {
        <article class="reading stack">
            {heading::with(ask_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l, format::date(l, p.ends_on))}</p>
            {p.own.as_ref().map(|own| state(l, own))}
            {form}
        </article>
    }
    .into_any()
}

fn state(l: Lang, d: &Derogation) -> AnyView {
    use texts::derogation as t;
    let told = match (d.state, d.until_on) {
        (DerogationState::Asked, _) => t::waits(l, format::date(l, d.due_on)),
        (DerogationState::Granted, Some(until)) => t::granted(l, format::date(l, until)),
        (DerogationState::Granted, None) | (DerogationState::Declined, _) => t::declined(l).to_owned(),
    };
    let comment = (!d.comment.is_empty()).then(|| {
        quote::quote(
            d.comment.clone(),
            d.decided_by_name.clone().map(IntoAny::into_any),
        )
    });
    view! {
        <section class="panel stack">
            <p><strong>{told}</strong></p>
            {quote::quote(d.reason.clone(), Some(time::moment(l, d.asked_at)))}
            {comment}
        </section>
    }
    .into_any()
}

/// What waits for a manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub waiting: Vec<Derogation>,
}

/// The page's title.
pub fn list_title(p: &ListPage) -> String {
    texts::derogation::title(p.lang, p.waiting.len() as i64)
}

/// The list.
pub fn list(p: &ListPage) -> AnyView {
    use texts::derogation as t;
    let l = p.lang;
    if p.waiting.is_empty() {
        return view! {
            <article class="reading stack">
                {heading::heading(list_title(p))}
                {empty_state::empty_state(list_title(p), t::none(l), None)}
            </article>
        }
        .into_any();
    }
    let items = p
        .waiting
        .iter()
        .map(|d| {
            let late = d.due_on < p.today;
            let due = t::due(l, format::date(l, d.due_on));
            rows::Row::new(format!("/derogations/{}", d.id), d.client_name.clone())
                .meta(d.person_name.clone())
                .side(view! { <span>{due}</span>{late.then(|| tag::tag(t::late(l)))} })
        })
        .collect();
    view! {
        <article class="reading stack">
            {heading::heading(list_title(p))}
            {rows::rows(items)}
        </article>
    }
    .into_any()
}

/// The answer as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerForm {
    pub until: String,
    pub comment: String,
}

/// One request, for its member and for managers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePage {
    pub lang: Lang,
    pub derogation: Derogation,
    /// May this reader answer?
    pub answers: bool,
    /// Somebody was faster: what was typed stands beside what was answered.
    pub overtaken: bool,
    pub form: AnswerForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn one_title(p: &OnePage) -> String {
    texts::derogation::one_title(p.lang, &p.derogation.client_name)
}

/// One request.
pub fn one(p: &OnePage) -> AnyView {
    use texts::derogation as t;
    let (l, d) = (p.lang, &p.derogation);
    let back = heading::back(format!("/clients/{}", d.client), d.client_name.clone());
    let pairs = vec![
        (t::member(l).to_owned(), d.person_name.clone().into_any()),
        (
            t::state(l).to_owned(),
            words::derogation_state(l, d.state).into_any(),
        ),
    ];
    let stance = p.answers.then(|| {
        view! { <p><a href=format!("/stances/{}", d.stance)>{t::stance(l)}" "{d.stance.reference()}</a></p> }
    });
    let answer = (p.answers && d.state == DerogationState::Asked).then(|| {
        view! {
            <section class="panel stack" aria-labelledby="answer-title">
                <h2 id="answer-title">{t::answer_title(l)}</h2>
                <form class="stack" method="post" id="answer" action=format!("/derogations/{}", d.id)>
                    {form_key::key(&p.key)}{form_key::revision(d.revision)}
                    {Field::new("until", t::until(l)).hint(t::until_hint(l)).optional(l).value(&p.form.until).error(&p.errors).date()}
                    {Field::new("comment", t::comment(l)).hint(t::comment_hint(l)).optional(l).value(&p.form.comment).error(&p.errors).textarea(3)}
                    {button::row(vec![
                        button::named(t::grant(l), "answer", "grant", true),
                        button::named(t::decline(l), "answer", "decline", false),
                    ])}
                </form>
            </section>
        }
    });
    view! {
        <article class="reading stack">
            {heading::with(one_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {p.overtaken.then(|| conflict::settled(l, differences(p)))}
            {p.answers.then(|| facts::facts(pairs))}
            {state(l, d)}
            {stance}
            {answer}
        </article>
    }
    .into_any()
}

/// What was answered beside what was typed.
fn differences(p: &OnePage) -> Vec<Difference> {
    use texts::derogation as t;
    let (l, d) = (p.lang, &p.derogation);
    let until = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| format::date(l, day));
    [
        Difference::of(t::until(l), until(d.until_on), until(p.form.until.parse().ok())),
        Difference::of(t::comment(l), &d.comment, &p.form.comment),
    ]
    .into_iter()
    .flatten()
    .collect()
}
