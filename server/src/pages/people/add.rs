//! An account added: GET and POST /admin/people/new. It is a member's; other rights take a second person.

use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::people::form::{FormPage, PersonForm, form as body};
use app::parts::Errors;
use app::texts;
use axum::response::Response;
use domain::audit::AuditAction;
use domain::{Lang, Role};
use serde::Deserialize;
use serde_json::json;
use store::idempotency::{self, Claim};
use store::person::NewPerson;
use store::{StoreError, audit, person};

/// Longest name and address, in characters.
const LINE: usize = 200;

/// The fields as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    name: String,
    email: String,
    language: String,
}

/// GET /admin/people/new
pub async fn get(visit: Visit) -> PageResult {
    let form = PersonForm {
        language: Lang::Fr.code().to_owned(),
        ..PersonForm::default()
    };
    Ok(page(&visit, form, Errors::none()))
}

/// POST /admin/people/new
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let typed = PersonForm {
        name: raw.name,
        email: raw.email,
        language: raw.language,
    };
    let mut errors = Errors::none();
    let name = form::required(l, &mut errors, "name", &typed.name, LINE);
    let email = form::required(l, &mut errors, "email", &typed.email, LINE);
    let possible = email.is_none_or(|email| {
        let parts = email.split_once('@');
        parts.is_some_and(|(who, house)| !who.is_empty() && house.contains('.') && !house.contains('@'))
            && !email.contains(char::is_whitespace)
    });
    if !possible {
        errors.add("email", texts::client_form::error_email(l));
    }
    let language = Lang::from_code(&typed.language);
    if language.is_none() {
        errors.add("language", texts::form::required(l));
    }
    let (Some(name), Some(email), Some(language), true) = (name, email, language, errors.is_empty()) else {
        return Ok(page(&visit, typed, errors));
    };
    let new = NewPerson {
        email,
        name,
        role: Role::Member,
        lang: language,
        password_hash: None,
        named_handler: false,
    };
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, "", visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let id = match person::add(&mut tx, &new, visit.now).await {
        Ok(id) => id,
        Err(StoreError::Duplicate) => {
            let errors = errors.with("email", texts::people::error_taken(l));
            return Ok(page(&visit, typed, errors));
        }
        Err(other) => return Err(other.into()),
    };
    let object = format!("person {id}");
    let details = json!({ "role": new.role });
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::AddPerson,
        &object,
        details,
        visit.now,
    )
    .await?;
    let to = format!("/admin/people/{id}?done=added");
    idempotency::answer(&mut tx, user.id, &key, &to).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

fn page(visit: &Visit, form: PersonForm, errors: Errors) -> Response {
    let props = FormPage {
        lang: visit.lang,
        form,
        errors,
        key: form::new_key(),
    };
    visit
        .page(texts::people::add(visit.lang))
        .refused_if(!props.errors.is_empty())
        .render(|| body(&props))
}
