//! One case: what it holds, the one decision for all, its issues page by page, and what happened.

use super::open::boxes;
use super::state_tag;
use crate::pages::admin::retention;
use crate::pages::issue::list::row;
use crate::pages::issue::sheet::button_text;
use crate::pages::stance::opinion::asked;
use crate::parts::pager::Pager;
use crate::parts::rows::rows;
use crate::parts::{
    Errors, Field, button, error_summary, facts, filter_glyph, form_key, heading, notice, pager, time,
};
use crate::{format, texts, words};
use domain::case::{CaseEvent, CaseSheet, CaseState};
use domain::category::Category;
use domain::issue::life::Step;
use domain::issue::{IssueState, IssueSummary};
use domain::retention::LegalHold;
use domain::stance::opinion::Opinion;
use domain::{Lang, Money};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub case: CaseSheet,
    pub issues: Vec<IssueSummary>,
    pub next: Option<String>,
    pub first: Option<String>,
    pub categories: Vec<Category>,
    /// Others that may be about the same facts.
    pub others: Vec<IssueSummary>,
    pub ticked: Vec<String>,
    pub reason: String,
    /// What was asked of the ethics committee, and what it said.
    pub opinions: Vec<Opinion>,
    pub may_ask: bool,
    pub question: String,
    pub errors: Errors,
    /// What keeps it from being forgotten.
    pub held: Vec<LegalHold>,
    /// Someone changed the case or one of its issues meanwhile.
    pub overtaken: bool,
    pub key: String,
}

/// The page's title: what it is about.
pub fn title(p: &SheetPage) -> String {
    format!("{} · {}", p.case.summary.title, p.case.summary.client_name)
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::case_sheet as t;
    let (l, s) = (p.lang, &p.case.summary);
    let overtaken = p
        .overtaken
        .then(|| notice::warning(view! { <h2>{t::overtaken_title(l)}</h2><p>{t::overtaken(l)}</p> }));
    let guarded = s
        .bounds
        .named_handlers
        .then(|| notice::info(view! { <p>{t::named_handlers(l)}</p> }));
    let shown = Pager {
        shown: p.issues.len() as i64,
        first: p.first.clone(),
        previous: None,
        next: p.next.clone(),
    };
    view! {
        <article class="reading">
            {heading::with(title(p), Some(heading::back("/cases", t::back(l))), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {overtaken}
            {retention::held(l, &p.held)}
            <p class="line">{state_tag(l, s.state)}" "<span class="soft">{s.id.reference()}</span></p>
            {guarded}
            <section class="section" aria-labelledby="facts">
                {heading::section("facts", t::what(l))}
                {facts::facts(pairs(p))}
            </section>
            {decide(p)}
            <section class="section" aria-labelledby="issues">
                {heading::section("issues", texts::case_list::issues(l, s.issues))}
                {rows(p.issues.iter().map(|issue| row(l, &p.categories, issue)).collect())}
                {pager::pager(l, &shown)}
            </section>
            {add(p)}
            {committee(p)}
            <section class="section" aria-labelledby="history">
                {heading::section("history", t::history(l))}
                <ol class="timeline">{p.case.events.iter().map(|event| event_line(l, event)).collect_view()}</ol>
            </section>
        </article>
    }
    .into_any()
}

fn pairs(p: &SheetPage) -> Vec<(String, AnyView)> {
    use texts::case_sheet as t;
    let (l, c) = (p.lang, &p.case);
    let s = &c.summary;
    let states: Vec<String> = c
        .states
        .iter()
        .map(|(state, n)| {
            format!(
                "{} {}",
                format::number(l, *n),
                words::issue_state(l, *state).to_lowercase()
            )
        })
        .collect();
    let client =
        view! { <a href=format!("/clients/{}", s.bounds.client)>{s.client_name.clone()}</a> }.into_any();
    let mut pairs = vec![
        (t::client(l), client),
        (t::filter(l), filter_glyph::filter(l, s.bounds.filter)),
        (t::states(l), states.join(", ").into_any()),
        (t::reporters(l), format::number(l, c.reporters).into_any()),
    ];
    if let Some((first, last)) = c.happened {
        let value = if first == last {
            time::date(l, first)
        } else {
            view! { {time::date(l, first)}" – "{time::date(l, last)} }.into_any()
        };
        pairs.push((t::happened(l), value));
    }
    if c.unpaid_cents > 0 {
        pairs.push((t::unpaid(l), format::money(l, Money(c.unpaid_cents)).into_any()));
    }
    let opened = time::date(l, domain::clock::day(s.opened_at));
    let opened = match &c.opened_by_name {
        Some(name) => view! { {opened}" · "{name.clone()} }.into_any(),
        None => opened,
    };
    pairs.push((t::opened(l), opened));
    pairs.extend(
        c.decided_at
            .map(|at| (t::decided(l), time::date(l, domain::clock::day(at)))),
    );
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// One reason, and a button for each step that some issue can take, with how many it would change.
fn decide(p: &SheetPage) -> Option<AnyView> {
    use texts::case_sheet as t;
    let l = p.lang;
    let in_states = |states: &[IssueState]| -> i64 {
        p.case
            .states
            .iter()
            .filter(|(state, _)| states.contains(state))
            .map(|(_, n)| n)
            .sum()
    };
    let open = in_states(&[IssueState::Reported, IssueState::UnderReview]);
    let confirmed = in_states(&[IssueState::Confirmed]);
    let closed = confirmed + in_states(&[IssueState::Dismissed, IssueState::Resolved]);
    let steps = [
        (Step::Confirm, open),
        (Step::Dismiss, open),
        (Step::Resolve, confirmed),
        (Step::Reopen, closed),
    ];
    let main = steps.iter().find(|(_, n)| *n > 0)?.0;
    let buttons = steps
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(step, n)| {
            let text = format!("{} ({})", button_text(l, *step), format::number(l, *n));
            button::named(text, "step", step.code(), *step == main)
        })
        .collect();
    let view = view! {
        <section class="section decision" aria-labelledby="decision-title">
            <h2 id="decision-title">{t::decide(l)}</h2>
            <p class="hint">{t::decide_hint(l)}</p>
            <form method="post" id="decide" class="stack" action=format!("/cases/{}/decide", p.case.summary.id)>
                {form_key::key(&p.key)}{form_key::revision(p.case.revision)}
                {Field::new("reason", texts::issue_sheet::reason(l)).hint(t::reason_hint(l)).value(&p.reason).error(&p.errors)
                    .textarea(3)}
                {button::row(buttons)}
            </form>
        </section>
    };
    Some(view.into_any())
}

/// Issues that may be about the same facts, to add.
fn add(p: &SheetPage) -> Option<AnyView> {
    use texts::case_sheet as t;
    let l = p.lang;
    if p.others.is_empty() {
        return None;
    }
    let view = view! {
        <section class="section" aria-labelledby="add-title">
            {heading::section("add-title", t::add_title(l))}
            <form method="post" id="add" class="stack" action=format!("/cases/{}/add", p.case.summary.id)>
                {form_key::key(&format!("{}a", p.key))}{form_key::revision(p.case.revision)}
                {boxes(l, &p.categories, &p.others, &p.ticked, &p.errors)}
                {button::row(vec![button::secondary(t::add(l))])}
            </form>
        </section>
    };
    Some(view.into_any())
}

/// What the ethics committee says of the case, and the form that asks it.
fn committee(p: &SheetPage) -> Option<AnyView> {
    use texts::opinion as t;
    let l = p.lang;
    let waits = p.opinions.iter().any(|opinion| opinion.given.is_none());
    let ask = p.may_ask && !waits && p.case.summary.state == CaseState::Open;
    if p.opinions.is_empty() && !ask {
        return None;
    }
    let form = ask.then(|| {
        let open = !p.question.is_empty() || p.errors.get("question").is_some();
        view! {
            <details class="more" open=open>
                <summary>{t::ask_title(l)}</summary>
                <form method="post" id="ask-opinion" class="stack" action=format!("/cases/{}/opinion", p.case.summary.id)>
                    {form_key::key(&format!("{}o", p.key))}
                    {Field::new("question", t::question(l)).hint(t::question_case_hint(l)).value(&p.question).error(&p.errors)
                        .textarea(2)}
                    {button::row(vec![button::secondary(t::ask(l))])}
                </form>
            </details>
        }
    });
    let view = view! {
        <section class="section stack" aria-labelledby="committee">
            {heading::section("committee", t::section(l))}
            {asked(l, &p.opinions)}
            {form}
        </section>
    };
    Some(view.into_any())
}

fn event_line(l: Lang, event: &CaseEvent) -> AnyView {
    let by = event.by_name.as_ref().map(|name| texts::issue_sheet::by(l, name));
    let reason =
        (!event.reason.is_empty()).then(|| view! { <p class="kept-lines">{event.reason.clone()}</p> });
    let about = (event.issues > 0).then(|| texts::case_list::issues(l, event.issues));
    let said: Vec<String> = by.into_iter().chain(about).collect();
    view! {
        <li>
            <p><strong>{words::case_step(l, event.step)}</strong>" "<span>{said.join(" · ")}</span>" · "{time::moment(l, event.at)}</p>
            {reason}
        </li>
    }
    .into_any()
}
