//! A client's OK on the charter, written down by staff.

use crate::parts::{Choice, Errors, Field, button, error_summary, form_key, heading, notice};
use crate::{format, texts, words};
use domain::charter::{Accepted, Channel};
use domain::{ClientId, Lang};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordForm {
    pub on: String,
    pub channel: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPage {
    pub lang: Lang,
    pub client: ClientId,
    pub name: String,
    pub accepted: Option<Accepted>,
    pub form: RecordForm,
    pub errors: Errors,
    pub key: String,
}

/// "Charter accepted on 2 February 2026 (version 1)", or that it was not.
pub fn said(l: Lang, accepted: Option<Accepted>) -> String {
    use texts::charter_client as t;
    match accepted {
        Some(a) => t::accepted(l, format::date(l, a.on), a.version),
        None => t::not_yet(l).to_owned(),
    }
}

/// The page.
pub fn record(p: &RecordPage) -> AnyView {
    use texts::charter_client as t;
    let l = p.lang;
    let channels = Channel::TOLD
        .iter()
        .map(|c| Choice::new(c.code(), words::charter_channel(l, *c)))
        .collect();
    let sheet = format!("/clients/{}", p.client);
    let accepted = p.accepted.map(|a| {
        let how = words::charter_channel(l, a.channel);
        notice::info(view! { <p>{said(l, Some(a))}", "{how.to_lowercase()}"."</p> })
    });
    view! {
        <article class="reading">
            {error_summary::error_summary(l, &p.errors)}
            {heading::with(t::title(l, &p.name), Some(heading::back(sheet.clone(), p.name.clone())), vec![])}
            {accepted}
            <p>{t::lead(l)}" "<a href="/charter">{t::read(l)}</a></p>
            <form method="post" action=format!("{sheet}/charter") id="record" class="stack">
                {form_key::key(&p.key)}
                {Field::new("on", t::on(l)).hint(t::on_hint(l)).value(&p.form.on).error(&p.errors).date()}
                {Field::new("channel", t::channel(l)).value(&p.form.channel).error(&p.errors).radios(channels)}
                {button::row(vec![button::primary(t::save(l)), button::link(sheet.clone(), texts::form::cancel(l))])}
            </form>
        </article>
    }
    .into_any()
}
