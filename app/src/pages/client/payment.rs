//! The payment part of a client's sheet: contract by contract against its limit, the interest that the law adds, the wage
//! against minimum and reference.

use crate::parts::{button, key_figure, table, tag, time};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::contract::{Contract, ContractState};
use domain::debt::Exposure;
use domain::pay::{WageUnknown, WageVerdict};
use domain::payment::{Basis, DueDate, NoRate, Payment, StatutoryInterest};
use domain::{ClientId, Lang};
use leptos::prelude::*;

/// One contract as the rules judge it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    pub contract: Contract,
    pub due: Option<DueDate>,
    pub payment: Payment,
    pub interest: Option<Result<StatutoryInterest, NoRate>>,
    pub wage: WageVerdict,
}

/// What the part shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentContent {
    pub lines: Vec<PaymentLine>,
    /// The address of the next page.
    pub next: Option<String>,
    pub exposure: Exposure,
    /// With its children, where there are any.
    pub group: Option<Exposure>,
    pub may_read_debts: bool,
}

/// Exposure and contracts, under the record of payment.
pub(super) fn part(l: Lang, client: ClientId, content: &PaymentContent) -> AnyView {
    use texts::client_payment as t;
    let debts = content
        .may_read_debts
        .then(|| button::row(vec![button::link(format!("/debts/{client}"), t::debts(l))]));
    view! { {exposure(l, content)}{debts}{contracts(l, content)} }.into_any()
}

fn exposure(l: Lang, content: &PaymentContent) -> AnyView {
    use texts::debt_sheet as t;
    let e = &content.exposure;
    let money = |sum, label: &'static str| key_figure::key_figure(format::money_whole(l, sum), label, None);
    let mut all = Vec::new();
    for (sum, label) in [(e.disputed, t::disputed(l)), (e.lost, t::lost(l))] {
        if sum.cents() > 0 {
            all.push(money(sum, label));
        }
    }
    if let Some(group) = &content.group {
        let label = format!("{} ({})", t::open(l), t::group(l).to_lowercase());
        all.push(key_figure::key_figure(
            format::money_whole(l, group.open),
            label,
            None,
        ));
    }
    if e.members > 0 {
        all.push(key_figure::key_figure(
            format::number(l, e.members),
            t::members(l),
            None,
        ));
    }
    if all.is_empty() {
        return ().into_any();
    }
    key_figure::figures(all)
}

fn contracts(l: Lang, content: &PaymentContent) -> AnyView {
    use texts::client_payment as t;
    if content.lines.is_empty() {
        return view! { <p class="soft">{t::none(l)}</p> }.into_any();
    }
    let columns = vec![
        table::words(t::contract(l)),
        table::numbers(t::price(l)),
        table::words(t::due(l)),
        table::words(t::paid(l)),
        table::words(t::against(l)),
        table::numbers(t::interest(l)),
        table::words(t::wage(l)),
    ];
    let rows = content.lines.iter().map(|line| row(l, line)).collect();
    let next = content
        .next
        .as_ref()
        .map(|href| view! { <p><a href=href.clone() rel="next">{t::older(l)}</a></p> });
    view! { {table::table(t::contracts(l), columns, rows)}{next} }.into_any()
}

fn row(l: Lang, line: &PaymentLine) -> Vec<AnyView> {
    let c = &line.contract;
    let day = |day: Option<NaiveDate>| day.map_or_else(|| "–".into_any(), |day| time::short(l, day));
    vec![
        c.reference.clone().into_any(),
        format::money(l, c.price.0).into_any(),
        due(l, line.due.as_ref()),
        day(c.paid_on),
        against(l, line).into_any(),
        interest(l, line),
        wage(l, line),
    ]
}

/// The due date, and from which day it is counted.
fn due(l: Lang, due: Option<&DueDate>) -> AnyView {
    use texts::client_payment as t;
    let Some(due) = due else { return "–".into_any() };
    let basis = match due.basis {
        Basis::Receipt => t::from_receipt(l),
        Basis::Invoice => t::from_invoice(l),
        Basis::Agreed => t::from_agreed(l),
    };
    let void = due
        .agreed_void
        .then(|| view! { <br/><span class="soft">{t::void(l)}</span> });
    view! { {time::short(l, due.on)}<br/><span class="soft">{basis}</span>{void} }.into_any()
}

/// How the payment stands against the due date.
fn against(l: Lang, line: &PaymentLine) -> String {
    use texts::client_payment as t;
    match line.payment {
        Payment::Paid { delay } if delay < 0 => t::early(l, format::days(l, -delay)),
        Payment::Paid { delay: 0 } => t::in_time(l).to_owned(),
        Payment::Paid { delay } if line.payment.is_late() => t::late(l, format::days(l, delay)),
        Payment::Paid { delay } => t::grace(l, format::days(l, delay)),
        Payment::PaidUndated => t::undated(l).to_owned(),
        Payment::Unpaid { days_past_due: 0 } => t::not_due(l).to_owned(),
        Payment::Unpaid { days_past_due } => t::waiting(l, format::days(l, days_past_due)),
        Payment::Outside => t::outside(l, outside(l, &line.contract)),
    }
}

fn outside(l: Lang, contract: &Contract) -> &'static str {
    use texts::client_payment as t;
    match contract.state {
        ContractState::Draft => t::draft(l),
        ContractState::Refunded => t::refund(l),
        _ if contract.taken_back => t::taken_back(l),
        _ if contract.consumer => t::consumer(l),
        _ if contract.is_disputed() => t::disputed(l),
        _ => t::not_due(l),
    }
}

fn interest(l: Lang, line: &PaymentLine) -> AnyView {
    use texts::client_payment as t;
    match &line.interest {
        None => "–".into_any(),
        Some(Err(_)) => t::no_rate(l).into_any(),
        Some(Ok(law)) => {
            let unsure =
                (!law.confirmed).then(|| view! { <br/><span class="soft">{t::to_confirm(l)}</span> });
            view! { {format::money(l, law.total())}{unsure} }.into_any()
        }
    }
}

fn wage(l: Lang, line: &PaymentLine) -> AnyView {
    use texts::client_payment as t;
    let c = &line.contract;
    let unit = words::wage_unit(l, c.unit).to_lowercase();
    let told = format!("{} / {unit}", format::money(l, c.wage.0));
    let verdict = match line.wage {
        WageVerdict::BelowMinimum { needed, .. } => {
            Some(tag::tag(t::below_minimum(l, format::money(l, needed.0))))
        }
        WageVerdict::UnderReference { reference, .. } => {
            Some(tag::quiet(t::under_reference(l, format::money(l, reference.0))))
        }
        WageVerdict::Unknown {
            why: WageUnknown::HoursMissing,
        } => Some(tag::quiet(t::hours_missing(l))),
        WageVerdict::Fine | WageVerdict::Unknown { .. } => None,
    };
    view! { {told}<br/>{verdict} }.into_any()
}
