//! A kept check: GET /checks/{id}, and the counsellor's answer: POST /checks/{id}/approval.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::check::answer::Answered;
use app::pages::check::kept::{KeptPage, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::CheckId;
use domain::check::{CheckState, KeptCheck};
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};

/// The longest comment, in characters.
const MAX_COMMENT: usize = 1_000;

async fn load(visit: &Visit, user: &CurrentUser, id: CheckId) -> Result<KeptCheck, PageError> {
    let kept = store::check::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    // Another member's check is not said to exist.
    user.may(Action::ReadCheck, &object(&kept))
        .map_err(|_| PageError::NotFound)?;
    Ok(kept)
}

fn object(kept: &KeptCheck) -> Object {
    Object {
        owner: Some(kept.kept_by),
        client: kept.offer.client,
        ..Object::default()
    }
}

/// The page, also for the printer.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<CheckId>) -> PageResult {
    let kept = load(&visit, &user, id).await?;
    page(&visit, &user, kept, String::new(), Errors::none()).await
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    kept: KeptCheck,
    comment: String,
    errors: Errors,
) -> PageResult {
    let l = visit.lang;
    let catalogue = store::reference::catalogue(&visit.app.store).await?;
    let profession = catalogue.profession(kept.offer.profession);
    let answered = Answered {
        client: kept.offer.client,
        client_name: kept.client_name.clone(),
        client_number: kept.client_number.clone(),
        profession: kept.profession_names[l as usize].clone(),
        profession_reason: profession.map(|p| p.reason(l).to_owned()).unwrap_or_default(),
        offer: kept.offer.clone(),
        answer: kept.answer.clone(),
        price_to_ask: None,
        today: visit.today(),
    };
    let reference = kept.id.reference();
    let props = KeptPage {
        lang: l,
        may_answer: user.may(Action::AnswerApproval, &object(&kept)).is_ok(),
        own: kept.kept_by == user.id,
        kept,
        answered,
        comment,
        errors,
        key: form::new_key(),
    };
    let notice = if visit.done("kept") {
        Some(texts::kept_check::done_kept(l, reference))
    } else {
        visit
            .done("answered")
            .then(|| texts::kept_check::done_answered(l).to_owned())
    };
    Ok(visit
        .page(title(&props))
        .notice(notice)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::check::kept::kept(&props)))
}

/// The fields of the answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    comment: String,
    answer: String,
}

/// A counsellor's yes or no; nobody answers the check they kept themselves.
pub async fn approve(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CheckId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let kept = load(&visit, &user, id).await?;
    user.may(Action::AnswerApproval, &object(&kept))?;
    if kept.kept_by == user.id {
        let errors = Errors::none().with("comment", texts::kept_check::own_check(visit.lang));
        return page(&visit, &user, kept, raw.comment, errors).await;
    }
    if kept.state != CheckState::Asked {
        let errors = Errors::none().with("comment", texts::kept_check::already(visit.lang));
        return page(&visit, &user, kept, raw.comment, errors).await;
    }
    let granted = match raw.answer.as_str() {
        "grant" => true,
        "decline" => false,
        _ => return Err(PageError::from(form::BadForm::Unreadable)),
    };
    let mut errors = Errors::none();
    if granted {
        form::optional(visit.lang, &mut errors, "comment", &raw.comment, MAX_COMMENT);
    } else {
        form::required(visit.lang, &mut errors, "comment", &raw.comment, MAX_COMMENT);
    }
    if !errors.is_empty() {
        return page(&visit, &user, kept, raw.comment, errors).await;
    }
    let to = format!("/checks/{id}?done=answered");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let seen = raw.revision.parse().unwrap_or(-1);
    match store::check::answer_approval(&mut tx, id, seen, granted, user.id, &raw.comment, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/checks/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
