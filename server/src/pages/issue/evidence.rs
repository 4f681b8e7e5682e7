//! Evidence for an issue: POST /issues/{id}/files, from its sheet.

use super::sheet::{Returned, load, page};
use crate::error::PageResult;
use crate::form;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::IssueId;
use domain::file::Holder;
use serde::Deserialize;
use store::file;
use store::idempotency::{self, Claim};

/// The fields beside the files.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
}

/// Keeps the files with the issue, or says what is wrong with them.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<IssueId>,
    upload: Upload<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let mut errors = Errors::none();
    let files = upload.files.of(visit.lang, &mut errors, "files");
    if files.is_empty() && errors.is_empty() {
        errors.add("files", texts::file::choose_one(visit.lang));
    }
    if !errors.is_empty() {
        let returned = Returned {
            errors,
            ..Returned::default()
        };
        return page(&visit, &user, sheet, returned).await;
    }
    let key = form::key_or_new(&upload.fields.key);
    let to = format!("/issues/{id}?done=files");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    file::add_to(&mut tx, &files, Holder::Issue(id), Some(user.id), visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
