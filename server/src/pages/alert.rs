//! What moved against its own past: GET /alerts, POST /alerts/{id}/dismiss, and the mails of it, POST /account/alerts.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::alert::{AlertLine, AlertsPage, title};
use app::texts;
use axum::extract::Path;
use domain::AlertId;
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::mover::{self, Alert};

/// Alerts on the page.
const SHOWN: i64 = 100;
/// Dismissed ones on the page.
const DISMISSED: i64 = 20;

/// The alerts of the team.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    let store = &visit.app.store;
    let props = AlertsPage {
        lang: visit.lang,
        key: form::new_key(),
        open: lines(mover::open(store, &user, SHOWN).await?),
        dismissed: lines(mover::dismissed(store, &user, DISMISSED).await?),
    };
    let done = visit.done("dismissed").then(|| texts::alerts::done(visit.lang));
    Ok(visit
        .page(title(&props))
        .notice(done)
        .render(|| pages::alert::alerts(&props)))
}

fn lines(alerts: Vec<Alert>) -> Vec<AlertLine> {
    alerts
        .into_iter()
        .map(|alert| AlertLine {
            id: alert.id,
            month: alert.month,
            mover: alert.mover,
            revision: alert.revision,
            dismissed: alert.dismissed,
        })
        .collect()
}

/// The form of one alert.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    reason: String,
}

/// Takes one off the list of the whole team, with who and when.
pub async fn dismiss(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<AlertId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    const DONE: &str = "/alerts?done=dismissed";
    let Some(alert) = mover::find(&visit.app.store, id).await? else {
        return Err(PageError::NotFound);
    };
    let object = Object {
        client: alert.client(),
        ..Object::default()
    };
    user.may(Action::DismissAlert, &object)?;
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, DONE, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    let reason: String = raw.reason.chars().take(500).collect();
    match mover::dismiss(&mut tx, id, revision, &user, &reason, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: "/alerts".to_owned(),
            });
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(DONE))
}

/// Whether one wants mails.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawMail {
    wanted: String,
}

/// Begins or ends the mails; choosing the same twice changes nothing.
pub async fn subscribe(visit: Visit, user: CurrentUser, Form(raw): Form<RawMail>) -> PageResult {
    let mut tx = visit.app.store.write().await?;
    mover::set_subscription(&mut tx, user.id, raw.wanted == "yes", visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect("/account?done=alerts#alerts"))
}
