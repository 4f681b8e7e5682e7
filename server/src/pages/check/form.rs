//! The check: GET /check previews and stores nothing; POST /check keeps.

use super::read;
use crate::check::{self as shared, Asker, Meant};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::lookups;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::check::form::{CheckForm, CheckPage, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Query;
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::check::NewCheck;
use store::idempotency::{self, Claim};

/// Kept checks on the page.
const OWN: i64 = 5;

/// The fields, in the address of a preview or in a post.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    client: String,
    client_id: String,
    establishment: String,
    profession: String,
    starts_on: String,
    ends_on: String,
    unit: String,
    units: String,
    hours_a_unit: String,
    wage: String,
    price: String,
    wish: String,
}

impl Raw {
    fn typed(self) -> CheckForm {
        CheckForm {
            client: self.client,
            client_id: self.client_id,
            establishment: self.establishment,
            profession: self.profession,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            unit: self.unit,
            units: self.units,
            hours_a_unit: self.hours_a_unit,
            wage: self.wage,
            price: self.price,
            wish: self.wish,
        }
    }

    /// Nothing but a client (from the search in the bar): the form is shown without complaints.
    fn only_client(&self) -> bool {
        self.profession.is_empty()
            && self.wage.is_empty()
            && self.price.is_empty()
            && self.starts_on.is_empty()
    }
}

/// What the typed form gave.
struct Looked {
    page: CheckPage,
    /// The client's facts that the answer was made from.
    facts_revision: i64,
}

async fn look(
    visit: &Visit,
    user: &CurrentUser,
    typed: CheckForm,
    complete: bool,
) -> Result<Looked, PageError> {
    let l = visit.lang;
    let catalogue = store::reference::catalogue(&visit.app.store).await?;
    let mut page = CheckPage {
        lang: l,
        form: typed,
        errors: Errors::none(),
        professions: catalogue
            .professions
            .iter()
            .map(|p| (p.id, p.name(l).to_owned()))
            .collect(),
        candidates: vec![],
        establishments: vec![],
        answered: None,
        own: vec![],
        key: form::new_key(),
    };
    let mut found = None;
    if page.form.client.trim().is_empty() && page.form.client_id.is_empty() {
        if complete {
            page.errors.add("client", texts::check::error_client(l));
        }
    } else {
        let (store, form) = (&visit.app.store, &page.form);
        let asker = Asker::user(user);
        match shared::client(store, &asker, &form.client, &form.client_id, visit.today()).await? {
            Meant::One(one) => {
                lookups::count(visit, user, one.facts.candidate.id).await?;
                page.form.client_id = one.facts.candidate.id.to_string();
                page.form.client.clone_from(&one.facts.candidate.name);
                found = Some(one);
            }
            Meant::Several(candidates) => {
                page.candidates = candidates;
                if complete {
                    page.errors.add("client_id", texts::check::error_candidate(l));
                }
            }
            Meant::Nobody => "none".clone_into(&mut page.form.client_id),
        }
    }
    page.establishments = shared::establishments(&visit.app.store, found.as_deref()).await?;
    let mut facts_revision = 0;
    if complete {
        let client = found.as_ref().map(|f| f.facts.candidate.id);
        let wish = read::wish(l, &page.form, &mut page.errors);
        let (form, among, today) = (&page.form, &page.establishments, visit.today());
        let offer = read::offer(l, form, client, among, &catalogue, today, &mut page.errors);
        if let Some(offer) = offer {
            let answered = read::answer(visit, user, offer, wish, found.as_deref(), &catalogue).await?;
            if let Some((answered, revision)) = answered {
                page.answered = Some(answered);
                facts_revision = revision;
            }
        }
    }
    Ok(Looked { page, facts_revision })
}

/// The form, with the preview of an answer once it is filled in.
pub async fn get(visit: Visit, user: CurrentUser, Query(raw): Query<Raw>) -> PageResult {
    let complete = !raw.only_client();
    let mut typed = raw.typed();
    if !complete {
        typed.unit = "day".to_owned();
    }
    let mut looked = look(&visit, &user, typed, complete).await?;
    if visit.wants("check-answer") {
        return Ok(render::part(|| pages::check::form::part(&looked.page)));
    }
    if !complete {
        looked.page.own = store::check::own(&visit.app.store, user.id, None, OWN).await?;
    }
    Ok(answer(&visit, &looked.page))
}

fn answer(visit: &Visit, page: &CheckPage) -> axum::response::Response {
    visit
        .page(title(page))
        .islands()
        .refused_if(!page.errors.is_empty())
        .render(|| pages::check::form::check(page))
}

/// Keeps the answer under a reference; opens an approval where it needs one.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let key = form::key_or_new(&raw.key);
    let looked = look(&visit, &user, raw.typed(), true).await?;
    let Some(answered) = looked.page.answered.as_ref() else {
        return Ok(answer(&visit, &looked.page));
    };
    user.may(
        Action::RunCheck,
        &Object {
            owner: Some(user.id),
            client: answered.client,
            ..Object::default()
        },
    )?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let check = NewCheck {
        by: user.id,
        offer: &answered.offer,
        answer: &answered.answer,
        facts_revision: looked.facts_revision,
    };
    let id = store::check::keep(&mut tx, &check, visit.now).await?;
    let to = format!("/checks/{id}?done=kept");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
