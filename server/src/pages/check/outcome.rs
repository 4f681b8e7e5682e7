//! What the member did in the end: POST /checks/{id}/outcome. It is counted, not kept by person.

use super::kept::{load, object, page};
use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::check::kept::Typed;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::CheckId;
use domain::check::Outcome;
use domain::permission::Action;
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    outcome: String,
}

/// Counts it, once.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CheckId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let kept = load(&visit, &user, id).await?;
    user.may(Action::TellOutcome, &object(&kept))?;
    let to = format!("/checks/{id}?done=outcome");
    let key = form::key_or_new(&raw.key);
    let Some(outcome) = Outcome::from_code(&raw.outcome) else {
        let errors = Errors::none().with("outcome", texts::form::not_a_choice(l));
        return page(&visit, &user, kept, Typed::default(), errors, false).await;
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match store::check::tell_outcome(&mut tx, id, user.id, kept.answer.answer, outcome, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            let errors = Errors::none().with("outcome", texts::kept_check::outcome_again(l));
            return page(&visit, &user, kept, Typed::default(), errors, false).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
