//! The next version of the charter: GET and POST /charter/draft, POST /charter/draft/in-force and /charter/draft/discard.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::format;
use app::pages::charter::draft::{DraftPage, draft as body, title};
use app::parts::Errors;
use app::texts;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::Lang;
use domain::charter::{CharterDraft, NotReady, put_in_force};
use domain::permission::{Action, may_at_all};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, charter};

/// The fields of the three forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    from: String,
}

/// GET /charter/draft
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, String::new(), Errors::none(), false).await
}

/// POST /charter/draft: begins one.
pub async fn begin(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let to = "/charter/draft?done=begun";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match charter::begin(&mut tx, user.id, visit.now).await {
        Ok(_) => {}
        // A colleague was faster: there it is.
        Err(StoreError::Duplicate) => return Ok(render::redirect("/charter/draft")),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

/// POST /charter/draft/in-force: a manager adopts it from a day.
pub async fn adopt(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let held = load(&visit).await?;
    if raw.revision.parse() != Ok(held.revision) {
        return page(&visit, &user, raw.from, Errors::none(), true).await;
    }
    let Ok(from) = raw.from.trim().parse::<NaiveDate>() else {
        let errors = Errors::none().with("from", texts::form::not_a_date(l));
        return page(&visit, &user, raw.from, errors, false).await;
    };
    let last = charter::newest(&visit.app.store).await?;
    if let Err(why) = put_in_force(&held.articles, last.as_ref(), from, visit.today()) {
        let errors = Errors::none().with("from", not_ready(l, why));
        return page(&visit, &user, raw.from, errors, false).await;
    }
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let adopted = charter::put_in_force(&mut tx, held.id, held.revision, from, user.id, visit.now).await;
    let version = match adopted {
        Ok(version) => version,
        Err(StoreError::Conflict) => {
            drop(tx);
            return page(&visit, &user, raw.from, Errors::none(), true).await;
        }
        Err(other) => return Err(other.into()),
    };
    let to = format!("/charter?version={version}&done=in_force");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// POST /charter/draft/discard
pub async fn discard(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let to = "/charter/draft?done=discarded";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let held = load(&visit).await?;
    let revision = raw.revision.parse().unwrap_or(-1);
    match charter::discard(&mut tx, held.id, revision, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            drop(tx);
            return page(&visit, &user, String::new(), Errors::none(), true).await;
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

pub(super) async fn load(visit: &Visit) -> Result<CharterDraft, PageError> {
    charter::draft(&visit.app.store).await?.ok_or(PageError::NotFound)
}

fn not_ready(l: Lang, why: NotReady) -> String {
    use texts::charter_draft as t;
    match why {
        NotReady::NoArticle => t::error_none(l).to_owned(),
        NotReady::Unworded { number } => t::error_unworded(l, number),
        NotReady::Unchanged => t::error_unchanged(l).to_owned(),
        NotReady::Past => t::error_past(l).to_owned(),
        NotReady::NotAfter(day) => t::error_not_after(l, format::date(l, day)),
    }
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    from: String,
    errors: Errors,
    overtaken: bool,
) -> PageResult {
    let l = visit.lang;
    let store = &visit.app.store;
    let refused = !errors.is_empty();
    let props = DraftPage {
        lang: l,
        draft: charter::draft(store).await?,
        last: charter::newest(store).await?,
        may_put_in_force: may_at_all(user, Action::PutCharterInForce).is_ok(),
        from,
        errors,
        overtaken,
        key: form::new_key(),
    };
    let done = [
        ("begun", texts::charter_draft::done_begun(l)),
        ("written", texts::charter_draft::done_written(l)),
        ("removed", texts::charter_draft::done_removed(l)),
        ("discarded", texts::charter_draft::done_discarded(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    let page = visit.page(title(&props)).notice(done).refused_if(refused);
    let page = if overtaken {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    Ok(page.render(|| body(&props)))
}
