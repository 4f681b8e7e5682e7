//! What a stance says: to staff in full, to the client and to members as they read it.

use super::sheet::SheetPage;
use crate::parts::{condition, facts, heading, quote, time};
use crate::{format, texts, words};
use domain::Lang;
use domain::stance::life::StanceState;
use domain::stance::opinion::Advice;
use domain::stance::{Proposal, Scope, StanceKind};
use leptos::prelude::*;

/// A text with its lines kept.
pub(super) fn paragraph(text: &str) -> AnyView {
    view! { <p class="kept-lines">{text.to_owned()}</p> }.into_any()
}

/// The scope by name.
pub(super) fn scope(l: Lang, scope: &Scope, names: &[String]) -> String {
    match scope {
        Scope::WholeClient => texts::stance_sheet::scope_client(l).to_owned(),
        Scope::Establishment(_) | Scope::Professions(_) => names.join(", "),
    }
}

/// What the client is sent and members read: the kind, the scope, the conditions, the running contracts, the dates, the way back.
pub(super) fn told(l: Lang, p: &Proposal, names: &[String]) -> Vec<(String, AnyView)> {
    use texts::stance_sheet as t;
    let mut pairs = vec![(t::scope(l).to_owned(), scope(l, &p.scope, names).into_any())];
    if !p.conditions.is_empty() {
        let items = p
            .conditions
            .iter()
            .map(|c| view! { <li>{condition::sentence(l, c)}</li> })
            .collect_view();
        pairs.push((t::conditions(l).to_owned(), view! { <ul>{items}</ul> }.into_any()));
    }
    pairs.push((
        t::running(l).to_owned(),
        words::running_contracts(l, p.running).into_any(),
    ));
    let until = if p.kind == StanceKind::Punitive {
        t::ends_on(l)
    } else {
        t::review_on(l)
    };
    pairs.push((until.to_owned(), time::date(l, p.review_on)));
    pairs.push((t::to_lift(l).to_owned(), paragraph(&p.to_lift)));
    pairs
}

/// What staff read.
pub(super) fn content(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance.proposal);
    let mut pairs = vec![(t::reason(l).to_owned(), paragraph(&s.reason))];
    let grounds = s
        .grounds
        .iter()
        .map(|id| view! { <li><a href=format!("/issues/{id}")>{id.reference()}</a></li> })
        .collect_view();
    pairs.push((
        t::grounds(l).to_owned(),
        if s.grounds.is_empty() {
            view! { <p class="soft">{t::grounds_forgotten(l)}</p> }.into_any()
        } else {
            view! { <ul class="line plain">{grounds}</ul> }.into_any()
        },
    ));
    pairs.extend(told(l, s, &p.scope_names));
    if let Some(advice) = s.recommended {
        pairs.push((t::recommended(l).to_owned(), words::advice(l, advice).into_any()));
        if advice != Advice::of(Some(s.kind)) && !s.departs_because.is_empty() {
            pairs.push((t::departs(l).to_owned(), paragraph(&s.departs_because)));
        }
    }
    if let Some(outcome) = p.stance.standing.outcome {
        pairs.push((
            t::outcome(l).to_owned(),
            words::stance_outcome(l, outcome).into_any(),
        ));
    }
    let judged = (!p.stance.standing.judged.is_empty()).then(|| {
        view! { <p><a href=format!("/stances/{}/judged", p.stance.id)>{t::judged_link(l)}</a></p> }
    });
    view! { {facts::facts(pairs)}{judged} }.into_any()
}

/// The published note, and since when members read it.
pub(super) fn note(p: &SheetPage) -> AnyView {
    use texts::stance_sheet as t;
    let (l, s) = (p.lang, &p.stance);
    let told = match (s.sent_on, s.note_from) {
        (Some(sent), Some(from)) => t::note_from(l, format::date(l, sent), format::date(l, from)),
        (Some(sent), None) if s.standing.state.is_waiting() => t::note_sent(l, format::date(l, sent)),
        _ if s.standing.state == StanceState::InForce => t::note_unsent(l).to_owned(),
        _ => t::note_waits(l).to_owned(),
    };
    view! {
        {heading::section("note", t::note(l))}
        <p class="hint">{told}</p>
        <div lang="fr">{quote::quote(s.proposal.note.fr.clone(), None)}</div>
        <div lang="nl">{quote::quote(s.proposal.note.nl.clone(), None)}</div>
    }
    .into_any()
}
