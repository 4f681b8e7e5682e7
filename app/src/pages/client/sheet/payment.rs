//! How the client pays: its record and what it owes, in the overview and in the part of its own.

use super::super::member;
use super::{Part, SheetPage};
use crate::parts::key_figure;
use crate::{format, texts};
use chrono::Datelike;
use leptos::prelude::*;

pub(super) fn payment(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let counts = &c.payment;
    let record = if counts.contracts() == 0 {
        view! { <p class="soft">{t::no_payment(l)}</p> }.into_any()
    } else {
        let members = t::n_members(l, counts.members);
        let since = c.since.map_or_else(String::new, |day| day.year().to_string());
        view! {
            {member::bands(l, counts)}
            <p class="hint">{t::payment_n(l, counts.contracts(), since, members)}". "{t::late_means(l)}</p>
        }
        .into_any()
    };
    let here = Some(format!("/clients/{}?tab=payment", c.id)).filter(|_| p.content.part() != Part::Payment);
    let mut figures = Vec::new();
    if c.overdue.0 > 0 {
        figures.push(key_figure::key_figure(
            format::money_whole(l, c.overdue),
            t::overdue(l),
            here.clone(),
        ));
    }
    if c.open.0 > 0 {
        figures.push(key_figure::key_figure(
            format::money_whole(l, c.open),
            t::open(l),
            here,
        ));
    }
    view! {
        <section class="stack">
            <h2>{t::pays_title(l)}</h2>
            {record}
            {(!figures.is_empty()).then(|| key_figure::figures(figures))}
        </section>
    }
    .into_any()
}

pub(super) fn payment_part(p: &SheetPage, content: &super::super::payment::PaymentContent) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let figures = vec![
        key_figure::key_figure(format::number(l, c.contracts), t::contracts(l), None),
        key_figure::key_figure(format::number(l, c.members), t::members(l), None),
    ];
    let ledger = super::super::payment::part(l, c.id, content);
    view! { <div class="stack sheet-part">{payment(p)}{key_figure::figures(figures)}{ledger}</div> }
        .into_any()
}
