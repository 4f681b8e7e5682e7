//! The clients that a person belongs to, and rivals of them: which stand, one more, one less.

use super::sheet::SheetPage;
use crate::parts::{Choice, Field, button, form_key, heading, time};
use crate::texts;
use chrono::{DateTime, Utc};
use domain::ClientId;
use leptos::prelude::*;

/// A client of which this person is kept out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOutLine {
    pub client: ClientId,
    pub client_name: String,
    /// A rival of the firm that they belong to; else that firm itself.
    pub rival: bool,
    pub reason: String,
    pub at: Option<DateTime<Utc>>,
    /// The reader may take it back.
    pub may_end: bool,
}

/// One more, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeepOutForm {
    pub client: String,
    pub relation: String,
    pub reason: String,
}

/// All of it; on one's own account only what stands.
pub(super) fn section(p: &SheetPage) -> Option<AnyView> {
    use texts::people as t;
    let l = p.lang;
    if p.own && p.kept_out.is_empty() {
        return None;
    }
    let lines = p.kept_out.iter().map(|line| one(p, line)).collect_view();
    let list = (!p.kept_out.is_empty()).then(|| view! { <ul class="plain stack">{lines}</ul> });
    let view = view! {
        <section class="section" aria-labelledby="kept-out">
            {heading::section("kept-out", t::kept_out(l))}
            <p class="hint">{t::kept_out_hint(l)}</p>
            {list}
            {(!p.own).then(|| add(p))}
        </section>
    };
    Some(view.into_any())
}

fn one(p: &SheetPage, line: &KeptOutLine) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let relation = if line.rival {
        t::kept_out_rival(l)
    } else {
        t::kept_out_own(l)
    };
    let since = line.at.map(|at| view! { " · "{time::moment(l, at)} });
    let end = line.may_end.then(|| {
        view! {
            <form method="post" action=format!("/admin/people/{}/kept-out/{}/end", p.person.id, line.client)>
                {form_key::key(&format!("{}-k{}", p.key, line.client))}
                {button::secondary(t::kept_out_end(l))}
            </form>
        }
    });
    view! {
        <li class="stack">
            <p><strong>{line.client_name.clone()}</strong>" · "{relation}{since}</p>
            <p class="kept-lines">{line.reason.clone()}</p>
            {end}
        </li>
    }
    .into_any()
}

fn add(p: &SheetPage) -> AnyView {
    use texts::people as t;
    let l = p.lang;
    let relations = vec![
        Choice::new("own", t::kept_out_own(l)),
        Choice::new("rival", t::kept_out_rival(l)),
    ];
    view! {
        <form method="post" action=format!("/admin/people/{}/kept-out", p.person.id) id="keep-out" class="stack">
            {form_key::key(&format!("{}-k", p.key))}
            {Field::new("client", t::kept_out_client(l)).hint(t::kept_out_client_hint(l)).value(&p.keep_out.client).error(&p.errors).text()}
            {Field::new("relation", t::kept_out_relation(l)).value(&p.keep_out.relation).error(&p.errors).radios(relations)}
            {Field::new("reason", t::why(l)).value(&p.keep_out.reason).error(&p.errors).textarea(2)}
            {button::row(vec![button::secondary(t::kept_out_add(l))])}
        </form>
    }
    .into_any()
}
