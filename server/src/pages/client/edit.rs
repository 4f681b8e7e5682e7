//! A client edited: GET and POST /clients/{id}/edit.

use super::add::tell_held;
use super::read::{self, Raw};
use super::sheet;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::client::form::{ClientForm, FormPage, LookedUp, Task, title};
use app::parts::Errors;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::ClientId;
use domain::client::change::{Change, changes};
use domain::client::{ClientDraft, ClientSheet, NameKind};
use domain::permission::{Action, Object};
use domain::register::Proposal;
use serde::Deserialize;
use store::StoreError;
use store::client::{self, Edited};
use store::idempotency::{self, Claim};

/// With what the form begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Anything: with what the register says otherwise.
    register: String,
}

/// The form with what is held, or with what the register says of it; nothing changes before it is saved.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    user.may(
        Action::EditClient,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    let held = sheet::load(&visit, id).await?;
    let mut form = ClientForm::of(&held.draft());
    let mut looked_up = None;
    if !asked.register.is_empty() {
        take_over(&mut form, sheet::proposals(&visit, &held).await?);
        looked_up = held.register_as_of.map(LookedUp::Filled);
    }
    let props = props(&visit, &held, form, Errors::none(), None, form::new_key()).await?;
    Ok(answer(&visit, &FormPage { looked_up, ..props }))
}

/// Fills in what the register says.
fn take_over(form: &mut ClientForm, proposals: Vec<Proposal>) {
    for proposal in proposals {
        match proposal {
            Proposal::Name(name) => form.legal_name = name,
            Proposal::Address(seat) => {
                form.street = seat.street;
                form.postcode = seat.postcode;
                form.municipality = seat.municipality;
                // The register writes a country abroad out; the form takes two letters.
                if seat.country.len() == 2 {
                    form.country = seat.country;
                }
            }
        }
    }
}

/// Writes what was changed, if nobody was faster.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ClientId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(
        Action::EditClient,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let mut held = sheet::load(&visit, id).await?;
    let revision = raw.revision.parse().unwrap_or(-1);
    let form = ClientForm::from(raw);
    let mut errors = Errors::none();
    let draft = read::draft(&visit, &form, Some(id), &mut errors).await?;
    let Some(mut draft) = draft else {
        // A form that comes back for its errors still says what its reader had seen.
        held.revision = revision;
        return page(&visit, &held, form, errors, None, key).await;
    };
    keep_abbreviations(&mut draft, &held);
    let changed = changes(&held.draft(), &draft);
    if revision != held.revision {
        return page(&visit, &held, form, errors, Some(changed), form::new_key()).await;
    }
    let to = format!("/clients/{id}?done=edited");
    if changed.is_empty() {
        return Ok(render::redirect(&format!("/clients/{id}")));
    }
    match write(&visit, &user, (id, revision), &draft, &changed, (&key, &to)).await {
        Ok(Edited::Done) => Ok(render::redirect(&to)),
        Ok(Edited::Held(other)) => {
            held.revision = revision;
            tell_held(&visit, &mut errors, &other);
            page(&visit, &held, form, errors, None, key).await
        }
        // Faster by the blink between reading and writing.
        Err(PageError::Conflict { .. }) => {
            let now = sheet::load(&visit, id).await?;
            let changed = changes(&now.draft(), &draft);
            page(&visit, &now, form, errors, Some(changed), form::new_key()).await
        }
        Err(error) => Err(error),
    }
}

/// The form does not show the register's abbreviations, and must not take them away.
fn keep_abbreviations(draft: &mut ClientDraft, held: &ClientSheet) {
    draft.other_names.extend(
        held.names
            .iter()
            .filter(|name| name.kind == NameKind::Abbreviation)
            .cloned(),
    );
}

async fn write(
    visit: &Visit,
    user: &CurrentUser,
    (id, revision): (ClientId, i64),
    draft: &ClientDraft,
    changed: &[Change],
    (key, to): (&str, &str),
) -> Result<Edited, PageError> {
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(_) = idempotency::claim(&mut tx, user.id, key, to, visit.now).await? {
        return Ok(Edited::Done);
    }
    let done = match client::edit(&mut tx, id, revision, draft, changed, user.id, visit.now).await {
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/clients/{id}"),
            });
        }
        done => done?,
    };
    if done == Edited::Done {
        tx.commit().await?;
    }
    Ok(done)
}

async fn page(
    visit: &Visit,
    held: &ClientSheet,
    form: ClientForm,
    errors: Errors,
    conflict: Option<Vec<Change>>,
    key: String,
) -> PageResult {
    let props = props(visit, held, form, errors, conflict, key).await?;
    Ok(answer(visit, &props))
}

async fn props(
    visit: &Visit,
    held: &ClientSheet,
    form: ClientForm,
    errors: Errors,
    conflict: Option<Vec<Change>>,
    key: String,
) -> Result<FormPage, PageError> {
    let funders = client::funders(&visit.app.store, visit.lang).await?;
    Ok(FormPage {
        lang: visit.lang,
        task: Task::Edit {
            client: held.id,
            name: held.name.clone(),
            revision: held.revision,
        },
        form,
        errors,
        funders: funders
            .into_iter()
            .map(|funder| (funder.id, funder.name))
            .collect(),
        looked_up: None,
        duplicates: Vec::new(),
        conflict,
        key,
    })
}

fn answer(visit: &Visit, props: &FormPage) -> Response {
    visit
        .page(title(props))
        .islands()
        .refused_if(!props.errors.is_empty())
        .overtaken_if(props.conflict.is_some())
        .render(|| pages::client::form::form(props))
}
