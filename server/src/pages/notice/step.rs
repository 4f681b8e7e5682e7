//! What staff record of a letter: POST /notices/{id}/receive and /notices/{id}/bounce.

use super::notify_page::{blank, load, page};
use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::notice::notify::StepForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::NoticeId;
use domain::message::Message;
use domain::notice::Notice;
use domain::permission::{Action, Object};
use domain::stance::hearing::{Hearing, HearingRefused, ReceivedHow};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, message, notice};

/// The fields of the two forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    received_on: String,
    received_how: String,
    bounced_on: String,
}

impl Raw {
    fn typed(&self, id: NoticeId) -> StepForm {
        StepForm {
            notice: Some(id),
            received_on: self.received_on.clone(),
            received_how: self.received_how.clone(),
            bounced_on: self.bounced_on.clone(),
        }
    }
}

/// What is to be written.
enum Next {
    Received(Hearing),
    Bounced(Hearing),
}

/// The letter arrived: its receipt is recorded, and the client's days run from it.
pub async fn receive(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<NoticeId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let l = visit.lang;
    let mut errors = Errors::none();
    let day = raw.received_on.trim().parse::<NaiveDate>();
    let how = ReceivedHow::from_code(&raw.received_how).filter(|how| *how != ReceivedHow::Link);
    if day.is_err() {
        errors.add("received_on", texts::form::not_a_date(l));
    }
    if how.is_none() {
        errors.add("received_how", texts::form::required(l));
    }
    let (Ok(day), Some(how)) = (day, how) else {
        return again(&visit, &user, id, &raw, errors).await;
    };
    let today = visit.today();
    take(visit, user, id, raw, "received_on", move |sent| {
        sent.hearing
            .receive(sent.kind, day, how, today)
            .map(Next::Received)
    })
    .await
}

/// The letter came back: the days stop, and who sent it is told.
pub async fn bounce(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<NoticeId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let Ok(day) = raw.bounced_on.trim().parse::<NaiveDate>() else {
        let errors = Errors::none().with("bounced_on", texts::form::not_a_date(visit.lang));
        return again(&visit, &user, id, &raw, errors).await;
    };
    let today = visit.today();
    take(visit, user, id, raw, "bounced_on", move |sent| {
        sent.hearing.bounce(day, today).map(Next::Bounced)
    })
    .await
}

async fn find(visit: &Visit, user: &CurrentUser, id: NoticeId) -> Result<Notice, PageError> {
    let sent = notice::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(
        Action::HearClient,
        &Object {
            client: Some(sent.client),
            ..Object::default()
        },
    )?;
    Ok(sent)
}

async fn again(visit: &Visit, user: &CurrentUser, id: NoticeId, raw: &Raw, errors: Errors) -> PageResult {
    let sent = find(visit, user, id).await?;
    let loaded = load(visit, user, sent.stance).await?;
    let form = blank(&loaded, loaded.draft.client_language);
    page(visit, user, loaded, form, raw.typed(id), errors).await
}

async fn take(
    visit: Visit,
    user: CurrentUser,
    id: NoticeId,
    raw: Raw,
    field: &'static str,
    rule: impl FnOnce(&Notice) -> Result<Next, HearingRefused>,
) -> PageResult {
    let sent = find(&visit, &user, id).await?;
    let back = format!("/stances/{}/notify", sent.stance);
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    if raw.revision.parse() != Ok(sent.revision) {
        return Err(PageError::Conflict { back });
    }
    let next = match rule(&sent) {
        Ok(next) => next,
        Err(refused) => {
            let errors = Errors::none().with(field, words::refused(visit.lang, refused));
            return again(&visit, &user, id, &raw, errors).await;
        }
    };
    let done = match next {
        Next::Received(_) => "received",
        Next::Bounced(_) => "bounced",
    };
    let to = format!("{back}?done={done}");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let written = match &next {
        Next::Received(hearing) => notice::receive(&mut tx, &sent, hearing, Some(user.id), visit.now).await,
        Next::Bounced(hearing) => notice::bounce(&mut tx, &sent, hearing, user.id, visit.now).await,
    };
    match written {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(PageError::Conflict { back }),
        Err(other) => return Err(other.into()),
    }
    if matches!(next, Next::Bounced(_)) {
        let what = Message::LetterBounced {
            stance: sent.stance,
            client_name: sent.letter.client_name.clone(),
        };
        for person in notice::concerned(&visit.app.store, sent.stance).await? {
            if person != user.id {
                message::tell(&mut tx, person, &what, visit.now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
