//! A share by month with its limits, and what its title may say: of any share that is drawn so.

use super::payment::{basis_points, share_of};
use crate::charts::Ink;
use crate::charts::lines::{Dot, Limit, Line, Lines, Unit};
use crate::charts::table::{Column, Table, Value};
use crate::texts::reports_share as t;
use crate::{format, texts};
use domain::Lang;
use domain::trend::claim::{ShareFinding, Why};
use domain::trend::control::{Limits, Rule};
use domain::trend::share::{ShareMonth, ShareSeries};

pub(super) fn dot(m: &ShareMonth) -> Dot {
    Dot {
        value: m.counted.rate().map(basis_points),
        hollow: m.state.is_hollow(),
        at_least: false,
        marked: m.mark.is_some(),
    }
}

pub(super) fn lines(l: Lang, series: &ShareSeries, name: &str) -> Lines {
    let limit = |limits: Limits| Limit {
        low: basis_points(limits.low),
        centre: basis_points(limits.centre),
        high: basis_points(limits.high),
    };
    Lines {
        unit: Unit::Share,
        months: series.months.iter().map(|m| m.month).collect(),
        lines: vec![Line {
            name: name.to_owned(),
            ink: Ink::Fourth,
            dots: series.months.iter().map(dot).collect(),
        }],
        limits: series.months.iter().map(|m| m.limits.map(limit)).collect(),
        guides: Vec::new(),
        hollow: texts::chart::hollow(l),
    }
}

/// The months with what is counted, its share, and its limits.
pub(super) fn table(l: Lang, series: &ShareSeries, of: &str, hits: &str) -> Table {
    use texts::reports_payment as p;
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(of),
        Column::numbers(hits),
        Column::numbers(p::share(l)),
        Column::numbers(p::low(l)),
        Column::numbers(p::expected(l)),
        Column::numbers(p::high(l)),
    ];
    let share = |share: Option<f64>| share.map_or(Value::Empty, |share| Value::Share(basis_points(share)));
    let row = |m: &ShareMonth| {
        vec![
            Value::Month(m.month),
            Value::Count(m.counted.n),
            Value::Count(m.counted.hits),
            share(m.counted.rate()),
            share(m.limits.map(|limits| limits.low)),
            share(m.limits.map(|limits| limits.centre)),
            share(m.limits.map(|limits| limits.high)),
        ]
    };
    Table::new(columns, series.months.iter().map(row))
}

/// Since when there are limits, and how many marks chance alone makes.
pub(super) fn about_limits(l: Lang, series: &ShareSeries) -> String {
    use texts::reports_payment as p;
    let Some(baseline) = &series.baseline else {
        return p::late_no_limits(l).to_owned();
    };
    let marked = series.months.iter().filter(|m| m.mark.is_some()).count() as i64;
    let by_chance = (series.marks_by_chance * 100.0).round() as i64;
    let since = p::late_baseline(
        l,
        format::month(l, baseline.first),
        format::month(l, baseline.last),
    );
    let marks = p::late_marks(l, format::number(l, marked), format::hundredths(l, by_chance));
    format!("{since} {marks}")
}

/// The title: what the rule allows to claim of `what`.
pub(super) fn finding(l: Lang, series: &ShareSeries, what: &str) -> String {
    let percent = |share: f64| format::percent(l, basis_points(share));
    let number = |n: i64| format::number(l, n);
    let month = |month| format::month(l, month);
    match series.finding {
        ShareFinding::TooEarly { .. } => {
            let (mut hits, mut n) = (0, 0);
            for month in &series.months {
                hits += month.counted.hits;
                n += month.counted.n;
            }
            t::early(l, what, number(hits), number(n))
        }
        ShareFinding::NoChange {
            interval: Some(found),
            ..
        } => t::same(
            l,
            what,
            percent(found.share),
            percent(found.low),
            percent(found.high),
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
        ShareFinding::Higher { compared, .. } => {
            t::higher(l, what, share_of(l, compared.now), share_of(l, compared.before))
        }
        ShareFinding::Lower { compared, .. } => {
            t::lower(l, what, share_of(l, compared.now), share_of(l, compared.before))
        }
    }
}
