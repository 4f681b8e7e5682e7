//! One reply of a client, and showing it to members: GET and POST /replies/{id}.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::notice::reply::{ReplyPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use domain::ReplyId;
use domain::audit::AuditAction;
use domain::permission::{Action, Object};
use domain::reply::{PublishRefused, Reply, may_publish};
use domain::wording::point_out;
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::{StoreError, audit, client, file, reply};

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    read_again: String,
}

async fn find(visit: &Visit, user: &CurrentUser, id: ReplyId) -> Result<Reply, PageError> {
    let found = reply::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::HearClient,
        &Object {
            client: Some(found.client),
            ..Object::default()
        },
    )?;
    Ok(found)
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<ReplyId>) -> PageResult {
    let found = find(&visit, &user, id).await?;
    page(&visit, &user, found, false, Errors::none()).await
}

/// Reading what members do not read stands in the log before it is answered, on whatever page.
pub async fn note_reading(visit: &Visit, user: &CurrentUser, replies: &[ReplyId]) -> Result<(), PageError> {
    let mut tx = visit.app.store.write().await?;
    for id in replies {
        let object = format!("reply {id}");
        let action = AuditAction::ReadReply;
        audit::record(&mut tx, Some(user.id), action, &object, json!({}), visit.now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    found: Reply,
    read_again: bool,
    errors: Errors,
) -> PageResult {
    let store = &visit.app.store;
    note_reading(visit, user, &[found.id]).await?;
    let files = file::of_replies(store, found.stance).await?;
    let name = client::summary(store, found.client)
        .await?
        .map(|c| c.name)
        .unwrap_or_default();
    let props = ReplyPage {
        lang: visit.lang,
        client_name: name,
        files: files
            .into_iter()
            .filter(|(of, _)| *of == found.id)
            .map(|(_, file)| file)
            .collect(),
        pointed: point_out(&found.text, &[]),
        reply: found,
        read_again,
        errors,
        key: form::new_key(),
    };
    Ok(visit
        .page(title(&props))
        .notice(
            visit
                .done("published")
                .then(|| texts::reply::done_published(visit.lang)),
        )
        .refused_if(!props.errors.is_empty())
        .render(|| pages::notice::reply::reply(&props)))
}

/// Shows the reply to members as it is, after the words that are pointed out were read again.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<ReplyId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    use texts::reply as t;
    let found = find(&visit, &user, id).await?;
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let pointed = !point_out(&found.text, &[]).is_empty();
    let read_again = !raw.read_again.is_empty();
    if let Err(refused) = may_publish(found.kind, found.published.is_some(), pointed, read_again) {
        let told = match refused {
            PublishRefused::Correction => t::error_correction(l),
            PublishRefused::Already => t::error_published(l),
            PublishRefused::WordsPointedOut => t::error_read_again(l),
        };
        let errors = Errors::none().with("read_again", told);
        return page(&visit, &user, found, read_again, errors).await;
    }
    let to = format!("/replies/{id}?done=published");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match reply::publish(&mut tx, &found, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/replies/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
