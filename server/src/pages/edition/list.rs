//! The list, and asking for an edition: GET and POST /reports/editions.

use super::{may, month};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::edition::href;
use app::pages::edition::list::{ListPage, list, title};
use app::parts::Errors;
use app::texts;
use axum::response::Response;
use domain::edition::{EditionState, may_be_made, open_to};
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::edition;
use store::idempotency::{self, Claim};

/// Editions that are listed: ten years.
const LISTED: i64 = 120;

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    month: String,
}

/// The list.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, Errors::none()).await
}

/// Asks for the edition of a closed month; a job makes it, and its page tells how far it is.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    user.may(Action::MakeEdition, &Object::default())?;
    let wanted = month(&raw.month)
        .ok()
        .filter(|month| may_be_made(*month, visit.today()));
    let Some(month) = wanted else {
        let errors = Errors::none().with("month", texts::edition::month_closed(visit.lang));
        return page(&visit, &user, errors).await;
    };
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    let to = href(month);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    // One that is there or on its way already is simply shown.
    edition::ask(&mut tx, month, Some(user.id), visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

async fn page(visit: &Visit, user: &CurrentUser, errors: Errors) -> Result<Response, PageError> {
    let editions = edition::newest(&visit.app.store, LISTED).await?;
    let mine = edition::overdue_of(&visit.app.store, user.id, visit.today(), LISTED).await?;
    let has = |month| {
        editions
            .iter()
            .any(|edition| edition.month == month && edition.state != EditionState::Failed)
    };
    let months = if may(user, Action::MakeEdition) {
        open_to(visit.today()).filter(|month| !has(*month)).collect()
    } else {
        Vec::new()
    };
    let props = ListPage {
        lang: visit.lang,
        months,
        editions,
        mine,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(visit.lang))
        .refused_if(!props.errors.is_empty())
        .render(|| list(&props)))
}
