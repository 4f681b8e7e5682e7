//! What a client does by its link: POST /reply/{token}/open, …/reply, …/extend, …/appeal, …/charter.
//!
//! Each asks the rules of the hearing again; the key of a form belongs to the letter, since a client has no account.

use super::link_page::{Found, cover, find, is_open, page, replies};
use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::pages::sign_in::Peer;
use crate::render;
use crate::upload::Upload;
use crate::visit::Visit;
use app::pages::notice::link::LinkForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::appeal::{AppealRefused, may_appeal};
use domain::file::Holder;
use domain::message::Message;
use domain::notice::{MAX_REPLIES, Notice};
use domain::reply::{self as rules, MAX_REPLY, ReplyKind, TextProblem};
use domain::stance::hearing::HeardHow;
use domain::stance::hearing::{HearingRefused, ReceivedHow};
use domain::{AppealId, Lang};
use serde::Deserialize;
use store::appeal::Side;
use store::idempotency::Claim;
use store::{StoreError, Tx, charter as charters, file, message, notice, reply as said, stance};

/// The fields of the forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    kind: String,
    text: String,
    more: String,
    appeal_text: String,
}

impl Raw {
    fn typed(&self) -> LinkForm {
        LinkForm {
            kind: self.kind.clone(),
            text: self.text.clone(),
            more: !self.more.is_empty(),
            appeal_text: self.appeal_text.clone(),
        }
    }
}

/// A letter that may be acted on, or the answer instead.
async fn opened(
    visit: Visit,
    headers: &HeaderMap,
    peer: Peer,
    token: &str,
) -> Result<Result<(Visit, Box<Notice>), Response>, PageError> {
    match find(visit, headers, peer, token).await? {
        Found::Answer(answer) => Ok(Err(answer)),
        Found::Letter(visit, sent) if is_open(&visit, &sent) => Ok(Ok((visit, sent))),
        Found::Letter(visit, sent) => Ok(Err(cover(&visit, &sent, token))),
    }
}

/// A change that somebody else made to the letter meanwhile is read again.
fn conflict(error: StoreError, token: &str) -> PageError {
    match error {
        StoreError::Conflict => PageError::Conflict {
            back: format!("/reply/{token}"),
        },
        other => other.into(),
    }
}

/// Opens the letter: that is its receipt, and the client's days run from today.
pub async fn open(
    visit: Visit,
    headers: HeaderMap,
    peer: Peer,
    Path(token): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (visit, sent) = match find(visit, &headers, peer, &token).await? {
        Found::Letter(visit, sent) => (visit, sent),
        Found::Answer(answer) => return Ok(answer),
    };
    let to = format!("/reply/{token}");
    if visit.person.is_some() {
        return Ok(cover(&visit, &sent, &token));
    }
    let today = visit.today();
    // Opened already, or its receipt recorded: nothing more to note.
    let Ok(next) = sent.hearing.receive(sent.kind, today, ReceivedHow::Link, today) else {
        return Ok(render::redirect(&to));
    };
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = notice::claim(&mut tx, sent.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match notice::receive(&mut tx, &sent, &next, None, visit.now).await {
        Ok(()) => tx.commit().await?,
        // Two clicks at once: the first has opened it.
        Err(StoreError::Conflict) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(render::redirect(&to))
}

fn text_problem(l: Lang, problem: TextProblem) -> String {
    match problem {
        TextProblem::Missing => texts::form::required(l).to_owned(),
        TextProblem::TooLong => texts::form::too_long(l, MAX_REPLY),
    }
}

/// A reply or a request for correction, with files.
pub async fn reply(
    visit: Visit,
    headers: HeaderMap,
    peer: Peer,
    Path(token): Path<String>,
    upload: Upload<Raw>,
) -> PageResult {
    let (visit, sent) = match opened(visit, &headers, peer, &token).await? {
        Ok(letter) => letter,
        Err(answer) => return Ok(answer),
    };
    let (l, today, raw) = (visit.lang, visit.today(), &upload.fields);
    let key = form::key_or_new(&raw.key);
    if let Some(first) = notice::answered(&visit.app.store, sent.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let mut errors = Errors::none();
    let kind = ReplyKind::from_code(&raw.kind);
    if kind.is_none() {
        errors.add("kind", texts::form::required(l));
    }
    if let Err(problem) = rules::check(&raw.text) {
        errors.add("text", text_problem(l, problem));
    }
    let files = upload.files.of(l, &mut errors, "files");
    let said_all = kind == Some(ReplyKind::Reply) && raw.more.is_empty();
    let next = match sent.hearing.reply(sent.kind, said_all, today) {
        Ok(next) if sent.asks() => Some(next),
        Ok(_) => {
            errors.add("text", texts::link::state_waiting(l));
            None
        }
        Err(refused) => {
            errors.add("text", words::refused(l, refused));
            None
        }
    };
    let before = replies(&visit, sent.stance).await?;
    if before.iter().filter(|(reply, _)| reply.notice == sent.id).count() >= MAX_REPLIES {
        errors.add("text", texts::link::too_many(l, MAX_REPLIES));
    }
    let (Some(kind), Some(next), true) = (kind, next, errors.is_empty()) else {
        return page(&visit, &sent, &token, raw.typed(), errors).await;
    };
    let to = format!("/reply/{token}?done=replied");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = notice::claim(&mut tx, sent.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let id = said::add(&mut tx, &sent, &next, kind, &raw.text, visit.now)
        .await
        .map_err(|error| conflict(error, &token))?;
    file::add_to(&mut tx, &files, Holder::Reply(id), None, visit.now).await?;
    if said_all {
        stance::mark_heard(&mut tx, sent.stance, HeardHow::Replied, visit.now).await?;
    }
    tell(&mut tx, &visit, &sent, kind).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// Those who proposed, approved or wrote read that the client has spoken.
async fn tell(tx: &mut Tx, visit: &Visit, sent: &Notice, kind: ReplyKind) -> Result<(), PageError> {
    let client_name = sent.letter.client_name.clone();
    let what = match kind {
        ReplyKind::Reply => Message::ClientReplied {
            stance: sent.stance,
            client_name,
        },
        ReplyKind::Correction => Message::CorrectionAsked {
            stance: sent.stance,
            client_name,
        },
    };
    for person in notice::concerned(&visit.app.store, sent.stance).await? {
        message::tell(tx, person, &what, visit.now).await?;
    }
    Ok(())
}

/// Ten more days, once.
pub async fn extend(
    visit: Visit,
    headers: HeaderMap,
    peer: Peer,
    Path(token): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (visit, sent) = match opened(visit, &headers, peer, &token).await? {
        Ok(letter) => letter,
        Err(answer) => return Ok(answer),
    };
    let key = form::key_or_new(&raw.key);
    if let Some(first) = notice::answered(&visit.app.store, sent.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let told: Result<_, HearingRefused> = sent.hearing.extend(sent.kind, visit.today());
    let next = match told {
        Ok(next) if sent.asks() => next,
        Ok(_) => {
            let errors = Errors::none().with("extend", texts::link::state_waiting(visit.lang));
            return page(&visit, &sent, &token, raw.typed(), errors).await;
        }
        Err(why) => {
            let errors = Errors::none().with("extend", words::refused(visit.lang, why));
            return page(&visit, &sent, &token, raw.typed(), errors).await;
        }
    };
    let to = format!("/reply/{token}?done=extended");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = notice::claim(&mut tx, sent.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    notice::extend(&mut tx, &sent, &next, visit.now)
        .await
        .map_err(|error| conflict(error, &token))?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// An appeal by the client, with files; also after its days, and by the link of the hearing.
pub async fn appeal(
    visit: Visit,
    headers: HeaderMap,
    peer: Peer,
    Path(token): Path<String>,
    upload: Upload<Raw>,
) -> PageResult {
    let (visit, sent) = match opened(visit, &headers, peer, &token).await? {
        Ok(letter) => letter,
        Err(answer) => return Ok(answer),
    };
    let (l, raw) = (visit.lang, &upload.fields);
    let store = &visit.app.store;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = notice::answered(store, sent.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let side = Side::Client(sent.id);
    let open = store::appeal::is_open(store, sent.stance, side).await?;
    let mut errors = Errors::none();
    match may_appeal(sent.stance_state, open, true) {
        Ok(()) => {}
        Err(AppealRefused::OpenAlready) => errors.add("appeal_text", texts::link::appeal_open_already(l)),
        Err(_) => errors.add("appeal_text", texts::link::appeal_not_now(l)),
    }
    if let Err(problem) = rules::check(&raw.appeal_text) {
        errors.add("appeal_text", text_problem(l, problem));
    }
    let files = upload.files.of(l, &mut errors, "appeal_files");
    if !errors.is_empty() {
        return page(&visit, &sent, &token, raw.typed(), errors).await;
    }
    let was = store::appeal::as_it_is(store, sent.stance)
        .await?
        .ok_or(PageError::NotFound)?;
    let to = format!("/reply/{token}?done=appealed");
    let judges = crate::pages::appeal::judges(store, sent.stance, sent.client, None).await?;
    let mut tx = store.write().await?;
    if let Claim::Again(first) = notice::claim(&mut tx, sent.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let id: AppealId = store::appeal::file(&mut tx, sent.stance, side, &raw.appeal_text, &was, visit.now)
        .await
        .map_err(|error| conflict(error, &token))?;
    file::add_to(&mut tx, &files, Holder::Appeal(id), None, visit.now).await?;
    crate::pages::appeal::tell_judges(&mut tx, &visit, id, &sent.letter.client_name, &judges).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

/// The client clicks OK on the charter in force.
pub async fn charter(
    visit: Visit,
    headers: HeaderMap,
    peer: Peer,
    Path(token): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let (visit, sent) = match opened(visit, &headers, peer, &token).await? {
        Ok(letter) => letter,
        Err(answer) => return Ok(answer),
    };
    let to = format!("/reply/{token}?done=charter");
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = notice::claim(&mut tx, sent.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    charters::acknowledge_by_client(&mut tx, sent.client, Some(sent.id), visit.now)
        .await
        .map_err(|error| conflict(error, &token))?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
