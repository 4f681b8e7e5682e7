//! The limits of a chart: what they rest on, when and why they began anew, and the form that lets them (`statistics.md` 12).

use super::{Context, chart};
use crate::charts::figure::figure;
use crate::parts::error_summary::error_summary;
use crate::parts::{Choice, Errors, Field, button, form_key, heading};
use crate::texts::limits as t;
use crate::{format, texts};
use domain::trend::chart::{ChartName, Figures};
use domain::trend::rebase::Rebased;
use domain::{Lang, Month};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitsPage {
    pub lang: Lang,
    pub chart: ChartName,
    /// The chart alone, as its reader asked for it.
    pub figures: Figures,
    /// The newest first.
    pub history: Vec<Rebased>,
    /// The months from which limits can begin anew, for those who may let them.
    pub months: Vec<Month>,
    pub form: LimitsForm,
    pub errors: Errors,
    pub key: String,
}

/// The fields, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LimitsForm {
    pub from: String,
    pub reason: String,
}

/// The page's title.
pub fn title(p: &LimitsPage) -> String {
    let l = p.lang;
    t::title(
        l,
        match p.chart {
            ChartName::IssueRate => texts::reports_issue_rate::what(l),
            ChartName::Under => texts::reports_wages::under_what(l),
            _ => texts::reports_payment::late_series(l),
        },
    )
}

/// When, by whom and why limits began anew.
pub(super) fn begun(l: Lang, rebased: &Rebased) -> String {
    t::begun(
        l,
        format::month(l, rebased.from),
        &rebased.by_name,
        format::date(l, rebased.on),
        &rebased.reason,
    )
}

/// The page.
pub fn limits(p: &LimitsPage) -> AnyView {
    let l = p.lang;
    let context = Context::of(&p.figures, false);
    let back = format!("/reports{}#{}", super::query(&p.figures), p.chart);
    let charts = p
        .figures
        .trends
        .iter()
        .map(|trend| figure(&chart(l, trend, &context), None))
        .collect_view();
    view! {
        <article class="wide stack">
            {heading::with(title(p), Some(heading::back(back, texts::nav::reports(l))), Vec::new())}
            {error_summary(l, &p.errors)}
            <p>{t::lead(l)}</p>
            <div id="charts" class="stack">{charts}</div>
            <islands::ChartReadout figure="charts".to_owned()/>
            {history(p)}
            {(!p.months.is_empty()).then(|| form(p))}
        </article>
    }
    .into_any()
}

fn history(p: &LimitsPage) -> AnyView {
    let l = p.lang;
    let listed = if p.history.is_empty() {
        view! { <p class="soft">{t::never(l)}</p> }.into_any()
    } else {
        let items = p
            .history
            .iter()
            .map(|rebased| view! { <li>{begun(l, rebased)}</li> })
            .collect_view();
        view! { <ul>{items}</ul> }.into_any()
    };
    view! {
        <section class="stack" aria-labelledby="history">
            {heading::section("history", t::history(l))}
            {listed}
        </section>
    }
    .into_any()
}

fn form(p: &LimitsPage) -> AnyView {
    let l = p.lang;
    let months = p
        .months
        .iter()
        .map(|month| Choice::new(month.number().to_string(), format::month(l, *month)))
        .collect();
    let action = format!("/reports/limits{}&chart={}", super::query(&p.figures), p.chart);
    view! {
        <section class="stack screen-only" aria-labelledby="begin">
            {heading::section("begin", t::begin_title(l))}
            <form method="post" action=action class="panel stack" novalidate>
                {form_key::key(&p.key)}
                {form_key::revision(p.history.len() as i64)}
                {Field::new("from", t::from(l))
                    .value(&p.form.from)
                    .error(&p.errors)
                    .hint(t::from_hint(l))
                    .narrow()
                    .select(l, months)}
                {Field::new("reason", t::reason(l)).value(&p.form.reason).error(&p.errors).textarea(3)}
                {button::primary(t::begin(l))}
            </form>
        </section>
    }
    .into_any()
}
