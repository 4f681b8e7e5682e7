//! Figures in columns: numbers right-aligned, the unit in the header.

use leptos::prelude::*;

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub numeric: bool,
}

/// A column of words; the first one names its row.
pub fn words(name: impl Into<String>) -> Column {
    Column {
        name: name.into(),
        numeric: false,
    }
}

/// A column of numbers, with its unit in the name.
pub fn numbers(name: impl Into<String>) -> Column {
    Column {
        name: name.into(),
        numeric: true,
    }
}

/// A table that scrolls sideways alone when the screen is narrower than its figures.
pub fn table(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Vec<AnyView>>) -> AnyView {
    let caption = caption.into();
    let numeric: Vec<bool> = columns.iter().map(|c| c.numeric).collect();
    let class = |i: usize| numeric.get(i).copied().unwrap_or(false).then_some("number");
    let head = columns
        .into_iter()
        .enumerate()
        .map(|(i, c)| view! { <th scope="col" class=class(i)>{c.name}</th> })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(i, cell)| match i {
                    0 => view! { <th scope="row">{cell}</th> }.into_any(),
                    _ => view! { <td class=class(i)>{cell}</td> }.into_any(),
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-frame" role="group" tabindex="0" aria-label=caption.clone()>
            <table>
                <caption>{caption.clone()}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}
