//! The session's cookie: 32 random bytes in the browser, their SHA-256 in the database.

use crate::app_state::App;
use crate::visit::cookie;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Lang, Person};
use rand::RngCore as _;
use store::{StoreError, house, session};

/// How long a session lasts, used or not.
pub const LASTS: TimeDelta = TimeDelta::days(14);
/// The instant last seen is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// A session that is in force.
pub struct Known {
    pub person: Person,
    pub token_hash: String,
}

/// Whose request this is: one prepared query, where there is a cookie at all.
pub async fn find(app: &App, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Option<Known>, StoreError> {
    let Some(token) = cookie(headers, cookie_name(app)) else {
        return Ok(None);
    };
    let token_hash = house::hash(token);
    let Some(found) = session::find(&app.store, &token_hash, now).await? else {
        return Ok(None);
    };
    if now - found.seen_at >= TOUCH {
        touch(app.clone(), token_hash.clone(), now);
    }
    Ok(Some(Known {
        person: found.person,
        token_hash,
    }))
}

/// Beside the request: nobody waits for the disk because of a "last seen".
fn touch(app: App, token_hash: String, now: DateTime<Utc>) {
    tokio::spawn(async move {
        let touched = async {
            let mut tx = app.store.write().await?;
            session::touch(&mut tx, &token_hash, now).await?;
            tx.commit().await
        };
        if let Err(error) = touched.await {
            tracing::warn!(%error, "a session was not touched");
        }
    });
}

/// A new token: what the browser keeps, and what the database keeps.
pub fn new_token() -> (String, String) {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = house::hash(&token);
    (token, hash)
}

/// A token as this program makes them: 32 bytes in base64url.
pub fn is_token(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// `__Host-` binds the cookie to https and to this host; browsers refuse it on plain http.
fn cookie_name(app: &App) -> &'static str {
    if app.settings.is_https() {
        "__Host-session"
    } else {
        "session"
    }
}

/// Gives the browser its token.
pub fn set(app: &App, answer: &mut Response, token: &str) {
    write(app, answer, cookie_name(app), token, LASTS.num_seconds(), true);
}

/// Takes the token back.
pub fn clear(app: &App, answer: &mut Response) {
    write(app, answer, cookie_name(app), "", 0, true);
}

/// Remembers the language for pages before signing in.
pub fn remember_lang(app: &App, answer: &mut Response, lang: Lang) {
    write(
        app,
        answer,
        "lang",
        lang.code(),
        TimeDelta::days(365).num_seconds(),
        false,
    );
}

fn write(app: &App, answer: &mut Response, name: &str, value: &str, seconds: i64, hidden: bool) {
    let secure = if app.settings.is_https() { "; Secure" } else { "" };
    let hidden = if hidden { "; HttpOnly" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{hidden}{secure}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_token, new_token};

    #[test]
    fn a_token_is_thirty_two_bytes_in_base64url() {
        assert!(is_token(&new_token().0));
        for forged in ["", "abc", &"a".repeat(44), &"é".repeat(43), &" ".repeat(43)] {
            assert!(!is_token(forged), "{forged:?}");
        }
    }
}
