//! The nomenclature: the list, an entry with its history, the form that edits or proposes, and proposals that wait.

pub mod form;
pub mod list;
pub mod proposal;
pub mod sheet;

use crate::parts::{table, tag};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::category::Filter;
use domain::profession::{Part, PartChange, ProfessionField, ProfessionState, Proof};
use leptos::prelude::*;

/// A state as a word; what goes without saying is quiet.
fn state(l: Lang, state: ProfessionState) -> AnyView {
    match state {
        ProfessionState::Accepted => tag::quiet(words::profession_state(l, state)),
        ProfessionState::Conditional | ProfessionState::Refused | ProfessionState::Paused => {
            tag::tag(words::profession_state(l, state))
        }
    }
}

/// What changed, part by part: before and after.
fn compared(l: Lang, caption: &str, changes: &[PartChange], columns: [&str; 2]) -> AnyView {
    let rows = changes
        .iter()
        .map(|c| {
            vec![
                part_name(l, c).into_any(),
                said(l, c.part, &c.old).into_any(),
                said(l, c.part, &c.new).into_any(),
            ]
        })
        .collect();
    let columns = vec![
        table::words(texts::profession::part(l)),
        table::words(columns[0]),
        table::words(columns[1]),
    ];
    table::table(caption, columns, rows)
}

/// A part by name, with the language where it has one.
fn part_name(l: Lang, change: &PartChange) -> String {
    let part = words::profession_part(l, change.part);
    match change.lang {
        Some(of) => format!("{part} ({})", words::lang(of)),
        None => part.to_owned(),
    }
}

/// A part's value in the reader's language.
fn said(l: Lang, part: Part, value: &str) -> String {
    let word = match part {
        Part::Field => ProfessionField::from_code(value).map(|f| words::profession_field(l, f).to_owned()),
        Part::State => ProfessionState::from_code(value).map(|s| words::profession_state(l, s).to_owned()),
        Part::Filter => Filter::from_code(value).map(|f| words::filter(l, f).to_owned()),
        Part::Since | Part::Review => value.parse::<NaiveDate>().ok().map(|day| format::date(l, day)),
        Part::Proofs => {
            let proofs: Vec<&str> = value
                .split("; ")
                .filter_map(Proof::from_code)
                .map(|proof| words::proof(l, proof))
                .collect();
            (!proofs.is_empty()).then(|| proofs.join(", "))
        }
        Part::Names | Part::Reason | Part::Effect | Part::Source => None,
    };
    match word {
        Some(word) => word,
        None if value.is_empty() => texts::client_sheet::nothing(l).to_owned(),
        None => value.to_owned(),
    }
}
