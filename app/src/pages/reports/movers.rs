//! What moved against its own past: late payment in one chart, issues per contract in another.

use super::Context;
use crate::charts::bars::{Bar, Bars};
use crate::charts::lines::Unit;
use crate::charts::table::{Cell, Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::format;
use crate::pages::alert::{place, rate, times, what, who};
use crate::texts::reports_movers as t;
use domain::Lang;
use domain::trend::movers::{MoverMeasure, MoversTrend, NamedMover};

/// Movers drawn; the table goes on.
const DRAWN: usize = 15;

/// A rate in the unit of the drawing: basis points, or issues per 1,000 contracts.
const fn drawn(measure: MoverMeasure, millionths: i64) -> i64 {
    match measure {
        MoverMeasure::Late => millionths / 100,
        MoverMeasure::Issues => (millionths + 500) / 1_000,
    }
}

fn now(mover: &NamedMover) -> i64 {
    mover.found.now.hits * 1_000_000 / mover.found.now.n.max(1)
}

/// Those that moved by this measure.
pub(super) fn chart(l: Lang, trend: &MoversTrend, measure: MoverMeasure, context: &Context) -> Chart {
    let movers: Vec<&NamedMover> = trend
        .movers
        .iter()
        .filter(|mover| mover.found.key.measure == measure)
        .collect();
    let bar = |mover: &&NamedMover| Bar {
        name: who(l, mover),
        ink: if mover.found.up { Ink::Second } else { Ink::Third },
        value: Some(drawn(measure, now(mover))),
        range: Some((drawn(measure, mover.found.low), drawn(measure, mover.found.high))),
        says: t::says(
            l,
            rate(l, measure, now(mover)),
            rate(l, measure, mover.found.expected),
        ),
        href: context.link(|| place(mover)),
    };
    let (name, unit) = match measure {
        MoverMeasure::Late => ("movers-late", Unit::Share),
        MoverMeasure::Issues => ("movers-issues", Unit::Count),
    };
    let mut notes = Vec::new();
    if let Some(month) = trend.month {
        notes.push(Note::new(t::note(l, format::month(l, month))));
    }
    let moved = moved(trend, movers.len());
    if moved > DRAWN as i64 {
        notes.push(Note::new(t::first(
            l,
            DRAWN,
            format::number(l, moved),
            movers.len(),
        )));
    }
    if context.links {
        notes.push(Note {
            text: t::alerts(l).to_owned(),
            href: Some("/alerts".to_owned()),
        });
    }
    Chart {
        lang: l,
        name,
        finding: finding(l, trend, measure, moved),
        description: t::description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit,
            rows: movers.iter().take(DRAWN).map(bar).collect(),
        }),
        table: table(l, &movers, measure, context),
        notes,
    }
}

/// How many moved: the list has the first of them. Frozen figures of before do not say it, and have what they had.
fn moved(trend: &MoversTrend, listed: usize) -> i64 {
    trend.moved.max(listed as i64)
}

fn finding(l: Lang, trend: &MoversTrend, measure: MoverMeasure, n: i64) -> String {
    let tested = format::number(l, trend.tested);
    let what = match measure {
        MoverMeasure::Late => t::late(l),
        MoverMeasure::Issues => t::issues(l),
    };
    let says = match (trend.month, n) {
        (None, _) => t::early(l).to_owned(),
        (Some(_), 0) => t::none(l, tested),
        (Some(_), n) => t::title(l, n, tested),
    };
    t::of(l, what, says)
}

fn table(l: Lang, movers: &[&NamedMover], measure: MoverMeasure, context: &Context) -> Table {
    let columns = vec![
        Column::words(t::who(l)),
        Column::words(t::what(l)),
        Column::numbers(t::hits(l)),
        Column::numbers(crate::texts::reports_choices::of(l)),
        Column::numbers(t::now(l)),
        Column::numbers(t::expected(l)),
        Column::numbers(t::chance(l)),
    ];
    let figure = |millionths: i64| match measure {
        MoverMeasure::Late => Value::Share(millionths / 100),
        MoverMeasure::Issues => Value::Hundredths(millionths / 10),
    };
    let row = |mover: &&NamedMover| {
        let found = &mover.found;
        let mut row = vec![Cell {
            value: Value::Words(who(l, mover)),
            href: context.link(|| place(mover)),
        }];
        row.extend(
            [
                Value::Words(what(l, found).to_owned()),
                Value::Count(found.now.hits),
                Value::Count(found.now.n),
                figure(now(mover)),
                figure(found.expected),
                Value::Words(times(l, found)),
            ]
            .map(Cell::from),
        );
        row
    };
    Table {
        rows: movers.iter().map(row).collect(),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::trend::control::Counted;
    use domain::trend::movers::{Found, MoverKey, Subject};
    use domain::trend::report::Period;
    use domain::{ClientId, Month};

    fn mover(measure: MoverMeasure) -> NamedMover {
        NamedMover {
            name: "Halles du Quai".to_owned(),
            found: Found {
                key: MoverKey {
                    subject: Subject::Client(ClientId(7)),
                    measure,
                },
                up: true,
                now: Counted::new(12, 20),
                expected: 100_000,
                low: 386_000,
                high: 781_000,
                cautious: 286_000,
                chance: 12,
                silent: false,
            },
        }
    }

    #[test]
    fn a_mover_says_now_against_expected_and_leads_to_its_client() {
        let mut trend = MoversTrend {
            month: Month::new(2026, 8),
            tested: 212,
            moved: 0,
            movers: vec![mover(MoverMeasure::Late), mover(MoverMeasure::Issues)],
        };
        let context = Context {
            period: Period::ending(NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(), 12),
            filter: None,
            chosen: None,
            links: true,
        };
        let of = |trend: &MoversTrend| chart(Lang::En, trend, MoverMeasure::Late, &context);
        let chart = of(&trend);
        assert_eq!(
            chart.finding,
            "Paid late: 1 moved against its own past, of 212 tested"
        );
        assert_eq!(chart.table.rows.len(), 1);
        assert_eq!(chart.table.rows[0][0].href, "/clients/7");
        let Scene::Bars(bars) = &chart.scene else {
            panic!("bars")
        };
        assert_eq!(bars.rows[0].says, "60%; 10% expected");
        insta::assert_snapshot!(chart.svg());
        // Of many the list has the first, and the title says how many there are.
        trend.moved = 57;
        let many = of(&trend);
        assert_eq!(
            many.finding,
            "Paid late: 57 moved against their own past, of 212 tested"
        );
        assert_eq!(
            many.notes[1].text,
            "Drawn: the first 15 of 57; the table has the first 1."
        );
    }
}
