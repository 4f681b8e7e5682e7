//! The key of another system: its token, and the guard that stands before the routes it opens.

use super::problem::Problem;
use crate::app_state::App;
use crate::middleware::guard::Template;
use crate::visit::public_lang;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::api_key::{ApiKey, ApiScope, PREFIX};
use domain::{ApiKeyId, Lang};
use rand::RngCore as _;
use std::sync::Arc;
use store::{api_key, house};

/// Characters of a token that stay readable.
const HINT: usize = PREFIX.len() + 4;
/// The instant last used is written at most this often.
const TOUCH: TimeDelta = TimeDelta::minutes(1);
/// A token is shorter: what is longer is not looked up.
const LONGEST: usize = 200;

/// A new token: 32 random bytes behind the prefix.
pub fn new_token() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// A token as [`new_token`] makes them.
pub fn is_token(text: &str) -> bool {
    let secret = text.strip_prefix(PREFIX).unwrap_or_default();
    secret.len() == 43
        && secret
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The first characters, by which an admin knows it.
pub fn hint(token: &str) -> &str {
    token.get(..HINT).unwrap_or(token)
}

/// What the guard of one route knows.
#[derive(Clone)]
pub struct Guard {
    pub app: App,
    pub scope: ApiScope,
    pub path: &'static str,
}

/// The system that asks, and in which language it wants to read.
#[derive(Clone)]
pub struct Caller {
    pub key: Arc<ApiKey>,
    pub lang: Lang,
    pub app: App,
    /// The moment of the request; a handler uses no other.
    pub now: DateTime<Utc>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // The guard has put it there, or the handler is not reached.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Lets a request with a good key through.
pub async fn stand(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let mut answer = match admit(&guard, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    answer.extensions_mut().insert(Template(guard.path));
    answer
}

async fn admit(guard: &Guard, headers: &HeaderMap) -> Result<Caller, Problem> {
    let (app, lang) = (&guard.app, public_lang(headers));
    let now = app.clock.now();
    let token = bearer(headers).ok_or_else(|| Problem::unauthorized(lang))?;
    let found = api_key::find(&app.store, &house::hash(token)).await;
    let key = found
        .map_err(|error| Problem::failed(lang, &error))?
        .filter(|key| key.revoked_at.is_none())
        .ok_or_else(|| Problem::unauthorized(lang))?;
    if let Some(seconds) = app.api_limits.count(key.id, now) {
        return Err(Problem::too_many(lang, seconds));
    }
    if !key.opens(guard.scope) {
        return Err(Problem::forbidden(lang));
    }
    if key.last_used_at.is_none_or(|at| now - at >= TOUCH) {
        touch(app.clone(), key.id, now);
    }
    Ok(Caller {
        key: Arc::new(key),
        lang,
        app: app.clone(),
        now,
    })
}

/// `Authorization: Bearer vigie_…`
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(PREFIX) && token.len() <= LONGEST)
        .then_some(token)
}

/// Beside the request: nobody waits for the disk because of a "last used".
fn touch(app: App, key: ApiKeyId, now: DateTime<Utc>) {
    tokio::spawn(async move {
        let touched = async {
            let mut tx = app.store.write().await?;
            api_key::used(&mut tx, key, now).await?;
            tx.commit().await
        };
        if let Err(error) = touched.await {
            tracing::warn!(%error, "a key was not touched");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_token_is_recognised_and_its_hint_tells_little() {
        let token = new_token();
        assert!(token.starts_with("vigie_") && token.len() == 6 + 43, "{token}");
        assert_eq!(hint(&token).len(), 10);
        assert_ne!(new_token(), token);
    }

    #[test]
    fn only_a_bearer_of_our_own_is_looked_up() {
        let given = |value: &str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())]);
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(given("Bearer vigie_abc").as_deref(), Some("vigie_abc"));
        assert_eq!(given("bearer  vigie_abc ").as_deref(), Some("vigie_abc"));
        for bad in ["vigie_abc", "Basic vigie_abc", "Bearer other", "Bearer "] {
            assert_eq!(given(bad), None, "{bad:?}");
        }
        assert_eq!(given(&format!("Bearer vigie_{}", "x".repeat(500))), None);
    }
}
