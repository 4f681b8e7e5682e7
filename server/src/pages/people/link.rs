//! A link to set a password: POST /admin/people/{id}/link makes it and shows it once; GET and POST /password/{token} use it.

use super::sheet::{form_of, load, page};
use crate::error::{PageError, PageResult, broken};
use crate::form::{self, Form};
use crate::visit::{CurrentUser, Visit};
use crate::{password, render, session as token};
use app::pages::people::password::{PasswordPage, password as body};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::response::Response;
use chrono::TimeDelta;
use domain::permission::Denied;
use domain::{PersonId, Role};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::mail::{self, NewMail};
use store::person::Account;
use store::{StoreError, house, people};

/// How long a link works.
const LASTS: TimeDelta = TimeDelta::days(2);

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    new: String,
}

/// The button as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Make {
    key: String,
    /// The secret of the link to be made, drawn with the form where the link is shown: a second click shows the same one.
    token: String,
}

/// Is a link shown to whoever makes it? Whoever could read a colleague's link could act as the second person of their own
/// wishes: it goes to the colleague.
pub(super) fn is_shown(account: &Account) -> bool {
    account.person.role == Role::Member
}

/// POST /admin/people/{id}/link: the page comes back with the link, which nobody can read again.
pub async fn make(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PersonId>,
    Form(raw): Form<Make>,
) -> PageResult {
    let account = load(&visit, id).await?;
    if id == user.id || !account.active {
        return Err(Denied::NotOwn.into());
    }
    let shown = is_shown(&account);
    let (secret, hash) = if shown && token::is_token(&raw.token) {
        let hash = house::hash(&raw.token);
        (raw.token, hash)
    } else {
        token::new_token()
    };
    let settings = &visit.app.settings;
    let house = settings
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", settings.addr));
    let link = format!("{house}/password/{secret}");
    let sheet = format!("/admin/people/{id}");
    let to = if shown {
        sheet
    } else {
        format!("{sheet}?done=mailed")
    };
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        drop(tx);
        let works = people::linked(&visit.app.store, &hash, visit.now).await?;
        return match works.filter(|_| shown) {
            Some(account) => with_link(&visit, &user, account, link).await,
            None => Ok(render::redirect(&first)),
        };
    }
    people::make_link(&mut tx, id, &hash, visit.now + LASTS, user.id, visit.now).await?;
    if !shown {
        let of = account.person.lang;
        let letter = NewMail {
            to: account.person.email.clone(),
            language: of,
            subject: texts::people::mail_subject(of).to_owned(),
            body: texts::people::mail_body(of, &account.person.name, &link),
        };
        mail::put(&mut tx, &letter, "", visit.now).await?;
    }
    tx.commit().await?;
    if shown {
        with_link(&visit, &user, account, link).await
    } else {
        Ok(render::redirect(&to))
    }
}

async fn with_link(visit: &Visit, user: &CurrentUser, account: Account, link: String) -> PageResult {
    let form = form_of(&account);
    page(visit, user, account, form, Errors::none(), Some(link)).await
}

/// GET /password/{token}
pub async fn get(visit: Visit, Path(secret): Path<String>) -> PageResult {
    let account = linked(&visit, &secret).await?;
    Ok(choose(&visit, &secret, &account, Errors::none()))
}

/// A link that does not work, or no longer, is found by nobody.
async fn linked(visit: &Visit, secret: &str) -> Result<Account, PageError> {
    people::linked(&visit.app.store, &house::hash(secret), visit.now)
        .await?
        .ok_or(PageError::NotFound)
}

/// POST /password/{token}
pub async fn post(visit: Visit, Path(secret): Path<String>, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let account = linked(&visit, &secret).await?;
    let errors = if raw.new.chars().count() < password::SHORTEST {
        Errors::none().with("new", texts::account::password_short(l))
    } else if raw.new.len() > password::LONGEST {
        Errors::none().with("new", texts::account::password_long(l))
    } else {
        Errors::none()
    };
    if !errors.is_empty() {
        return Ok(choose(&visit, &secret, &account, errors));
    }
    let hash = visit.app.hasher.hash(raw.new).await.map_err(broken)?;
    let mut tx = visit.app.store.write().await?;
    match people::use_link(&mut tx, &house::hash(&secret), &hash, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(PageError::NotFound),
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect("/sign-in"))
}

fn choose(visit: &Visit, secret: &str, account: &Account, errors: Errors) -> Response {
    let props = PasswordPage {
        lang: visit.lang,
        name: account.person.name.clone(),
        email: account.person.email.clone(),
        action: format!("/password/{}", render::query_value(secret)),
        errors,
    };
    visit
        .page(texts::people::choose_title(visit.lang))
        .refused_if(!props.errors.is_empty())
        .render(|| body(&props))
}
