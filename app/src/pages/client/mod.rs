//! Clients: the staff list, the sheet as staff and as members read it, the form that adds and edits.

pub mod export;
pub mod form;
pub mod hold;
pub mod list;
pub mod member;
pub mod merge;
pub mod payment;
pub mod person;
pub mod sheet;

use crate::parts::{condition, notice, stance_badge, time};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::client::ClientName;
use domain::client::NameKind;
use domain::register::RegisterState;
use domain::stance::{Scope, StanceCard, StanceKind};
use leptos::prelude::*;

/// "formerly Rapid Courses", where a search matched another name than the present one.
fn matched(l: Lang, name: &ClientName) -> String {
    match name.kind {
        NameKind::Former => texts::client_list::formerly(l, &name.name),
        NameKind::Legal | NameKind::Trade | NameKind::Abbreviation => texts::client_list::also(l, &name.name),
    }
}

/// The line that says a stance: shape, word, until when; staff find its decision behind the reference.
fn stance_line(l: Lang, stance: &StanceCard, staff: bool) -> AnyView {
    use texts::client_sheet as t;
    let date = format::date(l, stance.review_on);
    let until = match stance.kind {
        StanceKind::Informative => t::review(l, date),
        StanceKind::Restrictive | StanceKind::Punitive => t::until(l, date),
    };
    let since = t::since(l, format::date(l, stance.in_force_on));
    let decision = staff.then(|| {
        view! { " · "<a href=format!("/stances/{}", stance.id)>{t::decision(l, stance.id.reference())}</a> }
    });
    view! {
        <p class="line">
            {stance_badge::large(l, Some(stance.kind))}
            <span>{until}</span>
            <span class="soft small">{since}{decision}</span>
        </p>
    }
    .into_any()
}

/// What a stance demands, of what part of the client it speaks, and what becomes of running contracts.
fn demands(l: Lang, stance: &StanceCard) -> AnyView {
    use texts::client_sheet as t;
    let part = (stance.scope != Scope::WholeClient).then(|| view! { <p class="soft">{t::scope_part(l)}</p> });
    let conditions = (!stance.conditions.is_empty()).then(|| {
        let items = stance
            .conditions
            .iter()
            .map(|c| view! { <li>{condition::sentence(l, c)}</li> })
            .collect_view();
        view! { <h2>{t::conditions(l)}</h2><ul>{items}</ul> }
    });
    let felt = stance.kind != StanceKind::Informative;
    let running = felt.then(|| view! { <p>{words::running_sentence(l, stance.running)}</p> });
    view! { {part}{conditions}{running} }.into_any()
}

/// What the register says, where it is more than that all is well.
fn register_warning(l: Lang, state: RegisterState, as_of: Option<NaiveDate>) -> Option<AnyView> {
    let warns = matches!(
        state,
        RegisterState::Stopped | RegisterState::Bankrupt | RegisterState::Other
    );
    let as_of = as_of.filter(|_| warns)?;
    let state = words::register_state(l, state).to_lowercase();
    let text = texts::client_sheet::register_warns(l, format::date(l, as_of), state);
    Some(notice::warning(view! { <p>{text}</p> }))
}

/// The state in the register with its day, as a fact.
fn register_fact(l: Lang, state: RegisterState, as_of: Option<NaiveDate>) -> AnyView {
    match as_of {
        Some(day) => {
            texts::client_sheet::register_as_of(l, words::register_state(l, state), format::date(l, day))
                .into_any()
        }
        None => words::register_state(l, state).into_any(),
    }
}

/// When and what, in one line of a history.
fn dated(l: Lang, at: chrono::DateTime<chrono::Utc>, what: String) -> AnyView {
    view! { <p><strong>{what}</strong>" "<span class="soft">{time::moment(l, at)}</span></p> }.into_any()
}
