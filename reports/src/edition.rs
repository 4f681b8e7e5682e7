//! The monthly edition as a document: in short, each chart with its figures, the method on the last page.

use crate::document::{Chart, Column, Document, Finding, Part, Table, Term};
use app::charts::table as typed;
use app::texts::document as t;
use app::{charts, format, pages, texts};
use domain::Lang;
use domain::edition::Scope;
use domain::trend::chart::Figures;

/// The document of these frozen figures, in the reader's language.
pub fn document(l: Lang, figures: &Figures, scope: Scope) -> Document {
    let charts = pages::reports::frozen(l, figures);
    let name = pages::edition::name(l, figures.period.last);
    let findings = charts.iter().map(|chart| Finding {
        text: chart.finding.clone(),
        anchor: chart.name.to_owned(),
    });
    let mut parts = vec![
        section(texts::edition::brief(l), false),
        Part::Findings {
            findings: findings.collect(),
        },
        section(t::charts(l), true),
    ];
    parts.extend(charts.iter().map(|one| Part::Chart(chart(l, one))));
    parts.extend(method(l, figures));
    Document {
        lang: l,
        kicker: t::edition_kicker(l).to_owned(),
        title: name.clone(),
        lead: lead(l, figures, scope),
        foot: format!("Vigie · {name}"),
        page: t::page(l),
        of: t::of(l),
        day: figures.today,
        parts,
    }
}

pub(crate) fn section(title: &str, new_page: bool) -> Part {
    Part::Section {
        title: title.to_owned(),
        new_page,
    }
}

fn lead(l: Lang, figures: &Figures, scope: Scope) -> Vec<String> {
    let mut lead = vec![
        t::known(l, format::date(l, figures.today)),
        t::period(
            l,
            format::month(l, figures.period.first),
            format::month(l, figures.period.last),
        ),
    ];
    if scope == Scope::Payment {
        lead.push(t::payment_only(l).to_owned());
    }
    lead
}

/// A chart of the page as it stands in a document.
pub(crate) fn chart(l: Lang, chart: &charts::Chart) -> Chart {
    let key = chart.key().map(str::to_owned);
    let notes = chart.notes.iter().map(|note| note.text.clone());
    Chart {
        anchor: chart.name.to_owned(),
        finding: chart.finding.clone(),
        description: chart.description.clone(),
        svg: Some(chart.svg()),
        notes: key.into_iter().chain(notes).collect(),
        table: table(l, &chart.table),
    }
}

fn table(l: Lang, table: &typed::Table) -> Table {
    let column = |(i, column): (usize, &typed::Column)| {
        if column.numbers {
            Column::numbers(column.name.clone())
        } else if i == 0 {
            Column::words(column.name.clone())
        } else {
            Column::words(column.name.clone()).wide(2)
        }
    };
    let row = |row: &Vec<typed::Cell>| row.iter().map(|cell| cell.value.say(l)).collect();
    Table {
        caption: String::new(),
        columns: table.columns.iter().enumerate().map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// The last page: as known on which day, and what the words mean.
fn method(l: Lang, figures: &Figures) -> Vec<Part> {
    let terms = [
        (t::term_reported(l), t::term_reported_text(l)),
        (t::term_mature(l), t::term_mature_text(l)),
        (t::term_change(l), t::term_change_text(l)),
        (t::term_limits(l), t::term_limits_text(l)),
        (t::term_interval(l), t::term_interval_text(l)),
        (t::term_late(l), t::term_late_text(l)),
        (t::term_half(l), t::term_half_text(l)),
    ];
    let term = |(name, text): (&str, &str)| Term {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    vec![
        section(t::method(l), true),
        Part::Text {
            text: t::method_lead(l, format::date(l, figures.today)),
        },
        Part::Terms {
            terms: terms.into_iter().map(term).collect(),
        },
    ]
}
