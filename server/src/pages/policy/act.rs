//! What is done with a version: POST /admin/policy/{id}/{simulate,put,withdraw,discard}.

use super::{load, load_own_draft, sheet};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::policy::PolicyState;
use domain::policy::draft::{PutRefused, may_put};
use domain::{Lang, PolicyId};
use serde::Deserialize;
use std::time::{Duration, Instant};
use store::idempotency::{self, Claim};
use store::{StoreError, policy};

/// A trial of a small house is done before the page is answered; the rest is the background's.
const AT_ONCE: Duration = Duration::from_secs(1);

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    from: String,
}

/// A write that someone else overtook leads back to the version.
fn overtaken(id: PolicyId) -> impl Fn(StoreError) -> PageError {
    move |error| match error {
        StoreError::Conflict => PageError::Conflict {
            back: format!("/admin/policy/{id}"),
        },
        other => other.into(),
    }
}

/// Asks for a trial of the draft on all clients.
pub async fn simulate(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PolicyId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let draft = load_own_draft(&visit, &user, id).await?;
    let seen: i64 = raw.revision.parse().unwrap_or(-1);
    if draft.summary.state != PolicyState::Draft || draft.summary.revision != seen {
        return Err(overtaken(id)(StoreError::Conflict));
    }
    let now = policy::in_force(&visit.app.store, visit.today()).await?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let asked = policy::ask(&mut tx, &draft, &now, visit.today(), user.id, visit.now)
        .await
        .map_err(overtaken(id))?;
    let to = format!("/admin/policy/trials/{}", asked.id());
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    let began = Instant::now();
    while began.elapsed() < AT_ONCE && policy::step(&visit.app.store, visit.now).await? {}
    Ok(render::redirect(&to))
}

/// Puts the draft in force from a day.
pub async fn put(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PolicyId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (store, l) = (&visit.app.store, visit.lang);
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let draft = load(&visit, &user, id).await?;
    let mut errors = Errors::none();
    let from = raw.from.trim().parse::<NaiveDate>().ok();
    let last = policy::list(store, visit.today())
        .await?
        .iter()
        .filter_map(|version| version.valid_from)
        .max();
    let refused = match from {
        _ if draft.summary.state != PolicyState::Draft => Some(words(l, PutRefused::NotADraft)),
        None => Some(texts::form::not_a_date(l)),
        Some(from) => may_put(&draft.content, from, last, visit.today())
            .err()
            .map(|why| words(l, why)),
    };
    if let Some(refused) = refused {
        errors.add("from", refused);
        return sheet::page(&visit, &user, draft, raw.from, errors).await;
    }
    let to = format!("/admin/policy/{id}?done=put");
    let mut tx = store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    policy::put(
        &mut tx,
        id,
        revision,
        from.unwrap_or_default(),
        user.id,
        visit.now,
    )
    .await
    .map_err(overtaken(id))?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

const fn words(l: Lang, refused: PutRefused) -> &'static str {
    use texts::policy as t;
    match refused {
        PutRefused::NotADraft => t::put_not_draft(l),
        PutRefused::InPast => t::put_past(l),
        PutRefused::TooFar => t::put_far(l),
        PutRefused::AnotherBegins => t::put_another(l),
        PutRefused::Problems => t::put_problems(l),
    }
}

/// Takes a version that has not begun back as a draft.
pub async fn withdraw(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PolicyId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    load(&visit, &user, id).await?;
    let key = form::key_or_new(&raw.key);
    let to = format!("/admin/policy/{id}?done=withdrawn");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    policy::withdraw(&mut tx, id, revision, visit.today(), user.id, visit.now)
        .await
        .map_err(overtaken(id))?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// Throws a draft away.
pub async fn discard(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PolicyId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    load_own_draft(&visit, &user, id).await?;
    let to = "/admin/policy?done=discarded";
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    policy::discard(&mut tx, id, revision, user.id, visit.now)
        .await
        .map_err(overtaken(id))?;
    tx.commit().await?;
    Ok(render::redirect(to))
}
