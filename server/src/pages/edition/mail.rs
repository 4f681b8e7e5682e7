//! Editions by mail, or no longer: POST /account/edition.

use crate::error::PageResult;
use crate::form::Form;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use serde::Deserialize;
use store::edition;

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    by_mail: String,
}

/// Asking twice is asking once.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let wants = raw.by_mail == "yes";
    let mut tx = visit.app.store.write().await?;
    edition::subscribe(&mut tx, user.id, wants, visit.now).await?;
    tx.commit().await?;
    let done = if wants { "edition-on" } else { "edition-off" };
    Ok(render::redirect(&format!("/account?done={done}#edition")))
}
