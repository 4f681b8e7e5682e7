//! Holds: GET and POST /clients/{id}/hold, POST /holds/{id}/renew and /holds/{id}/lift; stepping aside: GET and POST
//! /clients/{id}/step-aside.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::hold::{AsidePage, HoldPage, aside, aside_title, hold as hold_page, hold_title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::hold::{self as rules, APART_DAYS, Hold, HoldRefused, MAX_REASON};
use domain::permission::{Action, Object};
use domain::{ClientId, HoldId, Lang};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::stance::{self, Before, hold};
use store::{StoreError, Tx};

/// The fields of the forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    reason: String,
    place_reason: String,
    renew_reason: String,
    lift_reason: String,
}

fn refused(l: Lang, refused: HoldRefused) -> String {
    use texts::hold as t;
    match refused {
        HoldRefused::NotAManager => t::not_a_manager(l).to_owned(),
        HoldRefused::KeptOut => texts::stance_refused::kept_out(l).to_owned(),
        HoldRefused::StandsAlready => t::stands_already(l).to_owned(),
        HoldRefused::Over => t::over(l).to_owned(),
        HoldRefused::RenewedOnce => t::renewed_once(l).to_owned(),
        HoldRefused::SameManager => t::same_manager(l).to_owned(),
        HoldRefused::HadPart => t::had_part(l, APART_DAYS),
        HoldRefused::ReasonMissing => texts::stance_refused::reason(l).to_owned(),
        HoldRefused::ReasonTooLong => texts::form::too_long(l, MAX_REASON),
    }
}

async fn load(visit: &Visit, user: &CurrentUser, id: ClientId, action: Action) -> Result<Before, PageError> {
    let client = Object {
        client: Some(id),
        ..Object::default()
    };
    user.may(action, &client)?;
    let before = stance::before(&visit.app.store, id, false)
        .await?
        .ok_or(PageError::NotFound)?;
    match before.client.merged_into {
        Some(_) => Err(PageError::NotFound),
        None => Ok(before),
    }
}

/// The page of a client's hold.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id, Action::PlaceHold).await?;
    page(&visit, &user, before, String::new(), Errors::none()).await
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    before: Before,
    reason: String,
    errors: Errors,
) -> PageResult {
    let l = visit.lang;
    let standing = hold::standing(&visit.app.store, before.client.id, visit.today()).await?;
    let no_renewal = standing
        .as_ref()
        .and_then(|hold| rules::renew(hold, user, "-", visit.today()).err())
        .map(|why| refused(l, why));
    let props = HoldPage {
        lang: l,
        client: before.client.id,
        client_name: before.name,
        hold: standing,
        no_renewal,
        reason,
        errors,
        key: form::new_key(),
    };
    let done = [
        ("placed", texts::hold::done_placed(l)),
        ("renewed", texts::hold::done_renewed(l)),
        ("lifted", texts::hold::done_lifted(l)),
    ];
    let done = done.into_iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(hold_title(&props))
        .notice(done.map(|(_, sentence)| sentence))
        .refused_if(!props.errors.is_empty())
        .render(|| hold_page(&props)))
}

/// Places one.
pub async fn place(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let before = load(&visit, &user, id, Action::PlaceHold).await?;
    let mut tx = visit.app.store.write().await?;
    let to = format!("/clients/{id}/hold?done=placed");
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let last = hold::latest(&visit.app.store, id).await?;
    match rules::place(&user, id, last.as_ref(), &raw.place_reason, visit.today()) {
        Err(why) => {
            drop(tx);
            let errors = Errors::none().with("place_reason", refused(visit.lang, why));
            page(&visit, &user, before, raw.place_reason, errors).await
        }
        Ok(until) => {
            let placed = hold::place(&mut tx, id, user.id, until, &raw.place_reason, visit.now).await;
            finish(tx, id, placed.map(drop), &to).await
        }
    }
}

async fn finish(tx: Tx, client: ClientId, told: Result<(), StoreError>, to: &str) -> PageResult {
    match told {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Err(StoreError::Conflict) => Err(PageError::Conflict {
            back: format!("/clients/{client}/hold"),
        }),
        Err(other) => Err(other.into()),
    }
}

async fn find(visit: &Visit, user: &CurrentUser, id: HoldId) -> Result<(Hold, Before), PageError> {
    let found = hold::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let before = load(visit, user, found.client, Action::PlaceHold).await?;
    Ok((found, before))
}

/// Renews it once, by another manager.
pub async fn renew(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<HoldId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (found, before) = find(&visit, &user, id).await?;
    let to = format!("/clients/{}/hold?done=renewed", found.client);
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match rules::renew(&found, &user, &raw.renew_reason, visit.today()) {
        Err(why) => {
            drop(tx);
            let errors = Errors::none().with("renew_reason", refused(visit.lang, why));
            page(&visit, &user, before, raw.renew_reason, errors).await
        }
        Ok(until) => {
            let (revision, reason) = (raw.revision.parse().unwrap_or(0), &raw.renew_reason);
            let told = hold::renew(&mut tx, &found, revision, user.id, until, reason, visit.now).await;
            finish(tx, found.client, told, &to).await
        }
    }
}

/// Lifts it before its day.
pub async fn lift(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<HoldId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (found, before) = find(&visit, &user, id).await?;
    let to = format!("/clients/{}/hold?done=lifted", found.client);
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match rules::lift(&found, &user, &raw.lift_reason, visit.today()) {
        Err(why) => {
            drop(tx);
            let errors = Errors::none().with("lift_reason", refused(visit.lang, why));
            page(&visit, &user, before, raw.lift_reason, errors).await
        }
        Ok(()) => {
            let (revision, reason) = (raw.revision.parse().unwrap_or(0), &raw.lift_reason);
            let told = hold::lift(&mut tx, &found, revision, user.id, reason, visit.now).await;
            finish(tx, found.client, told, &to).await
        }
    }
}

/// The page of stepping aside.
pub async fn aside_get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let before = load(&visit, &user, id, Action::StepAside).await?;
    aside_page(&visit, before, String::new(), Errors::none())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers as the handlers that end with it do"
)]
fn aside_page(visit: &Visit, before: Before, reason: String, errors: Errors) -> PageResult {
    let props = AsidePage {
        lang: visit.lang,
        client: before.client.id,
        client_name: before.name,
        reason,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(aside_title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| aside(&props)))
}

/// Steps aside: from the next request on this person is kept out.
pub async fn aside_post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let before = load(&visit, &user, id, Action::StepAside).await?;
    let mut errors = Errors::none();
    let Some(reason) = form::required(visit.lang, &mut errors, "reason", &raw.reason, MAX_REASON) else {
        return aside_page(&visit, before, raw.reason.clone(), errors);
    };
    let to = format!("/clients/{id}?done=aside");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    stance::step_aside(&mut tx, user.id, id, reason, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
