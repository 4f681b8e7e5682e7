//! A share or a rate by month with its limits, and what its title may say: of any figure that is drawn so.

use super::Context;
use crate::charts::lines::{Dot, Limit, Line, Lines, Unit};
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Ink, Note};
use crate::texts::reports_share as t;
use crate::{format, texts};
use domain::Lang;
use domain::trend::chart::ChartName;
use domain::trend::claim::{ShareFinding, Why};
use domain::trend::control::{Baseline, ChartKind, Counted, Limits, Rule};
use domain::trend::rebase::Rebased;
use domain::trend::share::{ShareMonth, ShareSeries};

/// A figure as charts hold it: shares in basis points, rates in hundredths for 1,000.
pub(super) fn held(kind: ChartKind, figure: f64) -> i64 {
    let of_one = match kind {
        ChartKind::Share => 10_000.0,
        ChartKind::Rate => 100_000.0,
    };
    (figure * of_one).round() as i64
}

const fn unit(kind: ChartKind) -> Unit {
    match kind {
        ChartKind::Share => Unit::Share,
        ChartKind::Rate => Unit::Hundredths,
    }
}

fn value(kind: ChartKind, figure: Option<f64>) -> Value {
    figure.map_or(Value::Empty, |figure| match kind {
        ChartKind::Share => Value::Share(held(kind, figure)),
        ChartKind::Rate => Value::Hundredths(held(kind, figure)),
    })
}

pub(super) fn dot(kind: ChartKind, m: &ShareMonth) -> Dot {
    Dot {
        value: m.counted.rate().map(|rate| held(kind, rate)),
        hollow: m.state.is_hollow(),
        at_least: false,
        marked: m.mark.is_some(),
    }
}

pub(super) fn limit(kind: ChartKind, limits: Limits) -> Limit {
    Limit {
        low: held(kind, limits.low),
        centre: held(kind, limits.centre),
        high: held(kind, limits.high),
    }
}

pub(super) fn lines(l: Lang, kind: ChartKind, series: &ShareSeries, name: &str) -> Lines {
    Lines {
        unit: unit(kind),
        months: series.months.iter().map(|m| m.month).collect(),
        lines: vec![Line {
            name: name.to_owned(),
            ink: Ink::Fourth,
            dots: series.months.iter().map(|m| dot(kind, m)).collect(),
        }],
        limits: series
            .months
            .iter()
            .map(|m| m.limits.map(|limits| limit(kind, limits)))
            .collect(),
        guides: Vec::new(),
        hollow: texts::chart::hollow(l),
    }
}

/// The months with what is counted, its share or rate, and its limits.
pub(super) fn table(
    l: Lang,
    kind: ChartKind,
    series: &ShareSeries,
    of: &str,
    hits: &str,
    figure: &str,
) -> Table {
    use texts::reports_payment as p;
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(of),
        Column::numbers(hits),
        Column::numbers(figure),
        Column::numbers(p::low(l)),
        Column::numbers(p::expected(l)),
        Column::numbers(p::high(l)),
    ];
    let row = |m: &ShareMonth| {
        vec![
            Value::Month(m.month),
            Value::Count(m.counted.n),
            Value::Count(m.counted.hits),
            value(kind, m.counted.rate()),
            value(kind, m.limits.map(|limits| limits.low)),
            value(kind, m.limits.map(|limits| limits.centre)),
            value(kind, m.limits.map(|limits| limits.high)),
        ]
    };
    Table::new(columns, series.months.iter().map(row))
}

/// What stands under a chart with limits.
pub(super) struct AboutLimits<'a> {
    pub chart: ChartName,
    pub baseline: Option<&'a Baseline>,
    pub rebased: Option<&'a Rebased>,
    /// Months that are ringed, and how many chance alone would ring.
    pub marked: usize,
    pub by_chance: f64,
}

impl<'a> AboutLimits<'a> {
    pub(super) fn of(chart: ChartName, series: &'a ShareSeries) -> Self {
        Self {
            chart,
            baseline: series.baseline.as_ref(),
            rebased: series.rebased.as_ref(),
            marked: series.months.iter().filter(|m| m.mark.is_some()).count(),
            by_chance: series.marks_by_chance,
        }
    }

    /// Since when there are limits, how many marks chance alone makes, and who began them anew; for those who see lists,
    /// the way to their page.
    pub(super) fn notes(self, l: Lang, context: &Context) -> Vec<Note> {
        use texts::reports_payment as p;
        let mut notes = vec![Note::new(match self.baseline {
            None => p::late_no_limits(l).to_owned(),
            Some(baseline) => {
                let (first, last) = (baseline.first, baseline.last);
                let since = p::late_baseline(l, format::month(l, first), format::month(l, last));
                let by_chance = format::hundredths(l, (self.by_chance * 100.0).round() as i64);
                let marked = format::number(l, self.marked as i64);
                format!("{since} {}", p::late_marks(l, marked, by_chance))
            }
        })];
        notes.extend(
            self.rebased
                .map(|rebased| Note::new(super::limits::begun(l, rebased))),
        );
        notes.extend(context.limits(self.chart).map(|href| Note {
            text: texts::limits::link(l).to_owned(),
            href: Some(href),
        }));
        notes
    }
}

/// The title: what the rule allows to claim of `what`.
pub(super) fn finding(l: Lang, kind: ChartKind, series: &ShareSeries, what: &str) -> String {
    let figure = |figure: f64| unit(kind).say(l, held(kind, figure));
    let of = |counted: Counted| counted.rate().map_or_else(String::new, figure);
    let number = |n: i64| format::number(l, n);
    let month = |month| format::month(l, month);
    match series.finding {
        ShareFinding::TooEarly { .. } => t::early(l, what, number(series.total.hits), number(series.total.n)),
        ShareFinding::NoChange {
            interval: Some(found),
            ..
        } => t::same(
            l,
            what,
            figure(found.share),
            figure(found.low),
            figure(found.high),
        ),
        ShareFinding::NoChange {
            compared,
            interval: None,
        } => t::same_few(l, what, number(compared.now.hits), number(compared.now.n)),
        ShareFinding::Higher {
            why: Why::Mark(at, Rule::Beyond),
            ..
        } => t::above(l, what, month(at)),
        ShareFinding::Lower {
            why: Why::Mark(at, Rule::Beyond),
            ..
        } => t::below(l, what, month(at)),
        ShareFinding::Higher {
            why: Why::Mark(at, _),
            ..
        } => t::run_above(l, what, month(at)),
        ShareFinding::Lower {
            why: Why::Mark(at, _),
            ..
        } => t::run_below(l, what, month(at)),
        ShareFinding::Higher { compared, .. } => t::higher(l, what, of(compared.now), of(compared.before)),
        ShareFinding::Lower { compared, .. } => t::lower(l, what, of(compared.now), of(compared.before)),
    }
}
