//! Writing to a client: GET and POST /stances/{id}/notify.

use super::notify_page::{Loaded, blank, load, page};
use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::mail;
use crate::render;
use crate::session::is_token;
use crate::visit::{CurrentUser, Visit};
use app::pages::notice::notify::{NotifyForm, StepForm, words_of};
use app::parts::Errors;
use app::texts;
use axum::extract::{Path, Query};
use domain::audit::AuditAction;
use domain::notice::expires_on;
use domain::stance::hearing::{self, Channel, Purpose};
use domain::stance::life::StanceState;
use domain::{Lang, StanceId};
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::mail::NewMail;
use store::notice::NewNotice;
use store::{StoreError, audit, house, notice, stance};

/// The longest e-mail address.
const MAX_EMAIL: usize = 254;

/// What the address may say: the language in which the letter is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    language: String,
}

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    token: String,
    purpose: String,
    channel: String,
    language: String,
    email: String,
    /// The words of reporters' names that were read again, as the page listed them.
    names_read: String,
}

/// The page.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let loaded = load(&visit, &user, id).await?;
    let lang = Lang::from_code(&asked.language).unwrap_or(loaded.draft.client_language);
    let form = blank(&loaded, lang);
    page(&visit, &user, loaded, form, StepForm::default(), Errors::none()).await
}

/// How the letter leaves, as read from the form.
struct Wanted {
    channel: Channel,
    lang: Lang,
    email: String,
}

fn read(l: Lang, loaded: &Loaded, purpose: Purpose, raw: &Raw) -> Result<Wanted, Errors> {
    use texts::notify as t;
    let mut errors = Errors::none();
    let channel = Channel::from_code(&raw.channel);
    if channel.is_none() {
        errors.add("channel", t::error_channel(l));
    }
    if let Some(channel) = channel.filter(|_| purpose == Purpose::Hearing)
        && let Err(refused) = hearing::may_send(loaded.draft.letter.kind, channel)
    {
        errors.add("channel", words::refused(l, refused));
    }
    let lang = Lang::from_code(&raw.language);
    if lang.is_none() {
        errors.add("language", texts::form::required(l));
    }
    let email = raw.email.trim();
    if channel == Some(Channel::Mail) {
        if email.is_empty() {
            errors.add("email", texts::form::required(l));
        } else if email.len() > MAX_EMAIL || !mail::is_address(email) {
            errors.add("email", t::error_email(l));
        }
    }
    let names = loaded.names_reporter();
    if names.iter().any(|name| name.whole) {
        errors.add("channel", t::names_reporter(l, words_of(&names)));
    } else if !names.is_empty() && raw.names_read != words_of(&names) {
        // A word of a name that is an ordinary word as well: a second look at exactly these words keeps them.
        errors.add("names_read", t::error_names_read(l));
    }
    match (channel, lang) {
        (Some(channel), Some(lang)) if errors.is_empty() => Ok(Wanted {
            channel,
            lang,
            email: email.to_owned(),
        }),
        _ => Err(errors),
    }
}

/// Sends the letter: the client's link is new, that of the letter before no longer works. Of a proposal, and where the facts
/// have moved since, it is the step that freezes what is judged.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let loaded = load(&visit, &user, id).await?;
    let back = format!("/stances/{id}/notify");
    let key = form::key_or_new(&raw.key);
    // The second click of a letter that has moved the stance on finds another page: it gets the first's answer.
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let typed = NotifyForm {
        channel: raw.channel.clone(),
        language: raw.language.clone(),
        email: raw.email.clone(),
        names_read: raw.names_read.clone(),
    };
    let purpose = loaded.purpose.filter(|_| !loaded.draft.merged);
    let Some(purpose) = purpose else {
        let told = if loaded.draft.merged {
            texts::notify::merged(visit.lang)
        } else {
            texts::notify::not_now(visit.lang)
        };
        let errors = Errors::none().with("channel", told);
        return page(&visit, &user, loaded, typed, StepForm::default(), errors).await;
    };
    // What was on the page is what is sent: a stance that has moved on is read again.
    if Purpose::from_code(&raw.purpose) != Some(purpose) || raw.revision.parse() != Ok(loaded.draft.revision)
    {
        return Err(PageError::Conflict { back });
    }
    if !is_token(&raw.token) {
        return Err(PageError::BadRequest("token"));
    }
    let wanted = match read(visit.lang, &loaded, purpose, &raw) {
        Ok(wanted) => wanted,
        Err(errors) => return page(&visit, &user, loaded, typed, StepForm::default(), errors).await,
    };
    send(&visit, &user, &loaded, purpose, &wanted, &raw.token, &key).await
}

async fn send(
    visit: &Visit,
    user: &CurrentUser,
    loaded: &Loaded,
    purpose: Purpose,
    wanted: &Wanted,
    token: &str,
    key: &str,
) -> PageResult {
    let (id, today) = (loaded.draft.stance, visit.today());
    let letter = &loaded.draft.letter;
    let link = format!("{}/reply/{token}", visit.app.settings.origin());
    let mail: Option<NewMail> = (wanted.channel == Channel::Mail).then(|| {
        let days = letter.kind.reaction_days();
        mail::words::letter(
            wanted.lang,
            &wanted.email,
            purpose,
            &letter.client_name,
            days,
            &link,
        )
    });
    let new = NewNotice {
        stance: id,
        purpose,
        channel: wanted.channel,
        language: wanted.lang,
        token_hash: &house::hash(token),
        letter,
        expires_on: expires_on(purpose, today, letter.review_on),
        mail,
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    // A letter that says something else than the one before begins the hearing anew.
    if loaded.draft.state == StanceState::Proposed || loaded.moved {
        let told = stance::notify(&mut tx, id, loaded.draft.revision, user, today, visit.now).await;
        match told {
            Ok(Ok(())) => {}
            Ok(Err(refused)) => {
                drop(tx);
                let errors = Errors::none().with(
                    "channel",
                    crate::pages::stance::words::refused(visit.lang, refused),
                );
                let typed = NotifyForm {
                    channel: wanted.channel.code().to_owned(),
                    language: wanted.lang.code().to_owned(),
                    email: wanted.email.clone(),
                    names_read: String::new(),
                };
                let loaded = load(visit, user, id).await?;
                return page(visit, user, loaded, typed, StepForm::default(), errors).await;
            }
            Err(StoreError::Conflict) => {
                return Err(PageError::Conflict {
                    back: format!("/stances/{id}/notify"),
                });
            }
            Err(other) => return Err(other.into()),
        }
    } else {
        notice::again(&mut tx, id, purpose, user.id, visit.now).await?;
    }
    let sent = notice::send(&mut tx, &new, Some(user.id), visit.now).await?;
    let read_again = loaded.names_reporter().len();
    if read_again > 0 {
        // Never the words themselves: the log outlives what people may ask to have forgotten.
        let details = json!({"text": "letter", "names": read_again});
        let object = notice::about(sent);
        audit::record(
            &mut tx,
            Some(user.id),
            AuditAction::ConfirmWords,
            &object,
            details,
            visit.now,
        )
        .await?;
    }
    let to = match wanted.channel {
        Channel::Mail => format!("/stances/{id}/notify?done=sent"),
        // The only moment at which the link is known: the letter is printed with it.
        Channel::Letter | Channel::Registered => format!("/notices/{sent}/letter?link={token}&done=sent"),
    };
    idempotency::answer(&mut tx, user.id, key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}
