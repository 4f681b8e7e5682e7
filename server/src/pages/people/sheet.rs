//! One account: GET /admin/people/{id}, POST /admin/people/{id}/active

use super::link::is_shown;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::session;
use crate::visit::{CurrentUser, Visit};
use app::pages::people::kept_out::{KeepOutForm, KeptOutLine};
use app::pages::people::sheet::{AsideLine, SheetPage, WishForm, WishLine, sheet};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use axum::response::Response;
use domain::permission::{Action, Denied, Object};
use domain::{ClientId, PersonId, Role};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::person::Account;
use store::{StoreError, people, person, stance};

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    active: String,
}

/// GET /admin/people/{id}
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<PersonId>) -> PageResult {
    let account = load(&visit, id).await?;
    let form = form_of(&account);
    page(&visit, &user, account, form, Errors::none(), None).await
}

pub(super) fn form_of(account: &Account) -> WishForm {
    WishForm {
        role: account.person.role.code().to_owned(),
        named_handler: account.person.named_handler,
        why: String::new(),
    }
}

pub(super) async fn load(visit: &Visit, id: PersonId) -> Result<Account, PageError> {
    person::find(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// POST /admin/people/{id}/active: off or on.
pub async fn active(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PersonId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let account = load(&visit, id).await?;
    // Nobody locks their own door.
    if id == user.id {
        return Err(Denied::NotOwn.into());
    }
    let on = raw.active == "yes";
    let to = format!("/admin/people/{id}?done={}", if on { "on" } else { "off" });
    let key = form::key_or_new(&raw.key);
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    if !on && account.person.role == Role::Admin && !people::another_admin(&mut tx, id).await? {
        drop(tx);
        let errors = Errors::none().with("active", texts::people::error_last_admin(visit.lang));
        let form = form_of(&account);
        return page(&visit, &user, account, form, errors, None).await;
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match people::set_active(&mut tx, (id, revision), on, user.id, visit.now).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/admin/people/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

fn at(client: ClientId) -> Object {
    Object {
        client: Some(client),
        ..Object::default()
    }
}

pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    account: Account,
    form: WishForm,
    errors: Errors,
    link: Option<String>,
) -> Result<Response, PageError> {
    let typed = (form, KeepOutForm::default());
    shown(visit, user, account, typed, errors, link).await
}

/// The clients that the person belongs to, and rivals of them.
async fn kept_out(
    visit: &Visit,
    user: &CurrentUser,
    account: &Account,
) -> Result<Vec<KeptOutLine>, PageError> {
    let id = account.person.id;
    let standing = person::kept_out_of(&visit.app.store, id).await?;
    let lines = standing.into_iter().map(|line| KeptOutLine {
        may_end: id != user.id && user.may(Action::EndRecusal, &at(line.client)).is_ok(),
        client: line.client,
        client_name: line.client_name,
        rival: line.rival,
        reason: line.reason,
        at: line.at,
    });
    Ok(lines.collect())
}

/// The page with what was typed into its two forms.
pub(super) async fn shown(
    visit: &Visit,
    user: &CurrentUser,
    account: Account,
    (form, keep_out): (WishForm, KeepOutForm),
    errors: Errors,
    link: Option<String>,
) -> Result<Response, PageError> {
    let l = visit.lang;
    let wish = people::wish_of(&visit.app.store, account.person.id).await?;
    let props = SheetPage {
        lang: l,
        own: account.person.id == user.id,
        active: account.active,
        has_password: account.password_hash.is_some(),
        revision: account.revision,
        wish: wish.map(|wish| WishLine {
            own: wish.of.asked_by == user.id,
            may_make: wish.of.may_be_made_by(user.id).is_ok(),
            overtaken: wish.seen_revision != account.revision,
            role: wish.role,
            named_handler: wish.named_handler,
            why: wish.why,
            by_name: wish.asked_by_name,
            at: wish.asked_at,
        }),
        asides: stance::aside_of(&visit.app.store, account.person.id)
            .await?
            .into_iter()
            .map(|aside| AsideLine {
                may_end: account.person.id != user.id
                    && user.may(Action::EndRecusal, &at(aside.client)).is_ok(),
                client: aside.client,
                client_name: aside.client_name,
                reason: aside.reason,
                at: aside.at,
            })
            .collect(),
        kept_out: kept_out(visit, user, &account).await?,
        fresh: if is_shown(&account) {
            session::new_token().0
        } else {
            String::new()
        },
        person: account.person,
        form,
        keep_out,
        errors,
        link,
        key: form::new_key(),
    };
    let done = [
        ("added", texts::people::done_added(l)),
        ("asked", texts::people::done_asked(l)),
        ("make", texts::people::done_made(l)),
        ("decline", texts::people::done_declined(l)),
        ("withdraw", texts::people::done_withdrawn(l)),
        ("off", texts::people::done_off(l)),
        ("on", texts::people::done_on(l)),
        ("mailed", texts::people::done_mailed(l)),
        ("back", texts::people::done_back(l)),
        ("kept_out", texts::people::done_kept_out(l)),
        ("let_in", texts::people::done_let_in(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit
        .page(props.person.name.clone())
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| sheet(&props)))
}
