//! What was decided on an edition: who does it, until when, done or not; and the form that writes one down.

use super::href;
use crate::format;
use crate::parts::{Choice, Errors, Field, button, form_key, heading, tag, time};
use crate::texts::edition as t;
use chrono::NaiveDate;
use domain::edition::Decision;
use domain::{Lang, Month, PersonId};
use leptos::prelude::*;

/// Somebody of the team who can take a decision on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mate {
    pub id: PersonId,
    pub name: String,
}

/// The fields of a new decision, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionForm {
    pub what: String,
    pub owner: String,
    pub until: String,
}

/// The section of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisions {
    pub lang: Lang,
    pub today: NaiveDate,
    pub month: Month,
    pub decisions: Vec<Decision>,
    /// Those of which this reader may say that they are done.
    pub may_finish: Vec<domain::EditionDecisionId>,
    /// For those who may write one down: whom it can be given to.
    pub team: Vec<Mate>,
    pub form: DecisionForm,
    pub errors: Errors,
    pub key: String,
}

/// Decisions and form.
pub fn decisions(p: &Decisions) -> AnyView {
    let l = p.lang;
    let listed = if p.decisions.is_empty() {
        view! { <p class="soft">{t::decided_none(l)}</p> }.into_any()
    } else {
        let items: Vec<_> = p.decisions.iter().map(|decision| item(p, decision)).collect();
        view! { <ul class="decisions">{items}</ul> }.into_any()
    };
    view! {
        <section class="edition-part stack" aria-labelledby="decisions">
            {heading::section("decisions", t::decided_title(l))}
            {listed}
            {(!p.team.is_empty()).then(|| form(p))}
        </section>
    }
    .into_any()
}

fn item(p: &Decisions, decision: &Decision) -> AnyView {
    let l = p.lang;
    let who = t::for_whom(l, &decision.owner_name, format::date(l, decision.until_on));
    let noted = t::noted_by(
        l,
        &decision.by_name,
        format::date(l, domain::clock::day(decision.at)),
    );
    let state = match &decision.done {
        Some(done) => Some(tag::quiet(t::is_done(
            l,
            format::date(l, domain::clock::day(done.at)),
            &done.by_name,
        ))),
        None if decision.is_overdue(p.today) => Some(tag::tag(t::overdue(l))),
        None => None,
    };
    let finish = p.may_finish.contains(&decision.id).then(|| finish(p, decision));
    view! {
        <li class="decision" id=format!("decision-{}", decision.id)>
            <p class="decision-what">{decision.what.clone()}</p>
            <p>{who}" "{state}</p>
            <p class="soft">{noted}</p>
            {finish}
        </li>
    }
    .into_any()
}

fn finish(p: &Decisions, decision: &Decision) -> AnyView {
    let l = p.lang;
    let (value, text) = if decision.done.is_some() {
        ("no", t::take_up(l))
    } else {
        ("yes", t::finish(l))
    };
    view! {
        <form method="post" action=format!("{}/decisions/{}", href(p.month), decision.id) class="screen-only">
            {form_key::key(&format!("{}-{}", p.key, decision.id))}
            {form_key::revision(decision.revision)}
            {form_key::hidden("done", value)}
            {button::secondary(text)}
        </form>
    }
    .into_any()
}

fn form(p: &Decisions) -> AnyView {
    let l = p.lang;
    let team = p
        .team
        .iter()
        .map(|mate| Choice::new(mate.id.to_string(), mate.name.clone()))
        .collect();
    let open = !p.errors.is_empty();
    view! {
        <details class="screen-only" id="decide" open=open>
            <summary>{t::decide_title(l)}</summary>
            <form method="post" action=format!("{}/decisions", href(p.month)) class="panel stack" novalidate>
                {form_key::key(&p.key)}
                {Field::new("what", t::what(l)).value(&p.form.what).error(&p.errors).textarea(3)}
                {Field::new("owner", t::owner(l)).value(&p.form.owner).error(&p.errors).select(l, team)}
                {Field::new("until", t::until(l)).value(&p.form.until).error(&p.errors).date()}
                {button::primary(t::decide(l))}
            </form>
        </details>
    }
    .into_any()
}

/// Who has read it, and the button that says so.
pub fn readers(
    l: Lang,
    month: Month,
    readers: &[domain::edition::Reader],
    mine: Option<PersonId>,
    key: &str,
) -> AnyView {
    let listed = if readers.is_empty() {
        view! { <p class="soft">{t::readers_none(l)}</p> }.into_any()
    } else {
        let items: Vec<_> = readers
            .iter()
            .map(|reader| {
                let on = time::date(l, domain::clock::day(reader.at));
                view! { <li>{reader.name.clone()}", "{on}</li> }
            })
            .collect();
        view! { <ul>{items}</ul> }.into_any()
    };
    let wants = mine.filter(|person| !readers.iter().any(|reader| reader.person == *person));
    let read = wants.map(|_| {
        view! {
            <form method="post" action=format!("{}/read", href(month)) class="screen-only">
                {form_key::key(key)}
                {button::secondary(t::read(l))}
            </form>
        }
    });
    view! {
        <section class="edition-part stack" aria-labelledby="readers">
            {heading::section("readers", t::readers_title(l))}
            {listed}
            {read}
        </section>
    }
    .into_any()
}
