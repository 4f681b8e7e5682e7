//! Forms as browsers send them: raw texts, and a key against a second click.

use crate::app_state::App;
use crate::error::PageError;
use app::parts::Errors;
use axum::RequestExt as _;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Lang;
use rand::RngCore as _;
use serde::de::DeserializeOwned;

/// Why a form could not be read at all. What a person typed is never a reason: fields are texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadForm {
    TooLarge,
    Unreadable,
}

/// The largest form in bytes; routes that take files set their own.
pub const LARGEST: usize = 256 * 1024;
/// What is still read of a body that is too large.
const READ: usize = 16 * 1024 * 1024;

/// The size that a request says its body has.
fn announced(request: &Request) -> usize {
    let length = request.headers().get(axum::http::header::CONTENT_LENGTH);
    length
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or_default()
}

/// Reads a body to its end, within reason, also one that is too large: a browser that is still sending would show a broken
/// connection instead of the answer. `None` where it goes on and on.
pub async fn read_whole(body: axum::body::Body) -> Option<axum::body::Bytes> {
    axum::body::to_bytes(body, READ).await.ok()
}

/// The fields of a form. Repeated fields fill a `Vec<String>`; give each field `#[serde(default)]`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest<App> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &App) -> Result<Self, PageError> {
        if announced(&request) > LARGEST {
            read_whole(request.into_body()).await;
            return Err(BadForm::TooLarge.into());
        }
        match request.extract::<axum_extra::extract::Form<T>, _>().await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Self(fields)),
            Err(rejection) => match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Err(BadForm::TooLarge.into()),
                _ => Err(BadForm::Unreadable.into()),
            },
        }
    }
}

/// A key for one rendering of a form: 16 random bytes.
pub fn new_key() -> String {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The key of a form, or a new one where it has none (a script may post without).
pub fn key_or_new(key: &str) -> String {
    let plain = key
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain && (8..=64).contains(&key.len()) {
        key.to_owned()
    } else {
        new_key()
    }
}

/// The trimmed text of a needed field, at most `max` characters; else the sentence beside it.
pub fn required<'t>(l: Lang, errors: &mut Errors, field: &str, text: &'t str, max: usize) -> Option<&'t str> {
    let text = text.trim();
    if text.is_empty() {
        errors.add(field, app::texts::form::required(l));
        return None;
    }
    at_most(l, errors, field, text, max)
}

/// The trimmed text of a field that may stay empty.
pub fn optional<'t>(l: Lang, errors: &mut Errors, field: &str, text: &'t str, max: usize) -> Option<&'t str> {
    let text = text.trim();
    if text.is_empty() {
        None
    } else {
        at_most(l, errors, field, text, max)
    }
}

fn at_most<'t>(l: Lang, errors: &mut Errors, field: &str, text: &'t str, max: usize) -> Option<&'t str> {
    if text.chars().count() > max {
        errors.add(field, app::texts::form::too_long(l, max));
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_when_it_is_one_and_replaced_when_not() {
        let key = new_key();
        assert_eq!(key_or_new(&key), key);
        assert_ne!(new_key(), key);
        for bad in ["", "short", "with space inside", "x".repeat(65).as_str()] {
            assert_ne!(key_or_new(bad), bad);
        }
    }

    #[test]
    fn blanks_are_not_an_answer_and_long_texts_are_refused() {
        let mut errors = Errors::none();
        assert_eq!(required(Lang::Fr, &mut errors, "name", "  ", 5), None);
        assert_eq!(required(Lang::Fr, &mut errors, "reason", "éééééé", 5), None);
        assert_eq!(
            required(Lang::Fr, &mut errors, "town", " Liège ", 5),
            Some("Liège")
        );
        assert_eq!(errors.len(), 2);
    }
}
