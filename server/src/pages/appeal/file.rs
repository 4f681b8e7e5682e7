//! A member contests a decision that touches their work: GET and POST /clients/{id}/appeal.

use super::{judges, tell_judges};
use crate::error::{PageError, PageResult};
use crate::form;
use crate::lookups;
use crate::render;
use crate::upload::Upload;
use crate::visit::{CurrentUser, Visit};
use app::pages::appeal::file::{AppealForm, FilePage, Own, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use domain::appeal::{AppealRefused, may_appeal};
use domain::file::Holder;
use domain::permission::{Action, Object};
use domain::reply::{self, MAX_REPLY, TextProblem};
use domain::stance::StanceCard;
use domain::stance::life::StanceState;
use domain::{ClientId, StanceId};
use serde::Deserialize;
use store::appeal::Side;
use store::idempotency::{self, Claim};
use store::{StoreError, appeal, client, file, stance};

/// The fields beside the files.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    stance: String,
    text: String,
}

/// What the page is about.
struct Loaded {
    id: ClientId,
    name: String,
    /// In force, and touching this member's work.
    touching: Vec<StanceCard>,
    any: bool,
}

async fn load(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<Loaded, PageError> {
    let store = &visit.app.store;
    let on = Object {
        client: Some(id),
        ..Object::default()
    };
    user.may(Action::LookUpClient, &on)?;
    user.may(Action::AppealStance, &on)?;
    let name = client::summary(store, id).await?.ok_or(PageError::NotFound)?.name;
    lookups::count(visit, user, id).await?;
    let in_force = stance::in_force(store, id).await?;
    let any = !in_force.is_empty();
    let mut touching = Vec::new();
    for card in in_force {
        let felt = (&card.scope, card.running);
        if stance::touches(store, id, felt, user.id, visit.today()).await? {
            touching.push(card);
        }
    }
    Ok(Loaded {
        id,
        name,
        touching,
        any,
    })
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let loaded = load(&visit, &user, id).await?;
    page(&visit, &user, loaded, AppealForm::default(), Errors::none()).await
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    loaded: Loaded,
    form: AppealForm,
    errors: Errors,
) -> PageResult {
    let own = appeal::of_member(&visit.app.store, user.id, loaded.id).await?;
    let props = FilePage {
        lang: visit.lang,
        client: loaded.id,
        client_name: loaded.name,
        touched: !loaded.touching.is_empty() || !loaded.any,
        stances: if loaded.any { loaded.touching } else { Vec::new() },
        own: own
            .into_iter()
            .map(|own| Own {
                state: own.summary.state,
                on: domain::clock::day(own.summary.at),
                due_on: own.summary.due_on,
                text: own.text,
                reasons: own.reasons,
                conditions: own.conditions,
            })
            .collect(),
        form,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(&props))
        .notice(visit.done("filed").then(|| texts::appeal::done_filed(visit.lang)))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::appeal::file::file(&props)))
}

/// Files the appeal.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    upload: Upload<Raw>,
) -> PageResult {
    let loaded = load(&visit, &user, id).await?;
    let (l, raw) = (visit.lang, &upload.fields);
    let store = &visit.app.store;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let mut errors = Errors::none();
    // Someone else's stance, or one that does not touch them, does not exist for them.
    let chosen = raw.stance.parse::<StanceId>().ok();
    let on = loaded.touching.iter().find(|card| Some(card.id) == chosen);
    let side = Side::Member(user.id);
    match on {
        None => errors.add("stance", texts::appeal::new_not_touched(l)),
        Some(card) => {
            let open = appeal::is_open(store, card.id, side).await?;
            if let Err(AppealRefused::OpenAlready) = may_appeal(StanceState::InForce, open, true) {
                errors.add("text", texts::link::appeal_open_already(l));
            }
        }
    }
    match reply::check(&raw.text) {
        Ok(()) => {}
        Err(TextProblem::Missing) => errors.add("text", texts::form::required(l)),
        Err(TextProblem::TooLong) => errors.add("text", texts::form::too_long(l, MAX_REPLY)),
    }
    let files = upload.files.of(l, &mut errors, "files");
    let typed = AppealForm {
        stance: raw.stance.clone(),
        text: raw.text.clone(),
    };
    let (Some(card), true) = (on.map(|card| card.id), errors.is_empty()) else {
        return page(&visit, &user, loaded, typed, errors).await;
    };
    let was = appeal::as_it_is(store, card).await?.ok_or(PageError::NotFound)?;
    let to = format!("/clients/{id}/appeal?done=filed");
    let told = judges(store, card, id, Some(user.id)).await?;
    let mut tx = store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let filed = match appeal::file(&mut tx, card, side, &raw.text, &was, visit.now).await {
        Ok(filed) => filed,
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/clients/{id}/appeal"),
            });
        }
        Err(other) => return Err(other.into()),
    };
    file::add_to(&mut tx, &files, Holder::Appeal(filed), Some(user.id), visit.now).await?;
    tell_judges(&mut tx, &visit, filed, &loaded.name, &told).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
