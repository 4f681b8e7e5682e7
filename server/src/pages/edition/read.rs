//! Saying that one has read it: POST /reports/editions/{month}/read.

use super::month;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::edition::href;
use axum::extract::Path;
use domain::edition::EditionState;
use serde::Deserialize;
use store::edition;
use store::idempotency::{self, Claim};

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
}

/// Once a person; who says it again is sent to the same place.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(path): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let month = month(&path)?;
    let found = edition::find(&visit.app.store, month).await?;
    if found.is_none_or(|edition| edition.state != EditionState::Ready) {
        return Err(PageError::NotFound);
    }
    let mut tx = visit.app.store.write().await?;
    let to = format!("{}?done=read", href(month));
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    edition::read(&mut tx, month, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
