//! One version of the policy: its numbers beside those in force, its trials, and what can be done with it.

use super::{drafted, state, value, when};
use crate::parts::rows::Row;
use crate::parts::{Errors, Field, button, error_summary, form_key, heading, rows, tag};
use crate::{format, texts};
use chrono::{DateTime, Utc};
use domain::policy::{Policy, PolicySheet, PolicyState};
use domain::{Lang, SimulationId};
use leptos::prelude::*;

/// What this reader may do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// Sees drafts, their trials and their history.
    pub sees_drafts: bool,
    /// Edits this draft, tries it, throws it away.
    pub edit: bool,
    pub put: bool,
    pub withdraw: bool,
}

/// A trial in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialLine {
    pub id: SimulationId,
    pub asked_at: DateTime<Utc>,
    pub by: String,
    /// 100 when done.
    pub percent: i64,
    /// The draft was changed since.
    pub old: bool,
}

/// A step of its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    pub step: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub policy: PolicySheet,
    /// The content in force, where this is another version.
    pub now: Option<Policy>,
    pub rights: Rights,
    pub trials: Vec<TrialLine>,
    pub events: Vec<EventLine>,
    /// The day as typed.
    pub from: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &SheetPage) -> String {
    use texts::policy as t;
    let summary = &p.policy.summary;
    match summary.state {
        PolicyState::Draft => t::title_draft(p.lang, summary.number),
        PolicyState::Coming | PolicyState::InForce | PolicyState::Ended => {
            t::title_version(p.lang, summary.number)
        }
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::policy as t;
    let (l, summary) = (p.lang, &p.policy.summary);
    let back = heading::back("/admin/policy", t::back(l));
    let edit = p
        .rights
        .edit
        .then(|| button::link(format!("/admin/policy/{}/edit", summary.id), t::edit(l)));
    let about = [
        Some(state(l, summary.state).to_owned()),
        when(l, summary),
        Some(drafted(l, summary)),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let differs = p
        .now
        .as_ref()
        .map(|now| match value::differing(&p.policy.content, now) {
            0 => t::same(l).to_owned(),
            n => t::differs(l, n as i64),
        });
    let differs = differs.filter(|_| summary.state == PolicyState::Draft);
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), edit.into_iter().collect())}
            {error_summary::error_summary(l, &p.errors)}
            <p class="soft">{about}</p>
            {(!summary.why.is_empty()).then(|| view! { <p class="lead">{summary.why.clone()}</p> })}
            {differs.map(|text| view! { <p>{text}</p> })}
            {value::tables(l, &p.policy.content, p.now.as_ref())}
            <details class="more"><summary>{t::decay(l)}</summary>{value::decay(l, &p.policy.content)}</details>
            {p.rights.sees_drafts.then(|| trials(p))}
            {p.rights.put.then(|| put(p))}
            {p.rights.withdraw.then(|| withdraw(p))}
            {p.rights.edit.then(|| discard(p))}
            {p.rights.sees_drafts.then(|| history(p))}
        </article>
    }
    .into_any()
}

fn trials(p: &SheetPage) -> Option<AnyView> {
    use texts::policy as t;
    let (l, summary) = (p.lang, &p.policy.summary);
    if p.trials.is_empty() && !p.rights.edit {
        return None;
    }
    let form = p.rights.edit.then(|| {
        view! {
            <p>{t::trial_hint(l)}</p>
            <form method="post" action=format!("/admin/policy/{}/simulate", summary.id) id="simulate">
                {form_key::key(&p.key)}
                {form_key::revision(summary.revision)}
                {button::secondary(t::trial_button(l))}
            </form>
        }
    });
    let list = p.trials.iter().map(|trial| {
        let word = if trial.percent == 100 {
            t::trial_done(l).to_owned()
        } else {
            t::trial_running(l, format::percent(l, trial.percent * 100))
        };
        let line = t::trial_line(l, format::moment(l, trial.asked_at), &trial.by);
        Row::new(format!("/admin/policy/trials/{}", trial.id), line)
            .meta(trial.old.then(|| t::trial_old(l)))
            .side(tag::tag(word))
    });
    let list = (!p.trials.is_empty()).then(|| rows::rows(list.collect()));
    Some(
        view! { <section class="stack">{heading::section("trials", t::trials(l))}{form}{list}</section> }
            .into_any(),
    )
}

fn put(p: &SheetPage) -> AnyView {
    use texts::policy as t;
    let (l, summary) = (p.lang, &p.policy.summary);
    view! {
        <section class="stack">
            {heading::section("put", t::put_title(l))}
            <form class="stack" method="post" action=format!("/admin/policy/{}/put", summary.id) id="put-in-force">
                {form_key::key(&p.key)}
                {form_key::revision(summary.revision)}
                {Field::new("from", t::put_from(l)).hint(t::put_hint(l)).value(&p.from).error(&p.errors).date()}
                {button::primary(t::put_button(l))}
            </form>
        </section>
    }
    .into_any()
}

fn withdraw(p: &SheetPage) -> AnyView {
    use texts::policy as t;
    let (l, summary) = (p.lang, &p.policy.summary);
    view! {
        <form class="stack" method="post" action=format!("/admin/policy/{}/withdraw", summary.id) id="withdraw">
            {form_key::key(&p.key)}
            {form_key::revision(summary.revision)}
            <p>{t::withdraw_hint(l)}</p>
            {button::secondary(t::withdraw(l))}
        </form>
    }
    .into_any()
}

fn discard(p: &SheetPage) -> AnyView {
    use texts::policy as t;
    let (l, summary) = (p.lang, &p.policy.summary);
    view! {
        <form method="post" action=format!("/admin/policy/{}/discard", summary.id) id="discard">
            {form_key::key(&p.key)}
            {form_key::revision(summary.revision)}
            {button::secondary(t::discard(l))}
        </form>
    }
    .into_any()
}

fn history(p: &SheetPage) -> Option<AnyView> {
    use texts::policy as t;
    let l = p.lang;
    if p.events.is_empty() {
        return None;
    }
    let items = p
        .events
        .iter()
        .map(|event| {
            let what = match event.step.as_str() {
                "draft" => t::event_draft(l),
                "measure" => t::event_measure(l),
                "simulate" => t::event_simulate(l),
                "put" => t::event_put(l),
                "withdraw" => t::event_withdraw(l),
                _ => t::event_edit(l),
            };
            let by = event.by.as_ref().map(|name| format!(" · {name}"));
            view! { <li>{format::moment(l, event.at)}" · "{what}{by}</li> }
        })
        .collect_view();
    Some(view! { <section class="stack">{heading::section("history", t::history(l))}<ul>{items}</ul></section> }.into_any())
}
