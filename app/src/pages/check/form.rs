//! The form of a check with its preview: client, work, offer, and the answer beneath.

use super::answer::{Answered, answer, peek};
use crate::parts::rows::Row;
use crate::parts::{
    Choice, Errors, Field, answer_badge, button, error_summary, form_key, heading, rows, time,
};
use crate::{texts, words};
use domain::check::KeptCheck;
use domain::client::{ClientCandidate, NameKind};
use domain::contract::WageUnit;
use domain::{EstablishmentId, Lang, ProfessionId};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckForm {
    pub client: String,
    /// The candidate that was chosen: an id, or "none".
    pub client_id: String,
    /// The establishment that was chosen, where one is asked for.
    pub establishment: String,
    pub profession: String,
    pub starts_on: String,
    pub ends_on: String,
    pub unit: String,
    pub units: String,
    pub hours_a_unit: String,
    pub wage: String,
    pub price: String,
    /// The wage that the member would like for one unit.
    pub wish: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckPage {
    pub lang: Lang,
    pub form: CheckForm,
    pub errors: Errors,
    pub professions: Vec<(ProfessionId, String)>,
    /// Clients that the typed name may mean; empty once one is chosen.
    pub candidates: Vec<ClientCandidate>,
    /// The client's, where a stance is about one of them; else empty.
    pub establishments: Vec<(EstablishmentId, String)>,
    pub answered: Option<Answered>,
    /// The newest checks that the reader kept.
    pub own: Vec<KeptCheck>,
    pub key: String,
}

/// The page's title: the task, or the question about one client.
pub fn title(p: &CheckPage) -> String {
    match p.answered.as_ref().and_then(|a| a.client_name.as_ref()) {
        Some(client) => texts::check::title_client(p.lang, client),
        None => texts::check::title(p.lang).to_owned(),
    }
}

/// The page.
pub fn check(p: &CheckPage) -> AnyView {
    use texts::check as t;
    let l = p.lang;
    view! {
        <article class="check">
            <div class="check-head stack">
                {heading::heading(title(p))}
                {error_summary::error_summary(l, &p.errors)}
                {p.answered.is_none().then(|| view! { <p class="lead">{t::intro(l)}</p> })}
            </div>
            // Without scripts the answer comes with the next page, which begins at the answer.
            <form class="check-form stack" method="get" action="/check#answer" id="check">
                {Field::new("client", t::client(l)).hint(t::client_hint(l)).value(&p.form.client).error(&p.errors)
                    .autocomplete("off").search()}
                {candidates(p)}
                {establishment(p)}
                {work(p)}
                {offer(p)}
                {button::primary(t::preview(l))}
            </form>
            {part(p)}
            {own(p)}
            <islands::CheckPreview form="check".to_owned() part="check-answer".to_owned()/>
        </article>
    }
    .into_any()
}

/// The part that the page refreshes while one types: the answer with its button to keep it, and its first line, which
/// stays in sight on a narrow screen.
pub fn part(p: &CheckPage) -> AnyView {
    view! {
        <div id="check-answer">
            {p.answered.as_ref().map(|answered| view! {
                {peek(p.lang, answered)}
                <div class="check-result stack" id="answer" aria-live="polite">
                    {answer(p.lang, answered)}
                    {keep(p, answered.answer.needs_approval)}
                </div>
            })}
        </div>
    }
    .into_any()
}

fn keep(p: &CheckPage, needs_approval: bool) -> AnyView {
    use texts::check as t;
    let (l, f) = (p.lang, &p.form);
    let fields = [
        ("client", &f.client),
        ("client_id", &f.client_id),
        ("establishment", &f.establishment),
        ("profession", &f.profession),
        ("starts_on", &f.starts_on),
        ("ends_on", &f.ends_on),
        ("unit", &f.unit),
        ("units", &f.units),
        ("hours_a_unit", &f.hours_a_unit),
        ("wage", &f.wage),
        ("price", &f.price),
    ];
    let hidden: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| form_key::hidden(name, value.clone()))
        .collect();
    let says = if needs_approval {
        t::keep_ask(l)
    } else {
        t::keep(l)
    };
    view! {
        <form method="post" action="/check" id="keep" class="stack screen-only">
            {form_key::key(&p.key)}
            {hidden}
            {button::primary(says)}
            <p class="hint">{t::keep_hint(l)}</p>
        </form>
    }
    .into_any()
}

/// The line under a candidate's name: number, kind, place, and the name that matched.
fn about(l: Lang, c: &ClientCandidate) -> String {
    let matched = c.matched_name.as_ref().map(|n| match n.kind {
        NameKind::Former => texts::check::former_name(l, &n.name),
        NameKind::Legal | NameKind::Trade | NameKind::Abbreviation => texts::check::trade_name(l, &n.name),
    });
    let parts = [
        c.number.clone(),
        words::client_kind(l, c.kind).to_owned(),
        c.municipality.clone(),
    ];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .chain(matched)
        .collect::<Vec<_>>()
        .join(" · ")
}

fn candidates(p: &CheckPage) -> Option<AnyView> {
    use texts::check as t;
    let l = p.lang;
    if p.candidates.is_empty() {
        let chosen =
            (!p.form.client_id.is_empty()).then(|| form_key::hidden("client_id", p.form.client_id.clone()));
        return chosen;
    }
    let mut choices: Vec<_> = p
        .candidates
        .iter()
        .map(|c| Choice::new(c.id.to_string(), c.name.clone()).hint(about(l, c)))
        .collect();
    choices.push(Choice::new("none", t::candidates_none(l)));
    Some(
        Field::new("client_id", t::candidates(l))
            .value(&p.form.client_id)
            .error(&p.errors)
            .radios(choices),
    )
}

/// Which establishment the work is for: asked only where that changes the answer.
fn establishment(p: &CheckPage) -> Option<AnyView> {
    use texts::check as t;
    if p.establishments.is_empty() {
        return None;
    }
    let own = p
        .establishments
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    Some(
        Field::new("establishment", t::establishment(p.lang))
            .optional(p.lang)
            .hint(t::establishment_hint(p.lang))
            .value(&p.form.establishment)
            .error(&p.errors)
            .select(p.lang, own),
    )
}

fn work(p: &CheckPage) -> AnyView {
    use texts::check as t;
    let (l, f) = (p.lang, &p.form);
    let professions = p
        .professions
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    view! {
        {Field::new("profession", t::profession(l)).value(&f.profession).error(&p.errors).select(l, professions)}
        <div class="fields-row">
            {Field::new("starts_on", t::starts_on(l)).value(&f.starts_on).error(&p.errors).date()}
            {Field::new("ends_on", t::ends_on(l)).value(&f.ends_on).error(&p.errors).date()}
        </div>
    }
    .into_any()
}

fn offer(p: &CheckPage) -> AnyView {
    use texts::check as t;
    let (l, f) = (p.lang, &p.form);
    let units = WageUnit::ALL
        .iter()
        .map(|&u| Choice::new(u.code(), words::wage_unit(l, u)))
        .collect();
    view! {
        <fieldset class="offer stack">
            <legend>{t::offer(l)}</legend>
            <div class="fields-row">
                {Field::new("unit", t::unit(l)).value(&f.unit).error(&p.errors).narrow().select_of(units)}
                {Field::new("units", t::units(l)).value(&f.units).error(&p.errors).number()}
                {Field::new("hours_a_unit", t::hours_a_unit(l)).optional(l).hint(t::hours_hint(l)).value(&f.hours_a_unit)
                    .error(&p.errors).number()}
            </div>
            <div class="fields-row">
                {Field::new("wage", t::wage(l)).hint(t::price_hint(l)).value(&f.wage).error(&p.errors).unit("€").number()}
                {Field::new("price", t::price(l)).value(&f.price).error(&p.errors).unit("€").number()}
            </div>
            {Field::new("wish", t::wish(l)).optional(l).hint(t::wish_hint(l)).value(&f.wish).error(&p.errors).unit("€").number()}
        </fieldset>
    }
    .into_any()
}

fn own(p: &CheckPage) -> AnyView {
    use texts::check as t;
    let l = p.lang;
    let list = if p.own.is_empty() {
        view! { <p class="soft">{t::own_none(l)}</p> }.into_any()
    } else {
        rows::rows(p.own.iter().map(|k| kept_row(l, k)).collect())
    };
    view! { <section class="stack screen-only">{heading::section("own", t::own(l))}{list}</section> }
        .into_any()
}

/// A kept check in a list.
pub fn kept_row(l: Lang, k: &KeptCheck) -> Row {
    let name = k
        .client_name
        .clone()
        .unwrap_or_else(|| k.offer.client_text.clone());
    Row::new(format!("/checks/{}", k.id), name)
        .lead(answer_badge::badge(l, k.answer.answer))
        .meta(format!(
            "{} · {}",
            k.id.reference(),
            k.profession_names[l as usize]
        ))
        .side(time::short(l, domain::clock::day(k.kept_at)))
}
