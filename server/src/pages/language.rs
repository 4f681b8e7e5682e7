//! POST /language: the reader's language, kept with the person or, before signing in, in a cookie.

use crate::error::PageError;
use crate::form::Form;
use crate::render;
use crate::session;
use crate::visit::Visit;
use axum::response::Response;
use domain::Lang;
use domain::audit::AuditAction;
use serde::Deserialize;
use serde_json::json;
use store::{audit, person};

/// The buttons of the bar.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    lang: String,
    next: String,
}

/// POST /language
pub async fn post(visit: Visit, Form(raw): Form<Raw>) -> Result<Response, PageError> {
    let lang = Lang::from_code(&raw.lang).ok_or(PageError::BadRequest("language"))?;
    if let Some(person) = &visit.person
        && person.lang != lang
    {
        let mut tx = visit.app.store.write().await?;
        person::set_language(&mut tx, person.id, lang).await?;
        audit::record(
            &mut tx,
            Some(person.id),
            AuditAction::ChangeLanguage,
            "",
            json!({ "to": lang }),
            visit.now,
        )
        .await?;
        tx.commit().await?;
    }
    let next = if raw.next.starts_with("/sign-in") {
        sign_in_again(&raw.next)
    } else {
        render::local(&raw.next)
    };
    let mut answer = render::redirect(next);
    session::remember_lang(&visit.app, &mut answer, lang);
    Ok(answer)
}

/// The sign-in page is a good place to go on reading in another language, with its own `next`.
fn sign_in_again(next: &str) -> &str {
    if next == "/sign-in" || next.starts_with("/sign-in?next=%2F") || next.starts_with("/sign-in?next=/") {
        next
    } else {
        "/"
    }
}
