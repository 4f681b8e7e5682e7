//! The check: GET /check previews and stores nothing; POST /check keeps.

use super::read::{self, Meant};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::check::form::{CheckForm, CheckPage, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Query;
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::check::{Found, NewCheck};
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
    profession: String,
    starts_on: String,
    ends_on: String,
    unit: String,
    units: String,
    hours_a_unit: String,
    wage: String,
    price: String,
}

impl Raw {
    fn typed(self) -> CheckForm {
        CheckForm {
            client: self.client,
            client_id: self.client_id,
            profession: self.profession,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            unit: self.unit,
            units: self.units,
            hours_a_unit: self.hours_a_unit,
            wage: self.wage,
            price: self.price,
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
    found: Option<Box<Found>>,
    page: CheckPage,
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
        match read::client(visit, user, &page.form).await? {
            Meant::One(one) => {
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
    if complete {
        let client = found.as_ref().map(|f| f.facts.candidate.id);
        let offer = read::offer(l, &page.form, client, &catalogue, visit.today(), &mut page.errors);
        page.answered =
            offer.and_then(|offer| read::answer(visit, user, offer, found.as_deref(), &catalogue));
    }
    Ok(Looked { found, page })
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
        facts_revision: looked.found.as_ref().map_or(0, |f| f.revision),
    };
    let id = store::check::keep(&mut tx, &check, next_working_day(visit.today()), visit.now).await?;
    let to = format!("/checks/{id}?done=kept");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// A go-ahead is answered within 1 working day (`product.md`, "Check").
fn next_working_day(today: NaiveDate) -> NaiveDate {
    let ahead = match today.weekday() {
        Weekday::Fri => 3,
        Weekday::Sat => 2,
        _ => 1,
    };
    today + Days::new(ahead)
}
