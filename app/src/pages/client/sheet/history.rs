//! What happened to the record of the client, field by field.

use super::super::dated;
use crate::parts::table;
use crate::{texts, words};
use domain::Lang;
use domain::client::ClientKind;
use domain::client::change::{Change, ClientEvent, ClientEventKind, ClientField};
use leptos::prelude::*;

pub(super) fn history_part(l: Lang, events: &[ClientEvent]) -> AnyView {
    use texts::client_sheet as t;
    if events.is_empty() {
        return view! { <section class="stack sheet-part"><p class="soft">{t::event_none(l)}</p></section> }
            .into_any();
    }
    let items = events
        .iter()
        .map(|event| {
            let what = words::client_event(l, event.kind);
            let what = match &event.by_name {
                Some(name) => t::event_by(l, what, name),
                None => t::event_program(l, what),
            };
            view! { <li>{dated(l, event.at, what)}{merged(l, event)}{changes(l, &event.changes)}</li> }
        })
        .collect_view();
    view! { <section class="stack sheet-part"><h2>{t::history(l)}</h2><ol class="timeline">{items}</ol></section> }
        .into_any()
}

/// The other client of a merge, why, and the way to undo it.
fn merged(l: Lang, event: &ClientEvent) -> Option<AnyView> {
    let (merge, other) = event.merge?;
    let why = event.why.clone();
    let link = matches!(event.kind, ClientEventKind::Merged).then(|| {
        view! { " · "<a href=format!("/merges/{merge}")>{texts::merge::event_link(l)}</a> }
    });
    Some(
        view! { <p>{other.reference()}{(!why.is_empty()).then(|| format!(" · {why}"))}{link}</p> }.into_any(),
    )
}

/// Field by field, before and after.
fn changes(l: Lang, changes: &[Change]) -> Option<AnyView> {
    use texts::client_form as t;
    if changes.is_empty() {
        return None;
    }
    let rows = changes
        .iter()
        .map(|change| {
            vec![
                words::client_field(l, change.field).into_any(),
                said(l, change.field, &change.old).into_any(),
                said(l, change.field, &change.new).into_any(),
            ]
        })
        .collect();
    let columns = vec![
        table::words(t::conflict_field(l)),
        table::words(texts::client_sheet::before(l)),
        table::words(texts::client_sheet::after(l)),
    ];
    Some(table::table(texts::client_sheet::changes(l), columns, rows))
}

/// A value of a field as people read it.
pub(in crate::pages::client) fn said(l: Lang, field: ClientField, value: &str) -> String {
    let word = match field {
        ClientField::Kind => ClientKind::from_code(value).map(|kind| words::client_kind(l, kind)),
        ClientField::Sector => {
            domain::client::sector::SectorGroup::from_code(value).map(|s| words::sector(l, s))
        }
        ClientField::Language => Lang::from_code(value).map(words::lang),
        ClientField::NaturalPerson | ClientField::Subsidised if value == "true" => {
            Some(texts::client_field::yes(l))
        }
        ClientField::NaturalPerson | ClientField::Subsidised => Some(texts::client_field::no(l)),
        _ => None,
    };
    match word {
        Some(word) => word.to_owned(),
        None if value.is_empty() => texts::client_sheet::nothing(l).to_owned(),
        None => value.to_owned(),
    }
}
