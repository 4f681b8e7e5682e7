//! A person who is a client: GET /clients/{id}/person and /person.json; POST /clients/{id}/contest and /contest/settle; GET and
//! POST /clients/{id}/erase.

use crate::error::{PageError, PageResult, broken};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::person::{
    ErasePage, FilePage, erase as erase_body, erase_title, file as file_body, title,
};
use app::parts::Errors;
use app::texts::{person_erase, person_file as t};
use axum::extract::Path;
use domain::client::person::{EraseRefused, MAX_TEXT, PersonFile, erase_refused};
use domain::permission::{Action, Object};
use domain::{ClientId, ContestId};
use serde::Deserialize;
use store::client::{self, person};
use store::idempotency::{self, Claim};
use store::{StoreError, client::merge};

const JSON: &str = "application/json";

fn on(client: ClientId) -> Object {
    Object {
        client: Some(client),
        ..Object::default()
    }
}

async fn load(visit: &Visit, user: &CurrentUser, id: ClientId) -> Result<PersonFile, PageError> {
    user.may(Action::ReadPersonFile, &on(id))?;
    person::file(&visit.app.store, id, visit.lang, user.id, visit.now)
        .await?
        .ok_or(PageError::NotFound)
}

/// What was typed, where a form came back.
#[derive(Debug, Default)]
struct Typed {
    what: String,
    outcome: String,
    errors: Errors,
}

/// The file as a page to print.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    page(&visit, &user, id, Typed::default()).await
}

async fn page(visit: &Visit, user: &CurrentUser, id: ClientId, typed: Typed) -> PageResult {
    let file = load(visit, user, id).await?;
    let props = FilePage {
        lang: visit.lang,
        client: id,
        file,
        contest: person::contested(&visit.app.store, id).await?,
        may_erase: user.may(Action::ErasePerson, &on(id)).is_ok(),
        what: typed.what,
        outcome: typed.outcome,
        errors: typed.errors,
        key: form::new_key(),
    };
    let done = [
        ("contested", t::done_contested(visit.lang)),
        ("settled", t::done_settled(visit.lang)),
    ];
    let done = done.into_iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(title(&props))
        .notice(done.map(|(_, sentence)| sentence))
        .refused_if(!props.errors.is_empty())
        .render(|| file_body(&props)))
}

/// The file as data, to take along.
pub async fn json(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    let file = load(&visit, &user, id).await?;
    let bytes = serde_json::to_vec_pretty(&file).map_err(broken)?;
    let name = format!("{}-{}.json", file.reference, file.made_on);
    Ok(render::download(&name, JSON, bytes))
}

/// The fields of the forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    contest: String,
    what: String,
    outcome: String,
    reference: String,
}

/// Notes what the person contests: from then on it is not counted.
pub async fn contest(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::ReadPersonFile, &on(id))?;
    let facts = person::erase_facts(&visit.app.store, id, visit.today())
        .await?
        .filter(|facts| facts.natural_person && !facts.gone);
    facts.ok_or(PageError::NotFound)?;
    let mut errors = Errors::none();
    let Some(what) = form::required(visit.lang, &mut errors, "what", &raw.what, MAX_TEXT) else {
        let typed = Typed {
            what: raw.what.clone(),
            errors,
            ..Typed::default()
        };
        return page(&visit, &user, id, typed).await;
    };
    let to = format!("/clients/{id}/person?done=contested");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match person::contest(&mut tx, id, what, user.id, visit.now).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Err(StoreError::Duplicate) => Err(conflict(id)),
        Err(other) => Err(other.into()),
    }
}

fn conflict(id: ClientId) -> PageError {
    PageError::Conflict {
        back: format!("/clients/{id}/person"),
    }
}

/// Settles it, saying how.
pub async fn settle(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::ReadPersonFile, &on(id))?;
    let contest: ContestId = raw
        .contest
        .parse()
        .map_err(|_| PageError::BadRequest("contest"))?;
    let mut errors = Errors::none();
    let Some(outcome) = form::required(visit.lang, &mut errors, "outcome", &raw.outcome, MAX_TEXT) else {
        let typed = Typed {
            outcome: raw.outcome.clone(),
            errors,
            ..Typed::default()
        };
        return page(&visit, &user, id, typed).await;
    };
    let to = format!("/clients/{id}/person?done=settled");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match person::settle(&mut tx, id, contest, revision, outcome, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Err(StoreError::Conflict) => Err(conflict(id)),
        Err(other) => Err(other.into()),
    }
}

/// The page that erases.
pub async fn erase_get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    user.may(Action::ErasePerson, &on(id))?;
    erase_page(&visit, id, Errors::none()).await
}

async fn refused(visit: &Visit, id: ClientId) -> Result<Vec<EraseRefused>, PageError> {
    let facts = person::erase_facts(&visit.app.store, id, visit.today())
        .await?
        .filter(|facts| facts.natural_person && !facts.gone)
        .ok_or(PageError::NotFound)?;
    Ok(erase_refused(facts))
}

async fn erase_page(visit: &Visit, id: ClientId, errors: Errors) -> PageResult {
    let store = &visit.app.store;
    let refused = refused(visit, id).await?;
    let name = client::summary(store, id)
        .await?
        .map(|client| client.name)
        .ok_or(PageError::NotFound)?;
    let beside = merge::beside(store, id, false)
        .await?
        .ok_or(PageError::NotFound)?;
    let props = ErasePage {
        lang: visit.lang,
        client: id,
        name,
        revision: beside.revision,
        refused,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(erase_title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| erase_body(&props)))
}

/// Erases: the reference is typed, since nothing of it comes back.
pub async fn erase(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::ErasePerson, &on(id))?;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    if !refused(&visit, id).await?.is_empty() {
        return Err(conflict(id));
    }
    if !raw.reference.trim().eq_ignore_ascii_case(&id.reference()) {
        let wrong = person_erase::error_reference(visit.lang, id.reference());
        return erase_page(&visit, id, Errors::none().with("reference", wrong)).await;
    }
    let pseudonyms = visit.app.pseudonyms().await?;
    let to = format!("/clients/{id}?done=erased");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match person::erase(&mut tx, id, revision, pseudonyms, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Err(StoreError::Conflict) => Err(conflict(id)),
        Err(other) => Err(other.into()),
    }
}
