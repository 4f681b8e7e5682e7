//! A counsellor's yes or no to a kept check: POST /checks/{id}/approval.

use super::kept::{load, now, object, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::check::kept::Typed;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::CheckId;
use domain::check::CheckState;
use domain::check::approval::{self, GrantRefused};
use domain::permission::Action;
use serde::Deserialize;
use store::StoreError;
use store::check::Decision;
use store::idempotency::{self, Claim};

/// The longest comment, in characters.
const MAX_COMMENT: usize = 1_000;

/// The fields of the answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    /// The client's facts that the page was made from.
    facts: String,
    comment: String,
    answer: String,
}

/// A yes or no; nobody answers the check they kept themselves, and a yes to what has just changed is shown both first.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CheckId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let kept = load(&visit, &user, id).await?;
    user.may(Action::AnswerApproval, &object(&kept))?;
    let l = visit.lang;
    let to = format!("/checks/{id}?done=answered");
    let key = form::key_or_new(&raw.key);
    let typed = Typed {
        comment: raw.comment.clone(),
        ..Typed::default()
    };
    let refuse = |sentence: &str| Errors::none().with("comment", sentence);
    if kept.kept_by == user.id {
        let errors = refuse(texts::kept_check::own_check(l));
        return page(&visit, &user, kept, typed, errors, false).await;
    }
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    if kept.state != CheckState::Asked {
        let errors = refuse(texts::kept_check::already(l));
        return page(&visit, &user, kept, typed, errors, false).await;
    }
    let granted = match raw.answer.as_str() {
        "grant" => true,
        "decline" => false,
        _ => return Err(PageError::from(form::BadForm::Unreadable)),
    };
    let mut errors = Errors::none();
    if granted {
        form::optional(l, &mut errors, "comment", &raw.comment, MAX_COMMENT);
    } else {
        form::required(l, &mut errors, "comment", &raw.comment, MAX_COMMENT);
    }
    if !errors.is_empty() {
        return page(&visit, &user, kept, typed, errors, false).await;
    }
    let today = now(&visit, &kept).await?.ok_or(PageError::NotFound)?;
    // What the page was made from, not what stands now: the store compares.
    let facts_revision = raw.facts.parse().unwrap_or(-1);
    if granted {
        if today.stands_at() != facts_revision {
            return page(&visit, &user, kept, typed, Errors::none(), true).await;
        }
        if let Err(refused) = approval::may_grant(&today.answer, false) {
            let sentence = match refused {
                GrantRefused::Held => texts::kept_check::cannot_grant_held(l),
                GrantRefused::Refused | GrantRefused::OwnCheck => texts::kept_check::cannot_grant(l),
            };
            return page(&visit, &user, kept, typed, refuse(sentence), false).await;
        }
    }
    let decision = Decision {
        check: id,
        revision: raw.revision.parse().unwrap_or(-1),
        facts_revision,
        granted,
        stances: approval::stances_asked(&today.answer),
        by: user.id,
        comment: &raw.comment,
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match store::check::answer_approval(&mut tx, &decision, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            // Faster by the blink between reading and writing: both are shown.
            drop(tx);
            let kept = load(&visit, &user, id).await?;
            let answered = kept.state != CheckState::Asked;
            let errors = if answered {
                refuse(texts::kept_check::already(l))
            } else {
                Errors::none()
            };
            return page(&visit, &user, kept, typed, errors, !answered).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
