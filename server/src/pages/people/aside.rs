//! Letting somebody back who stepped aside from a client: POST /admin/people/{id}/asides/{client}/end

use super::sheet::load;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use axum::extract::Path;
use domain::permission::{Action, Denied, Object};
use domain::{ClientId, PersonId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::stance;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
}

/// May this person let the other one back to what is said of a client? Nobody does so for themselves, nor where they are kept
/// out too.
pub(super) async fn may_let_back(
    visit: &Visit,
    user: &CurrentUser,
    id: PersonId,
    client: ClientId,
) -> Result<(), PageError> {
    load(visit, id).await?;
    if id == user.id {
        return Err(Denied::NotOwn.into());
    }
    let object = Object {
        client: Some(client),
        ..Object::default()
    };
    Ok(user.may(Action::EndRecusal, &object)?)
}

/// Ends it.
pub async fn end(
    visit: Visit,
    user: CurrentUser,
    Path((id, client)): Path<(PersonId, ClientId)>,
    Form(raw): Form<Raw>,
) -> PageResult {
    may_let_back(&visit, &user, id, client).await?;
    let to = format!("/admin/people/{id}?done=back");
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let asides = stance::aside_of(&visit.app.store, id).await?;
    if !asides.iter().any(|aside| aside.client == client) {
        return Err(PageError::NotFound);
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    stance::step_back(&mut tx, id, client, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
