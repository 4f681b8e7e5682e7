//! From what was typed to an offer, the client it means, and the answer.

use crate::error::PageError;
use crate::visit::{CurrentUser, Visit};
use app::pages::check::answer::Answered;
use app::pages::check::form::CheckForm;
use app::parts::Errors;
use app::texts;
use chrono::NaiveDate;
use domain::check::{self, CheckFacts, Offer, OfferProblem, Reason};
use domain::client::name::fold;
use domain::client::{ClientCandidate, identifier};
use domain::contract::WageUnit;
use domain::money::{ColumnStyle, PriceFactor, parse_amount, parse_hundredths};
use domain::pay;
use domain::{ClientId, Lang, Money, Price, ProfessionId, Wage};
use std::sync::Arc;
use store::check::Found;
use store::reference::Catalogue;

/// Clients to choose from when a name may mean several.
const CANDIDATES: usize = 8;

/// The client that the typed text means.
pub(super) enum Meant {
    /// One client, by number, by reference, by the only name, or chosen among candidates.
    One(Box<Found>),
    /// Several may be meant: the reader chooses.
    Several(Vec<ClientCandidate>),
    /// Nobody knows this client.
    Nobody,
}

/// Finds the client; a number, however punctuated, in one round trip.
pub(super) async fn client(visit: &Visit, user: &CurrentUser, form: &CheckForm) -> Result<Meant, PageError> {
    let (store, today) = (&visit.app.store, visit.today());
    let text = form.client.trim();
    if form.client_id == "none" {
        return Ok(Meant::Nobody);
    }
    let by_id = form
        .client_id
        .parse::<ClientId>()
        .ok()
        .or_else(|| reference(text));
    if let Some(id) = by_id {
        let found = store::check::client_facts(store, id, user.member, today).await?;
        return Ok(found.map_or(Meant::Nobody, |f| Meant::One(Box::new(f))));
    }
    let numbers = identifier::guess(text);
    for number in &numbers {
        if let Some(found) = store::check::find_by_number(store, number, user.member, today).await? {
            return Ok(Meant::One(Box::new(found)));
        }
    }
    if !numbers.is_empty() {
        return Ok(Meant::Nobody);
    }
    let candidates = store::search::candidates(store, text, CANDIDATES).await?;
    match candidates.as_slice() {
        [] => Ok(Meant::Nobody),
        [only] if same_name(text, &only.name) => {
            let found = store::check::client_facts(store, only.id, user.member, today).await?;
            Ok(found.map_or(Meant::Nobody, |f| Meant::One(Box::new(f))))
        }
        _ => Ok(Meant::Several(candidates)),
    }
}

/// `C-48213`, as people quote it.
fn reference(text: &str) -> Option<ClientId> {
    text.strip_prefix("C-")
        .or_else(|| text.strip_prefix("c-"))?
        .parse()
        .ok()
}

fn same_name(typed: &str, name: &str) -> bool {
    fold(typed).text == fold(name).text
}

/// The offer as typed; what cannot be read is told beside its field.
pub(super) fn offer(
    l: Lang,
    form: &CheckForm,
    client: Option<ClientId>,
    catalogue: &Catalogue,
    today: NaiveDate,
    errors: &mut Errors,
) -> Option<Offer> {
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
        establishment: None,
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

fn tell(l: Lang, errors: &mut Errors, problem: OfferProblem) {
    use texts::check as t;
    match problem {
        OfferProblem::EndsBeforeStart => errors.add("ends_on", t::error_ends(l)),
        OfferProblem::StartOutOfRange => errors.add("starts_on", t::error_start(l)),
        OfferProblem::UnitsOutOfRange => errors.add("units", t::error_units(l)),
        OfferProblem::AmountOutOfRange => errors.add("wage", t::error_amount(l)),
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

/// Answers an offer with what is known today.
pub(super) fn answer(
    visit: &Visit,
    user: &CurrentUser,
    offer: Offer,
    found: Option<&Found>,
    catalogue: &Arc<Catalogue>,
) -> Option<Answered> {
    let profession = catalogue.profession(offer.profession)?.clone();
    let figures = offer
        .wage_offer()
        .map(|wage| pay::compare(&wage, &catalogue.pay, offer.starts_on));
    let pay = figures.as_ref().map(check::PayFigures::from).unwrap_or_default();
    let mut client = found.map(|f| f.facts.clone());
    if let Some(facts) = client
        .as_mut()
        .filter(|c| user.own_clients.contains(&c.candidate.id))
    {
        // A client's own people never see what members say or live of their own firm or its rivals.
        facts.payment = domain::client::PaymentCounts::default();
        facts.paid_contracts = 0;
    }
    let facts = CheckFacts {
        profession,
        pay,
        client,
    };
    let answer = check::answer(&offer, &facts);
    let price_to_ask = answer.reasons.iter().find_map(|reason| match reason {
        Reason::WageUnderMinimum { needed, .. } => Some(*needed),
        Reason::WageUnderReference { reference, .. } => Some(*reference),
        _ => None,
    });
    let factor = PriceFactor::on(&catalogue.price_factors, visit.today());
    let price_to_ask = price_to_ask.zip(factor).map(|(wage, factor)| {
        let Price(price) = factor.price_for(Wage(wage.for_units(offer.units))).0;
        price
    });
    let candidate = facts.client.as_ref().map(|c| &c.candidate);
    Some(Answered {
        client: candidate.map(|c| c.id),
        client_name: candidate.map(|c| c.name.clone()),
        client_number: candidate.map(|c| c.number.clone()).unwrap_or_default(),
        profession: facts.profession.name(visit.lang).to_owned(),
        profession_reason: facts.profession.reason(visit.lang).to_owned(),
        offer,
        answer,
        price_to_ask,
        today: visit.today(),
    })
}
