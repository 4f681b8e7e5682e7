//! GET /account, POST /account/password, POST /account/sessions/end: one's own settings and sign-ins.

use crate::error::{PageError, PageResult, broken};
use crate::form::Form;
use crate::pages::sign_in::limit;
use crate::visit::{CurrentUser, Visit};
use crate::{password, render, session as cookie};
use app::pages::account::{AccountPage, Attempt, SessionLine, account as body};
use app::parts::Errors;
use app::texts;
use axum::response::Response;
use domain::audit::AuditAction;
use domain::permission::{self, Action};
use serde::Deserialize;
use serde_json::json;
use store::{audit, edition, house, person, session, sign_in};

/// Attempts to sign in that are shown.
const ATTEMPTS: i64 = 10;

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    old: String,
    new: String,
}

/// GET /account
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, Errors::none()).await
}

/// POST /account/password: all sessions end, and this browser gets a new token.
pub async fn password(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let account = person::find(&visit.app.store, user.id)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut errors = new_password_errors(&visit, &raw);
    let email_hash = house::hash(&person::normal_email(&user.email));
    let failures = sign_in::recent_failures(&visit.app.store, &email_hash, visit.now - limit::WINDOW).await?;
    if failures >= limit::ALLOWED as i64 {
        return Err(PageError::TooMany {
            wait: limit::WINDOW.to_std().unwrap_or_default(),
        });
    }
    let right = visit
        .app
        .hasher
        .verify(raw.old, account.password_hash)
        .await
        .map_err(broken)?;
    if !right {
        // Whoever found an open browser guesses no faster here than at the door.
        let mut tx = visit.app.store.write().await?;
        sign_in::record(&mut tx, &email_hash, Some(user.id), false, "", visit.now).await?;
        tx.commit().await?;
        errors = Errors::none().with("old", texts::account::password_wrong(visit.lang));
    }
    if !errors.is_empty() {
        return page(&visit, &user, errors).await;
    }
    let hash = visit.app.hasher.hash(raw.new).await.map_err(broken)?;
    let (token, token_hash) = cookie::new_token();
    let mut tx = visit.app.store.write().await?;
    person::set_password(&mut tx, user.id, &hash).await?;
    session::end_all(&mut tx, user.id).await?;
    session::create(
        &mut tx,
        &token_hash,
        user.id,
        "",
        visit.now,
        visit.now + cookie::LASTS,
    )
    .await?;
    let object = format!("person {}", user.id);
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::EditPerson,
        &object,
        json!({ "changed": "password" }),
        visit.now,
    )
    .await?;
    tx.commit().await?;
    let mut answer = render::redirect("/account?done=password");
    cookie::set(&visit.app, &mut answer, &token);
    Ok(answer)
}

fn new_password_errors(visit: &Visit, raw: &Raw) -> Errors {
    let l = visit.lang;
    let errors = Errors::none();
    if raw.new.chars().count() < password::SHORTEST {
        errors.with("new", texts::account::password_short(l))
    } else if raw.new.len() > password::LONGEST {
        errors.with("new", texts::account::password_long(l))
    } else if raw.new == raw.old {
        errors.with("new", texts::account::password_same(l))
    } else {
        errors
    }
}

/// POST /account/sessions/end: signs out everywhere, here too.
pub async fn end_sessions(visit: Visit, user: CurrentUser) -> PageResult {
    let mut tx = visit.app.store.write().await?;
    let ended = session::end_all(&mut tx, user.id).await?;
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::SignOut,
        "",
        json!({ "sessions": ended }),
        visit.now,
    )
    .await?;
    tx.commit().await?;
    let mut answer = render::redirect("/sign-in");
    cookie::clear(&visit.app, &mut answer);
    Ok(answer)
}

async fn page(visit: &Visit, user: &CurrentUser, errors: Errors) -> Result<Response, PageError> {
    let store = &visit.app.store;
    let sessions = session::of_person(store, user.id, visit.now).await?;
    let attempts = sign_in::of_person(store, user.id, ATTEMPTS).await?;
    let here = |hash: &str| visit.session.as_deref() == Some(hash);
    let refused = !errors.is_empty();
    let props = AccountPage {
        lang: visit.lang,
        alerts: store::mover::is_subscribed(store, user.id).await?,
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role,
        errors,
        edition_by_mail: if permission::may_at_all(user, Action::ReadEdition).is_ok() {
            Some(edition::is_subscribed(store, user.id).await?)
        } else {
            None
        },
        sessions: sessions
            .into_iter()
            .map(|s| SessionLine {
                since: s.created_at,
                seen: s.seen_at,
                here: here(&s.token_hash),
                agent: s.user_agent,
            })
            .collect(),
        attempts: attempts
            .into_iter()
            .map(|a| Attempt {
                at: a.at,
                succeeded: a.succeeded,
                agent: a.user_agent,
            })
            .collect(),
    };
    let said = [
        ("password", texts::account::password_done(visit.lang)),
        ("edition-on", texts::edition::done_mail_on(visit.lang)),
        ("edition-off", texts::edition::done_mail_off(visit.lang)),
        ("alerts", texts::alerts::mail_done(visit.lang)),
    ];
    let done = said.iter().find(|(code, _)| visit.done(code));
    let done = done.map(|(_, sentence)| *sentence);
    Ok(visit
        .page(texts::account::title(visit.lang))
        .refused_if(refused)
        .notice(done)
        .render(|| body(&props)))
}
