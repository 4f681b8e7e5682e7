//! The page of one edition: on its way, failed, or there with its charts, its readers and its decisions.

use super::decisions::{Decisions, decisions, readers};
use super::name;
use crate::charts::figure::figure;
use crate::parts::{button, error_summary::error_summary, form_key, heading, notice};
use crate::texts::edition as t;
use crate::{format, words};
use domain::edition::{EditionState, EditionSummary, Reader};
use domain::trend::chart::Figures;
use domain::{Lang, PersonId};
use leptos::prelude::*;

/// How long a reader of the waiting page waits between two looks, in seconds.
pub const RELOAD: u64 = 3;

/// An edition that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPage {
    pub lang: Lang,
    pub edition: EditionSummary,
    /// It failed, and this reader may ask for it again.
    pub may_ask: bool,
    pub key: String,
}

/// Its title says how far it is.
pub fn waiting_title(p: &WaitingPage) -> String {
    let month = format::month(p.lang, p.edition.month);
    match p.edition.state {
        EditionState::Failed => t::title_failed(p.lang, month),
        EditionState::Asked | EditionState::Ready => t::title_waiting(p.lang, month),
    }
}

/// The page that waits: it reloads by itself, with scripts off too.
pub fn waiting(p: &WaitingPage) -> AnyView {
    let l = p.lang;
    let asked = match &p.edition.asked_by_name {
        Some(name) => t::asked_by(l, format::moment(l, p.edition.asked_at), name),
        None => t::asked_itself(l, format::moment(l, p.edition.asked_at)),
    };
    let body = if p.edition.state == EditionState::Failed {
        view! {
            {notice::warning(view! { <p>{t::failed(l)}</p> })}
            {p.may_ask.then(|| retry(p))}
        }
        .into_any()
    } else {
        view! {
            <progress class="progress" aria-label=t::waiting(l)></progress>
            <ol>
                <li>{asked}</li>
                <li aria-current="step">{t::step_figures(l)}</li>
                <li class="soft">{t::step_document(l)}</li>
            </ol>
            <p class="soft">{t::reloads(l, RELOAD)}" "<a href=super::href(p.edition.month)>{t::look_again(l)}</a></p>
        }
        .into_any()
    };
    view! {
        <article class="reading stack">
            {heading::with(waiting_title(p), Some(back(l)), Vec::new())}
            {body}
        </article>
    }
    .into_any()
}

fn back(l: Lang) -> AnyView {
    heading::back("/reports/editions", t::list_title(l))
}

fn retry(p: &WaitingPage) -> AnyView {
    view! {
        <form method="post" action="/reports/editions">
            {form_key::key(&p.key)}
            {form_key::hidden("month", p.edition.month.to_string())}
            {button::primary(t::retry(p.lang))}
        </form>
    }
    .into_any()
}

/// An edition that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetPage {
    pub lang: Lang,
    pub edition: EditionSummary,
    /// As they were frozen, for this kind of reader.
    pub figures: Figures,
    pub readers: Vec<Reader>,
    /// Who reads the page.
    pub me: PersonId,
    pub decisions: Decisions,
    /// Does this build make documents?
    pub has_pdf: bool,
    pub key: String,
}

/// The page's title.
pub fn title(p: &SheetPage) -> String {
    name(p.lang, p.edition.month)
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    let l = p.lang;
    let charts = crate::pages::reports::frozen(l, &p.figures);
    let brief: Vec<_> = charts
        .iter()
        .map(|chart| view! { <li><a href=format!("#{}", chart.name)>{chart.finding.clone()}</a></li> })
        .collect();
    let figures: Vec<_> = charts.iter().map(|chart| figure(chart, None)).collect();
    let pdf = p.has_pdf.then(|| button::link_primary(pdf_href(p, l), t::pdf(l)));
    view! {
        <article class="wide stack">
            {heading::with(title(p), Some(back(l)), pdf.into_iter().collect())}
            {error_summary(l, &p.decisions.errors)}
            <p class="soft">{t::frozen(l, format::date(l, p.figures.today))}" "<a href="/reports">{t::today(l)}</a></p>
            {p.has_pdf.then(|| other_languages(p))}
            <section class="edition-part stack" aria-labelledby="brief">
                {heading::section("brief", t::brief(l))}
                <ul>{brief}</ul>
            </section>
            {decisions(&p.decisions)}
            {readers(l, p.edition.month, &p.readers, Some(p.me), &format!("{}-read", p.key))}
            {heading::section("charts-title", t::charts_title(l))}
            <div id="charts" class="stack">{figures}</div>
            <islands::ChartReadout figure="charts".to_owned()/>
        </article>
    }
    .into_any()
}

fn pdf_href(p: &SheetPage, l: Lang) -> String {
    format!("{}/pdf?lang={}", super::href(p.edition.month), l.code())
}

fn other_languages(p: &SheetPage) -> AnyView {
    let links: Vec<_> = Lang::ALL
        .iter()
        .filter(|lang| **lang != p.lang)
        .map(|lang| {
            view! { " "<a href=pdf_href(p, *lang) lang=lang.code() hreflang=lang.code()>{words::lang(*lang)}</a> }
        })
        .collect();
    view! { <p class="soft screen-only">{t::also(p.lang)}{links}</p> }.into_any()
}
