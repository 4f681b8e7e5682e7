//! One split beside the period: the largest parts as small curves on one scale, and what each chart says of the split.

use super::Context;
use super::payment::{basis_points, share_of};
use super::share;
use crate::charts::lines::{Dot, Unit};
use crate::charts::panels::{Panel, Panels};
use crate::charts::table::{Cell, Column, Table, Value};
use crate::charts::{Chart, Note, Scene};
use crate::texts::reports_split as t;
use crate::{format, texts, words};
use domain::Lang;
use domain::trend::Split;
use domain::trend::claim::ShareFinding;
use domain::trend::control::ChartKind;
use domain::trend::series::Finding;
use domain::trend::split::{CellIssues, CellName, SplitIssues, SplitLate};

/// A split by name, within a sentence.
pub(super) const fn split_name(l: Lang, split: Split) -> &'static str {
    match split {
        Split::Region => t::region(l),
        Split::Size => t::size(l),
        Split::Category => t::category(l),
        _ => t::sector(l),
    }
}

/// A part by name.
pub(super) fn cell_name(l: Lang, cell: &CellName) -> String {
    match cell {
        CellName::Sector(sector) => words::sector(l, *sector).to_owned(),
        CellName::Region(region) => words::region(l, *region).to_owned(),
        CellName::Size(size) => words::size_band(l, *size).to_owned(),
        CellName::Category(category) => category.name(l).to_owned(),
    }
}

/// Parts named in a title.
const NAMED: usize = 3;

/// Issues by month, a small curve for each part.
pub(super) fn issues(l: Lang, trend: &SplitIssues, context: &Context) -> Chart {
    let hollow_from = trend.months.len() - trend.hollow.min(trend.months.len());
    let panel = |cell: &CellIssues| Panel {
        name: cell_name(l, &cell.cell),
        says: format::number(l, cell.total),
        dots: cell
            .counts
            .iter()
            .enumerate()
            .map(|(m, n)| Dot {
                value: Some(*n),
                hollow: m >= hollow_from,
                ..Dot::default()
            })
            .collect(),
        href: context.of_cell(&cell.cell),
    };
    let part = |cell: &CellIssues| {
        let figure = format::number(l, cell.mature(trend.hollow));
        let name = cell_name(l, &cell.cell);
        match cell.finding {
            Finding::More { .. } => t::part_more(l, name, figure),
            Finding::Fewer { .. } => t::part_fewer(l, name, figure),
            Finding::TooEarly { .. } | Finding::NoChange { .. } => t::part(l, name, figure),
        }
    };
    let finding = if trend.cells.is_empty() {
        t::issues_none(l).to_owned()
    } else {
        let parts: Vec<String> = trend.cells.iter().take(NAMED).map(part).collect();
        t::issues_title(l, split_name(l, trend.split), parts.join(", "))
    };
    Chart {
        lang: l,
        name: "issues",
        finding,
        description: t::issues_description(l).to_owned(),
        scene: Scene::Panels(Panels {
            unit: Unit::Count,
            months: trend.months.clone(),
            panels: trend.cells.iter().map(panel).collect(),
            hollow: texts::chart::hollow(l),
        }),
        table: issues_table(l, trend),
        notes: left_out(l, trend.left_out),
    }
}

fn issues_table(l: Lang, trend: &SplitIssues) -> Table {
    let mut columns = vec![Column::words(texts::chart::month(l))];
    columns.extend(
        trend
            .cells
            .iter()
            .map(|cell| Column::numbers(cell_name(l, &cell.cell))),
    );
    let row = |(m, month): (usize, &domain::Month)| {
        let mut row = vec![Value::Month(*month)];
        let counts = trend.cells.iter().map(|cell| cell.counts.get(m).copied());
        row.extend(counts.map(|n| Value::Count(n.unwrap_or_default())));
        row
    };
    Table::new(columns, trend.months.iter().enumerate().map(row))
}

/// Share paid late by month, a small curve for each part.
pub(super) fn late(l: Lang, trend: &SplitLate, context: &Context) -> Chart {
    let panel = |(cell, series): &(CellName, domain::trend::share::ShareSeries)| Panel {
        name: cell_name(l, cell),
        says: share_of(l, series.total),
        dots: series
            .months
            .iter()
            .map(|m| share::dot(ChartKind::Share, m))
            .collect(),
        href: context.of_cell(cell),
    };
    let part = |(cell, series): &(CellName, domain::trend::share::ShareSeries)| {
        let (name, figure) = (cell_name(l, cell), share_of(l, series.total));
        match series.finding {
            ShareFinding::Higher { .. } => t::part_more(l, name, figure),
            ShareFinding::Lower { .. } => t::part_fewer(l, name, figure),
            ShareFinding::TooEarly { .. } | ShareFinding::NoChange { .. } => t::part(l, name, figure),
        }
    };
    let finding = if trend.cells.is_empty() {
        t::late_none(l).to_owned()
    } else {
        let parts: Vec<String> = trend.cells.iter().take(NAMED).map(part).collect();
        t::late_title(l, split_name(l, trend.split), parts.join(", "))
    };
    let months = trend
        .cells
        .first()
        .map(|(_, series)| series.months.iter().map(|m| m.month).collect())
        .unwrap_or_default();
    Chart {
        lang: l,
        name: "late",
        finding,
        description: t::late_description(l).to_owned(),
        scene: Scene::Panels(Panels {
            unit: Unit::Share,
            months,
            panels: trend.cells.iter().map(panel).collect(),
            hollow: texts::chart::hollow(l),
        }),
        table: late_table(l, trend),
        notes: late_notes(l, trend),
    }
}

/// What a ring is, and how many chance alone would draw over all parts.
fn late_notes(l: Lang, trend: &SplitLate) -> Vec<Note> {
    use texts::reports_payment as p;
    let series = || trend.cells.iter().map(|(_, series)| series);
    let mut notes = Vec::new();
    if series().any(|series| series.baseline.is_some()) {
        let marked = series().flat_map(|s| &s.months).filter(|m| m.mark.is_some());
        let by_chance: f64 = series().map(|series| series.marks_by_chance).sum();
        let by_chance = format::hundredths(l, (by_chance * 100.0).round() as i64);
        let marks = p::late_marks(l, format::number(l, marked.count() as i64), by_chance);
        notes.push(Note::new(format!("{} {marks}", t::ring(l))));
    }
    notes.extend(left_out(l, trend.left_out));
    notes
}

/// A row for each part and month: due, late, share.
fn late_table(l: Lang, trend: &SplitLate) -> Table {
    use texts::reports_payment as p;
    let columns = vec![
        Column::words(split_name(l, trend.split)),
        Column::words(texts::chart::month(l)),
        Column::numbers(p::due(l)),
        Column::numbers(p::late(l)),
        Column::numbers(p::share(l)),
    ];
    let rows = trend.cells.iter().flat_map(|(cell, series)| {
        let name = cell_name(l, cell);
        series.months.iter().map(move |m| {
            let rate = m.counted.rate();
            let values = [
                Value::Words(name.clone()),
                Value::Month(m.month),
                Value::Count(m.counted.n),
                Value::Count(m.counted.hits),
                rate.map_or(Value::Empty, |rate| Value::Share(basis_points(rate))),
            ];
            values.map(Cell::from).to_vec()
        })
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

fn left_out(l: Lang, n: usize) -> Vec<Note> {
    if n == 0 {
        return Vec::new();
    }
    vec![Note::new(t::left_out(l, n as i64))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::Month;
    use domain::client::sector::SectorGroup;
    use domain::trend::cluster::ClientSums;
    use domain::trend::control::Counted;
    use domain::trend::report::Period;
    use domain::trend::split::CellCounts;

    #[test]
    fn rings_are_explained_with_how_many_chance_alone_would_draw() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 12);
        let first = Month::new(2024, 1).unwrap();
        let part = |sector| CellCounts {
            cell: CellName::Sector(sector),
            late: (0..32)
                .map(|i| (first.plus(i), Counted::new(40 + i64::from(i % 3), 100)))
                .collect(),
            sums: ClientSums::default(),
            rebased: None,
        };
        let parts = [part(SectorGroup::Events), part(SectorGroup::Digital)];
        let trend = SplitLate::new(period, Split::Sector, &parts, today);
        let context = Context {
            period,
            filter: None,
            chosen: None,
            links: false,
        };
        let chart = late(Lang::En, &trend, &context);
        // Two parts of nine mature months, each of which can end nine on one side: 18 × (0.0027 + 1 / 256).
        assert!(chart.notes[0].text.contains("A ring"), "{:?}", chart.notes);
        assert!(chart.notes[0].text.contains("0.12"), "{:?}", chart.notes);
    }
}
