//! The charts of wages: against the figures of their day, and the share under the reference by month.

use super::Context;
use super::payment::share_of;
use super::share::{self, AboutLimits};
use crate::charts::bars::{Bar, Bars};
use crate::charts::lines::Unit;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::texts::reports_wages as t;
use crate::{format, texts};
use domain::Lang;
use domain::trend::chart::ChartName;
use domain::trend::control::ChartKind;
use domain::trend::share::ShareSeries;
use domain::trend::wage::{WageClass, WageTrend};

/// How many wages lie at which part of their reference: an edge exactly at it.
pub(super) fn chart(l: Lang, trend: &WageTrend) -> Chart {
    let number = |n: i64| format::number(l, n);
    let row = |class: &WageClass| Bar {
        name: name(l, class),
        ink: if class.is_under() {
            Ink::Punitive
        } else {
            Ink::First
        },
        value: Some(class.reference),
        range: None,
        says: if class.is_under() {
            t::bar_under(l, number(class.reference))
        } else {
            number(class.reference)
        },
        href: String::new(),
    };
    Chart {
        lang: l,
        name: "wages",
        finding: finding(l, trend),
        description: t::description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit: Unit::Count,
            rows: trend.classes.iter().map(row).collect(),
        }),
        table: table(l, trend),
        notes: notes(l, trend),
    }
}

fn name(l: Lang, class: &WageClass) -> String {
    let percent = |edge: i64| format::percent(l, edge);
    match (class.from, class.to) {
        (None, Some(to)) => t::class_below(l, percent(to)),
        (Some(from), None) => t::class_above(l, percent(from)),
        (Some(from), Some(to)) => t::class_between(l, percent(from), percent(to)),
        (None, None) => String::new(),
    }
}

fn table(l: Lang, trend: &WageTrend) -> Table {
    let columns = vec![
        Column::words(t::class(l)),
        Column::numbers(t::to_reference(l)),
        Column::numbers(t::to_minimum(l)),
    ];
    let row = |class: &WageClass| {
        vec![
            Value::Words(name(l, class)),
            Value::Count(class.reference),
            Value::Count(class.minimum),
        ]
    };
    Table::new(columns, trend.classes.iter().map(row))
}

fn notes(l: Lang, trend: &WageTrend) -> Vec<Note> {
    let number = |n: i64| format::number(l, n);
    // Thousandths of a basis point.
    let percent = |quantile: i64| format::percent(l, (quantile + 500) / 1_000);
    let mut notes = Vec::new();
    if let (Some(median), Some(tenth)) = (trend.reference.median, trend.reference.tenth) {
        notes.push(Note::new(t::middle(l, percent(median), percent(tenth))));
    }
    notes.push(Note::new(t::unknown(
        l,
        number(trend.reference.unknown),
        number(trend.minimum.unknown),
    )));
    notes.push(Note::new(t::frozen(l)));
    notes
}

fn finding(l: Lang, trend: &WageTrend) -> String {
    let (under, under_minimum) = trend.mature();
    if under.n == 0 {
        return t::none(l).to_owned();
    }
    let number = |n: i64| format::number(l, n);
    t::title(
        l,
        number(under.hits),
        number(under.n),
        share_of(l, under),
        number(under_minimum.hits),
    )
}

/// The share under the reference by month of the first day of work.
pub(super) fn under(l: Lang, series: &ShareSeries, context: &Context) -> Chart {
    let kind = ChartKind::Share;
    let share = texts::reports_payment::share(l);
    Chart {
        lang: l,
        name: "under",
        finding: share::finding(l, kind, series, t::under_what(l)),
        description: t::under_description(l).to_owned(),
        scene: Scene::Lines(share::lines(l, kind, series, t::under_series(l))),
        table: share::table(l, kind, series, t::known(l), t::under(l), share),
        notes: AboutLimits::of(ChartName::Under, series).notes(l, context),
    }
}
