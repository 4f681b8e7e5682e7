//! The figure around a drawing: finding, drawing, links, table, CSV.

use super::{Series, frame::Drawing};
use crate::parts::table;
use crate::{format, texts};
use domain::{Lang, Month};
use leptos::prelude::*;

/// What the two kinds of charts say in words.
pub struct Words<'a> {
    pub lang: Lang,
    pub id: &'a str,
    pub finding: &'a str,
    pub csv: Option<&'a str>,
    pub note: Option<&'static str>,
}

/// A whole figure, ready for the page.
pub fn figure(words: &Words<'_>, drawing: Drawing, table: AnyView) -> AnyView {
    let l = words.lang;
    let note = words.note.map(|note| view! { <p class="chart-note">{note}</p> });
    let csv = words
        .csv
        .map(|href| view! { <a href=href.to_owned() download="">{texts::chart::csv(l)}</a> });
    view! {
        <figure class="chart" id=words.id.to_owned() aria-labelledby=format!("{}-finding", words.id)>
            <figcaption><h2 id=format!("{}-finding", words.id)>{words.finding.to_owned()}</h2></figcaption>
            <div class="chart-scroll" role="group" tabindex="0" aria-label=words.finding.to_owned()>
                <div class="chart-stage" inner_html=format!("{}{}", drawing.svg, drawing.links)></div>
            </div>
            {note}
            <div class="chart-foot">
                <details><summary>{texts::chart::table(l)}</summary>{table}</details>
                {csv}
            </div>
        </figure>
    }
    .into_any()
}

/// The same figures in rows of months, newest first; each figure leads to its list where there is one.
pub fn months_table(l: Lang, caption: &str, months: &[Month], series: &[Series], total: bool) -> AnyView {
    let mut columns = vec![table::words(texts::chart::month(l))];
    columns.extend(series.iter().map(|s| table::numbers(s.name.clone())));
    if total {
        columns.push(table::numbers(texts::chart::total(l)));
    }
    let rows = months
        .iter()
        .enumerate()
        .rev()
        .map(|(i, month)| {
            let mut cells = vec![format::month(l, *month).into_any()];
            cells.extend(series.iter().map(|s| {
                let figure = format::number(l, s.value(i));
                match s.href(i) {
                    Some(href) => view! { <a href=href.to_owned()>{figure}</a> }.into_any(),
                    None => figure.into_any(),
                }
            }));
            if total {
                cells.push(format::number(l, series.iter().map(|s| s.value(i)).sum()).into_any());
            }
            cells
        })
        .collect();
    table::table(caption, columns, rows)
}
