//! The charts of payment: share paid late, delays, money owed.

use super::Context;
use super::share::{AboutLimits, limit};
use super::wait::{days, dot};
use crate::charts::lines::{Dot, Line, Lines, Unit};
use crate::charts::table::{Column, Table, Value};
use crate::charts::{Chart, Ink, Note, Scene};
use crate::texts::reports_payment as t;
use crate::{format, texts};
use domain::trend::chart::ChartName;
use domain::trend::claim::{ShareFinding, Why};
use domain::trend::control::{ChartKind, Counted, Rule};
use domain::trend::duration::Quantile;
use domain::trend::ledger::MoneyMonth;
use domain::trend::payment_report::{DelayMonth, DelayTrend, LateMonth, LateTrend, MoneyTrend};
use domain::{Lang, Money, Month};

/// A share, 0 to 1, in basis points.
pub(super) fn basis_points(share: f64) -> i64 {
    (share * 10_000.0).round() as i64
}

pub(super) fn share_of(l: Lang, counted: Counted) -> String {
    counted
        .rate()
        .map_or_else(String::new, |rate| format::percent(l, basis_points(rate)))
}

fn share(share: Option<f64>) -> Value {
    share.map_or(Value::Empty, |share| Value::Share(basis_points(share)))
}

/// The share paid late, with its limits.
pub(super) fn late(l: Lang, trend: &LateTrend, context: &Context) -> Chart {
    let kind = ChartKind::Share;
    let dot = |m: &LateMonth| Dot {
        value: m.late.rate().map(basis_points),
        hollow: m.state.is_hollow(),
        at_least: false,
        marked: m.mark.is_some(),
    };
    let scene = Lines {
        unit: Unit::Share,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![Line {
            name: t::late_series(l).to_owned(),
            ink: Ink::Fourth,
            dots: trend.months.iter().map(dot).collect(),
        }],
        limits: trend
            .months
            .iter()
            .map(|m| m.limits.map(|limits| limit(kind, limits)))
            .collect(),
        guides: Vec::new(),
        hollow: texts::chart::hollow(l),
    };
    Chart {
        lang: l,
        name: "late",
        finding: late_finding(l, trend),
        description: t::late_description(l).to_owned(),
        scene: Scene::Lines(scene),
        table: late_table(l, trend),
        notes: late_notes(l, trend, context),
    }
}

fn late_table(l: Lang, trend: &LateTrend) -> Table {
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(t::due(l)),
        Column::numbers(t::late(l)),
        Column::numbers(t::share(l)),
        Column::numbers(t::share_amount(l)),
        Column::numbers(t::low(l)),
        Column::numbers(t::expected(l)),
        Column::numbers(t::high(l)),
    ];
    let row = |m: &LateMonth| {
        vec![
            Value::Month(m.month),
            Value::Count(m.late.n),
            Value::Count(m.late.hits),
            share(m.late.rate()),
            share(m.late_cents.rate()),
            share(m.limits.map(|limits| limits.low)),
            share(m.limits.map(|limits| limits.centre)),
            share(m.limits.map(|limits| limits.high)),
        ]
    };
    Table::new(columns, trend.months.iter().map(row))
}

/// What stands under the chart: over how many, since when there are limits, and what is not counted.
fn late_notes(l: Lang, trend: &LateTrend, context: &Context) -> Vec<Note> {
    let number = |n: i64| format::number(l, n);
    let mut notes = vec![Note::new(match trend.late_median {
        Some(median) => t::late_of(
            l,
            number(trend.late.hits),
            number(trend.late.n),
            after_due(l, Some(median)),
        ),
        None => t::late_of_none(l, number(trend.late.n)),
    })];
    let limits = AboutLimits {
        chart: ChartName::Late,
        baseline: trend.baseline.as_ref(),
        rebased: trend.rebased.as_ref(),
        marked: trend.months.iter().filter(|m| m.mark.is_some()).count(),
        by_chance: trend.marks_by_chance,
    };
    notes.extend(limits.notes(l, context));
    if trend.outside.iter().any(|n| *n > 0) {
        let [disputed, taken_back, consumer, undated] = trend.outside.map(number);
        notes.push(Note::new(t::late_outside(
            l, disputed, taken_back, consumer, undated,
        )));
    }
    notes
}

/// The title of the share paid late: what its rule allows to claim.
pub fn late_finding(l: Lang, trend: &LateTrend) -> String {
    let percent = |share: f64| format::percent(l, basis_points(share));
    match trend.finding {
        ShareFinding::TooEarly { .. } => t::late_early(
            l,
            format::number(l, trend.late.hits),
            format::number(l, trend.late.n),
        ),
        ShareFinding::NoChange {
            interval: Some(found),
            ..
        } => t::late_same(l, percent(found.share), percent(found.low), percent(found.high)),
        ShareFinding::NoChange {
            compared,
            interval: None,
        } => texts::reports_share::same_few(
            l,
            t::late_series(l),
            format::number(l, compared.now.hits),
            format::number(l, compared.now.n),
        ),
        ShareFinding::Higher {
            why: Why::Mark(month, rule),
            ..
        } => {
            let month = format::month(l, month);
            match rule {
                Rule::Beyond => t::late_above(l, month),
                Rule::Run => t::late_run_above(l, month),
            }
        }
        ShareFinding::Lower {
            why: Why::Mark(month, rule),
            ..
        } => {
            let month = format::month(l, month);
            match rule {
                Rule::Beyond => t::late_below(l, month),
                Rule::Run => t::late_run_below(l, month),
            }
        }
        ShareFinding::Higher {
            compared,
            why: Why::Test(_),
        } => t::late_higher(l, share_of(l, compared.now), share_of(l, compared.before)),
        ShareFinding::Lower {
            compared,
            why: Why::Test(_),
        } => t::late_lower(l, share_of(l, compared.now), share_of(l, compared.before)),
    }
}

/// A quantile in words: `12 days after the due date`.
fn after_due(l: Lang, quantile: Option<Quantile>) -> String {
    match quantile {
        None => String::new(),
        Some(Quantile::Days(0)) => t::delay_on(l).to_owned(),
        Some(Quantile::Days(days)) if days < 0 => t::delay_before(l, format::days(l, -days)),
        Some(Quantile::Days(days)) => t::delay_after(l, format::days(l, days)),
        Some(Quantile::Over(Some(days))) => t::delay_over(l, format::days(l, days.max(0))),
        Some(Quantile::Over(None)) => t::delay_never(l).to_owned(),
    }
}

/// Days after due.
pub(super) fn delays(l: Lang, trend: &DelayTrend) -> Chart {
    let line = |name: &str, ink, of: fn(&DelayMonth) -> Option<Quantile>| Line {
        name: name.to_owned(),
        ink,
        dots: trend
            .months
            .iter()
            .map(|m| dot(m.state.is_hollow(), of(m)))
            .collect(),
    };
    let scene = Lines {
        unit: Unit::Days,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![
            line(t::delay_half(l), Ink::First, |m| m.half),
            line(t::delay_nine(l), Ink::Second, |m| m.nine_in_ten),
        ],
        limits: Vec::new(),
        guides: [30, 60].map(|days| (days, format::days(l, days))).to_vec(),
        hollow: texts::chart::hollow(l),
    };
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(t::invoices(l)),
        Column::numbers(t::delay_half(l)),
        Column::numbers(t::delay_nine(l)),
        Column::numbers(t::over_30(l)),
        Column::numbers(t::over_60(l)),
    ];
    let row = |m: &DelayMonth| {
        vec![
            Value::Month(m.month),
            Value::Count(m.invoices),
            days(m.half),
            days(m.nine_in_ten),
            Value::Count(m.over_30),
            Value::Count(m.over_60),
        ]
    };
    Chart {
        lang: l,
        name: "delays",
        finding: delay_finding(l, trend),
        description: t::delay_description(l).to_owned(),
        scene: Scene::Lines(scene),
        table: Table::new(columns, trend.months.iter().map(row)),
        notes: vec![Note::new(t::delay_note(l))],
    }
}

/// The title of the delays: exact figures of three mature months, no claim of change.
pub fn delay_finding(l: Lang, trend: &DelayTrend) -> String {
    match &trend.recent {
        Some((first, last, recent)) => t::delay_title(
            l,
            format::month(l, *first),
            format::month(l, *last),
            after_due(l, recent.half),
            after_due(l, recent.nine_in_ten),
        ),
        None => t::delay_none(l).to_owned(),
    }
}

/// Money owed and late at the end of each month; of one that is not over it is today's, and hollow.
pub(super) fn money(l: Lang, trend: &MoneyTrend) -> Chart {
    let last = trend.months.len().saturating_sub(1);
    let is_open = trend.members.is_some();
    let line = |name: &str, ink, months: &[MoneyMonth]| Line {
        name: name.to_owned(),
        ink,
        dots: months
            .iter()
            .enumerate()
            .map(|(m, stock)| Dot {
                value: Some(stock.end.cents() / 100),
                hollow: m == last && is_open,
                ..Dot::default()
            })
            .collect(),
    };
    let scene = Lines {
        unit: Unit::Euros,
        months: trend.months.clone(),
        lines: vec![
            line(t::money_owed(l), Ink::First, &trend.owed),
            line(t::money_overdue(l), Ink::Second, &trend.overdue),
        ],
        limits: Vec::new(),
        guides: Vec::new(),
        hollow: t::money_today(l),
    };
    let lost = t::money_lost_in_all(
        l,
        trend.lost_invoices,
        format::money_whole(l, trend.lost_in_all()),
    );
    Chart {
        lang: l,
        name: "money",
        finding: money_finding(l, trend),
        description: t::money_description(l).to_owned(),
        scene: Scene::Lines(scene),
        table: money_table(l, trend),
        notes: vec![Note::new(lost), Note::new(t::money_note(l))],
    }
}

fn money_table(l: Lang, trend: &MoneyTrend) -> Table {
    let columns = vec![
        Column::words(texts::chart::month(l)),
        Column::numbers(t::money_owed(l)),
        Column::numbers(t::money_overdue(l)),
        Column::numbers(t::money_came(l)),
        Column::numbers(t::money_went(l)),
        Column::numbers(t::money_lost(l)),
    ];
    let row = |(m, month): (usize, &Month)| {
        let (owed, overdue) = (trend.owed[m], trend.overdue[m]);
        let amounts = [owed.end, overdue.end, overdue.came, overdue.went, trend.lost[m]];
        let mut row = vec![Value::Month(*month)];
        row.extend(amounts.map(|amount: Money| Value::Cents(amount.cents())));
        row
    };
    Table::new(columns, trend.months.iter().enumerate().map(row))
}

/// The title of the money: an exact stock, as it is today or at the end of a month that is over.
pub fn money_finding(l: Lang, trend: &MoneyTrend) -> String {
    let (_, overdue) = trend.now();
    let overdue = format::money_whole(l, overdue.end);
    match (trend.members, trend.months.last()) {
        (None, Some(month)) => t::money_title_end(l, overdue, format::month(l, *month)),
        (members, _) => t::money_title(l, members.unwrap_or_default(), overdue),
    }
}
