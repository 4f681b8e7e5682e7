//! Trends for management: each chart answers a question, its title is the finding.

mod checks;
mod conduct;
mod endings;
mod issue_rate;
pub mod limits;
mod low_pay;
mod movers;
pub mod payment;
mod people;
pub mod protected;
mod queues;
mod rates;
mod share;
mod split;
mod wage;
pub mod wait;

use crate::charts::columns::Columns;
use crate::charts::figure::{Files, figure};
use crate::charts::levels::Levels;
use crate::charts::table::{Cell, Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene, Series};
use crate::parts::{Choice, Field, button, heading};
use crate::{format, texts, words};
use domain::category::Filter;
use domain::stance::StanceKind;
use domain::trend::Split;
use domain::trend::chart::{ChartName, Figures, Trend};
use domain::trend::movers::MoverMeasure;
use domain::trend::rebase::Place;
use domain::trend::report::{IssuesTrend, Outcome, OutcomeTrend, Period, StancesTrend};
use domain::trend::series::Finding;
use domain::trend::split::{CellName, Chosen, OFFERED};
use domain::{Lang, Month};
use leptos::prelude::*;

pub(crate) use conduct::kind_name;
pub(crate) use endings::ending_name;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportsPage {
    pub lang: Lang,
    pub figures: Figures,
    /// The filters that the reader may choose from.
    pub filters: Vec<Filter>,
    /// The parts of the chosen split that the reader may choose from.
    pub cells: Vec<CellName>,
}

/// What a chart knows beside its own figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub period: Period,
    pub filter: Option<Filter>,
    pub chosen: Option<Chosen>,
    /// Each mark leads to the list behind it: for staff on the page, not in files and documents.
    pub links: bool,
}

impl Context {
    pub fn of(figures: &Figures, links: bool) -> Self {
        Self {
            period: figures.period,
            filter: figures.filter,
            chosen: figures.chosen.clone(),
            links,
        }
    }

    /// The address of a list, or nothing.
    fn link(&self, href: impl FnOnce() -> String) -> String {
        if self.links { href() } else { String::new() }
    }

    fn and_filter(&self) -> String {
        self.filter.map(|f| format!("&filter={f}")).unwrap_or_default()
    }

    /// The page of a chart's limits, where it shows one series.
    fn limits(&self, chart: ChartName) -> Option<String> {
        Place::of(chart, self.filter, self.chosen.as_ref()).filter(|_| self.links)?;
        let query = asked(self.period, self.filter, self.chosen.as_ref());
        Some(format!("/reports/limits{query}&chart={chart}"))
    }

    /// The part that is shown alone.
    fn cell(&self) -> Option<&CellName> {
        self.chosen.as_ref()?.cell.as_ref()
    }

    /// The list of issues that people reported in a month, narrowed further by `and`; lists know no sector, region or size.
    fn issues(&self, month: &Month, and: &str) -> String {
        let category = match self.cell() {
            None => String::new(),
            Some(CellName::Category(category)) => format!("&category={}", category.id),
            Some(_) => return String::new(),
        };
        self.link(|| {
            format!(
                "/issues?reported_month={}&source=people{category}{and}",
                month.number()
            )
        })
    }

    /// The page of one part alone.
    fn of_cell(&self, cell: &CellName) -> String {
        let filter = self.and_filter();
        let (months, split) = (self.period.len(), cell.split());
        self.link(|| {
            format!(
                "/reports?months={months}{filter}&split={split}&cell={}",
                cell.code()
            )
        })
    }

    /// What a chart says of the split that is asked for.
    fn split_note(&self, l: Lang, trend: &Trend) -> Option<Note> {
        use texts::reports_split as t;
        let chosen = self.chosen.as_ref()?;
        let name = trend.name();
        let of_split = || t::not_split(l, split::split_name(l, chosen.split));
        let has_it_anyway = matches!(
            trend,
            Trend::IssuesSplit(_) | Trend::LateSplit(_) | Trend::Rates(_)
        );
        if has_it_anyway {
            return None;
        }
        let Some(cell) = &chosen.cell else {
            return Some(Note::new(of_split()));
        };
        // Waits know no filter within a part: they show the whole of the filter.
        let is_whole = matches!(trend, Trend::Waits(waits) if !waits.is_part);
        if is_whole || !name.splits().contains(&chosen.split) {
            return Some(Note::new(of_split()));
        }
        Some(Note::new(t::only(l, split::cell_name(l, cell))))
    }
}

/// The chart of these figures, in the reader's language.
pub fn chart(l: Lang, trend: &Trend, context: &Context) -> Chart {
    let mut chart = plain(l, trend, context);
    chart.notes.extend(context.split_note(l, trend));
    chart
}

fn plain(l: Lang, trend: &Trend, context: &Context) -> Chart {
    match trend {
        Trend::Issues(trend) => issues(l, trend, context),
        Trend::IssuesSplit(trend) => split::issues(l, trend, context),
        Trend::Outcomes(trend) => outcomes(l, trend, context),
        Trend::Waits(trend) => wait::chart(l, trend, context),
        Trend::IssueRate(series) => issue_rate::chart(l, series, context),
        Trend::Rates(trend) => rates::chart(l, trend, context),
        Trend::LateSplit(trend) => split::late(l, trend, context),
        Trend::Wages(trend) => wage::chart(l, trend),
        Trend::Under(series) => wage::under(l, series, context),
        Trend::Checks(trend) => checks::chart(l, trend),
        Trend::Offers(trend) => checks::offers(l, trend),
        Trend::Late(trend) => payment::late(l, trend, context),
        Trend::Delays(trend) => payment::delays(l, trend),
        Trend::Money(trend) => payment::money(l, trend),
        Trend::Stances(trend) => stances(l, trend, context),
        Trend::People(trend) => people::chart(l, trend),
        Trend::Agreement(trend) => conduct::agreement(l, trend, context),
        Trend::Spared(trend) => conduct::spared(l, trend, context),
        Trend::Endings(trend) => endings::endings(l, trend, context),
        Trend::Relapses(trend) => endings::relapses(l, trend, context),
        Trend::LowPay(trend) => low_pay::chart(l, trend, context),
        Trend::MoversLate(trend) => movers::chart(l, trend, MoverMeasure::Late, context),
        Trend::MoversIssues(trend) => movers::chart(l, trend, MoverMeasure::Issues, context),
        Trend::Queues(trend) => queues::chart(l, trend, context),
    }
}

/// The charts of frozen figures: no mark leads to a list, which has moved since.
pub fn frozen(l: Lang, figures: &Figures) -> Vec<Chart> {
    let context = Context::of(figures, false);
    let trends = figures.trends.iter();
    trends.map(|trend| chart(l, trend, &context)).collect()
}

/// The page's title.
pub fn title(p: &ReportsPage) -> String {
    texts::reports::title(p.lang, p.figures.period.len())
}

/// The page.
pub fn reports(p: &ReportsPage) -> AnyView {
    let l = p.lang;
    let context = Context::of(&p.figures, true);
    let files = Files {
        folder: "/reports".to_owned(),
        query: query(&p.figures),
    };
    let charts = p
        .figures
        .trends
        .iter()
        .map(|trend| figure(&chart(l, trend, &context), Some(&files)))
        .collect_view();
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {choose(p)}
            <p class="screen-only"><a href="/reports/editions">{texts::edition::link(l)}</a></p>
            <p class="soft">{texts::reports::as_known(l, format::date(l, p.figures.today))}</p>
            <div id="charts" class="stack">{charts}</div>
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
    let chosen = p.figures.chosen.as_ref();
    let split = chosen.map(|chosen| chosen.split.code()).unwrap_or_default();
    let cell = chosen.and_then(|chosen| chosen.cell.as_ref()).map(CellName::code);
    let cells: Option<Vec<Choice>> = chosen.map(|_| {
        let all = Choice::new("", texts::reports_split::all_cells(l));
        let cells = p
            .cells
            .iter()
            .map(|cell| Choice::new(cell.code(), split::cell_name(l, cell)));
        std::iter::once(all).chain(cells).collect()
    });
    let months = p.figures.period.len().to_string();
    let filter = p.figures.filter.map(Filter::code).unwrap_or_default();
    view! {
        <form method="get" action="/reports" class="filters screen-only">
            {Field::new("months", t::period(l)).value(months).narrow().select_of(lengths)}
            {Field::new("filter", t::filter(l)).value(filter).narrow().select_of(filters)}
            {Field::new("split", texts::reports_split::label(l)).value(split).narrow().select_of(splits(p))}
            {cells.map(|cells| {
                Field::new("cell", texts::reports_split::cell(l)).value(cell.unwrap_or_default()).narrow().select_of(cells)
            })}
            {button::secondary(t::show(l))}
        </form>
    }
    .into_any()
}

/// The splits that the page offers: categories are within a filter.
fn splits(p: &ReportsPage) -> Vec<Choice> {
    let l = p.lang;
    let offered = OFFERED
        .into_iter()
        .filter(|split| *split != Split::Category || p.figures.filter.is_some())
        .map(|split| Choice::new(split.code(), split::split_name(l, split)));
    std::iter::once(Choice::new("", texts::reports_split::none(l)))
        .chain(offered)
        .collect()
}

fn query(figures: &Figures) -> String {
    asked(figures.period, figures.filter, figures.chosen.as_ref())
}

/// What the address says of period, filter and split.
fn asked(period: Period, filter: Option<Filter>, chosen: Option<&Chosen>) -> String {
    let filter = filter.map(|f| format!("&filter={f}")).unwrap_or_default();
    let split = chosen.map_or_else(String::new, |chosen| {
        let cell = chosen.cell.as_ref().map(CellName::code);
        let cell = cell.map(|cell| format!("&cell={cell}")).unwrap_or_default();
        format!("&split={}{cell}", chosen.split)
    });
    format!("?months={}{filter}{split}", period.len())
}

/// Series of counts by month as a table, with the list behind each figure.
fn monthly(l: Lang, months: &[Month], series: &[Series], total: bool) -> Table {
    let mut columns = vec![Column::words(texts::chart::month(l))];
    columns.extend(series.iter().map(|s| Column::numbers(s.name.clone())));
    if total {
        columns.push(Column::numbers(texts::chart::total(l)));
    }
    let row = |(i, month): (usize, &Month)| {
        let value = |s: &Series| s.values.get(i).copied().unwrap_or(0);
        let mut cells = vec![Cell::from(Value::Month(*month))];
        cells.extend(series.iter().map(|s| Cell {
            value: Value::Count(value(s)),
            href: s.hrefs.get(i).cloned().unwrap_or_default(),
        }));
        if total {
            cells.push(Value::Count(series.iter().map(value).sum()).into());
        }
        cells
    };
    Table {
        rows: months.iter().enumerate().map(row).collect(),
        columns,
    }
}

fn issues(l: Lang, trend: &IssuesTrend, context: &Context) -> Chart {
    use texts::reports as t;
    let behind = |month: &Month, filter: Filter| context.issues(month, &format!("&filter={filter}"));
    let series: Vec<Series> = trend
        .by_filter
        .iter()
        .map(|(filter, values)| Series {
            name: words::filter(l, *filter).to_owned(),
            ink: Ink::nth(*filter as usize),
            values: values.clone(),
            hrefs: trend.months.iter().map(|m| behind(m, *filter)).collect(),
        })
        .collect();
    let mut table = monthly(l, &trend.months, &series, true);
    if !trend.detected.is_empty() {
        table.columns.push(Column::numbers(t::detected(l)));
        for (row, n) in table.rows.iter_mut().zip(&trend.detected) {
            row.push(Value::Count(*n).into());
        }
    }
    let detected: i64 = trend.detected.iter().sum();
    let apart = (detected > 0).then(|| Note::new(t::issues_detected(l, detected)));
    Chart {
        lang: l,
        name: "issues",
        finding: issues_finding(l, trend),
        description: t::issues_description(l).to_owned(),
        table,
        scene: Scene::Columns(Columns {
            months: trend.months.clone(),
            series,
            immature: trend.hollow,
        }),
        notes: apart.into_iter().collect(),
    }
}

fn outcomes(l: Lang, trend: &OutcomeTrend, context: &Context) -> Chart {
    use texts::reports as t;
    let filter = context.and_filter();
    let behind = |month: &Month, outcome: Outcome| {
        let state = match outcome {
            // Resolved ones are among the confirmed: the list of the month has them all.
            Outcome::Confirmed => String::new(),
            Outcome::Dismissed | Outcome::Withdrawn | Outcome::Open => format!("&state={outcome}"),
        };
        context.issues(month, &format!("{state}{filter}"))
    };
    let series: Vec<Series> = trend
        .by_outcome
        .iter()
        .map(|(outcome, values)| Series {
            name: outcome_name(l, *outcome).to_owned(),
            ink: Ink::nth(*outcome as usize),
            values: values.clone(),
            hrefs: trend.months.iter().map(|m| behind(m, *outcome)).collect(),
        })
        .collect();
    Chart {
        lang: l,
        name: "outcomes",
        finding: outcomes_finding(l, trend),
        description: t::outcomes_description(l).to_owned(),
        table: monthly(l, &trend.months, &series, true),
        scene: Scene::Columns(Columns {
            months: trend.months.clone(),
            series,
            immature: trend.hollow,
        }),
        notes: Vec::new(),
    }
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
pub fn issues_finding(l: Lang, trend: &IssuesTrend) -> String {
    use texts::reports as t;
    let number = |n: i64| format::number(l, n);
    match &trend.finding {
        Finding::TooEarly { .. } => {
            let (issues, months) = trend.mature();
            t::issues_early(l, issues, t::months(l, months as i64))
        }
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

fn stances(l: Lang, trend: &StancesTrend, context: &Context) -> Chart {
    use texts::reports as t;
    let behind = |month: &Month, kind: StanceKind| {
        context.link(|| format!("/stances?kind={kind}&in_force_month={}", month.number()))
    };
    let series: Vec<Series> = trend
        .by_kind
        .iter()
        .map(|(kind, values)| Series {
            name: words::stance_kind(l, *kind).to_owned(),
            ink: ink(*kind),
            values: values.clone(),
            hrefs: trend.months.iter().map(|m| behind(m, *kind)).collect(),
        })
        .collect();
    let flows = t::flows(l, format::number(l, trend.came), format::number(l, trend.went));
    let mut table = monthly(l, &trend.months, &series, false);
    if !trend.flows.is_empty() {
        let columns = [t::stances_came(l), t::stances_went(l)];
        table.columns.extend(columns.map(Column::numbers));
        for (row, flow) in table.rows.iter_mut().zip(&trend.flows) {
            row.extend([flow.came, flow.went].map(|n| Cell::from(Value::Count(n))));
        }
    }
    Chart {
        lang: l,
        name: "stances",
        finding: stances_finding(l, trend),
        description: t::stances_description(l).to_owned(),
        table,
        scene: Scene::Levels(Levels {
            months: trend.months.clone(),
            series,
        }),
        notes: vec![Note::new(flows)],
    }
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
