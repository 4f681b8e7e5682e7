//! How stances ended and who relapsed.

use super::Context;
use super::conduct::{basis, ends, hits_of, share_row};
use crate::charts::bars::{Bar, Bars};
use crate::charts::columns::Columns;
use crate::charts::lines::Unit;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene, Series};
use crate::texts::reports_endings as t;
use crate::{format, texts, words};
use domain::stance::life::Outcome;
use domain::trend::endings::{Ending, EndingsTrend, Relapse, RelapseTrend};
use domain::{Lang, Month};

pub(crate) const fn ending_name(l: Lang, ending: Ending) -> &'static str {
    match ending {
        Ending::Lifted => t::lifted(l),
        Ending::Ended => t::ended(l),
        Ending::Replaced => t::replaced(l),
        Ending::SteppedDown => t::stepped_down(l),
    }
}

fn became_name(l: Lang, outcome: Option<Outcome>) -> String {
    outcome.map_or_else(
        || t::nothing_said(l).to_owned(),
        |outcome| words::stance_outcome(l, outcome).to_lowercase(),
    )
}

/// How they ended, by month.
pub(super) fn endings(l: Lang, trend: &EndingsTrend, context: &Context) -> Chart {
    let behind = |ending: Ending, month: &Month| {
        context.link(|| format!("/stances?ended={ending}&month={}", month.number()))
    };
    let series: Vec<Series> = trend
        .by_ending
        .iter()
        .map(|(ending, values)| Series {
            name: ending_name(l, *ending).to_owned(),
            ink: Ink::nth(*ending as usize),
            values: values.clone(),
            hrefs: trend.months.iter().map(|month| behind(*ending, month)).collect(),
        })
        .collect();
    let parts: Vec<String> = trend
        .became
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(outcome, n)| format!("{} {}", format::number(l, *n), became_name(l, *outcome)))
        .collect();
    let mut notes = Vec::new();
    if !parts.is_empty() {
        notes.push(Note::new(t::became(l, parts.join(", "))));
    }
    notes.push(Note::new(t::note(l)));
    Chart {
        lang: l,
        name: "endings",
        finding: endings_finding(l, trend),
        description: t::description(l).to_owned(),
        table: super::monthly(l, &trend.months, &series, true),
        scene: Scene::Columns(Columns {
            months: trend.months.clone(),
            series,
            immature: trend.hollow,
        }),
        notes,
    }
}

fn endings_finding(l: Lang, trend: &EndingsTrend) -> String {
    if trend.over() == 0 {
        return t::none(l).to_owned();
    }
    let of = |wanted: Outcome| {
        let n: i64 = trend
            .became
            .iter()
            .filter(|(outcome, _)| *outcome == Some(wanted))
            .map(|(_, n)| n)
            .sum();
        format::number(l, n)
    };
    t::title(
        l,
        trend.over(),
        of(Outcome::Paid),
        of(Outcome::Improved),
        of(Outcome::Expired),
    )
}

/// Relapses within 12 months.
pub(super) fn relapses(l: Lang, trend: &RelapseTrend, _: &Context) -> Chart {
    let name = |row: &Relapse| {
        row.how
            .map_or(texts::reports_choices::all(l), |how| ending_name(l, how))
            .to_owned()
    };
    let bar = |row: &Relapse| Bar {
        name: name(row),
        ink: Ink::Second,
        value: basis(row.relapsed),
        range: ends(row.interval),
        says: hits_of(l, row.relapsed),
        href: String::new(),
    };
    let columns = vec![
        Column::words(t::how(l)),
        Column::numbers(t::relapsed(l)),
        Column::numbers(texts::reports_choices::of(l)),
        Column::numbers(texts::reports_choices::share(l)),
        Column::numbers(texts::reports_choices::low(l)),
        Column::numbers(texts::reports_choices::high(l)),
    ];
    let row = |row: &Relapse| share_row(Value::Words(name(row)), row.relapsed, row.interval);
    Chart {
        lang: l,
        name: "relapses",
        finding: relapse_finding(l, trend),
        description: t::relapse_description(l).to_owned(),
        scene: Scene::Bars(Bars {
            unit: Unit::Share,
            rows: trend.rows.iter().map(bar).collect(),
        }),
        table: Table::new(columns, trend.rows.iter().map(row)),
        notes: vec![Note::new(t::relapse_note(
            l,
            format::month(l, trend.first),
            format::month(l, trend.last),
        ))],
    }
}

fn relapse_finding(l: Lang, trend: &RelapseTrend) -> String {
    let found = trend.rows.first().and_then(|all| {
        let (low, high) = ends(all.interval)?;
        let percent = |points| format::percent(l, points);
        Some(t::relapse_title(
            l,
            all.relapsed.n,
            format::number(l, all.relapsed.hits),
            percent(basis(all.relapsed)?),
            percent(low),
            percent(high),
        ))
    });
    found.unwrap_or_else(|| t::relapse_none(l).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::trend::report::Period;

    #[test]
    fn endings_and_relapses_look_as_agreed() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let period = Period::ending(today, 12);
        let context = Context {
            period,
            filter: None,
            chosen: None,
            links: true,
        };
        let lifted = |month, n| (month, "lifted".to_owned(), n);
        let trend = EndingsTrend::new(
            period,
            &[
                lifted(period.first, 3),
                lifted(period.last, 5),
                (period.first, "stepped_down".to_owned(), 2),
            ],
            &[
                (period.first, "paid".to_owned(), 2),
                (period.first, "unknown".to_owned(), 1),
                (period.last, "paid".to_owned(), 5),
            ],
            today,
        );
        let chart = endings(Lang::En, &trend, &context);
        assert_eq!(
            chart.finding,
            "3 stances ended in mature months: 2 paid, 0 improved, 0 at their date"
        );
        assert!(chart.notes[0].text.contains("2 paid"), "{}", chart.notes[0].text);

        let old = domain::trend::endings::last_old_enough(today);
        let trend = RelapseTrend::new(period, &[lifted(old, 23)], &[lifted(old, 4)], today);
        let chart = relapses(Lang::De, &trend, &context);
        assert!(chart.finding.starts_with("4 Rückfälle"), "{}", chart.finding);
        insta::assert_snapshot!(chart.svg());
        let none = RelapseTrend::new(period, &[], &[], today);
        assert_eq!(
            relapses(Lang::En, &none, &context).finding,
            "No ending is 12 months old yet"
        );
    }
}
