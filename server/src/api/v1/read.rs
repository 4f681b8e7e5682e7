//! From the JSON of a request to an offer with its member and client; what cannot be is told field by field.

use super::shapes::OfferAsked;
use crate::api::key::Caller;
use crate::api::problem::{FieldError, Problem};
use crate::check::{self as shared, Asker};
use crate::form::read_whole;
use app::texts;
use axum::body::Body;
use chrono::NaiveDate;
use domain::check::{Offer, OfferProblem, problems};
use domain::client::identifier;
use domain::contract::WageUnit;
use domain::money::PriceFactor;
use domain::{ClientId, EstablishmentId, Lang, MemberId, Money, Wage};
use serde::de::DeserializeOwned;
use store::Store;
use store::check::Found;
use store::reference::Catalogue;

/// The largest request in bytes.
const LARGEST: usize = 64 * 1024;
/// The longest text in a field, in bytes.
pub const LINE: usize = 200;

/// The body as JSON, with its bytes.
pub async fn json<T: DeserializeOwned>(l: Lang, body: Body) -> Result<(T, Vec<u8>), Problem> {
    let bytes = read_whole(body)
        .await
        .filter(|bytes| bytes.len() <= LARGEST)
        .ok_or_else(|| Problem::too_large(l))?;
    let read = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::unreadable(l, error.line(), error.column()))?;
    Ok((read, bytes.to_vec()))
}

/// What a request means.
pub struct Asked {
    pub offer: Offer,
    pub member: MemberId,
    pub asker: Asker,
    pub found: Option<Found>,
}

/// Collects what is wrong.
pub struct Fields(pub Vec<FieldError>);

impl Fields {
    pub fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            message: message.into(),
        });
    }
}

/// Reads the offer and looks its member and client up.
pub async fn offer(
    caller: &Caller,
    asked: &OfferAsked,
    catalogue: &Catalogue,
    fields: &mut Fields,
) -> Result<Option<Asked>, Problem> {
    use texts::api as t;
    let (l, store) = (caller.lang, &caller.app.store);
    let today = domain::clock::day(caller.now);
    let failed = |error| Problem::failed(l, &error);
    let member = match short(&asked.member) {
        Some(reference) => store::person::by_reference(store, reference)
            .await
            .map_err(failed)?,
        None => None,
    };
    if member.is_none() {
        fields.wrong("offer.member", t::no_member(l));
    }
    let asker = match member {
        Some((member, Some(person))) => Asker {
            member: Some(member),
            ..Asker::of(store, person).await.map_err(failed)?
        },
        Some((member, None)) => Asker {
            member: Some(member),
            ..Asker::default()
        },
        None => Asker::default(),
    };
    let found = client(store, caller, asked, &asker, today, fields).await?;
    let among = shared::establishments(store, found.as_ref())
        .await
        .map_err(failed)?;
    let read = offer_of(l, asked, found.as_ref(), &among, catalogue, today, fields);
    Ok(read
        .zip(member)
        .filter(|_| fields.0.is_empty())
        .map(|(offer, (member, _))| Asked {
            offer,
            member,
            asker,
            found,
        }))
}

fn short(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= LINE).then_some(text)
}

async fn client(
    store: &Store,
    caller: &Caller,
    asked: &OfferAsked,
    asker: &Asker,
    today: NaiveDate,
    fields: &mut Fields,
) -> Result<Option<Found>, Problem> {
    use texts::api as t;
    let l = caller.lang;
    let failed = |error| Problem::failed(l, &error);
    match (&asked.client.number, asked.client.id) {
        (None, Some(id)) => {
            let found = store::check::client_facts(store, ClientId(id), asker.member, today)
                .await
                .map_err(failed)?;
            if found.is_none() {
                fields.wrong("offer.client.id", t::no_client(l));
            }
            Ok(found)
        }
        (Some(number), None) => {
            let numbers = short(number).map(identifier::guess).unwrap_or_default();
            if numbers.is_empty() {
                fields.wrong("offer.client.number", t::no_number(l));
            }
            for number in &numbers {
                let found = store::check::find_by_number(store, number, asker.member, today)
                    .await
                    .map_err(failed)?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            // A client that nobody knows yet is an answer, not a mistake.
            Ok(None)
        }
        (None, None) | (Some(_), Some(_)) => {
            fields.wrong("offer.client", t::one_of(l));
            Ok(None)
        }
    }
}

fn offer_of(
    l: Lang,
    asked: &OfferAsked,
    found: Option<&Found>,
    establishments: &[(EstablishmentId, String)],
    catalogue: &Catalogue,
    today: NaiveDate,
    fields: &mut Fields,
) -> Option<Offer> {
    use texts::{api as t, check as c};
    let profession = catalogue.professions.iter().find(|p| p.code == asked.profession);
    if profession.is_none() {
        fields.wrong("offer.profession", t::no_profession(l));
    }
    // Asked for only where a stance is about one of them.
    let establishment = asked.establishment_id.map(EstablishmentId);
    let establishment = establishment.filter(|_| !establishments.is_empty());
    if establishment.is_some_and(|id| establishments.iter().all(|(own, _)| *own != id)) {
        fields.wrong("offer.establishment_id", t::no_establishment(l));
    }
    let mut day = |field: &str, text: &str| {
        let day: Option<NaiveDate> = text.parse().ok();
        if day.is_none() {
            fields.wrong(field, texts::form::not_a_date(l));
        }
        day
    };
    let starts_on = day("offer.starts_on", &asked.starts_on);
    let ends_on = match &asked.ends_on {
        Some(text) => day("offer.ends_on", text),
        None => starts_on,
    };
    let unit = WageUnit::from_code(&asked.unit);
    if unit.is_none() {
        fields.wrong("offer.unit", texts::form::not_a_choice(l));
    }
    if asked.wage_cents.is_none() && asked.price_cents.is_none() {
        fields.wrong("offer.wage_cents", c::error_wage(l));
    }
    if asked
        .hours_a_unit_hundredths
        .is_some_and(|hours| !(1..=1_000_000).contains(&hours))
    {
        fields.wrong("offer.hours_a_unit_hundredths", c::error_units(l));
    }
    let offer = Offer {
        client: found.map(|found| found.facts.candidate.id),
        client_text: asked
            .client
            .number
            .clone()
            .unwrap_or_default()
            .chars()
            .take(LINE)
            .collect(),
        establishment,
        profession: profession?.id,
        starts_on: starts_on?,
        ends_on: ends_on?,
        unit: unit?,
        units: asked.units_hundredths,
        hours_a_unit: asked.hours_a_unit_hundredths,
        wage: asked.wage_cents.map(|cents| Wage(Money(cents))),
        estimated: None,
        price: asked.price_cents.map(Money),
    };
    for problem in problems(&offer, today) {
        match problem {
            OfferProblem::EndsBeforeStart => fields.wrong("offer.ends_on", c::error_ends(l)),
            OfferProblem::StartOutOfRange => fields.wrong("offer.starts_on", c::error_start(l)),
            OfferProblem::UnitsOutOfRange => fields.wrong("offer.units_hundredths", c::error_units(l)),
            OfferProblem::AmountOutOfRange => fields.wrong("offer.wage_cents", c::error_amount(l)),
            OfferProblem::HoursMissing => fields.wrong("offer.hours_a_unit_hundredths", c::error_hours(l)),
        }
    }
    fields
        .0
        .is_empty()
        .then(|| offer.with_estimate(PriceFactor::on(&catalogue.price_factors, today)))
}
