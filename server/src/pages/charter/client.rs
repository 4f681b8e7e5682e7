//! A client's OK on the charter, told to staff: GET and POST /clients/{id}/charter.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::charter::client::{RecordForm, RecordPage, record};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use domain::ClientId;
use domain::charter::Channel;
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, charter, client};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    on: String,
    channel: String,
}

/// GET /clients/{id}/charter
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    may(&user, id)?;
    let form = RecordForm {
        on: visit.today().to_string(),
        channel: String::new(),
    };
    page(&visit, id, form, Errors::none()).await
}

fn may(user: &CurrentUser, id: ClientId) -> Result<(), PageError> {
    let on = Object {
        client: Some(id),
        ..Object::default()
    };
    Ok(user.may(Action::EditClient, &on)?)
}

/// POST /clients/{id}/charter
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    use texts::charter_client as t;
    may(&user, id)?;
    let l = visit.lang;
    let form = RecordForm {
        on: raw.on,
        channel: raw.channel,
    };
    let mut errors = Errors::none();
    let on = form.on.trim().parse::<NaiveDate>().ok();
    match on {
        None => errors.add("on", texts::form::not_a_date(l)),
        Some(day) if day > visit.today() => errors.add("on", t::error_future(l)),
        Some(_) => {}
    }
    let channel = Channel::from_code(&form.channel).filter(|channel| Channel::TOLD.contains(channel));
    if channel.is_none() {
        errors.add("channel", texts::form::required(l));
    }
    let (Some(on), Some(channel), true) = (on, channel, errors.is_empty()) else {
        return page(&visit, id, form, errors).await;
    };
    named(&visit, id).await?;
    let to = format!("/clients/{id}?done=charter");
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match charter::record_for_client(&mut tx, id, on, channel, user.id, visit.now).await {
        Ok(_) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let errors = errors.with("on", t::error_before(l));
            return page(&visit, id, form, errors).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// The client's name; one that was merged into another or does not exist is not found.
async fn named(visit: &Visit, id: ClientId) -> Result<String, PageError> {
    let found = client::summary(&visit.app.store, id).await?;
    Ok(found.ok_or(PageError::NotFound)?.name)
}

async fn page(visit: &Visit, id: ClientId, form: RecordForm, errors: Errors) -> Result<Response, PageError> {
    let props = RecordPage {
        lang: visit.lang,
        client: id,
        name: named(visit, id).await?,
        accepted: charter::accepted_by_client(&visit.app.store, id).await?,
        form,
        errors,
        key: form::new_key(),
    };
    let title = texts::charter_client::title(visit.lang, &props.name);
    Ok(visit
        .page(title)
        .refused_if(!props.errors.is_empty())
        .render(|| record(&props)))
}
