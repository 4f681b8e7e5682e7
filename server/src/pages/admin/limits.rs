//! How many different clients a member may look up in a day: GET and POST /admin/limits.

use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::admin::limits::LimitsPage;
use app::parts::Errors;
use app::texts;
use domain::lookup::{ALLOWED, CLIENTS_A_DAY, limit};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{house, lookup};

/// The limit as it stands.
pub async fn get(visit: Visit) -> PageResult {
    let setting = house::get(&visit.app.store, lookup::SETTING).await?;
    let now = limit(setting.as_deref()).to_string();
    Ok(page(&visit, now, Errors::none()))
}

fn page(visit: &Visit, typed: String, errors: Errors) -> axum::response::Response {
    let props = LimitsPage {
        lang: visit.lang,
        lookups: typed,
        usual: CLIENTS_A_DAY,
        errors,
        key: form::new_key(),
    };
    let saved = visit.done("saved").then(|| texts::admin_limits::done(visit.lang));
    visit
        .page(texts::admin_limits::title(visit.lang))
        .notice(saved)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::admin::limits::limits(&props))
}

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    lookups: String,
}

/// Sets it; the next look-up knows.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let typed = raw.lookups.trim().parse::<i64>().ok();
    let Some(wanted) = typed.filter(|n| ALLOWED.contains(n)) else {
        let sentence = texts::admin_limits::error(l, *ALLOWED.start(), *ALLOWED.end());
        return Ok(page(
            &visit,
            raw.lookups,
            Errors::none().with("lookups", sentence),
        ));
    };
    let to = "/admin/limits?done=saved";
    let once = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &once, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    lookup::set_limit(&mut tx, user.id, wanted, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(to))
}
