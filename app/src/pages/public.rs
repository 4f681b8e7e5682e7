//! The yearly public report: cases, reasons and outcomes counted, nobody named. It is made from the tables that everybody
//! may read, and from nothing else.

use crate::charts::Chart;
use crate::charts::figure::figure;
use crate::pages::reports::protected;
use crate::parts::{button, empty_state, heading};
use crate::texts::public as t;
use crate::{format, texts};
use chrono::NaiveDate;
use domain::Lang;
use domain::trend::Split;
use domain::trend::protected::{ProtectedMeasure, ProtectedReport, Readers};
use leptos::prelude::*;

/// Everything that the page and the document show.
#[derive(Debug, Clone, PartialEq)]
pub struct YearPage {
    pub lang: Lang,
    pub year: i32,
    /// In the order of [`ProtectedMeasure::ALL`], for the public.
    pub reports: Vec<ProtectedReport>,
    /// The other years that have a report.
    pub years: Vec<i32>,
    /// The day on which it is read.
    pub today: NaiveDate,
    pub has_pdf: bool,
}

/// The page's title.
pub fn title(p: &YearPage) -> String {
    t::title(p.lang, p.year)
}

/// As known on which day.
pub fn known(p: &YearPage) -> String {
    texts::document::known(p.lang, format::date(p.lang, p.today))
}

/// What is told of each measure: why, what became of it, with which answer.
const fn splits(measure: ProtectedMeasure) -> &'static [Split] {
    match measure {
        ProtectedMeasure::Issues => &[Split::Category, Split::Outcome, Split::Sector],
        ProtectedMeasure::Payment => &[Split::Delay],
        ProtectedMeasure::Checks => &[Split::Answer],
        ProtectedMeasure::Stances => &[Split::StanceKind],
    }
}

/// A part of the report: what is counted, over which months, and its charts.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicPart {
    pub name: &'static str,
    /// How many there were, and when.
    pub finding: String,
    pub charts: Vec<Chart>,
}

/// The parts that have something to tell.
pub fn parts(p: &YearPage) -> Vec<PublicPart> {
    let l = p.lang;
    let told = p.reports.iter().filter(|report| report.months().is_some());
    let part = |report: &ProtectedReport| PublicPart {
        name: protected::measure_name(l, report.measure),
        finding: protected::over_time(l, report).finding,
        charts: splits(report.measure)
            .iter()
            .map(|split| protected::by_split(l, report, *split))
            .collect(),
    };
    told.map(part).collect()
}

/// How the figures are protected, in a few sentences.
pub fn method(l: Lang) -> String {
    protected::method(l, Readers::Public)
}

/// The page.
pub fn year(p: &YearPage) -> AnyView {
    let l = p.lang;
    let parts = parts(p);
    let pdf =
        (p.has_pdf && !parts.is_empty()).then(|| button::link(format!("/public/{}/pdf", p.year), t::pdf(l)));
    let body = if parts.is_empty() {
        empty_state::empty_state(t::none(l), t::none_next(l), None)
    } else {
        parts
            .into_iter()
            .map(|part| {
                let charts: Vec<_> = part.charts.iter().map(|chart| figure(chart, None)).collect();
                view! { <section class="stack"><h2>{part.name}</h2><p>{part.finding}</p>{charts}</section> }
            })
            .collect_view()
            .into_any()
    };
    let others: Vec<_> = p
        .years
        .iter()
        .filter(|year| **year != p.year)
        .map(|year| view! { <li><a href=format!("/public/{year}")>{t::title(l, *year)}</a></li> })
        .collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <nav class="stack screen-only" aria-labelledby="years">
                {heading::section("years", t::years(l))}
                <ul>{others}</ul>
            </nav>
        }
    });
    view! {
        <article class="wide stack">
            {heading::with(title(p), None, pdf.into_iter().collect())}
            <p>{t::lead(l, p.year)}</p>
            <p class="soft">{known(p)}</p>
            <div id="charts" class="stack">{body}</div>
            <p class="soft">{method(l)}" "{t::whole(l)}</p>
            {others}
            <islands::ChartReadout figure="charts".to_owned()/>
        </article>
    }
    .into_any()
}
