//! The charts of payment: share paid late, delays, money owed.

use super::ReportsPage;
use super::wait::dot;
use crate::charts::Ink;
use crate::charts::lines::{Dot, Limit, Line, Lines, Unit, lines};
use crate::parts::table;
use crate::texts::reports_payment as t;
use crate::{format, texts};
use domain::trend::claim::{ShareFinding, Why};
use domain::trend::control::{Counted, Rule};
use domain::trend::duration::Quantile;
use domain::trend::payment_report::{DelayTrend, LateTrend, MoneyTrend};
use domain::{Lang, Money};
use leptos::prelude::*;

/// The three trends of payment.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentTrends {
    pub late: LateTrend,
    pub delays: DelayTrend,
    pub money: MoneyTrend,
}

/// The three charts.
pub(super) fn payment(p: &ReportsPage, trends: &PaymentTrends) -> AnyView {
    view! {
        {late(p, &trends.late)}
        {delays(p, &trends.delays)}
        {money(p, &trends.money)}
    }
    .into_any()
}

/// A share, 0 to 1, in basis points.
fn basis_points(share: f64) -> i64 {
    (share * 10_000.0).round() as i64
}

fn share_of(l: Lang, counted: Counted) -> String {
    counted
        .rate()
        .map_or_else(String::new, |rate| format::percent(l, basis_points(rate)))
}

fn late(p: &ReportsPage, trend: &LateTrend) -> AnyView {
    let l = p.lang;
    let dot = |m: &domain::trend::payment_report::LateMonth| Dot {
        value: m.late.rate().map(basis_points),
        hollow: m.state.is_hollow(),
        at_least: false,
        marked: m.mark.is_some(),
    };
    let limit = |limits: domain::trend::control::Limits| Limit {
        low: basis_points(limits.low),
        centre: basis_points(limits.centre),
        high: basis_points(limits.high),
    };
    let props = Lines {
        lang: l,
        id: "late".to_owned(),
        finding: late_finding(l, trend),
        description: t::late_description(l).to_owned(),
        unit: Unit::Share,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![Line {
            name: t::late_series(l).to_owned(),
            ink: Ink::Fourth,
            dots: trend.months.iter().map(dot).collect(),
        }],
        limits: trend.months.iter().map(|m| m.limits.map(limit)).collect(),
        guides: Vec::new(),
        hollow: texts::chart::hollow(l),
        csv: Some(format!("/reports/late.csv{}", super::query(p))),
    };
    let columns = vec![
        table::words(texts::chart::month(l)),
        table::numbers(t::due(l)),
        table::numbers(t::late(l)),
        table::numbers(t::share(l)),
        table::numbers(t::share_amount(l)),
        table::numbers(t::low(l)),
        table::numbers(t::expected(l)),
        table::numbers(t::high(l)),
    ];
    let bound =
        |share: Option<f64>| share.map_or_else(String::new, |share| format::percent(l, basis_points(share)));
    let row = |m: &domain::trend::payment_report::LateMonth| {
        [
            format::month(l, m.month),
            format::number(l, m.late.n),
            format::number(l, m.late.hits),
            share_of(l, m.late),
            share_of(l, m.late_cents),
            bound(m.limits.map(|limits| limits.low)),
            bound(m.limits.map(|limits| limits.centre)),
            bound(m.limits.map(|limits| limits.high)),
        ]
    };
    let rows = trend.months.iter().rev().map(|m| cells(row(m))).collect();
    let table = table::table(props.finding.clone(), columns, rows);
    view! { {lines(&props, table)}<p class="soft">{late_notes(l, trend)}</p> }.into_any()
}

fn cells<const N: usize>(row: [String; N]) -> Vec<AnyView> {
    row.into_iter().map(IntoAny::into_any).collect()
}

/// What stands under the chart: over how many, what chance would mark, since when, and what is not counted.
fn late_notes(l: Lang, trend: &LateTrend) -> String {
    let number = |n: i64| format::number(l, n);
    let mut notes = vec![match trend.late_median {
        Some(median) => t::late_of(
            l,
            number(trend.late.hits),
            number(trend.late.n),
            after_due(l, Some(median)),
        ),
        None => t::late_of_none(l, number(trend.late.n)),
    }];
    match &trend.baseline {
        Some(baseline) => {
            let marked = trend.months.iter().filter(|m| m.mark.is_some()).count() as i64;
            let by_chance = (trend.marks_by_chance * 100.0).round() as i64;
            notes.push(t::late_baseline(
                l,
                format::month(l, baseline.first),
                format::month(l, baseline.last),
            ));
            notes.push(t::late_marks(l, number(marked), format::hundredths(l, by_chance)));
        }
        None => notes.push(t::late_no_limits(l).to_owned()),
    }
    if trend.outside.iter().any(|n| *n > 0) {
        let [disputed, taken_back, consumer, undated] = trend.outside.map(number);
        notes.push(t::late_outside(l, disputed, taken_back, consumer, undated));
    }
    notes.join(" ")
}

/// The title of the share paid late: what its rule allows to claim.
pub fn late_finding(l: Lang, trend: &LateTrend) -> String {
    let percent = |share: f64| format::percent(l, basis_points(share));
    match trend.finding {
        ShareFinding::TooEarly { .. } => {
            let mut all = Counted::default();
            for month in &trend.months {
                all += month.late;
            }
            t::late_early(l, format::number(l, all.hits), format::number(l, all.n))
        }
        ShareFinding::NoChange {
            interval: Some(found),
            ..
        } => t::late_same(l, percent(found.share), percent(found.low), percent(found.high)),
        ShareFinding::NoChange {
            compared,
            interval: None,
        } => t::late_early(
            l,
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

fn delays(p: &ReportsPage, trend: &DelayTrend) -> AnyView {
    let l = p.lang;
    let line =
        |name: &str, ink, of: fn(&domain::trend::payment_report::DelayMonth) -> Option<Quantile>| Line {
            name: name.to_owned(),
            ink,
            dots: trend
                .months
                .iter()
                .map(|m| dot(m.state.is_hollow(), of(m)))
                .collect(),
        };
    let props = Lines {
        lang: l,
        id: "delays".to_owned(),
        finding: delay_finding(l, trend),
        description: t::delay_description(l).to_owned(),
        unit: Unit::Days,
        months: trend.months.iter().map(|m| m.month).collect(),
        lines: vec![
            line(t::delay_half(l), Ink::First, |m| m.half),
            line(t::delay_nine(l), Ink::Second, |m| m.nine_in_ten),
        ],
        limits: Vec::new(),
        guides: [30, 60].map(|days| (days, format::days(l, days))).to_vec(),
        hollow: texts::chart::hollow(l),
        csv: Some(format!("/reports/delays.csv{}", super::query(p))),
    };
    let columns = vec![
        table::words(texts::chart::month(l)),
        table::numbers(t::invoices(l)),
        table::words(t::delay_half(l)),
        table::words(t::delay_nine(l)),
        table::numbers(t::over_30(l)),
        table::numbers(t::over_60(l)),
    ];
    let row = |m: &domain::trend::payment_report::DelayMonth| {
        [
            format::month(l, m.month),
            format::number(l, m.invoices),
            after_due(l, m.half),
            after_due(l, m.nine_in_ten),
            format::number(l, m.over_30),
            format::number(l, m.over_60),
        ]
    };
    let rows = trend.months.iter().rev().map(|m| cells(row(m))).collect();
    let table = table::table(props.finding.clone(), columns, rows);
    view! { {lines(&props, table)}<p class="soft">{t::delay_note(l)}</p> }.into_any()
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

fn money(p: &ReportsPage, trend: &MoneyTrend) -> AnyView {
    let l = p.lang;
    let last = trend.months.len().saturating_sub(1);
    let euros = |amount: Money| amount.cents() / 100;
    let line = |name: &str, ink, months: &[domain::trend::ledger::MoneyMonth]| Line {
        name: name.to_owned(),
        ink,
        dots: months
            .iter()
            .enumerate()
            .map(|(m, stock)| Dot {
                value: Some(euros(stock.end)),
                hollow: m == last,
                ..Dot::default()
            })
            .collect(),
    };
    let props = Lines {
        lang: l,
        id: "money".to_owned(),
        finding: money_finding(l, trend),
        description: t::money_description(l).to_owned(),
        unit: Unit::Euros,
        months: trend.months.clone(),
        lines: vec![
            line(t::money_owed(l), Ink::First, &trend.owed),
            line(t::money_overdue(l), Ink::Second, &trend.overdue),
        ],
        limits: Vec::new(),
        guides: Vec::new(),
        hollow: t::money_today(l),
        csv: Some(format!("/reports/money.csv{}", super::query(p))),
    };
    let columns = vec![
        table::words(texts::chart::month(l)),
        table::numbers(t::money_owed(l)),
        table::numbers(t::money_overdue(l)),
        table::numbers(t::money_came(l)),
        table::numbers(t::money_went(l)),
        table::numbers(t::money_lost(l)),
    ];
    let row = |m: usize| {
        let (owed, overdue) = (trend.owed[m], trend.overdue[m]);
        let figure = |amount: Money| format::number(l, euros(amount));
        [
            format::month(l, trend.months[m]),
            figure(owed.end),
            figure(overdue.end),
            figure(overdue.came),
            figure(overdue.went),
            figure(trend.lost[m]),
        ]
    };
    let rows = (0..trend.months.len()).rev().map(|m| cells(row(m))).collect();
    let table = table::table(props.finding.clone(), columns, rows);
    let lost = t::money_lost_in_all(
        l,
        trend.lost_invoices,
        format::money_whole(l, trend.lost_in_all()),
    );
    view! { {lines(&props, table)}<p class="soft">{lost}" "{t::money_note(l)}</p> }.into_any()
}

/// The title of the money: an exact stock, as it is today.
pub fn money_finding(l: Lang, trend: &MoneyTrend) -> String {
    let (_, overdue) = trend.now();
    t::money_title(l, trend.members, format::money_whole(l, overdue.end))
}
