//! "Speak to a counsellor first": placing, renewing and lifting a hold; and stepping aside from a client.

use crate::parts::{Errors, Field, button, error_summary, facts, form_key, heading, notice, time};
use crate::{format, texts};
use domain::hold::Hold;
use domain::{ClientId, Lang};
use leptos::prelude::*;

/// Everything the page of a hold shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldPage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    pub hold: Option<Hold>,
    /// Why this reader cannot renew it, as a sentence.
    pub no_renewal: Option<String>,
    pub reason: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn hold_title(p: &HoldPage) -> String {
    use texts::hold as t;
    match &p.hold {
        Some(hold) => t::title_until(p.lang, &p.client_name, format::date(p.lang, hold.until_on)),
        None => t::title(p.lang, &p.client_name),
    }
}

/// The page.
pub fn hold(p: &HoldPage) -> AnyView {
    use texts::hold as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    let content = match &p.hold {
        None => form(
            p,
            format!("/clients/{}/hold", p.client),
            t::place(l),
            t::reason(l),
            "place",
        ),
        Some(hold) => standing(p, hold),
    };
    view! {
        <article class="reading stack">
            {heading::with(hold_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            {content}
        </article>
    }
    .into_any()
}

fn standing(p: &HoldPage, hold: &Hold) -> AnyView {
    use texts::hold as t;
    let l = p.lang;
    let paragraph = |text: &str| view! { <p class="kept-lines">{text.to_owned()}</p> }.into_any();
    let mut pairs = vec![
        (t::reason(l).to_owned(), paragraph(&hold.reason)),
        (
            t::placed(l).to_owned(),
            view! { {hold.placed_by_name.clone()}" · "{time::moment(l, hold.placed_at)} }.into_any(),
        ),
        (t::until(l).to_owned(), time::date(l, hold.until_on)),
    ];
    if let Some(name) = &hold.renewed_by_name {
        pairs.push((t::renewed(l).to_owned(), name.clone().into_any()));
        pairs.push((t::renewal_reason(l).to_owned(), paragraph(&hold.renewal_reason)));
    }
    let renew = match &p.no_renewal {
        Some(why) => notice::info(view! { <p>{why.clone()}</p> }),
        None => form(
            p,
            format!("/holds/{}/renew", hold.id),
            t::renew(l),
            t::renewal_reason(l),
            "renew",
        ),
    };
    view! {
        {facts::facts(pairs)}
        {heading::section("renew-title", t::renew(l))}
        {renew}
        {heading::section("lift-title", t::lift(l))}
        {form(p, format!("/holds/{}/lift", hold.id), t::lift(l), t::lift_reason(l), "lift")}
    }
    .into_any()
}

fn form(
    p: &HoldPage,
    action: String,
    button: &'static str,
    label: &'static str,
    id: &'static str,
) -> AnyView {
    let revision = p.hold.as_ref().map(|hold| form_key::revision(hold.revision));
    let name = format!("{id}_reason");
    let field = Field::new(&name, label).error(&p.errors);
    let typed = p.errors.get(&name).is_some();
    let field = if typed { field.value(&p.reason) } else { field };
    view! {
        <form class="stack" method="post" id=id action=action>
            {form_key::key(&format!("{}-{id}", p.key))}{revision}
            {field.textarea(3)}
            {button::secondary(button)}
        </form>
    }
    .into_any()
}

/// Everything the page of stepping aside shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsidePage {
    pub lang: Lang,
    pub client: ClientId,
    pub client_name: String,
    pub reason: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn aside_title(p: &AsidePage) -> String {
    texts::recusal::title(p.lang, &p.client_name)
}

/// The page.
pub fn aside(p: &AsidePage) -> AnyView {
    use texts::recusal as t;
    let l = p.lang;
    let back = heading::back(format!("/clients/{}", p.client), p.client_name.clone());
    view! {
        <article class="reading stack">
            {heading::with(aside_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p class="lead">{t::intro(l)}</p>
            <form class="stack" method="post" id="step-aside" action=format!("/clients/{}/step-aside", p.client)>
                {form_key::key(&p.key)}
                {Field::new("reason", t::reason(l)).hint(t::reason_hint(l)).value(&p.reason).error(&p.errors).textarea(3)}
                {button::primary(t::step_aside(l))}
            </form>
        </article>
    }
    .into_any()
}
