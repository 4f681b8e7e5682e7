//! Whom a client's own matters are kept from: POST /admin/people/{id}/kept-out records that somebody belongs to a client or
//! to a rival of it, POST /admin/people/{id}/kept-out/{client}/end takes it back.

use super::aside::may_let_back;
use super::sheet::{form_of, load, shown};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::people::kept_out::KeepOutForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::permission::Denied;
use domain::{ClientId, PersonId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::person::KeepOut;
use store::{StoreError, client, person};

/// Longest reason, in characters.
const REASON: usize = 1_000;

/// The fields of the two forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    client: String,
    relation: String,
    reason: String,
}

/// Records it. For oneself there is stepping aside.
pub async fn add(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PersonId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let account = load(&visit, id).await?;
    if id == user.id {
        return Err(Denied::NotOwn.into());
    }
    let key = form::key_or_new(&raw.key);
    let typed = KeepOutForm {
        client: raw.client,
        relation: raw.relation,
        reason: raw.reason,
    };
    let mut errors = Errors::none();
    let client = client::by_text(&visit.app.store, &typed.client).await?;
    if client.is_none() {
        errors.add("client", texts::client_form::error_parent(l));
    }
    let rival = match typed.relation.as_str() {
        "own" => Some(false),
        "rival" => Some(true),
        _ => None,
    };
    if rival.is_none() {
        errors.add("relation", texts::form::required(l));
    }
    let reason = form::required(l, &mut errors, "reason", &typed.reason, REASON);
    let (Some(client), Some(rival), Some(reason), true) = (client, rival, reason, errors.is_empty()) else {
        let wish = form_of(&account);
        return shown(&visit, &user, account, (wish, typed), errors, None).await;
    };
    let to = format!("/admin/people/{id}?done=kept_out");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let new = KeepOut {
        person: id,
        client,
        rival,
        reason,
    };
    person::keep_out(&mut tx, &new, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// Takes it back.
pub async fn end(
    visit: Visit,
    user: CurrentUser,
    Path((id, client)): Path<(PersonId, ClientId)>,
    Form(raw): Form<Raw>,
) -> PageResult {
    may_let_back(&visit, &user, id, client).await?;
    let to = format!("/admin/people/{id}?done=let_in");
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match person::let_in(&mut tx, id, client, user.id, visit.now).await {
        Ok(()) => {}
        // It does not stand, or no longer.
        Err(StoreError::Conflict) => return Err(PageError::NotFound),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
