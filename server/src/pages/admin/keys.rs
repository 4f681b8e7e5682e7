//! Keys of other systems: GET and POST /admin/keys, POST /admin/keys/{id}/revoke.

use crate::api::key;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::admin::keys::{KeyForm, KeysPage, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::TimeDelta;
use domain::ApiKeyId;
use domain::api_key::{ApiScope, MAX_NAME};
use serde::Deserialize;
use store::api_key::{self, NewKey};
use store::idempotency::{self, Claim};
use store::{StoreError, house};

/// The list, and the form for a new one.
pub async fn get(visit: Visit) -> PageResult {
    page(&visit, KeyForm::default(), Errors::none(), None).await
}

async fn page(visit: &Visit, form: KeyForm, errors: Errors, token: Option<String>) -> PageResult {
    let props = KeysPage {
        lang: visit.lang,
        keys: api_key::list(&visit.app.store).await?,
        form,
        errors,
        token,
        fresh: key::new_token(),
        key: form::new_key(),
    };
    let revoked = visit
        .done("revoked")
        .then(|| texts::admin_keys::done_revoked(visit.lang));
    Ok(visit
        .page(title(&props))
        .notice(revoked)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::admin::keys::keys(&props)))
}

/// The fields of a new key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    /// The token of the key to be made, drawn with the form: a second click shows the same one.
    token: String,
    name: String,
    scopes: Vec<String>,
}

/// A second click comes within this time; later the token is shown no more.
const SECOND_CLICK: TimeDelta = TimeDelta::minutes(10);

/// Makes a key. Its token is shown on this answer and never again, so that the answer is a page and no redirect. It came with
/// the form: nobody keeps it, and a second click, whose answer is the one that the browser shows, shows it all the same.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let mut errors = Errors::none();
    let name = form::required(l, &mut errors, "name", &raw.name, MAX_NAME);
    let scopes: Vec<ApiScope> = ApiScope::ALL
        .iter()
        .copied()
        .filter(|scope| raw.scopes.iter().any(|code| code == scope.code()))
        .collect();
    if scopes.is_empty() {
        errors.add("scopes", texts::admin_keys::error_scopes(l));
    }
    let typed = KeyForm {
        name: raw.name.clone(),
        scopes: scopes.clone(),
    };
    let (Some(name), true) = (name, errors.is_empty()) else {
        return page(&visit, typed, errors, None).await;
    };
    if !key::is_token(&raw.token) {
        return Err(PageError::BadRequest("token"));
    }
    let token = raw.token;
    let mut tx = visit.app.store.write().await?;
    let once = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &once, "/admin/keys", visit.now).await?
    {
        drop(tx);
        let made = api_key::find(&visit.app.store, &house::hash(&token)).await?;
        let just_made = made.is_some_and(|made| visit.now - made.created_at < SECOND_CLICK);
        return if just_made {
            page(&visit, KeyForm::default(), Errors::none(), Some(token)).await
        } else {
            Ok(render::redirect(&first))
        };
    }
    let new = NewKey {
        name,
        hint: key::hint(&token),
        token_hash: &house::hash(&token),
        scopes: &scopes,
        by: user.id,
    };
    api_key::add(&mut tx, &new, visit.now).await?;
    tx.commit().await?;
    page(&visit, KeyForm::default(), Errors::none(), Some(token)).await
}

/// The fields of the button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Revoke {
    key: String,
    revision: String,
}

/// Revokes a key at once and for ever.
pub async fn revoke(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ApiKeyId>,
    Form(raw): Form<Revoke>,
) -> PageResult {
    if !api_key::list(&visit.app.store)
        .await?
        .iter()
        .any(|key| key.id == id)
    {
        return Err(PageError::NotFound);
    }
    let to = "/admin/keys?done=revoked";
    let once = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &once, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match api_key::revoke(&mut tx, id, revision, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: "/admin/keys".to_owned(),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}
