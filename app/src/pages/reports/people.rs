//! How many different people and clients are behind the figures: each period with its own count, since they do not add
//! up.

use super::protected::span;
use crate::charts::levels::Levels;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene, Series};
use crate::{format, texts};
use domain::Lang;
use domain::trend::people::{DistinctSeries, PeopleTrend};

/// Drawn; the others are in the table, on another scale.
const DRAWN: [DistinctSeries; 3] = [
    DistinctSeries::Reporters,
    DistinctSeries::ReportedClients,
    DistinctSeries::Concerned,
];

pub(super) fn chart(l: Lang, trend: &PeopleTrend) -> Chart {
    use texts::reports_people as t;
    let counted = |values: &[Option<i64>]| values.iter().take_while(|n| n.is_some()).count();
    // Months that are not mature have no count yet: they stand at the end, and are left out.
    let months = trend
        .by_month
        .iter()
        .map(|(_, values)| counted(values))
        .max()
        .unwrap_or_default();
    let drawn = trend.by_month.iter().filter(|(series, _)| DRAWN.contains(series));
    let series = drawn
        .enumerate()
        .map(|(i, (series, values))| Series {
            name: name(l, *series).to_owned(),
            ink: Ink::nth(i),
            values: values
                .iter()
                .take(months)
                .map(|n| n.unwrap_or_default())
                .collect(),
            hrefs: Vec::new(),
        })
        .collect();
    Chart {
        lang: l,
        name: "people",
        finding: finding(l, trend),
        description: t::description(l).to_owned(),
        scene: Scene::Levels(Levels {
            months: trend.months.iter().take(months).copied().collect(),
            series,
        }),
        table: table(l, trend, months),
        notes: vec![Note::new(t::note(l))],
    }
}

/// Months first, then quarters and years.
fn table(l: Lang, trend: &PeopleTrend, months: usize) -> Table {
    let value = |n: Option<i64>| n.map_or(Value::Empty, Value::Count);
    let mut columns = vec![Column::words(texts::protected::period(l))];
    columns.extend(
        trend
            .by_month
            .iter()
            .map(|(series, _)| Column::numbers(name(l, *series))),
    );
    let monthly = trend.months.iter().take(months).enumerate().map(|(i, month)| {
        let values = trend
            .by_month
            .iter()
            .map(|(_, values)| value(values.get(i).copied().flatten()));
        std::iter::once(Value::Words(format::month(l, *month)))
            .chain(values)
            .collect()
    });
    let longer = trend.longer.iter().map(|(first, last, values)| {
        let values = values.iter().map(|n| value(*n));
        std::iter::once(Value::Words(span(l, *first, *last)))
            .chain(values)
            .collect()
    });
    Table::new(columns, monthly.chain(longer))
}

fn finding(l: Lang, trend: &PeopleTrend) -> String {
    use texts::reports_people as t;
    let of = |values: &[Option<i64>], wanted: DistinctSeries| {
        let at = trend.by_month.iter().position(|(series, _)| *series == wanted);
        at.and_then(|at| values.get(at).copied().flatten())
            .unwrap_or_default()
    };
    // The newest year, else the newest quarter: their own counts, not sums.
    let Some((first, last, values)) = trend.last_year().or(trend.longer.last()) else {
        return t::early(l).to_owned();
    };
    let people = of(values, DistinctSeries::Reporters);
    let clients = format::number(l, of(values, DistinctSeries::ReportedClients));
    t::title(l, people, clients, span(l, *first, *last))
}

const fn name(l: Lang, series: DistinctSeries) -> &'static str {
    use texts::reports_people as t;
    match series {
        DistinctSeries::Reporters => t::reporters(l),
        DistinctSeries::ReportedClients => t::reported_clients(l),
        DistinctSeries::Concerned => t::concerned(l),
        DistinctSeries::DueMembers => t::due_members(l),
        DistinctSeries::DueClients => t::due_clients(l),
    }
}
