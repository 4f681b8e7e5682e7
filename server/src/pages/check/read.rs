//! From what was typed to an offer, and from an offer to the answer that a page shows.

use crate::check::{self as shared, Asker, Evaluated};
use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use app::pages::check::answer::{Answered, Wish};
use app::pages::check::form::CheckForm;
use app::parts::Errors;
use app::texts;
use chrono::NaiveDate;
use domain::check::{self, Offer, OfferProblem, price_to_ask};
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, Estimate, PriceFactor, parse_amount, parse_hundredths};
use domain::{ClientId, EstablishmentId, Lang, Money, Price, ProfessionId, Wage};
use std::sync::Arc;
use store::check::Found;
use store::reference::Catalogue;

/// The offer as typed; what cannot be read is told beside its field.
pub(super) fn offer(
    l: Lang,
    form: &CheckForm,
    client: Option<ClientId>,
    establishments: &[(EstablishmentId, String)],
    catalogue: &Catalogue,
    today: NaiveDate,
    errors: &mut Errors,
) -> Option<Offer> {
    let establishment = establishment(l, form, establishments, errors);
    let profession = form.profession.parse::<ProfessionId>().ok();
    let profession = profession.filter(|id| catalogue.profession(*id).is_some());
    if profession.is_none() {
        errors.add("profession", texts::form::not_a_choice(l));
    }
    let starts_on = day(l, errors, "starts_on", &form.starts_on);
    // One day of work: the end may stay empty.
    let ends_on = if form.ends_on.trim().is_empty() {
        starts_on
    } else {
        day(l, errors, "ends_on", &form.ends_on)
    };
    let unit = WageUnit::from_code(&form.unit);
    if unit.is_none() {
        errors.add("unit", texts::form::not_a_choice(l));
    }
    let units = hundredths(l, errors, "units", &form.units);
    if units.is_none() {
        errors.add("units", texts::check::error_units(l));
    }
    let hours_a_unit = hundredths(l, errors, "hours_a_unit", &form.hours_a_unit);
    let wage = amount(l, errors, "wage", &form.wage).map(Wage);
    let price = amount(l, errors, "price", &form.price);
    if wage.is_none() && price.is_none() {
        errors.add("wage", texts::check::error_wage(l));
    }
    let offer = Offer {
        client,
        client_text: form.client.trim().chars().take(200).collect(),
        establishment,
        profession: profession?,
        starts_on: starts_on?,
        ends_on: ends_on?,
        unit: unit?,
        units: units?,
        hours_a_unit,
        wage,
        estimated: None,
        price,
    };
    for problem in check::problems(&offer, today) {
        tell(l, errors, problem);
    }
    errors
        .is_empty()
        .then(|| offer.with_estimate(PriceFactor::on(&catalogue.price_factors, today)))
}

/// The establishment that was chosen, where one is asked for.
fn establishment(
    l: Lang,
    form: &CheckForm,
    among: &[(EstablishmentId, String)],
    errors: &mut Errors,
) -> Option<EstablishmentId> {
    if among.is_empty() || form.establishment.is_empty() {
        return None;
    }
    let chosen = form.establishment.parse::<EstablishmentId>().ok();
    let chosen = chosen.filter(|id| among.iter().any(|(own, _)| own == id));
    if chosen.is_none() {
        errors.add("establishment", texts::form::not_a_choice(l));
    }
    chosen
}

fn tell(l: Lang, errors: &mut Errors, problem: OfferProblem) {
    use texts::check as t;
    match problem {
        OfferProblem::EndsBeforeStart => errors.add("ends_on", t::error_ends(l)),
        OfferProblem::StartOutOfRange => errors.add("starts_on", t::error_start(l)),
        OfferProblem::UnitsOutOfRange => errors.add("units", t::error_units(l)),
        OfferProblem::AmountOutOfRange => errors.add("wage", t::error_amount(l)),
        OfferProblem::HoursMissing => errors.add("hours_a_unit", t::error_hours(l)),
    }
}

fn day(l: Lang, errors: &mut Errors, field: &str, text: &str) -> Option<NaiveDate> {
    let day = text.trim().parse().ok();
    if day.is_none() {
        errors.add(field, texts::form::not_a_date(l));
    }
    day
}

fn hundredths(l: Lang, errors: &mut Errors, field: &str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    let read = parse_hundredths(text, ColumnStyle::Unknown).ok();
    if read.is_none() {
        errors.add(field, texts::check::error_units(l));
    }
    read
}

fn amount(l: Lang, errors: &mut Errors, field: &str, text: &str) -> Option<Money> {
    if text.trim().is_empty() {
        return None;
    }
    let read = parse_amount(text, ColumnStyle::Unknown).ok();
    if read.is_none() {
        errors.add(field, texts::form::not_an_amount(l));
    }
    read
}

/// Answers an offer with what is known today; `wish` is the wage that the member would like, as typed.
pub(super) async fn answer(
    visit: &Visit,
    user: &CurrentUser,
    offer: Offer,
    wish: Option<Wage>,
    found: Option<&Found>,
    catalogue: &Arc<Catalogue>,
) -> Result<Option<(Answered, i64)>, PageError> {
    let asker = Asker::user(user);
    let (store, today) = (&visit.app.store, visit.today());
    let Some(evaluated) = shared::evaluate(store, &asker, &offer, found, catalogue, today).await? else {
        return Ok(None);
    };
    let revision = evaluated.facts_revision;
    let factor = PriceFactor::on(&catalogue.price_factors, today);
    let mut answered = shown(visit, offer, evaluated);
    answered.wish = wish.zip(factor).map(|(wage, factor)| {
        let Estimate(Price(price)) = price_to_ask(wage, answered.offer.units, factor);
        Wish { wage, price }
    });
    Ok(Some((answered, revision)))
}

/// An answer as its part of a page shows it.
pub(super) fn shown(visit: &Visit, offer: Offer, evaluated: Evaluated) -> Answered {
    let l = visit.lang;
    let client = evaluated.client;
    Answered {
        client: client.as_ref().map(|c| c.id),
        client_name: client.as_ref().map(|c| c.name.clone()),
        client_number: client.map(|c| c.number).unwrap_or_default(),
        client_lang: evaluated.client_lang,
        profession: evaluated.profession.name(l).to_owned(),
        profession_for_client: evaluated.profession.name(evaluated.client_lang).to_owned(),
        profession_reason: evaluated.profession.reason(l).to_owned(),
        profession_filter: evaluated.profession.filter,
        steps: evaluated.steps,
        partners: evaluated.partners,
        establishments: evaluated.establishments,
        wish: None,
        offer,
        answer: evaluated.answer,
        today: visit.today(),
    }
}

/// The wage that the member would like, where it was typed.
pub(super) fn wish(l: Lang, form: &CheckForm, errors: &mut Errors) -> Option<Wage> {
    let wage = amount(l, errors, "wish", &form.wish).map(Wage)?;
    if !(1..=1_000_000_000).contains(&wage.0.0) {
        errors.add("wish", texts::check::error_amount(l));
        return None;
    }
    Some(wage)
}
