//! A private note on a client: POST /clients/{id}/notes, from the sheet.

use super::sheet;
use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::sheet::{Content, NoteForm};
use app::parts::Errors;
use axum::extract::Path;
use domain::ClientId;
use domain::client::MAX_NOTE;
use domain::permission::{Action, Denied, Object};
use serde::Deserialize;
use store::client;
use store::idempotency::{self, Claim};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    text: String,
}

/// Writes the note.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(
        Action::WriteNote,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    let rights = sheet::rights(&user, id);
    if !rights.read_notes {
        return Err(Denied::NotPayment.into());
    }
    let client = sheet::load(&visit, id).await?;
    let key = form::key_or_new(&raw.key);
    let mut errors = Errors::none();
    let Some(text) = form::required(visit.lang, &mut errors, "text", &raw.text, MAX_NOTE) else {
        let notes = client::notes(&visit.app.store, id, user.id, visit.now).await?;
        let content = Content::Notes {
            notes,
            form: NoteForm {
                text: raw.text.clone(),
            },
            errors,
            key,
        };
        return sheet::page(&visit, &user, client, rights, content).await;
    };
    let to = format!("/clients/{id}?tab=notes&done=note");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    client::write_note(&mut tx, id, text, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
