//! The document of an edition: GET /reports/editions/{month}/pdf?lang=nl. Each one taken is in the log.

use super::{month, scope};
use crate::app_state::App;
use crate::document::{self, PDF};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use axum::extract::{Path, Query};
use domain::edition::Scope;
use domain::{ClientId, Lang, Month};
use serde::Deserialize;
use serde_json::json;
use store::edition;

/// The language, where it is not the reader's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    lang: String,
}

/// The document in a language, as it was first set; without what moved of clients that the reader is kept out of.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(path): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let month = month(&path)?;
    let lang = Lang::from_code(&asked.lang).unwrap_or(visit.lang);
    let scope = scope(user.role);
    let bytes = match without(&visit.app, month, lang, scope, &user.own_clients).await? {
        Some(bytes) => bytes,
        None => of(&visit.app, month, lang, scope).await?,
    };
    let details = json!({"document": "edition", "lang": lang, "scope": scope});
    visit
        .exported(user.id, &format!("edition {month}"), details)
        .await?;
    let name = format!("vigie-{month}-{}.pdf", lang.code());
    Ok(render::download(&name, PDF, bytes))
}

/// The document without these clients, where one of them moved: set for this reader and not kept.
async fn without(
    app: &App,
    month: Month,
    lang: Lang,
    scope: Scope,
    clients: &[ClientId],
) -> Result<Option<Vec<u8>>, PageError> {
    if clients.is_empty() {
        return Ok(None);
    }
    let mut figures = edition::figures(&app.store, month, scope)
        .await?
        .ok_or(PageError::NotFound)?;
    if !figures.leave_out(clients) {
        return Ok(None);
    }
    let bytes = document::set(app, reports::edition::document(lang, &figures, scope)).await?;
    Ok(Some(bytes))
}

/// The document; set now where nobody has asked for this language before.
pub async fn of(app: &App, month: Month, lang: Lang, scope: Scope) -> Result<Vec<u8>, PageError> {
    if let Some(bytes) = edition::document(&app.store, month, lang, scope).await? {
        return Ok(bytes);
    }
    let figures = edition::figures(&app.store, month, scope)
        .await?
        .ok_or(PageError::NotFound)?;
    let bytes = document::set(app, reports::edition::document(lang, &figures, scope)).await?;
    let mut tx = app.store.write().await?;
    edition::keep_document(&mut tx, month, lang, scope, &bytes, app.clock.now()).await?;
    tx.commit().await?;
    Ok(bytes)
}
