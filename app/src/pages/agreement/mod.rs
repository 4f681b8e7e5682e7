//! Terms negotiated with one client: the form, one agreement, the list.

use crate::parts::{
    Errors, Field, button, conflict, conflict::Difference, empty_state, error_summary, facts, field,
    form_key, heading, notice, rows, tag, time,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::agreement::{Agreement, AgreementState};
use domain::stance::StanceKind;
use domain::{ClientId, Lang, StanceId};
use leptos::prelude::*;

/// Lines for milestones on the form.
pub const LINES: usize = 6;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgreementForm {
    pub stance: String,
    pub terms: String,
    pub starts_on: String,
    pub ends_on: String,
    /// Day and words of each milestone.
    pub due: Vec<String>,
    pub what: Vec<String>,
}

/// The page of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    /// Stances that it can lead back from.
    pub stances: Vec<(StanceId, StanceKind)>,
    pub form: AgreementForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn form_title(p: &FormPage) -> String {
    texts::agreement::form_title(p.lang, &p.client_name)
}

/// The form.
pub fn form(p: &FormPage) -> AnyView {
    use texts::agreement as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}/agreements", p.client), t::all(l));
    let stances: Vec<_> = p
        .stances
        .iter()
        .map(|(id, kind)| {
            field::Choice::new(
                id.to_string(),
                format!("{} · {}", id.reference(), words::stance_kind(l, *kind)),
            )
        })
        .collect();
    let text = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    let lines = (0..LINES)
        .map(|at| {
            let (day, what) = (text(&p.form.due, at), text(&p.form.what, at));
            let (day_id, what_id) = (format!("f-due-{at}"), format!("f-what-{at}"));
            view! {
                <div class="fields-row">
                    <div class="field field-narrow">
                        <label for=day_id.clone()>{t::milestone_day(l, at as i64 + 1)}</label>
                        <input id=day_id name="due" type="date" value=day/>
                    </div>
                    <div class="field">
                        <label for=what_id.clone()>{t::milestone_what(l, at as i64 + 1)}</label>
                        <input id=what_id name="what" type="text" value=what/>
                    </div>
                </div>
            }
        })
        .collect_view();
    let wrong = p
        .errors
        .get("milestones")
        .map(|sentence| view! { <p class="wrong" id="e-milestones">{sentence.to_owned()}</p> });
    view! {
        <article class="reading stack">
            {heading::with(form_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            <form class="stack" method="post" id="agreement" action=format!("/clients/{}/agreements/new", p.client)>
                {form_key::key(&p.key)}
                {(!stances.is_empty()).then(|| Field::new("stance", t::stance(l)).optional(l).value(&p.form.stance).error(&p.errors).select(l, stances))}
                {Field::new("terms", t::terms(l)).hint(t::terms_hint(l)).value(&p.form.terms).error(&p.errors).textarea(6)}
                {Field::new("starts_on", t::starts(l)).value(&p.form.starts_on).error(&p.errors).date()}
                {Field::new("ends_on", t::ends(l)).hint(t::ends_hint(l)).value(&p.form.ends_on).error(&p.errors).date()}
                <fieldset class="field" id="f-milestones">
                    <legend>{t::milestones(l)}</legend>
                    <p class="hint">{t::milestones_hint(l)}</p>
                    {wrong}
                    <div class="stack">{lines}</div>
                </fieldset>
                {button::primary(t::propose(l))}
            </form>
        </article>
    }
    .into_any()
}

/// The agreements with a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    pub agreements: Vec<Agreement>,
}

/// The page's title.
pub fn list_title(p: &ListPage) -> String {
    texts::agreement::list_title(p.lang, &p.client_name)
}

/// The list.
pub fn list(p: &ListPage) -> AnyView {
    use texts::agreement as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    let new = button::link(format!("/clients/{}/agreements/new", p.client), t::new(l));
    let content = if p.agreements.is_empty() {
        empty_state::empty_state(list_title(p), t::none(l), None)
    } else {
        let items = p
            .agreements
            .iter()
            .map(|a| {
                let dates = t::dates(
                    l,
                    format::date(l, a.draft.starts_on),
                    format::date(l, a.draft.ends_on),
                );
                rows::Row::new(format!("/agreements/{}", a.id), dates)
                    .meta(first_line(&a.draft.terms))
                    .side(tag::quiet(words::agreement_state(l, a.state)))
            })
            .collect();
        rows::rows(items)
    };
    view! {
        <article class="reading stack">
            {heading::with(list_title(p), Some(back), vec![new])}
            {content}
        </article>
    }
    .into_any()
}

fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(120)
        .collect()
}

/// One agreement with what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub agreement: Agreement,
    /// The reader wrote it: another person agrees for the house.
    pub own: bool,
    /// Somebody was faster: what was typed stands beside what was said.
    pub overtaken: bool,
    pub reason: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: where it stands.
pub fn one_title(p: &OnePage) -> String {
    let a = &p.agreement;
    texts::agreement::one_title(
        p.lang,
        &a.client_name,
        words::agreement_state(p.lang, a.state).to_lowercase(),
    )
}

/// One agreement.
pub fn one(p: &OnePage) -> AnyView {
    use texts::agreement as t;
    let (l, a) = (p.lang, &p.agreement);
    let back = heading::back(format!("/clients/{}/agreements", a.draft.client), t::all(l));
    let mut pairs = vec![
        (
            t::terms(l).to_owned(),
            view! { <p class="kept-lines">{a.draft.terms.clone()}</p> }.into_any(),
        ),
        (t::starts(l).to_owned(), time::date(l, a.draft.starts_on)),
        (t::ends(l).to_owned(), time::date(l, a.draft.ends_on)),
    ];
    if let Some(stance) = a.draft.stance {
        pairs.push((
            t::stance(l).to_owned(),
            view! { <a href=format!("/stances/{stance}")>{stance.reference()}</a> }.into_any(),
        ));
    }
    if !a.reason.is_empty() {
        pairs.push((
            t::reason(l).to_owned(),
            view! { <p class="kept-lines">{a.reason.clone()}</p> }.into_any(),
        ));
    }
    let overtaken = p.overtaken.then(|| {
        let reason = Difference::of(t::reason(l), &a.reason, &p.reason);
        conflict::settled(l, reason.into_iter().collect())
    });
    let agreed = a
        .agreed_by_name
        .as_ref()
        .map(|name| format!(" · {}", t::agreed_by(l, name)));
    view! {
        <article class="reading stack">
            {heading::with(one_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {overtaken}
            <p>{t::proposed_by(l, &a.proposed_by_name, format::date(l, domain::clock::day(a.proposed_at)))}{agreed}</p>
            {decide(p)}
            {facts::facts(pairs)}
            {heading::section("milestones", t::milestones(l))}
            {milestones(p)}
        </article>
    }
    .into_any()
}

fn milestones(p: &OnePage) -> AnyView {
    use texts::agreement as t;
    let (l, a) = (p.lang, &p.agreement);
    let items = a
        .draft
        .milestones
        .iter()
        .enumerate()
        .map(|(at, m)| {
            let told = match m.done_on {
                Some(day) => tag::quiet(t::done_on(l, format::date(l, day))),
                None if m.due_on < p.today => tag::tag(t::missed(l)),
                None => tag::quiet(t::due_on(l, format::date(l, m.due_on))),
            };
            let done = (m.done_on.is_none() && a.state == AgreementState::InForce).then(|| {
                view! {
                    <form method="post" class="milestone" action=format!("/agreements/{}/milestone", a.id)>
                        {form_key::key(&format!("{}-{at}", p.key))}{form_key::revision(a.revision)}
                        {form_key::hidden("at", at.to_string())}
                        {button::secondary(t::mark_done(l))}
                    </form>
                }
            });
            view! { <li><p>{m.text.clone()}" "{told}</p>{done}</li> }
        })
        .collect_view();
    view! { <ol class="stack">{items}</ol> }.into_any()
}

fn decide(p: &OnePage) -> Option<AnyView> {
    use texts::agreement as t;
    let (l, a) = (p.lang, &p.agreement);
    let (title, buttons) = match a.state {
        AgreementState::Proposed if p.own => (
            t::waits_title(l),
            vec![button::named(t::withdraw(l), "say", "withdraw", false)],
        ),
        AgreementState::Proposed => (
            t::decide_title(l),
            vec![
                button::named(t::agree(l), "say", "agree", true),
                button::named(t::withdraw(l), "say", "withdraw", false),
            ],
        ),
        AgreementState::Ended if a.agreed_at.is_none() => return None,
        AgreementState::InForce | AgreementState::Ended => (
            t::kept_title(l),
            vec![
                button::named(t::kept(l), "say", "kept", true),
                button::named(t::broken(l), "say", "broken", false),
            ],
        ),
        AgreementState::Kept | AgreementState::Broken => return None,
    };
    let own = (a.state == AgreementState::Proposed && p.own)
        .then(|| notice::info(view! { <p>{t::own_draft(l)}</p> }));
    let view = view! {
        <section class="panel stack" aria-labelledby="decide-title">
            <h2 id="decide-title">{title}</h2>
            {own}
            <form class="stack" method="post" id="decide" action=format!("/agreements/{}", a.id)>
                {form_key::key(&p.key)}{form_key::revision(a.revision)}
                {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(&p.reason).error(&p.errors).textarea(2)}
                {button::row(buttons)}
            </form>
        </section>
    };
    Some(view.into_any())
}
