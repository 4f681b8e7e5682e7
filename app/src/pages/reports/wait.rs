//! The chart of time to decision, and what is open for how long.

use super::Context;
use crate::charts::lines::{Dot, Line, Lines, Unit};
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::texts::reports as t;
use crate::{format, texts};
use domain::Lang;
use domain::trend::duration::Quantile;
use domain::trend::wait::{WaitMonth, WaitTrend};

/// A quantile as a point of the chart; what nothing was watched for has none.
pub(super) fn dot(hollow: bool, quantile: Option<Quantile>) -> Dot {
    match quantile {
        Some(Quantile::Days(days)) => Dot {
            value: Some(days),
            hollow,
            ..Dot::default()
        },
        Some(Quantile::Over(Some(days))) => Dot {
            value: Some(days),
            hollow,
            at_least: true,
            ..Dot::default()
        },
        Some(Quantile::Over(None)) | None => Dot::default(),
    }
}

/// The chart, and under it what is open today.
pub(super) fn chart(l: Lang, trend: &WaitTrend, context: &Context) -> Chart {
    let line = |name: &str, ink, of: fn(&WaitMonth) -> Option<Quantile>| Line {
        name: name.to_owned(),
        ink,
        dots: trend
            .months
            .iter()
            .map(|m| dot(m.state.is_hollow(), of(m)))
            .collect(),
    };
    let scene = Lines {
        unit: Unit::Days,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![
            line(t::wait_half(l), Ink::First, |m| m.half),
            line(t::wait_nine(l), Ink::Second, |m| m.nine_in_ten),
        ],
        limits: Vec::new(),
        guides: [30, 60].map(|days| (days, format::days(l, days))).to_vec(),
        hollow: texts::chart::hollow(l),
    };
    let number = |n: i64| format::number(l, n);
    let open = t::wait_open(
        l,
        number(trend.open),
        number(trend.over_30),
        number(trend.over_60),
    );
    Chart {
        lang: l,
        name: "waits",
        finding: wait_finding(l, trend),
        description: t::wait_description(l).to_owned(),
        scene: Scene::Lines(scene),
        table: table(l, trend),
        notes: vec![
            Note {
                text: open,
                href: context
                    .links
                    .then(|| format!("/issues?source=people{}", context.and_filter())),
            },
            Note::new(t::wait_note(l)),
        ],
    }
}

fn table(l: Lang, trend: &WaitTrend) -> Table {
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(t::wait_waits(l)),
        Column::numbers(t::wait_half(l)),
        Column::numbers(t::wait_nine(l)),
        Column::numbers(t::wait_confirmed(l)),
    ];
    let row = |m: &WaitMonth| {
        // A share is told of mature months only: younger ones can still be confirmed in time.
        let confirmed = if m.state.is_hollow() || m.confirmed.n == 0 {
            Value::Empty
        } else {
            Value::Share(m.confirmed.hits * 10_000 / m.confirmed.n)
        };
        vec![
            Value::Month(m.month),
            Value::Count(m.waits),
            days(m.half),
            days(m.nine_in_ten),
            confirmed,
        ]
    };
    Table::new(columns, trend.months.iter().map(row))
}

/// A quantile as a figure.
pub(super) fn days(quantile: Option<Quantile>) -> Value {
    match quantile {
        None | Some(Quantile::Over(None)) => Value::Empty,
        Some(Quantile::Days(days)) => Value::Days(days),
        Some(Quantile::Over(Some(days))) => Value::OverDays(days),
    }
}

/// The title: exact figures of three mature cohorts, no claim of change.
pub fn wait_finding(l: Lang, trend: &WaitTrend) -> String {
    let month = |month| format::month(l, month);
    match &trend.recent {
        None => t::wait_none(l, trend.over_30),
        Some((first, last, recent)) => match recent.half {
            Some(Quantile::Days(days)) => t::wait_title(
                l,
                trend.over_30,
                month(*first),
                month(*last),
                format::days(l, days),
            ),
            over => {
                let seen = match over {
                    Some(Quantile::Over(Some(days))) => days,
                    _ => 0,
                };
                t::wait_title_over(
                    l,
                    trend.over_30,
                    month(*first),
                    month(*last),
                    format::days(l, seen),
                )
            }
        },
    }
}
