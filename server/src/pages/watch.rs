//! Watched clients: GET /watched, POST /clients/{id}/watch and /clients/{id}/unwatch.

use crate::error::{PageError, PageResult};
use crate::form::Form;
use crate::lookups;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::watch::{WatchedPage, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::ClientId;
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::watch::{self, Watching};

/// The list of one's own.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, Errors::none()).await
}

async fn page(visit: &Visit, user: &CurrentUser, errors: Errors) -> PageResult {
    let l = visit.lang;
    let props = WatchedPage {
        lang: l,
        watched: watch::of_person(&visit.app.store, user.id).await?,
        key: crate::form::new_key(),
        errors,
    };
    let done = [
        ("watched", texts::watched::done(l)),
        ("unwatched", texts::watched::done_end(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit
        .page(title(&props))
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| pages::watch::watched(&props)))
}

/// Nothing but the key that every form carries; watching twice is watching once.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    #[serde(rename = "key")]
    _key: String,
}

fn may(user: &CurrentUser, id: ClientId) -> Result<(), PageError> {
    user.may(
        Action::WatchClient,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    Ok(())
}

/// Begins to watch.
pub async fn begin(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>, _: Form<Raw>) -> PageResult {
    may(&user, id)?;
    // To watch is to look.
    if store::client::summary(&visit.app.store, id).await?.is_none() {
        return Err(PageError::NotFound);
    }
    lookups::count(&visit, &user, id).await?;
    match watch::begin(&visit.app.store, user.id, id, visit.now).await? {
        Watching::Begun | Watching::Already => Ok(render::redirect("/watched?done=watched")),
        Watching::Nobody => Err(PageError::NotFound),
        Watching::TooMany => {
            let sentence = texts::watched::error_many(visit.lang, domain::watch::MOST_WATCHED);
            page(&visit, &user, Errors::none().with("watched", sentence)).await
        }
    }
}

/// Watches no longer.
pub async fn end(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>, _: Form<Raw>) -> PageResult {
    may(&user, id)?;
    watch::end(&visit.app.store, user.id, id, visit.now).await?;
    Ok(render::redirect("/watched?done=unwatched"))
}
