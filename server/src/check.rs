//! One check asked, by a page or by another system: which client is meant, what is known, what the answer is.

use crate::visit::CurrentUser;
use chrono::NaiveDate;
use domain::category::Filter;
use domain::check::{self, Between, CheckAnswer, CheckFacts, NextStep, Offer};
use domain::client::name::fold;
use domain::client::region::Region;
use domain::client::{ClientCandidate, identifier};
use domain::money::PriceFactor;
use domain::partner::Partner;
use domain::pay;
use domain::profession::{Profession, ProfessionState};
use domain::register::RegisterState;
use domain::{ClientId, EstablishmentId, Lang, MemberId, PersonId};
use std::sync::Arc;
use store::check::Found;
use store::reference::Catalogue;
use store::{Store, StoreError};

/// Clients to choose from when a name may mean several.
const CANDIDATES: usize = 8;
/// Partners named for one filter; their page has all.
const PARTNERS: usize = 3;

/// For whom a check is asked.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    pub person: Option<PersonId>,
    pub member: Option<MemberId>,
    /// Clients for which they work on the other side, and rivals: kept out of what members lived there.
    pub own_clients: Vec<ClientId>,
}

impl Asker {
    /// The person who is signed in.
    pub fn user(user: &CurrentUser) -> Self {
        Self {
            person: Some(user.id),
            member: user.member,
            own_clients: user.own_clients.clone(),
        }
    }

    /// A person by id, as for the keeper of a check that somebody else reads.
    pub async fn of(store: &Store, person: PersonId) -> Result<Self, StoreError> {
        let account = store::person::find(store, person).await?;
        Ok(account.map_or_else(Self::default, |account| Self {
            person: Some(person),
            member: account.person.member,
            own_clients: account.person.own_clients,
        }))
    }
}

/// The client that a text means.
pub enum Meant {
    /// One client, by number, by reference, by the only name, or chosen among candidates.
    One(Box<Found>),
    /// Several may be meant: the reader chooses.
    Several(Vec<ClientCandidate>),
    /// Nobody knows this client.
    Nobody,
}

/// Finds the client; a number, however punctuated, in one round trip. `chosen` is the id among candidates, or "none".
pub async fn client(
    store: &Store,
    asker: &Asker,
    text: &str,
    chosen: &str,
    today: NaiveDate,
) -> Result<Meant, StoreError> {
    let text = text.trim();
    if chosen == "none" {
        return Ok(Meant::Nobody);
    }
    if let Some(id) = chosen.parse::<ClientId>().ok().or_else(|| reference(text)) {
        return by_id(store, asker, id, today).await;
    }
    let numbers = identifier::guess(text);
    for number in &numbers {
        if let Some(found) = store::check::find_by_number(store, number, asker.member, today).await? {
            return Ok(Meant::One(Box::new(found)));
        }
    }
    if !numbers.is_empty() {
        return Ok(Meant::Nobody);
    }
    let candidates = store::search::candidates(store, text, CANDIDATES).await?;
    match candidates.as_slice() {
        [] => Ok(Meant::Nobody),
        [only] if same_name(text, &only.name) => by_id(store, asker, only.id, today).await,
        _ => Ok(Meant::Several(candidates)),
    }
}

async fn by_id(store: &Store, asker: &Asker, id: ClientId, today: NaiveDate) -> Result<Meant, StoreError> {
    let found = store::check::client_facts(store, id, asker.member, today).await?;
    Ok(found.map_or(Meant::Nobody, |found| Meant::One(Box::new(found))))
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

/// An answer with what its sentences and its next steps need.
pub struct Evaluated {
    pub profession: Profession,
    pub answer: CheckAnswer,
    pub steps: Vec<NextStep>,
    pub client: Option<ClientCandidate>,
    /// The language in which the client is written to.
    pub client_lang: Lang,
    /// Who helps where the steps name a filter, near the client.
    pub partners: Vec<(Filter, Vec<Partner>)>,
    /// Those of the client, where a stance is about one of them.
    pub establishments: Vec<(EstablishmentId, String)>,
    pub facts_revision: i64,
}

impl Evaluated {
    /// How far what the answer rests on has moved on: each revision only grows, so that any change shows in their sum.
    pub const fn stands_at(&self) -> i64 {
        self.facts_revision + self.profession.revision
    }
}

/// Answers an offer with what is known today; `None` where the profession is not in the nomenclature.
pub async fn evaluate(
    store: &Store,
    asker: &Asker,
    offer: &Offer,
    found: Option<&Found>,
    catalogue: &Arc<Catalogue>,
    today: NaiveDate,
) -> Result<Option<Evaluated>, StoreError> {
    let Some(profession) = catalogue.profession(offer.profession) else {
        return Ok(None);
    };
    let figures = offer
        .wage_offer()
        .map(|wage| pay::compare(&wage, &catalogue.pay, offer.starts_on));
    let mut client = found.map(|f| f.facts.clone());
    let mut between = Between::default();
    if let Some(facts) = &mut client {
        let id = facts.candidate.id;
        if asker.own_clients.contains(&id) {
            // A client's own people never see what members say or live of their own firm or its rivals.
            facts.payment = domain::client::PaymentCounts::default();
            facts.paid_contracts = 0;
        }
        // Without a stance and with an accepted profession nothing can stand between them.
        if !facts.stances.is_empty() || profession.state == ProfessionState::Conditional {
            between = store::check::between(store, asker.person, id, offer.profession, today).await?;
        }
    }
    let register = if client.is_none() {
        in_register(store, &offer.client_text).await?
    } else {
        None
    };
    let facts = CheckFacts {
        profession: profession.clone(),
        pay: figures.as_ref().map(check::PayFigures::from).unwrap_or_default(),
        client,
        register,
        between,
    };
    let answer = check::answer(offer, &facts);
    let factor = PriceFactor::on(&catalogue.price_factors, today);
    let steps = check::steps(&answer, offer, facts.profession.filter, factor);
    let region = facts.client.as_ref().map_or(Region::Unknown, |c| c.region);
    Ok(Some(Evaluated {
        partners: partners(store, &steps, region).await?,
        establishments: establishments(store, found).await?,
        steps,
        profession: facts.profession,
        answer,
        client_lang: facts.client.as_ref().map_or(Lang::Fr, |c| c.lang),
        client: facts.client.map(|c| c.candidate),
        facts_revision: found.map_or(0, |f| f.revision),
    }))
}

/// The establishments to choose from, where a stance is about one of them only.
pub async fn establishments(
    store: &Store,
    found: Option<&Found>,
) -> Result<Vec<(EstablishmentId, String)>, StoreError> {
    match found.map(|found| &found.facts) {
        Some(facts) if facts.asks_establishment() => {
            store::stance::establishments(store, facts.candidate.id).await
        }
        _ => Ok(Vec::new()),
    }
}

/// What the register says of the Belgian number of a client that nobody knows; nothing where no register was imported.
async fn in_register(store: &Store, text: &str) -> Result<Option<RegisterState>, StoreError> {
    let typed = identifier::Identifier::parse(text, None).ok();
    let Some(number) = typed.and_then(|typed| typed.enterprise()) else {
        return Ok(None);
    };
    if let Some(found) = store::register::find(store, number, Lang::Fr).await? {
        return Ok(Some(found.state));
    }
    let imported = store::register::as_of(store).await?;
    Ok(imported.map(|_| RegisterState::Unknown))
}

/// The partners that the steps lead to.
pub async fn partners(
    store: &Store,
    steps: &[NextStep],
    region: Region,
) -> Result<Vec<(Filter, Vec<Partner>)>, StoreError> {
    let mut offered = Vec::new();
    for step in steps {
        if let NextStep::Training { filter } = step {
            let mut some = store::partner::offered_for(store, Some(*filter), Some(region)).await?;
            some.truncate(PARTNERS);
            offered.push((*filter, some));
        }
    }
    Ok(offered)
}

/// The same with the facts of this moment for an offer that was kept or is about to be signed.
pub async fn again(
    store: &Store,
    asker: &Asker,
    offer: &Offer,
    catalogue: &Arc<Catalogue>,
    today: NaiveDate,
) -> Result<Option<Evaluated>, StoreError> {
    let found = match offer.client {
        Some(id) => store::check::client_facts(store, id, asker.member, today).await?,
        None => None,
    };
    evaluate(store, asker, offer, found.as_ref(), catalogue, today).await
}
