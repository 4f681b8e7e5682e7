//! The overview: what the policy recommends, counts, how it pays, who it is.

use super::SheetPage;
use super::charts::charts;
use super::identity::identity;
use super::issues::issue_counts;
use super::payment::payment;
use crate::parts::notice;
use crate::parts::recommendation::{self, Advice};
use crate::texts;
use domain::client::record::ClientRecord;
use leptos::prelude::*;

pub(super) fn overview(p: &SheetPage, advice: Option<&Advice>, record: Option<&ClientRecord>) -> AnyView {
    use texts::client_sheet as t;
    let l = p.lang;
    view! {
        {p.rights.own_client.then(|| notice::info(view! { <p>{t::own_client(l)}</p> }))}
        {around(p)}
        <div class="columns sheet-part">
            <div class="stack">
                {advice.map(recommendation::block)}
                {(p.rights.read_issues && !p.rights.payment_only).then(|| issue_counts(p))}
                {payment(p)}
                {record.map(|record| charts(p, record))}
            </div>
            <section class="stack sheet-identity">
                <h2>{t::identity(l)}</h2>
                {identity(p)}
            </section>
        </div>
    }
    .into_any()
}

/// What can be done around a stance: stop for a danger, negotiate, step aside.
fn around(p: &SheetPage) -> Option<AnyView> {
    use texts::client_sheet as t;
    let (l, id) = (p.lang, p.client.id);
    let link = |path: &str, text: &'static str| {
        view! { <li><a href=format!("/clients/{id}/{path}")>{text}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = [
        (p.rights.negotiate, "agreements", t::agreements(l)),
        (p.rights.place_hold, "hold", t::place_hold(l)),
        (p.rights.step_aside, "step-aside", t::step_aside(l)),
        (p.rights.merge, "merge", texts::merge::link(l)),
        (p.rights.person_file, "person", texts::person_file::link(l)),
    ]
    .into_iter()
    .filter(|(may, _, _)| *may)
    .map(|(_, path, text)| link(path, text))
    .collect();
    (!links.is_empty()).then(|| view! { <ul class="line plain">{links}</ul> }.into_any())
}
