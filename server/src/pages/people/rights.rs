//! Rights by two people: POST /admin/people/{id}/rights asks, POST /admin/people/{id}/decide makes, declines or withdraws.

use super::sheet::{load, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::people::sheet::WishForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::permission::Denied;
use domain::{PersonId, Role};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::people::{self, Decision};

/// Longest reason, in characters.
const WHY: usize = 1_000;

/// The fields of the two forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    role: String,
    named_handler: String,
    why: String,
    decision: String,
}

/// POST /admin/people/{id}/rights
pub async fn ask(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PersonId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let account = load(&visit, id).await?;
    if id == user.id {
        return Err(Denied::NotOwn.into());
    }
    let typed = WishForm {
        role: raw.role,
        named_handler: raw.named_handler == "1",
        why: raw.why,
    };
    let mut errors = Errors::none();
    let role = Role::from_code(&typed.role);
    if role.is_none() {
        errors.add("role", texts::form::required(l));
    }
    let why = form::required(l, &mut errors, "why", &typed.why, WHY);
    if role == Some(account.person.role) && typed.named_handler == account.person.named_handler {
        errors.add("role", texts::people::error_nothing(l));
    }
    let (Some(role), Some(why), true) = (role, why, errors.is_empty()) else {
        return page(&visit, &user, account, typed, errors, None).await;
    };
    let conflict = || PageError::Conflict {
        back: format!("/admin/people/{id}"),
    };
    if raw.revision.parse() != Ok(account.revision) {
        return Err(conflict());
    }
    let to = format!("/admin/people/{id}?done=asked");
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let seen = (id, account.revision);
    match people::ask(&mut tx, seen, role, typed.named_handler, why, user.id, visit.now).await {
        Ok(_) => {}
        // Somebody else has asked meanwhile: the page shows their wish.
        Err(StoreError::Duplicate) => return Err(conflict()),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// POST /admin/people/{id}/decide
pub async fn decide(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PersonId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let account = load(&visit, id).await?;
    let conflict = || PageError::Conflict {
        back: format!("/admin/people/{id}"),
    };
    let wish = people::wish_of(&visit.app.store, id)
        .await?
        .ok_or_else(conflict)?;
    let decision = match raw.decision.as_str() {
        "make" => Decision::Make,
        "decline" => Decision::Decline,
        "withdraw" => Decision::Withdraw,
        _ => return Err(PageError::BadRequest("decision")),
    };
    let allowed = match decision {
        Decision::Withdraw => wish.of.asked_by == user.id,
        Decision::Make | Decision::Decline => wish.of.may_be_made_by(user.id).is_ok(),
    };
    if !allowed {
        return Err(Denied::NotOwn.into());
    }
    let to = format!("/admin/people/{id}?done={}", raw.decision);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let leaves = decision == Decision::Make && account.person.role == Role::Admin && wish.role != Role::Admin;
    if leaves && !people::another_admin(&mut tx, id).await? {
        drop(tx);
        let errors = Errors::none().with("decide", texts::people::error_last_admin(visit.lang));
        return page(&visit, &user, account, WishForm::default(), errors, None).await;
    }
    match people::decide(&mut tx, &wish, decision, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(conflict()),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
