//! Add issues to a case, take one out: POST /cases/{id}/add and /cases/{id}/remove.

use super::open::refusal;
use super::sheet::{Returned, load, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::permission::Action;
use domain::{CaseId, IssueId};
use serde::Deserialize;
use store::StoreError;
use store::case::{self, Grouped, NewCase};

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    issues: Vec<String>,
    issue: String,
}

/// Adds the ticked issues. The bounds of the case see to it that this person may decide each of them.
pub async fn add(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CaseId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let sheet = load(&visit, &user, id, Action::DecideCase).await?;
    let issues: Vec<IssueId> = raw
        .issues
        .iter()
        .filter_map(|issue| issue.trim().parse().ok())
        .collect();
    let key = form::key_or_new(&raw.key);
    let new = NewCase {
        title: "",
        issues: &issues,
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let revision = raw.revision.trim().parse().unwrap_or(-1);
    let mut tx = visit.app.store.write().await?;
    let mut returned = Returned {
        ticked: raw.issues.clone(),
        ..Returned::default()
    };
    match case::add(&mut tx, id, revision, &new).await {
        Ok(Grouped::Done(_)) => {
            tx.commit().await?;
            return Ok(render::redirect(&format!("/cases/{id}?done=added")));
        }
        Ok(Grouped::Again(place)) => return Ok(render::redirect(&place)),
        Ok(Grouped::Refused(issue, why)) => {
            returned.errors = Errors::none().with("issues", refusal(l, issue, why));
        }
        Ok(Grouped::Size) => returned.errors = Errors::none().with("issues", texts::case_open::size(l)),
        Err(StoreError::Conflict) => returned.overtaken = true,
        Err(other) => return Err(other.into()),
    }
    drop(tx);
    let sheet = if returned.overtaken {
        load(&visit, &user, id, Action::DecideCase).await?
    } else {
        sheet
    };
    page(&visit, &user, sheet, None, returned).await
}

/// Takes an issue out; what was decided of it stands.
pub async fn remove(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CaseId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    load(&visit, &user, id, Action::DecideCase).await?;
    let issue: IssueId = raw.issue.trim().parse().map_err(|_| PageError::NotFound)?;
    let revision = raw.revision.trim().parse().unwrap_or(-1);
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    match case::remove(&mut tx, id, revision, issue, user.id, &key, visit.now).await {
        Ok(Grouped::Again(place)) => Ok(render::redirect(&place)),
        Ok(_) => {
            tx.commit().await?;
            Ok(render::redirect(&format!("/cases/{id}?done=removed")))
        }
        Err(StoreError::Conflict) => Err(PageError::Conflict {
            back: format!("/cases/{id}"),
        }),
        Err(other) => Err(other.into()),
    }
}
