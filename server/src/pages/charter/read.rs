//! The charter: GET /charter (anybody, `?version=1` for an earlier one), POST /charter (OK).

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::charter::read::{CharterPage, Reader, read, title};
use app::texts;
use axum::extract::Query;
use domain::charter::Charter;
use domain::permission::{Action, may_at_all};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, charter};

/// Which version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    version: String,
}

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    version: String,
}

/// GET /charter
pub async fn get(visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    let store = &visit.app.store;
    let shown = if asked.version.is_empty() {
        match charter::current(store, visit.today()).await? {
            None => charter::newest(store).await?,
            some => some,
        }
    } else {
        let number = asked.version.parse().map_err(|_| PageError::NotFound)?;
        Some(
            charter::version(store, number)
                .await?
                .ok_or(PageError::NotFound)?,
        )
    };
    let props = CharterPage {
        lang: visit.lang,
        today: visit.today(),
        reader: reader(&visit, shown.as_ref()).await?,
        versions: charter::versions(store).await?,
        charter: shown,
        key: form::new_key(),
    };
    let done = [
        ("ok", texts::charter::done_ok(visit.lang)),
        ("in_force", texts::charter_draft::done_in_force(visit.lang)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit.page(title(&props)).notice(done).render(|| read(&props)))
}

/// What the page knows of who is signed in.
async fn reader(visit: &Visit, shown: Option<&Charter>) -> Result<Option<Reader>, PageError> {
    let Some(person) = &visit.person else {
        return Ok(None);
    };
    let store = &visit.app.store;
    let accepted = charter::acknowledged_by_person(store, person.id).await?;
    let before = match (accepted, shown) {
        (Some(accepted), Some(shown)) if accepted.version < shown.version => {
            charter::version(store, accepted.version).await?
        }
        _ => None,
    };
    let may_propose = may_at_all(person, Action::ProposeCharter).is_ok();
    let counts = match shown {
        Some(shown) if may_propose => {
            let counts = charter::counts(store, shown.id).await?;
            Some((counts.people, counts.clients))
        }
        _ => None,
    };
    Ok(Some(Reader {
        accepted,
        before,
        may_propose,
        counts,
    }))
}

/// POST /charter: OK to the version that was read.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let version: i64 = raw
        .version
        .parse()
        .map_err(|_| PageError::BadRequest("version"))?;
    let to = format!("/charter?version={version}&done=ok");
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match charter::acknowledge(&mut tx, user.id, version, visit.now).await {
        Ok(_) => {}
        // There is no such version.
        Err(StoreError::Conflict) => return Err(PageError::NotFound),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
