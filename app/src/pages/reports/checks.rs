//! The charts of checks: answers and what members then did, and the wages that they were offered.

use super::monthly;
use super::payment::share_of;
use crate::charts::columns::Columns;
use crate::charts::grid::{Fill, Grid, GridCell, SHADES};
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene, Series};
use crate::texts::reports_checks as t;
use crate::{format, words};
use domain::Lang;
use domain::check::Outcome;
use domain::trend::agreement::Offer;
use domain::trend::check_report::{Answered, ChecksTrend, OffersTrend};
use domain::trend::control::Counted;

/// Answers by what members then did.
pub(super) fn chart(l: Lang, trend: &ChecksTrend) -> Chart {
    let number = |n: i64| format::number(l, n);
    let columns: Vec<String> = std::iter::once(t::kept(l).to_owned())
        .chain(Outcome::ALL.iter().map(|o| did_name(l, *o).to_owned()))
        .collect();
    let most = trend
        .answers
        .iter()
        .map(|answered| answered.kept)
        .max()
        .unwrap_or(0);
    let rows = trend.answers.iter().map(|answered| {
        let name = words::answer(l, answered.answer).to_owned();
        let figures = std::iter::once(answered.kept).chain(answered.then.iter().copied());
        let cells = figures.zip(&columns).map(|(n, column)| GridCell {
            fill: fill(n, most),
            figure: if n == 0 { "–".to_owned() } else { number(n) },
            under: String::new(),
            says: t::cell(l, &name, column, number(n)),
            href: String::new(),
        });
        (name.clone(), cells.collect())
    });
    let finding = if trend.kept() == 0 {
        t::none(l).to_owned()
    } else {
        let did = |outcome| number(trend.did(outcome));
        t::title(
            l,
            trend.kept(),
            did(Outcome::Accepted),
            did(Outcome::Renegotiated),
            did(Outcome::Declined),
        )
    };
    Chart {
        lang: l,
        name: "checks",
        finding,
        description: t::description(l).to_owned(),
        scene: Scene::Grid(Grid {
            rows_are: t::answer(l).to_owned(),
            columns_are: String::new(),
            columns: columns.clone(),
            rows: rows.collect(),
            classes: Vec::new(),
        }),
        table: table(l, trend, columns),
        notes: vec![Note::new(t::note(l))],
    }
}

/// What members did with checks, as the head of a column.
const fn did_name(l: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => t::accepted(l),
        Outcome::Renegotiated => t::renegotiated(l),
        Outcome::Declined => t::declined(l),
    }
}

/// Shaded by its part of the largest.
fn fill(n: i64, most: i64) -> Fill {
    if n == 0 || most == 0 {
        return Fill::Plain;
    }
    let grade = (n.min(most) * i64::from(SHADES) - 1) / most;
    Fill::Class(u8::try_from(grade.clamp(0, i64::from(SHADES) - 1)).unwrap_or(0))
}

fn table(l: Lang, trend: &ChecksTrend, columns: Vec<String>) -> Table {
    let head = std::iter::once(Column::words(t::answer(l)))
        .chain(columns.into_iter().map(Column::numbers))
        .collect();
    let row = |answered: &Answered| {
        let mut row = vec![
            Value::Words(words::answer(l, answered.answer).to_owned()),
            Value::Count(answered.kept),
        ];
        row.extend(answered.then.iter().map(|n| Value::Count(*n)));
        row
    };
    Table::new(head, trend.answers.iter().map(row))
}

/// Wages offered, by month.
pub(super) fn offers(l: Lang, trend: &OffersTrend) -> Chart {
    let series: Vec<Series> = trend
        .by_class
        .iter()
        .map(|(class, values)| Series {
            name: words::offer_class(l, *class).to_owned(),
            ink: Ink::nth(*class as usize),
            values: values.clone(),
            hrefs: Vec::new(),
        })
        .collect();
    let (under, fair) = (trend.mature(Offer::Under), trend.mature(Offer::Fair));
    let known = Counted::new(under, under + fair);
    let finding = if known.n == 0 {
        t::offers_none(l).to_owned()
    } else {
        t::offers_title(
            l,
            format::number(l, under),
            format::number(l, known.n),
            share_of(l, known),
        )
    };
    Chart {
        lang: l,
        name: "offers",
        finding,
        description: t::offers_description(l).to_owned(),
        table: monthly(l, &trend.months, &series, true),
        scene: Scene::Columns(Columns {
            months: trend.months.clone(),
            series,
            immature: trend.hollow,
        }),
        notes: vec![Note::new(t::offers_note(l))],
    }
}
