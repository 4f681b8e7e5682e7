//! Low pay by funder: for advocacy.

use super::Context;
use crate::charts::bars::{Bar, Bars};
use crate::charts::lines::Unit;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::format;
use crate::texts::reports_low_pay as t;
use domain::Lang;
use domain::trend::low_pay::{FunderClients, LowPayTrend};

/// Funders drawn; the table has them all.
const DRAWN: usize = 12;

fn name(l: Lang, funder: &FunderClients) -> String {
    funder.names[l as usize].clone()
}

/// Distinct clients; the parts do not add up, and the chart says so.
pub(super) fn chart(l: Lang, trend: &LowPayTrend, context: &Context) -> Chart {
    let bar = |name: String, ink, n: i64| Bar {
        name,
        ink,
        value: Some(n),
        range: None,
        says: format::number(l, n),
        href: String::new(),
    };
    let mut rows: Vec<Bar> = trend
        .funders
        .iter()
        .take(DRAWN)
        .map(|funder| bar(name(l, funder), Ink::Second, funder.clients))
        .collect();
    rows.push(bar(t::without(l).to_owned(), Ink::Fourth, trend.without));
    rows.push(bar(t::whole(l).to_owned(), Ink::First, trend.whole));
    Chart {
        lang: l,
        name: "low-pay",
        finding: finding(l, trend),
        description: t::description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit: Unit::Count,
            rows,
        }),
        table: table(l, trend),
        notes: vec![Note {
            text: t::note(l, format::number(l, trend.whole)),
            href: context
                .links
                .then(|| "/issues?filter=ethics&state=confirmed".to_owned()),
        }],
    }
}

fn finding(l: Lang, trend: &LowPayTrend) -> String {
    match trend.funders.first() {
        _ if trend.whole == 0 => t::none(l).to_owned(),
        Some(most) => t::title(l, trend.whole, name(l, most), format::number(l, most.clients)),
        None => t::title_without(l, trend.whole),
    }
}

fn table(l: Lang, trend: &LowPayTrend) -> Table {
    let columns = vec![Column::words(t::funder(l)), Column::numbers(t::clients(l))];
    let row = |name: String, n: i64| vec![Value::Words(name), Value::Count(n)];
    let mut rows: Vec<_> = trend
        .funders
        .iter()
        .map(|funder| row(name(l, funder), funder.clients))
        .collect();
    rows.push(row(t::without(l).to_owned(), trend.without));
    rows.push(row(t::whole(l).to_owned(), trend.whole));
    Table::new(columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::FunderId;
    use domain::trend::report::Period;

    #[test]
    fn the_whole_stands_beside_the_parts_that_do_not_add_up() {
        let funder = |id, name: &str, clients| FunderClients {
            funder: FunderId(id),
            names: [(); 4].map(|()| name.to_owned()),
            clients,
        };
        let trend = LowPayTrend {
            months: 12,
            funders: vec![funder(1, "Fédération", 7), funder(2, "Région", 5)],
            without: 3,
            whole: 11,
        };
        let context = Context {
            period: Period::ending(NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(), 12),
            filter: None,
            chosen: None,
            links: true,
        };
        let chart = chart(Lang::Fr, &trend, &context);
        assert!(chart.finding.contains("Fédération"), "{}", chart.finding);
        assert!(chart.notes[0].text.contains("(11)"), "{}", chart.notes[0].text);
        insta::assert_snapshot!(chart.svg());
    }
}
