//! Issues per 1,000 contracts, by category and sector.

use super::Context;
use crate::charts::grid::{Fill, Grid, GridCell};
use crate::charts::table::{Cell, Column, Table, Value};
use crate::charts::{Chart, Note, Scene};
use crate::texts::reports_rates as t;
use crate::{format, words};
use domain::Lang;
use domain::category::Category;
use domain::client::sector::SectorGroup;
use domain::trend::rate::{Rate, RatesTrend};

/// With fewer issues a field is too thin for a title.
const FEWEST: i64 = 5;

pub(super) fn chart(l: Lang, trend: &RatesTrend, context: &Context) -> Chart {
    let rows = trend
        .categories
        .iter()
        .filter(|(_, rates)| rates.iter().any(|rate| rate.counted.hits > 0))
        .map(|(category, rates)| {
            let fields = rates.iter().zip(&trend.sectors);
            let cells = fields.map(|(rate, (sector, _))| field(l, category, *sector, *rate, context));
            (category.name(l).to_owned(), cells.collect())
        });
    Chart {
        lang: l,
        name: "rates",
        finding: finding(l, trend),
        description: t::description(l).to_owned(),
        scene: Scene::Grid(Grid {
            rows_are: t::category(l).to_owned(),
            columns_are: t::sector(l).to_owned(),
            columns: trend
                .sectors
                .iter()
                .map(|(sector, _)| words::sector(l, *sector).to_owned())
                .collect(),
            rows: rows.collect(),
            classes: [
                t::class_0(l),
                t::class_1(l),
                t::class_2(l),
                t::class_3(l),
                t::class_4(l),
            ]
            .map(str::to_owned)
            .to_vec(),
        }),
        table: table(l, trend),
        notes: vec![Note::new(match trend.months {
            Some((first, last)) => t::note(l, format::month(l, first), format::month(l, last)),
            None => t::early(l).to_owned(),
        })],
    }
}

/// A dash is none, blank is unknown.
fn field(l: Lang, category: &Category, sector: SectorGroup, rate: Rate, context: &Context) -> GridCell {
    let (issues, contracts) = (rate.counted.hits, rate.counted.n);
    let number = |n: i64| format::number(l, n);
    let (name, of) = (category.name(l), words::sector(l, sector));
    let Some(per_thousand) = rate.per_thousand() else {
        return GridCell {
            fill: Fill::Plain,
            figure: String::new(),
            under: if issues > 0 { number(issues) } else { String::new() },
            says: t::cell_unknown(l, name, of),
            href: String::new(),
        };
    };
    let figure = format::hundredths(l, per_thousand);
    GridCell {
        fill: rate.class().map_or(Fill::Plain, Fill::Class),
        says: t::cell(l, name, of, &figure, number(issues), number(contracts)),
        figure: if issues == 0 { "–".to_owned() } else { figure },
        under: if issues == 0 {
            String::new()
        } else {
            number(issues)
        },
        href: if issues == 0 {
            String::new()
        } else {
            // The list knows no sector.
            context.link(|| format!("/issues?state=all&category={}&source=people", category.id))
        },
    }
}

fn table(l: Lang, trend: &RatesTrend) -> Table {
    let columns = vec![
        Column::words(t::category(l)),
        Column::words(t::sector(l)),
        Column::numbers(t::issues(l)),
        Column::numbers(t::contracts(l)),
        Column::numbers(t::rate(l)),
    ];
    let rows = trend.categories.iter().flat_map(|(category, rates)| {
        let fields = rates.iter().zip(&trend.sectors);
        fields.map(move |(rate, (sector, _))| {
            let values = [
                Value::Words(category.name(l).to_owned()),
                Value::Words(words::sector(l, *sector).to_owned()),
                Value::Count(rate.counted.hits),
                Value::Count(rate.counted.n),
                rate.per_thousand().map_or(Value::Empty, Value::Hundredths),
            ];
            values.map(Cell::from).to_vec()
        })
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

fn finding(l: Lang, trend: &RatesTrend) -> String {
    match trend.highest(FEWEST) {
        Some((category, sector, rate)) => t::title(
            l,
            category.name(l),
            words::sector(l, sector),
            format::hundredths(l, rate.per_thousand().unwrap_or_default()),
        ),
        None => t::none(l).to_owned(),
    }
}
