//! Evidence for an issue: POST /issues/{id}/files, from its sheet.

use super::sheet::{Returned, load, page};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::IssueId;
use domain::permission::Action;
use serde::Deserialize;
use store::StoreError;
use store::issue::{self, Decided, Evidence};

/// The fields beside the files.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
}

/// Keeps the files with the issue, or says what is wrong with them.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<IssueId>,
    upload: Upload<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    user.may(Action::AddEvidence, &sheet.object())?;
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
    let wanted = Evidence {
        issue: id,
        files: &files,
        revision: upload.fields.revision.trim().parse().unwrap_or(-1),
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    match issue::add_evidence(&mut tx, &wanted).await {
        Ok(Decided::Done(_)) => {
            tx.commit().await?;
            Ok(render::redirect(&format!("/issues/{id}?done=files")))
        }
        Ok(Decided::Again(first)) => Ok(render::redirect(&first)),
        Ok(Decided::Refused(_)) | Err(StoreError::Conflict) => Err(PageError::Conflict {
            back: format!("/issues/{id}"),
        }),
        Err(other) => Err(other.into()),
    }
}
