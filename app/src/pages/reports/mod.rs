//! Trends for management: each chart answers a question, its title is the finding.

pub mod payment;
pub mod wait;

use crate::charts::columns::{Columns, columns};
use crate::charts::levels::{Levels, levels};
use crate::charts::{Ink, Series};
use crate::parts::{Choice, Field, button, heading};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::Filter;
use domain::stance::StanceKind;
use domain::trend::report::{IssuesTrend, Outcome, OutcomeTrend, Period, StancesTrend};
use domain::trend::series::Finding;
use domain::trend::wait::WaitTrend;
use domain::{Lang, Month};
use leptos::prelude::*;
use payment::PaymentTrends;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportsPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub period: Period,
    /// One filter alone; `None` shows all that the reader may see.
    pub filter: Option<Filter>,
    /// The filters that the reader may choose from.
    pub filters: Vec<Filter>,
    pub issues: IssuesTrend,
    pub outcomes: OutcomeTrend,
    pub waits: WaitTrend,
    /// Absent for those who follow payment only.
    pub stances: Option<StancesTrend>,
    /// Absent where another filter is asked for.
    pub payment: Option<PaymentTrends>,
}

/// The page's title.
pub fn title(p: &ReportsPage) -> String {
    texts::reports::title(p.lang, p.period.len())
}

/// The page.
pub fn reports(p: &ReportsPage) -> AnyView {
    let l = p.lang;
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {choose(p)}
            <p class="soft">{texts::reports::as_known(l, format::date(l, p.today))}</p>
            <div id="charts" class="stack">
                {issues(p)}
                {outcomes(p)}
                {wait::waits(p, &p.waits)}
                {p.payment.as_ref().map(|trends| payment::payment(p, trends))}
                {p.stances.as_ref().map(|s| stances(p, s))}
            </div>
            <islands::ChartReadout figure="charts".to_owned()/>
        </article>
    }
    .into_any()
}

/// Period and filter stand in the address, so that it can be shared.
fn choose(p: &ReportsPage) -> AnyView {
    use texts::reports as t;
    let l = p.lang;
    let lengths = Period::LENGTHS
        .iter()
        .map(|&n| Choice::new(n.to_string(), t::months(l, n.into())))
        .collect();
    let mut filters: Vec<_> = p
        .filters
        .iter()
        .map(|&f| Choice::new(f.code(), words::filter(l, f)))
        .collect();
    if filters.len() > 1 {
        filters.insert(0, Choice::new("", t::all_filters(l)));
    }
    let filter = p.filter.map(Filter::code).unwrap_or_default();
    view! {
        <form method="get" action="/reports" class="filters screen-only">
            {Field::new("months", t::period(l)).value(p.period.len().to_string()).narrow().select_of(lengths)}
            {Field::new("filter", t::filter(l)).value(filter).narrow().select_of(filters)}
            {button::secondary(t::show(l))}
        </form>
    }
    .into_any()
}

fn query(p: &ReportsPage) -> String {
    let filter = p.filter.map(|f| format!("&filter={f}")).unwrap_or_default();
    format!("?months={}{filter}", p.period.len())
}

fn issues(p: &ReportsPage) -> AnyView {
    use texts::reports as t;
    let l = p.lang;
    let behind =
        |month: &Month, filter: Filter| format!("/issues?reported_month={}&filter={filter}", month.number());
    let series = p
        .issues
        .by_filter
        .iter()
        .map(|(filter, values)| Series {
            name: words::filter(l, *filter).to_owned(),
            ink: Ink::nth(*filter as usize),
            values: values.clone(),
            hrefs: p.issues.months.iter().map(|m| behind(m, *filter)).collect(),
        })
        .collect();
    columns(&Columns {
        lang: l,
        id: "issues".to_owned(),
        finding: issues_finding(l, p.period, &p.issues),
        description: t::issues_description(l).to_owned(),
        months: p.issues.months.clone(),
        series,
        immature: p.issues.hollow,
        csv: Some(format!("/reports/issues.csv{}", query(p))),
    })
}

fn outcomes(p: &ReportsPage) -> AnyView {
    use texts::reports as t;
    let l = p.lang;
    let filter = p.filter.map(|f| format!("&filter={f}")).unwrap_or_default();
    let behind = |month: &Month, outcome: Outcome| {
        let state = match outcome {
            // Resolved ones are among the confirmed: the list of the month has them all.
            Outcome::Confirmed => String::new(),
            Outcome::Dismissed | Outcome::Withdrawn | Outcome::Open => format!("&state={outcome}"),
        };
        format!("/issues?reported_month={}{state}{filter}", month.number())
    };
    let trend = &p.outcomes;
    let series = trend
        .by_outcome
        .iter()
        .map(|(outcome, values)| Series {
            name: outcome_name(l, *outcome).to_owned(),
            ink: Ink::nth(*outcome as usize),
            values: values.clone(),
            hrefs: trend.months.iter().map(|m| behind(m, *outcome)).collect(),
        })
        .collect();
    columns(&Columns {
        lang: l,
        id: "outcomes".to_owned(),
        finding: outcomes_finding(l, trend),
        description: t::outcomes_description(l).to_owned(),
        months: trend.months.clone(),
        series,
        immature: trend.hollow,
        csv: Some(format!("/reports/outcomes.csv{}", query(p))),
    })
}

/// The name of an outcome, as the series and columns carry it.
pub const fn outcome_name(l: Lang, outcome: Outcome) -> &'static str {
    use texts::reports as t;
    match outcome {
        Outcome::Confirmed => t::outcome_confirmed(l),
        Outcome::Dismissed => t::outcome_dismissed(l),
        Outcome::Withdrawn => t::outcome_withdrawn(l),
        Outcome::Open => t::outcome_open(l),
    }
}

/// The title of the outcomes: exact counts of the mature months, no claim of change.
pub fn outcomes_finding(l: Lang, trend: &OutcomeTrend) -> String {
    use texts::reports as t;
    let [confirmed, dismissed, withdrawn, open] = [
        Outcome::Confirmed,
        Outcome::Dismissed,
        Outcome::Withdrawn,
        Outcome::Open,
    ]
    .map(|o| trend.mature(o));
    let all = confirmed + dismissed + withdrawn + open;
    if all == 0 {
        return t::outcomes_none(l).to_owned();
    }
    let number = |n| format::number(l, n);
    t::outcomes_title(
        l,
        all,
        number(confirmed),
        number(dismissed),
        number(withdrawn),
        number(open),
    )
}

/// The title of the first chart: what its rule allows to claim, no more.
pub fn issues_finding(l: Lang, period: Period, trend: &IssuesTrend) -> String {
    use texts::reports as t;
    let number = |n: i64| format::number(l, n);
    match &trend.finding {
        Finding::TooEarly { .. } => t::issues_early(l, trend.total, t::months(l, period.len().into())),
        // What stays within chance: above `low`, under `high`, and never fewer than none.
        Finding::NoChange { compared, low, high } => t::issues_same(
            l,
            number(compared.now),
            number((low + 1).max(0)),
            number(high - 1),
        ),
        Finding::More { compared, .. } => t::issues_more(l, number(compared.now), number(compared.before)),
        Finding::Fewer { compared, .. } => t::issues_fewer(l, number(compared.now), number(compared.before)),
    }
}

const fn ink(kind: StanceKind) -> Ink {
    match kind {
        StanceKind::Informative => Ink::Informative,
        StanceKind::Restrictive => Ink::Restrictive,
        StanceKind::Punitive => Ink::Punitive,
    }
}

fn stances(p: &ReportsPage, trend: &StancesTrend) -> AnyView {
    use texts::reports as t;
    let l = p.lang;
    let behind =
        |month: &Month, kind: StanceKind| format!("/stances?kind={kind}&in_force_month={}", month.number());
    let series = trend
        .by_kind
        .iter()
        .map(|(kind, values)| Series {
            name: words::stance_kind(l, *kind).to_owned(),
            ink: ink(*kind),
            values: values.clone(),
            hrefs: trend.months.iter().map(|m| behind(m, *kind)).collect(),
        })
        .collect();
    let chart = levels(&Levels {
        lang: l,
        id: "stances".to_owned(),
        finding: stances_finding(l, trend),
        description: t::stances_description(l).to_owned(),
        months: trend.months.clone(),
        series,
        csv: Some(format!("/reports/stances.csv{}", query(p))),
    });
    let flows = t::flows(l, format::number(l, trend.came), format::number(l, trend.went));
    view! { {chart}<p class="soft">{flows}</p> }.into_any()
}

/// The title of the second chart: an exact stock, no claim of change.
pub fn stances_finding(l: Lang, trend: &StancesTrend) -> String {
    use texts::reports as t;
    let now = trend.now();
    if now.is_empty() {
        return t::stances_none(l).to_owned();
    }
    let parts: Vec<_> = now
        .iter()
        .map(|(kind, n)| words::stance_count(l, *kind, *n))
        .collect();
    t::stances_title(l, now.iter().map(|(_, n)| n).sum(), parts.join(", "))
}
