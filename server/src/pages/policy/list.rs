//! The versions of the policy, and a new draft: GET and POST /admin/policy.

use super::sees_drafts;
use crate::error::PageResult;
use crate::form::{self, Form, required};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::policy::list::{ListPage, list, title};
use app::parts::Errors;
use app::texts;
use domain::permission::{Action, may_at_all};
use domain::policy::PolicyState;
use domain::policy::draft::MAX_WHY;
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::policy;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    why: String,
}

/// All versions that the reader may see.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, String::new(), Errors::none(), form::new_key()).await
}

/// Begins a draft as the version in force stands.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let may = super::object(Some(user.id));
    user.may(Action::ProposePolicy, &may)?;
    let key = form::key_or_new(&raw.key);
    let mut errors = Errors::none();
    let Some(why) = required(visit.lang, &mut errors, "why", &raw.why, MAX_WHY).map(str::to_owned) else {
        return page(&visit, &user, raw.why, errors, key).await;
    };
    let now = policy::in_force(&visit.app.store, visit.today()).await?;
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let id = policy::draft(&mut tx, &now.content, &why, user.id, visit.now).await?;
    let to = format!("/admin/policy/{id}?done=draft");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

async fn page(visit: &Visit, user: &CurrentUser, why: String, errors: Errors, key: String) -> PageResult {
    let (store, today) = (&visit.app.store, visit.today());
    let in_force = policy::in_force(store, today).await?.summary;
    let mut versions = policy::list(store, today).await?;
    if !sees_drafts(user) {
        versions.retain(|version| version.state != PolicyState::Draft);
    }
    let props = ListPage {
        lang: visit.lang,
        in_force,
        versions,
        may_propose: may_at_all(user, Action::ProposePolicy).is_ok(),
        why,
        errors,
        key,
    };
    let done = visit
        .done("discarded")
        .then(|| texts::policy::done_discarded(visit.lang));
    Ok(visit
        .page(title(&props))
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| list(&props)))
}
