//! A client as a member reads it: stance, what it demands, the published note, how it pays.

use super::{demands, register_warning, stance_line};
use crate::pages::charter;
use crate::pages::notice::reply;
use crate::pages::reports::protected::span;
use crate::parts::{button, form_key, heading, notice, payment_bands, quote, stance_badge};
use crate::{format, texts, words};
use domain::Lang;
use domain::charter::Accepted;
use domain::client::{MemberClientSheet, PaymentCounts};
use domain::stance::StanceCard;
use domain::trend::protected::LateOfAll;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPage {
    pub lang: Lang,
    pub client: MemberClientSheet,
    /// The newest version of the charter that the client acknowledged.
    pub charter: Option<Accepted>,
    /// How all clients together pay, from the newest table that members may read.
    pub others: Option<LateOfAll>,
    /// The reader also works for this client, or for a rival.
    pub own_client: bool,
    /// The key of the form that begins to watch.
    pub key: String,
}

/// The page's title: the finding.
pub fn title(p: &MemberPage) -> String {
    super::sheet::finding(p.lang, &p.client.name, p.client.stances.first())
}

/// The page.
pub fn sheet(p: &MemberPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let about = [
        c.number.clone(),
        words::client_kind(l, c.kind).to_owned(),
        c.municipality.clone(),
    ];
    let about = about
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let check = format!("/check?client_id={}", c.id);
    let report = format!("/clients/{}/issues/new", c.id);
    view! {
        <article class="reading">
            <div class="sheet-head">
            {heading::with(c.name.clone(), Some(about.into_any()), vec![])}
            {c.held.then(|| notice::warning(view! { <p>{t::hold_member(l)}</p> }))}
            {register_warning(l, c.register_state, c.register_as_of)}
            {stances(l, &c.stances)}
            </div>
            {(!c.stances.is_empty()).then(|| view! {
                <p class="screen-only"><a href=format!("/clients/{}/appeal", c.id)>{texts::appeal::member_link(l)}</a></p>
            })}
            {payment(p)}
            <p class="soft">{charter::client::said(l, p.charter)}". "<a href="/charter">{texts::charter_client::read(l)}</a></p>
            <section class="section screen-only">
                {button::row(vec![button::link_primary(check, t::check(l)), button::link(report, t::report(l))])}
                <form method="post" action=format!("/clients/{}/watch", c.id)>
                    {form_key::key(&p.key)}
                    {button::secondary(texts::watched::begin(l))}
                </form>
                <p class="hint">{texts::watched::begin_hint(l)}</p>
            </section>
        </article>
    }
    .into_any()
}

fn stances(l: Lang, stances: &[StanceCard]) -> AnyView {
    use texts::client_sheet as t;
    if stances.is_empty() {
        return view! {
            <p class="line">{stance_badge::large(l, None)}<span>{t::no_stance_member(l)}</span></p>
        }
        .into_any();
    }
    stances
        .iter()
        .map(|stance| {
            let note = stance.note.as_ref().map(|note| {
                view! { <h2>{t::note(l)}</h2>{quote::quote(note.text(l), None)} }
            });
            let replies = reply::published(l, &stance.replies);
            view! { <div class="sheet-stance">{stance_line(l, stance, false)}{note}{replies}{demands(l, stance)}</div> }
        })
        .collect_view()
        .into_any()
}

fn payment(p: &MemberPage) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    let shown = match p.client.payment {
        _ if p.own_client => view! { <p class="soft">{t::own_client(l)}</p> }.into_any(),
        None => view! { <p class="soft">{t::payment_hidden(l)}</p> }.into_any(),
        Some(counts) => view! {
            {bands(l, &counts)}
            <p class="hint">{t::payment_members(l, counts.contracts())}". "{t::late_means(l)}</p>
        }
        .into_any(),
    };
    let others = p.others.filter(|_| !p.own_client).map(|all| {
        let share = format::percent(l, all.late * 10_000 / all.of.max(1));
        view! { <p class="hint">{t::payment_others(l, span(l, all.first, all.last), share)}</p> }
    });
    view! { <section class="section"><h2>{t::pays_title(l)}</h2>{shown}{others}</section> }.into_any()
}

/// The four bands of a payment record.
pub(super) fn bands(l: Lang, counts: &PaymentCounts) -> AnyView {
    payment_bands::payment_bands(
        l,
        [
            counts.on_time,
            counts.late_30,
            counts.late_60,
            counts.late_over_60,
        ],
    )
}
