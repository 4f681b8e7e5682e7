//! A client edited: GET and POST /clients/{id}/edit.

use super::add::tell_held;
use super::read::{self, Raw};
use super::sheet;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::client::form::{ClientForm, FormPage, Task, title};
use app::parts::Errors;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ClientId;
use domain::client::change::{Change, changes};
use domain::client::{ClientDraft, ClientSheet, NameKind};
use domain::permission::{Action, Object};
use store::StoreError;
use store::client::{self, Edited};
use store::idempotency::{self, Claim};

/// The form with what is held.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ClientId>) -> PageResult {
    user.may(
        Action::EditClient,
        &Object {
            client: Some(id),
            ..Object::default()
        },
    )?;
    let held = sheet::load(&visit, id).await?;
    let form = ClientForm::of(&held.draft());
    page(&visit, &held, form, Errors::none(), None, form::new_key()).await
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
    let funders = client::funders(&visit.app.store, visit.lang).await?;
    let overtaken = conflict.is_some();
    let props = FormPage {
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
    };
    let page = visit
        .page(title(&props))
        .islands()
        .refused_if(overtaken || !props.errors.is_empty());
    let page = if overtaken {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    Ok(page.render(|| pages::client::form::form(&props)))
}
