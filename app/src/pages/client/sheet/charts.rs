//! Three small charts that need no explanation: issues over time, payment by contract against its limit, wage against
//! its reference. Each says over how many and since when, and has its figures as a table.

use super::SheetPage;
use crate::parts::table;
use crate::{format, texts};
use domain::client::record::{ClientRecord, Paid, WageAgainst};
use domain::payment::GRACE_DAYS;
use domain::{Lang, Month};
use leptos::prelude::*;

/// Size of a drawing in its own units.
const WIDTH: i64 = 360;
const HEIGHT: i64 = 96;
/// Days that are told apart on the drawing: what is earlier or later stands at its edge.
const EARLIEST: i64 = -30;
const LATEST: i64 = 90;
/// Shares of the reference that are told apart, in basis points.
const LOWEST: i64 = 6_000;
const HIGHEST: i64 = 16_000;

/// The charts that have something to show.
pub(super) fn charts(p: &SheetPage, record: &ClientRecord) -> AnyView {
    let shown: Vec<AnyView> = [
        (p.rights.read_issues && !p.rights.own_client).then(|| issues(p, record)),
        (!record.payments.is_empty()).then(|| payments(p, record)),
        (!record.wages.is_empty()).then(|| wages(p, record)),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! { <div class="sparks">{shown}</div> }.into_any()
}

/// Finding, drawing, what it rests on, table.
fn figure(
    l: Lang,
    id: &'static str,
    finding: String,
    says: (&'static str, String),
    marks: AnyView,
    table: AnyView,
) -> AnyView {
    let (description, note) = says;
    view! {
        <figure class="spark" aria-labelledby=id>
            <figcaption><h3 id=id>{finding}</h3></figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=description>{marks}</svg>
            <p class="hint">{note}</p>
            <details><summary>{texts::chart::table(l)}</summary>{table}</details>
        </figure>
    }
    .into_any()
}

fn issues(p: &SheetPage, record: &ClientRecord) -> AnyView {
    use texts::client_charts as t;
    let l = p.lang;
    let all = &record.issues;
    let total: i64 = all.iter().map(|(_, n)| n).sum();
    let most = all.iter().map(|(_, n)| *n).max().unwrap_or_default().max(3);
    let since = all
        .first()
        .map_or_else(String::new, |(month, _)| format::month(l, *month));
    let step = WIDTH / (all.len() as i64).max(1);
    let marks = all
        .iter()
        .enumerate()
        .map(|(i, (_, n))| {
            let height = n * (HEIGHT - 8) / most;
            let class = if i + 1 == all.len() { "spark-bar spark-open" } else { "spark-bar" };
            view! { <rect class=class x=(i as i64 * step + 3).to_string() y=(HEIGHT - height).to_string() width=(step - 6).to_string() height=height.to_string()/> }
        })
        .collect_view();
    let base = line(HEIGHT - 1, "spark-line");
    let rows = all
        .iter()
        .rev()
        .map(|(first, n)| vec![quarter(l, *first).into_any(), format::number(l, *n).into_any()])
        .collect();
    let columns = vec![table::words(t::quarter(l)), table::numbers(t::issues(l))];
    let finding = t::issues_title(l, total, &since);
    let table = table::table(finding.clone(), columns, rows);
    let says = (t::issues_description(l), t::issues_note(l).to_owned());
    figure(
        l,
        "spark-issues",
        finding,
        says,
        view! { {base}{marks} }.into_any(),
        table,
    )
}

fn payments(p: &SheetPage, record: &ClientRecord) -> AnyView {
    use texts::client_charts as t;
    let l = p.lang;
    let (late, of) = record.late();
    let since = record
        .payments
        .first()
        .map_or_else(String::new, |paid| format::month(l, Month::of(paid.due)));
    let y = |days: i64| {
        let days = days.clamp(EARLIEST, LATEST);
        6 + (days - EARLIEST) * (HEIGHT - 12) / (LATEST - EARLIEST)
    };
    let marks = record
        .payments
        .iter()
        .enumerate()
        .map(|(i, paid)| {
            let class = match (paid.is_late, paid.is_open) {
                (true, true) => "spark-late spark-open",
                (true, false) => "spark-late",
                (false, true) => "spark-fine spark-open",
                (false, false) => "spark-fine",
            };
            dot(place(i, record.payments.len()), y(paid.days), class)
        })
        .collect_view();
    let limits = view! { {line(y(0), "spark-line")}{line(y(GRACE_DAYS), "spark-limit")} };
    let columns = vec![
        table::words(texts::client_payment::contract(l)),
        table::words(texts::client_payment::due(l)),
        table::words(texts::client_payment::against(l)),
    ];
    let rows = record
        .payments
        .iter()
        .rev()
        .map(|paid| paid_row(l, paid))
        .collect();
    let finding = t::payments_title(l, of, late, &since);
    let table = table::table(finding.clone(), columns, rows);
    let says = (t::payments_description(l), newest(p, t::payments_note(l)));
    figure(
        l,
        "spark-payments",
        finding,
        says,
        view! { {limits}{marks} }.into_any(),
        table,
    )
}

fn paid_row(l: Lang, paid: &Paid) -> Vec<AnyView> {
    use texts::client_payment as t;
    let how = match (paid.is_open, paid.days) {
        (true, days) => t::waiting(l, format::days(l, days)),
        (false, 0) => t::in_time(l).to_owned(),
        (false, days) if days < 0 => t::early(l, format::days(l, -days)),
        (false, days) if paid.is_late => t::late(l, format::days(l, days)),
        (false, days) => t::grace(l, format::days(l, days)),
    };
    vec![
        paid.contract.clone().into_any(),
        format::date_short(l, paid.due).into_any(),
        how.into_any(),
    ]
}

fn wages(p: &SheetPage, record: &ClientRecord) -> AnyView {
    use texts::client_charts as t;
    let l = p.lang;
    let (under, below, of) = record.under();
    let since = record
        .wages
        .first()
        .map_or_else(String::new, |wage| format::month(l, Month::of(wage.on)));
    let y = |share: i64| {
        let share = share.clamp(LOWEST, HIGHEST);
        HEIGHT - 6 - (share - LOWEST) * (HEIGHT - 12) / (HIGHEST - LOWEST)
    };
    let marks = record
        .wages
        .iter()
        .enumerate()
        .map(|(i, wage)| {
            let class = match (wage.below_minimum, wage.under_reference) {
                (true, _) => "spark-late",
                (false, true) => "spark-under",
                (false, false) => "spark-fine",
            };
            dot(place(i, record.wages.len()), y(wage.share), class)
        })
        .collect_view();
    let columns = vec![
        table::words(texts::client_payment::contract(l)),
        table::words(t::begins(l)),
        table::numbers(t::of_reference(l)),
        table::words(t::judged(l)),
    ];
    let rows = record.wages.iter().rev().map(|wage| wage_row(l, wage)).collect();
    let finding = t::wages_title(l, of, under, &since);
    let table = table::table(finding.clone(), columns, rows);
    let without = record.without_reference;
    let note: Vec<String> = [
        (below > 0).then(|| t::wages_below(l, below)),
        (without > 0).then(|| t::wages_without(l, without)),
        Some(t::wages_note(l).to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let says = (t::wages_description(l), newest(p, &note.join(" ")));
    let limit = line(y(10_000), "spark-limit");
    figure(
        l,
        "spark-wages",
        finding,
        says,
        view! { {limit}{marks} }.into_any(),
        table,
    )
}

fn wage_row(l: Lang, wage: &WageAgainst) -> Vec<AnyView> {
    use texts::client_charts as t;
    let judged = match (wage.below_minimum, wage.under_reference) {
        (true, _) => t::below(l),
        (false, true) => t::under(l),
        (false, false) => t::fine(l),
    };
    vec![
        wage.contract.clone().into_any(),
        format::date_short(l, wage.on).into_any(),
        format::percent(l, wage.share).into_any(),
        judged.into_any(),
    ]
}

/// Says that only the newest contracts are drawn, where there are more.
fn newest(p: &SheetPage, note: &str) -> String {
    use domain::client::record::CONTRACTS;
    if p.client.contracts > CONTRACTS {
        let all = format::number(p.lang, p.client.contracts);
        format!("{note} {}", texts::client_charts::newest(p.lang, CONTRACTS, all))
    } else {
        note.to_owned()
    }
}

fn quarter(l: Lang, first: Month) -> String {
    texts::client_charts::quarter_of(l, i64::from(first.month() / 3 + 1), i64::from(first.year()))
}

/// The place of the i-th of n marks.
fn place(i: usize, n: usize) -> i64 {
    let room = WIDTH - 16;
    8 + if n > 1 {
        i as i64 * room / (n as i64 - 1)
    } else {
        room / 2
    }
}

/// Fine ones are discs, those under or over a limit are squares: colour is not alone.
fn dot(x: i64, y: i64, class: &'static str) -> AnyView {
    if class.starts_with("spark-fine") {
        return view! { <circle class=class cx=x.to_string() cy=y.to_string() r="3"/> }.into_any();
    }
    view! { <rect class=class x=(x - 3).to_string() y=(y - 3).to_string() width="6" height="6"/> }.into_any()
}

fn line(y: i64, class: &'static str) -> AnyView {
    view! { <line class=class x1="0" x2=WIDTH.to_string() y1=y.to_string() y2=y.to_string()/> }.into_any()
}
