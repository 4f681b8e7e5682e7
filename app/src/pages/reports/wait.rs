//! The chart of time to decision, and what is open for how long.

use super::{ReportsPage, query};
use crate::charts::Ink;
use crate::charts::lines::{Dot, Line, Lines, Unit, lines};
use crate::parts::table;
use crate::texts::reports as t;
use crate::{format, texts};
use domain::Lang;
use domain::trend::duration::Quantile;
use domain::trend::wait::{WaitMonth, WaitTrend};
use leptos::prelude::*;

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
pub(super) fn waits(p: &ReportsPage, trend: &WaitTrend) -> AnyView {
    let l = p.lang;
    let line = |name: &str, ink, of: fn(&WaitMonth) -> Option<Quantile>| Line {
        name: name.to_owned(),
        ink,
        dots: trend
            .months
            .iter()
            .map(|m| dot(m.state.is_hollow(), of(m)))
            .collect(),
    };
    let props = Lines {
        lang: l,
        id: "waits".to_owned(),
        finding: wait_finding(l, trend),
        description: t::wait_description(l).to_owned(),
        unit: Unit::Days,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![
            line(t::wait_half(l), Ink::First, |m| m.half),
            line(t::wait_nine(l), Ink::Second, |m| m.nine_in_ten),
        ],
        limits: Vec::new(),
        guides: [30, 60].map(|days| (days, format::days(l, days))).to_vec(),
        hollow: texts::chart::hollow(l),
        csv: Some(format!("/reports/waits.csv{}", query(p))),
    };
    let columns = vec![
        table::words(texts::chart::month(l)),
        table::numbers(t::wait_waits(l)),
        table::words(t::wait_half(l)),
        table::words(t::wait_nine(l)),
        table::numbers(t::wait_confirmed(l)),
    ];
    let row = |m: &WaitMonth| -> Vec<AnyView> {
        // A share is told of mature months only: younger ones can still be confirmed in time.
        let confirmed = if m.state.is_hollow() || m.waits == 0 {
            String::new()
        } else {
            format::percent(l, m.confirmed.hits * 10_000 / m.waits)
        };
        vec![
            format::month(l, m.month).into_any(),
            format::number(l, m.waits).into_any(),
            days(l, m.half).into_any(),
            days(l, m.nine_in_ten).into_any(),
            confirmed.into_any(),
        ]
    };
    let rows = trend.months.iter().rev().map(row).collect();
    let table = table::table(props.finding.clone(), columns, rows);
    let number = |n: i64| format::number(l, n);
    let open = t::wait_open(
        l,
        number(trend.open),
        number(trend.over_30),
        number(trend.over_60),
    );
    let filter = p.filter.map(|f| format!("?filter={f}")).unwrap_or_default();
    let link = format!("/issues{filter}");
    view! {
        {lines(&props, table)}
        <p class="soft"><a href=link>{open}</a>" "{t::wait_note(l)}</p>
    }
    .into_any()
}

fn days(l: Lang, quantile: Option<Quantile>) -> String {
    match quantile {
        None | Some(Quantile::Over(None)) => String::new(),
        Some(Quantile::Days(days)) => format::days(l, days),
        Some(Quantile::Over(Some(days))) => texts::chart::over(l, format::days(l, days)),
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
