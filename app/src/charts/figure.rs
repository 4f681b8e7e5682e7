//! The figure around a chart: finding, drawing, links, notes, table, files.

use super::Chart;
use super::frame::Room;
use crate::texts::chart as t;
use domain::Lang;
use leptos::prelude::*;

/// Where the files of a chart are: `/reports/late` with `?months=12`, from which `/reports/late.csv?months=12` is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Before the name of the chart.
    pub folder: String,
    /// What the address says of period and filter; begins with `?`, or is empty.
    pub query: String,
}

impl Files {
    fn href(&self, chart: &str, ending: &str) -> String {
        format!("{}/{chart}.{ending}{}", self.folder, self.query)
    }
}

/// A whole figure, ready for the page; without files for those who may not take them.
pub fn figure(chart: &Chart, files: Option<&Files>) -> AnyView {
    let l = chart.lang;
    let finding = format!("{}-finding", chart.name);
    let labelled = finding.clone();
    view! {
        <figure class="chart" id=chart.name aria-labelledby=labelled>
            <figcaption><h2 id=finding>{chart.finding.clone()}</h2></figcaption>
            {stage(chart, Room::Wide)}
            {stage(chart, Room::Narrow)}
            {chart.key().map(|key| view! { <p class="chart-note">{key}</p> })}
            {notes(chart)}
            <div class="chart-foot">
                <details><summary>{t::table(l)}</summary>{chart.table.view(l, &chart.finding)}</details>
                {files.map(|files| links(l, chart.name, files))}
            </div>
        </figure>
    }
    .into_any()
}

/// The drawing for a desk, or for a phone: the style shows one of them.
fn stage(chart: &Chart, room: Room) -> Option<AnyView> {
    let drawing = chart.drawing(room)?;
    let class = match room {
        Room::Wide => "chart-stage wide-only",
        Room::Narrow => "chart-stage narrow-only",
    };
    Some(view! { <div class=class inner_html=format!("{}{}", drawing.svg, drawing.links)></div> }.into_any())
}

fn notes(chart: &Chart) -> Option<AnyView> {
    if chart.notes.is_empty() {
        return None;
    }
    let note = |note: &super::Note| match &note.href {
        Some(href) => view! { <a href=href.clone()>{note.text.clone()}</a>" " }.into_any(),
        None => format!("{} ", note.text).into_any(),
    };
    let notes = chart.notes.iter().map(note).collect_view();
    Some(view! { <p class="chart-note">{notes}</p> }.into_any())
}

fn links(l: Lang, chart: &'static str, files: &Files) -> AnyView {
    let link = |ending: &str, name: &'static str| {
        let says = t::download(l, name);
        view! { <li><a href=files.href(chart, ending) download="" aria-label=says>{name}</a></li> }
    };
    view! {
        <ul class="chart-files">
            {link("csv", "CSV")}
            {link("xlsx", "XLSX")}
            {link("svg", "SVG")}
            {link("png", "PNG")}
        </ul>
    }
    .into_any()
}
