//! Protected tables as pages and charts: for analysts and for everybody. Everything is computed from the published
//! tables; no mark leads to a list.

use crate::charts::bars::{Bar, Bars};
use crate::charts::columns::Columns;
use crate::charts::figure::{Files, figure};
use crate::charts::lines::Unit;
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene, Series};
use crate::parts::{Choice, Field, button, empty_state, heading};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::check::Answer;
use domain::client::region::Region;
use domain::client::sector::SectorGroup;
use domain::issue::Source;
use domain::stance::StanceKind;
use domain::trend::Split;
use domain::trend::protected::{DueBand, ProtectedMeasure, ProtectedReport, Readers, Row};
use domain::trend::report::{Outcome, Period};
use domain::{Lang, Month};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ProtectedPage {
    pub lang: Lang,
    /// The day on which it is read.
    pub today: NaiveDate,
    pub period: Period,
    pub report: ProtectedReport,
    /// The page's own address, to which the form goes.
    pub path: &'static str,
    /// Charts can be taken away as files.
    pub files: bool,
}

/// The chart of all facts over time.
pub const OVER_TIME: &str = "time";

/// The page's title: what is told, over how many.
pub fn title(p: &ProtectedPage) -> String {
    finding_over_time(p.lang, &p.report)
}

/// The page.
pub fn page(p: &ProtectedPage) -> AnyView {
    use texts::protected as t;
    let l = p.lang;
    let report = &p.report;
    let charts = if report.months().is_some() {
        let files = p.files.then(|| Files {
            folder: format!("{}/{}", p.path, report.measure),
            query: format!("?months={}", p.period.len()),
        });
        let over_time = std::iter::once(over_time(l, report));
        let splits = report
            .measure
            .splits()
            .iter()
            .map(|split| by_split(l, report, *split));
        over_time
            .chain(splits)
            .map(|chart| figure(&chart, files.as_ref()))
            .collect_view()
            .into_any()
    } else {
        empty_state::empty_state(t::none(l), t::none_next(l), None)
    };
    view! {
        <article class="wide stack">
            {heading::heading(title(p))}
            {choose(p)}
            <p class="soft">
                {texts::document::known(l, format::date(l, p.today))}" "{method(l, report.readers)}
            </p>
            <div id="charts" class="stack">{charts}</div>
            <islands::ChartReadout figure="charts".to_owned()/>
        </article>
    }
    .into_any()
}

/// How the tables are made, in a few sentences.
pub fn method(l: Lang, readers: Readers) -> String {
    use texts::protected as t;
    let floor = readers.floor();
    let mut sentences = vec![t::method(l, floor.people)];
    if floor.clients > 1 {
        sentences.push(t::method_clients(l, floor.clients));
    }
    sentences.push(t::without_handlers(l).to_owned());
    sentences.join(" ")
}

fn choose(p: &ProtectedPage) -> AnyView {
    use texts::protected as t;
    let l = p.lang;
    let lengths = Period::LENGTHS
        .iter()
        .map(|&n| Choice::new(n.to_string(), texts::reports::months(l, n.into())))
        .collect();
    let measures = ProtectedMeasure::ALL
        .iter()
        .map(|&measure| Choice::new(measure.code(), measure_name(l, measure)))
        .collect();
    view! {
        <form method="get" action=p.path class="filters screen-only">
            {Field::new("of", t::of(l)).value(p.report.measure.code()).narrow().select_of(measures)}
            {Field::new("months", texts::reports::period(l)).value(p.period.len().to_string()).narrow().select_of(lengths)}
            {button::secondary(texts::reports::show(l))}
        </form>
    }
    .into_any()
}

/// The name of a measure.
pub const fn measure_name(l: Lang, measure: ProtectedMeasure) -> &'static str {
    use texts::protected as t;
    match measure {
        ProtectedMeasure::Issues => t::issues(l),
        ProtectedMeasure::Payment => t::payment(l),
        ProtectedMeasure::Checks => t::checks(l),
        ProtectedMeasure::Stances => t::stances(l),
    }
}

/// A period in words: `mai 2026`, or from one month to another.
pub fn span(l: Lang, first: Month, last: Month) -> String {
    if first == last {
        format::month(l, first)
    } else {
        texts::protected::span(l, format::month(l, first), format::month(l, last))
    }
}

/// The title of the chart over time: an exact count, no claim of change.
fn finding_over_time(l: Lang, report: &ProtectedReport) -> String {
    use texts::protected as t;
    let Some((first, last)) = report.months() else {
        return t::title_none(l, measure_name(l, report.measure));
    };
    let (n, when) = (report.total(), span(l, first, last));
    match report.measure {
        ProtectedMeasure::Issues => t::title_issues(l, n, when),
        ProtectedMeasure::Payment => t::title_payment(l, n, when),
        ProtectedMeasure::Checks => t::title_checks(l, n, when),
        ProtectedMeasure::Stances => t::title_stances(l, n, when),
    }
}

/// All facts of the measure: columns where each table is a month, else a bar for each period.
pub fn over_time(l: Lang, report: &ProtectedReport) -> Chart {
    use texts::protected as t;
    let name = measure_name(l, report.measure);
    let counts = report
        .tables
        .iter()
        .map(|table| (table.first, table.last, table.total()));
    let columns = vec![Column::words(t::period(l)), Column::numbers(name)];
    let rows = counts.clone().map(|(first, last, n)| {
        let when = if first == last {
            Value::Month(first)
        } else {
            Value::Words(span(l, first, last))
        };
        vec![when, Value::Count(n)]
    });
    let table = Table::new(columns, rows);
    let scene = if report.is_monthly() {
        Scene::Columns(Columns {
            months: report.tables.iter().map(|table| table.first).collect(),
            series: vec![Series {
                name: name.to_owned(),
                ink: Ink::First,
                values: counts.map(|(_, _, n)| n).collect(),
                hrefs: Vec::new(),
            }],
            immature: 0,
        })
    } else {
        Scene::Bars(Bars {
            unit: Unit::Count,
            rows: counts
                .map(|(first, last, n)| bar(span(l, first, last), Ink::First, n, format::number(l, n)))
                .collect(),
        })
    };
    let joined = (!report.is_monthly()).then(|| Note::new(t::periods_joined(l)));
    Chart {
        lang: l,
        name: OVER_TIME,
        finding: finding_over_time(l, report),
        description: t::description_time(l, name),
        scene,
        table,
        notes: joined.into_iter().collect(),
    }
}

fn bar(name: String, ink: Ink, value: i64, says: String) -> Bar {
    Bar {
        name,
        ink,
        value: Some(value),
        range: None,
        says,
        href: String::new(),
    }
}

/// The sum of the period by one split; cells that were put together are one row.
pub fn by_split(l: Lang, report: &ProtectedReport, split: Split) -> Chart {
    use texts::protected as t;
    let rows = report.rows(split);
    let total = report.total();
    let share = |n: i64| n * 10_000 / total.max(1);
    let bars = rows
        .iter()
        .map(|row| {
            let says = t::says(
                l,
                format::number(l, row.count),
                format::percent(l, share(row.count)),
            );
            bar(
                short_name(l, report, split, row),
                ink(split, row),
                row.count,
                says,
            )
        })
        .collect();
    let columns = vec![
        Column::words(split_name(l, split)),
        Column::numbers(measure_name(l, report.measure)),
        Column::numbers(texts::reports_payment::share(l)),
    ];
    let table = Table::new(
        columns,
        rows.iter().map(|row| {
            vec![
                Value::Words(names(l, report, split, row).join(" + ")),
                Value::Count(row.count),
                Value::Share(share(row.count)),
            ]
        }),
    );
    let together = rows.iter().filter(|row| row.cells.len() > 1).map(|row| {
        let n = row.cells.len() as i64;
        Note::new(t::together_are(l, n, names(l, report, split, row).join(", ")))
    });
    Chart {
        lang: l,
        name: split.code(),
        finding: finding(l, report, split, &rows),
        description: t::description_split(l, measure_name(l, report.measure), split_name(l, split)),
        notes: together.collect(),
        scene: Scene::Bars(Bars {
            unit: Unit::Count,
            rows: bars,
        }),
        table,
    }
}

/// What the rows say: the largest, or what is asked first of this split.
fn finding(l: Lang, report: &ProtectedReport, split: Split, rows: &[Row]) -> String {
    use texts::protected as t;
    let total = report.total();
    let percent = |n: i64| format::percent(l, n * 10_000 / total.max(1));
    let number = |n: i64| format::number(l, n);
    let Some(largest) = rows.first() else {
        return t::nothing(l, split_name(l, split));
    };
    if split == Split::Delay
        && let Some((late, of)) = report.late()
    {
        return t::late(l, percent(late), number(late), number(of));
    }
    if split == Split::Outcome
        && let Some(confirmed) = report.alone(split, Outcome::Confirmed.code())
    {
        return t::confirmed(l, percent(confirmed), number(confirmed), number(total));
    }
    if rows.len() == 1 && largest.cells.len() > 1 {
        return t::one_part(l, split_name(l, split), number(total));
    }
    let name = short_name(l, report, split, largest);
    t::most(
        l,
        split_name(l, split),
        name,
        percent(largest.count),
        number(total),
    )
}

const fn split_name(l: Lang, split: Split) -> &'static str {
    use texts::protected as t;
    match split {
        Split::Category | Split::Filter => t::by_category(l),
        Split::Outcome | Split::AnswerOutcome => t::by_outcome(l),
        Split::Source => t::by_source(l),
        Split::Sector => t::by_sector(l),
        Split::Region => t::by_region(l),
        Split::Size => t::by_size(l),
        Split::Delay => t::by_delay(l),
        Split::Answer => t::by_answer(l),
        Split::StanceKind => t::by_kind(l),
        _ => t::by_others(l),
    }
}

/// One name, two names, or how many are put together; the note below has them all.
fn short_name(l: Lang, report: &ProtectedReport, split: Split, row: &Row) -> String {
    let all = names(l, report, split, row);
    let joined = all.join(" + ");
    if all.len() == 1 || (all.len() == 2 && joined.chars().count() <= 40) {
        joined
    } else {
        texts::protected::together(l, all.len() as i64)
    }
}

/// The names of the cells of a row, in the reader's language; an unknown one is its code.
fn names(l: Lang, report: &ProtectedReport, split: Split, row: &Row) -> Vec<String> {
    let name = |code: &String| cell_name(l, report, split, code).unwrap_or_else(|| code.clone());
    row.cells.iter().map(name).collect()
}

fn cell_name(l: Lang, report: &ProtectedReport, split: Split, code: &str) -> Option<String> {
    use texts::protected as t;
    let word = match split {
        Split::Category => return report.names.get(code).map(|names| names[l as usize].clone()),
        Split::Outcome => super::outcome_name(l, Outcome::from_code(code)?),
        Split::Source => words::source(l, Source::from_code(code)?),
        Split::Sector => words::sector(l, SectorGroup::from_code(code)?),
        Split::Region => words::region(l, Region::from_code(code)?),
        Split::Answer => words::answer(l, Answer::from_code(code)?),
        Split::StanceKind => words::stance_kind(l, StanceKind::from_code(code)?),
        Split::Size => return Some(t::size(l, code)),
        Split::Delay => match DueBand::from_code(code)? {
            DueBand::OnTime => t::delay_on_time(l),
            DueBand::To7 => t::delay_to_7(l),
            DueBand::To30 => t::delay_to_30(l),
            DueBand::To60 => t::delay_to_60(l),
            DueBand::Over60 => t::delay_over_60(l),
        },
        _ => return None,
    };
    Some(word.to_owned())
}

/// Stances and filters keep their colours; what is late stands apart from what is in time.
fn ink(split: Split, row: &Row) -> Ink {
    let within = (row.within.len() == 1).then(|| row.within.first()).flatten();
    let cell = (row.cells.len() == 1).then(|| row.cells.first()).flatten();
    match split {
        Split::Category => within
            .and_then(|code| domain::category::Filter::from_code(code))
            .map_or(Ink::First, |filter| Ink::nth(filter as usize)),
        Split::Delay if within.is_some_and(|code| code == DueBand::LATE) => Ink::Second,
        Split::StanceKind => match cell.and_then(|code| StanceKind::from_code(code)) {
            Some(StanceKind::Informative) => Ink::Informative,
            Some(StanceKind::Restrictive) => Ink::Restrictive,
            Some(StanceKind::Punitive) => Ink::Punitive,
            None => Ink::First,
        },
        _ => Ink::First,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::trend::protected::Table as Published;
    use std::collections::{BTreeMap, BTreeSet};

    fn row(within: &[&str], cells: &[&str], count: i64) -> Row {
        let set = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<BTreeSet<_>>()
        };
        Row {
            within: set(within),
            cells: set(cells),
            count,
        }
    }

    fn report(measure: ProtectedMeasure, last: u32, splits: Vec<(Split, Vec<Row>)>) -> ProtectedReport {
        let month = |n| Month::new(2026, n).unwrap();
        let names = ["Bas salaire", "Laag loon", "Low pay", "Niedriger Lohn"].map(str::to_owned);
        ProtectedReport {
            measure,
            readers: Readers::Analysts,
            tables: vec![Published {
                first: month(1),
                last: month(last),
                splits: splits.into_iter().collect(),
            }],
            names: BTreeMap::from([("7".to_owned(), names)]),
        }
    }

    fn payment() -> ProtectedReport {
        let delays = vec![
            row(&["in_time"], &["on_time"], 80),
            row(&["in_time"], &["to_7"], 10),
            row(&["late"], &["to_30", "to_60", "over_60"], 10),
        ];
        let sectors = vec![
            row(&[], &["events"], 60),
            row(&[], &["media", "other", "education"], 40),
        ];
        report(
            ProtectedMeasure::Payment,
            1,
            vec![(Split::Delay, delays), (Split::Sector, sectors)],
        )
    }

    #[test]
    fn the_title_tells_the_share_late_and_what_is_put_together_is_named_below() {
        let chart = by_split(Lang::En, &payment(), Split::Delay);
        assert_eq!(chart.finding, "10% paid late: 10 of 100 invoices");
        let Scene::Bars(bars) = &chart.scene else {
            panic!("no bars")
        };
        assert_eq!(bars.rows[0].name, "on time");
        let together = bars.rows.iter().find(|bar| bar.name == "3 put together").unwrap();
        assert_eq!((together.value, together.ink), (Some(10), Ink::Second));
        assert!(
            chart.notes[0].text.contains("31 to 60 days after"),
            "{:?}",
            chart.notes
        );
    }

    #[test]
    fn a_table_of_several_months_is_a_bar_and_one_of_each_month_a_column() {
        let monthly = over_time(Lang::Fr, &payment());
        assert!(matches!(monthly.scene, Scene::Columns(_)) && monthly.notes.is_empty());
        let quarter = report(
            ProtectedMeasure::Checks,
            3,
            vec![(Split::Answer, vec![row(&[], &["clear"], 9)])],
        );
        let joined = over_time(Lang::Fr, &quarter);
        assert!(matches!(joined.scene, Scene::Bars(_)) && joined.notes.len() == 1);
        assert_eq!(
            joined.finding,
            "9 vérifications gardées, janvier 2026 à mars 2026"
        );
    }

    #[test]
    fn every_cell_has_a_name_in_each_language_and_no_mark_leads_to_a_list() {
        let cells: [(Split, &[&str]); 8] = [
            (Split::Category, &["7"]),
            (Split::Outcome, &["confirmed", "dismissed", "withdrawn", "open"]),
            (Split::Source, &["member", "staff"]),
            (Split::Region, &["brussels", "wallonia", "flanders"]),
            (Split::Size, &["1", "2-9", "10-99", "100+"]),
            (Split::Delay, &["on_time", "to_7", "to_30", "to_60", "over_60"]),
            (
                Split::Answer,
                &["clear", "nothing_known", "take_note", "on_conditions", "refused"],
            ),
            (Split::StanceKind, &["informative", "restrictive", "punitive"]),
        ];
        for (split, codes) in cells {
            let rows = codes.iter().map(|code| row(&[], &[code], 5)).collect();
            let all = report(ProtectedMeasure::Issues, 1, vec![(split, rows)]);
            for l in Lang::ALL {
                let chart = by_split(*l, &all, split);
                let Scene::Bars(bars) = &chart.scene else {
                    panic!("no bars")
                };
                for (bar, code) in bars.rows.iter().zip(codes) {
                    assert!(
                        bar.href.is_empty() && !bar.name.contains('_'),
                        "{split} {code}: {}",
                        bar.name
                    );
                }
                assert!(!chart.finding.is_empty() && !chart.description.is_empty());
            }
        }
    }
}
