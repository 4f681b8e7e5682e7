//! What clients owe, for accounts: the list, one client's debts, the formal notice as a letter.

pub mod list;
pub mod notice;
pub mod sheet;

use crate::parts::table;
use crate::{format, texts, words};
use domain::debt::{AgeBand, Exposure};
use domain::{Lang, Money};
use leptos::prelude::*;

/// Open euros by age: the heads of the columns.
fn age_columns(l: Lang) -> Vec<table::Column> {
    AgeBand::ALL
        .iter()
        .map(|band| table::numbers(format!("{} (€)", words::debt_age(l, *band))))
        .collect()
}

/// Open euros by age: the figures; nothing is a dash.
fn age_cells(l: Lang, by_age: &[Money; 5]) -> Vec<AnyView> {
    by_age
        .iter()
        .map(|sum| match sum.cents() {
            0 => "–".into_any(),
            _ => format::money_whole(l, *sum).into_any(),
        })
        .collect()
}

/// One client's exposure, and its group's under it.
fn ages(l: Lang, own: &Exposure, group: Option<&Exposure>) -> AnyView {
    use texts::debt_sheet as t;
    let mut columns = vec![table::words(t::ages(l))];
    columns.extend(age_columns(l));
    let row = |name: &'static str, exposure: &Exposure| {
        let mut cells = vec![name.into_any()];
        cells.extend(age_cells(l, &exposure.by_age));
        cells
    };
    let mut rows = vec![row(t::own(l), own)];
    rows.extend(group.map(|group| row(t::group(l), group)));
    table::table(t::ages(l), columns, rows)
}
