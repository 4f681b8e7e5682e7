//! A stance in full: what was chosen and why, its history, and the next step as real forms.

use crate::parts::{
    Errors, Field, button, condition, error_summary, facts, form_key, heading, notice, quote, stance_badge,
    time,
};
use crate::{format, texts, words};
use domain::stance::life::{StanceState, Step};
use domain::stance::{Scope, StanceEvent, StanceKind, StanceSheet};
use domain::{Lang, PersonId};
use leptos::prelude::*;

/// The forms as typed, when one comes back with an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionForm {
    pub comment: String,
    pub refuse_reason: String,
    pub sent_on: String,
    pub lift_reason: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub stance: StanceSheet,
    /// The establishment or the professions of its scope, by name.
    pub scope_names: Vec<String>,
    pub note_from: Option<chrono::NaiveDate>,
    pub reader: PersonId,
    pub form: DecisionForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title: the finding.
pub fn title(p: &SheetPage) -> String {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let kind = words::stance_kind(l, s.kind).to_lowercase();
    match s.state {
        StanceState::Proposed => t::title_proposed(l, kind, &s.client_name),
        StanceState::InForce => t::title_in_force(l, &s.client_name, kind, format::date(l, s.review_on)),
        StanceState::Refused | StanceState::Lifted | StanceState::Ended => t::title_over(
            l,
            &s.client_name,
            kind,
            words::stance_state(l, s.state).to_lowercase(),
        ),
    }
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let back = heading::back(format!("/clients/{}", s.client), s.client_name.clone());
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p>{stance_badge::large(l, Some(s.kind))}" "{s.id.reference()}</p>
            <p>
                {t::proposed_by(l, &s.proposed_by_name, format::date(l, domain::clock::day(s.proposed_at)))}
                {s.approved_by_name.as_ref().map(|name| format!(" · {}", t::approved_by(l, name)))}
            </p>
            {decide(p)}
            {content(p)}
            {note(p)}
            {steps(p)}
            {heading::section("history", t::history(l))}
            {history(l, &s.events)}
        </article>
    }
    .into_any()
}

fn content(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let scope = match &s.scope {
        Scope::WholeClient => t::scope_client(l).to_owned(),
        Scope::Establishment(_) | Scope::Professions(_) => p.scope_names.join(", "),
    };
    let paragraph = |text: &str| view! { <p class="kept-lines">{text.to_owned()}</p> }.into_any();
    let mut pairs = vec![
        (t::reason(l).to_owned(), paragraph(&s.reason)),
        (t::scope(l).to_owned(), scope.into_any()),
    ];
    if !s.conditions.is_empty() {
        let items = s
            .conditions
            .iter()
            .map(|c| view! { <li>{condition::sentence(l, c)}</li> })
            .collect_view();
        pairs.push((t::conditions(l).to_owned(), view! { <ul>{items}</ul> }.into_any()));
    }
    let grounds = s
        .grounds
        .iter()
        .map(|id| view! { <li><a href=format!("/issues/{id}")>{id.reference()}</a></li> })
        .collect_view();
    pairs.push((
        t::grounds(l).to_owned(),
        view! { <ul class="line plain">{grounds}</ul> }.into_any(),
    ));
    pairs.push((
        t::running(l).to_owned(),
        words::running_contracts(l, s.running).into_any(),
    ));
    let until = if s.kind == StanceKind::Punitive {
        t::ends_on(l)
    } else {
        t::review_on(l)
    };
    pairs.push((until.to_owned(), time::date(l, s.review_on)));
    pairs.push((t::to_lift(l).to_owned(), paragraph(&s.to_lift)));
    facts::facts(pairs)
}

fn note(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let told = match (s.sent_on, p.note_from) {
        (Some(sent), Some(from)) => t::note_from(l, format::date(l, sent), format::date(l, from)),
        _ => t::note_waits(l).to_owned(),
    };
    view! {
        {heading::section("note", t::note(l))}
        <p class="hint">{told}</p>
        <div lang="fr">{quote::quote(s.note.fr.clone(), None)}</div>
        <div lang="nl">{quote::quote(s.note.nl.clone(), None)}</div>
    }
    .into_any()
}

/// The second person's decision.
fn decide(p: &SheetPage) -> Option<AnyView> {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    if s.state != StanceState::Proposed {
        return None;
    }
    let own = s.proposed_by == p.reader;
    let punitive = s.kind == StanceKind::Punitive;
    let approve = (!own && !punitive).then(|| {
        view! {
            <form class="stack" method="post" id="approve" action=format!("/stances/{}/approve", s.id)>
                {form_key::key(&p.key)}{form_key::revision(s.revision)}
                {Field::new("comment", t::comment(l)).optional(l).value(&p.form.comment).error(&p.errors).textarea(2)}
                {button::primary(t::approve(l))}
            </form>
        }
    });
    let told = match (own, punitive) {
        (_, true) => Some(t::punitive_waits(l)),
        (true, false) => Some(t::own_proposal(l)),
        (false, false) => None,
    };
    let refuse = if own { t::take_back(l) } else { t::refuse(l) };
    let view = view! {
        <section class="panel stack" aria-labelledby="decision-title">
            <h2 id="decision-title">{t::approve_title(l)}</h2>
            {told.map(|text| notice::info(view! { <p>{text}</p> }))}
            {approve}
            <form class="stack" method="post" id="refuse" action=format!("/stances/{}/refuse", s.id)>
                {form_key::key(&p.key)}{form_key::revision(s.revision)}
                {Field::new("refuse_reason", t::refuse_reason(l)).value(&p.form.refuse_reason).error(&p.errors).textarea(2)}
                {button::secondary(refuse)}
            </form>
        </section>
    };
    Some(view.into_any())
}

/// Sending the text, lifting, choosing another.
fn steps(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let sendable = matches!(s.state, StanceState::Proposed | StanceState::InForce) && s.sent_on.is_none();
    let send = sendable.then(|| {
        view! {
            <section class="stack">
                {heading::section("send-title", t::send_title(l))}
                <form class="stack" method="post" id="send" action=format!("/stances/{}/send", s.id)>
                    {form_key::key(&p.key)}{form_key::revision(s.revision)}
                    {Field::new("sent_on", t::sent_on(l)).hint(t::send_hint(l)).value(&p.form.sent_on).error(&p.errors).date()}
                    {button::secondary(t::send(l))}
                </form>
            </section>
        }
    });
    let lift = (s.state == StanceState::InForce).then(|| {
        view! {
            <section class="stack">
                {heading::section("lift-title", t::lift_title(l))}
                <form class="stack" method="post" id="lift" action=format!("/stances/{}/lift", s.id)>
                    {form_key::key(&p.key)}{form_key::revision(s.revision)}
                    {Field::new("lift_reason", t::lift_reason(l)).value(&p.form.lift_reason).error(&p.errors).textarea(2)}
                    {button::secondary(t::lift(l))}
                </form>
                <p>{button::link(format!("/clients/{}/stance", s.client), t::change(l))}</p>
            </section>
        }
    });
    view! { {send}{lift} }.into_any()
}

fn history(l: Lang, events: &[StanceEvent]) -> AnyView {
    let items = events
        .iter()
        .map(|e| {
            // A sending keeps its day as its reason; the note above tells it.
            let reason = (e.step != Step::Send && !e.reason.is_empty())
                .then(|| view! { <p class="kept-lines">{e.reason.clone()}</p> });
            view! {
                <li>
                    <p><strong>{words::stance_step(l, e.step)}</strong>" · "{e.by_name.clone()}" · "{time::moment(l, e.at)}</p>
                    {reason}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
