//! What a handler knows of a request: who asks, in which language, where and when.

use crate::app_state::App;
use crate::error::PageError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::permission::{self, Action, Denied, Object};
use domain::{Lang, Person, PersonId};
use serde_json::Value;
use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;
use store::audit;

/// One request, as the guard of its route has understood it. An extractor; cheap to clone.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    /// Who is signed in.
    pub person: Option<Arc<Person>>,
    /// SHA-256 of the session's token, for signing out.
    pub session: Option<Arc<str>>,
    /// The reader's language: the person's own, else the cookie's, else the browser's, else French.
    pub lang: Lang,
    /// Path and query.
    pub path: Arc<str>,
    /// The moment of the request; a handler uses no other.
    pub now: DateTime<Utc>,
    /// The part of the page that an island asks for (header `Vigie-Part`).
    pub part: Option<Arc<str>>,
}

impl Visit {
    /// The day of the request in the cooperative's time zone.
    pub fn today(&self) -> NaiveDate {
        domain::clock::day(self.now)
    }

    /// Does an island ask for only this part?
    pub fn wants(&self, part: &str) -> bool {
        self.part.as_deref() == Some(part)
    }

    /// Was the page reached after this was done (`?done=CODE`)? Then it says so once, on top.
    pub fn done(&self, code: &str) -> bool {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .any(|pair| pair.strip_prefix("done=") == Some(code))
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self::anonymous(app, &parts.headers, parts.uri.to_string())))
    }
}

impl Visit {
    /// Writes down that somebody takes a file with them: in the log before they have it.
    pub async fn exported(&self, by: PersonId, object: &str, details: Value) -> Result<(), PageError> {
        let mut tx = self.app.store.write().await?;
        audit::record(&mut tx, Some(by), AuditAction::Export, object, details, self.now).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Visit {
    /// A visit of nobody.
    pub fn anonymous(app: &App, headers: &HeaderMap, path: String) -> Self {
        Self {
            app: app.clone(),
            person: None,
            session: None,
            lang: public_lang(headers),
            path: path.into(),
            now: app.clock.now(),
            part: headers
                .get("vigie-part")
                .and_then(|part| part.to_str().ok())
                .map(Arc::from),
        }
    }
}

/// The person who asks. On a route that is not public there is always one.
#[derive(Clone)]
pub struct CurrentUser(pub Arc<Person>);

impl CurrentUser {
    /// Asks the table of rights about an object; `?` turns a refusal into its page.
    pub fn may(&self, action: Action, on: &Object) -> Result<(), Denied> {
        permission::may(&self.0, action, on)
    }
}

impl Deref for CurrentUser {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.0
    }
}

impl FromRequestParts<App> for CurrentUser {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, PageError> {
        let person = parts
            .extensions
            .get::<Visit>()
            .and_then(|visit| visit.person.clone());
        person.map(Self).ok_or_else(|| PageError::SignIn {
            next: parts.uri.to_string(),
        })
    }
}

/// One cookie of the request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The language of someone who is not signed in: their choice, else the first one of the browser that Vigie speaks.
pub fn public_lang(headers: &HeaderMap) -> Lang {
    if let Some(lang) = cookie(headers, "lang").and_then(Lang::from_code) {
        return lang;
    }
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let mut wishes: Vec<(f32, Lang)> = accepted
        .split(',')
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            let lang = Lang::from_code(tag.trim().get(..2)?.to_lowercase().as_str())?;
            Some((weight.trim().parse().ok()?, lang))
        })
        .collect();
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
    wishes.first().map_or(Lang::Fr, |(_, lang)| *lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_browser_is_answered_in_its_best_language_that_vigie_speaks() {
        let lang = |value| public_lang(&headers(header::ACCEPT_LANGUAGE, value));
        assert_eq!(lang("it-IT,it;q=0.9,nl-BE;q=0.8,en;q=0.7"), Lang::Nl);
        assert_eq!(lang("en;q=0.5, de"), Lang::De);
        assert_eq!(lang("it"), Lang::Fr);
    }

    #[test]
    fn the_chosen_language_wins_over_the_browser() {
        let mut both = headers(header::ACCEPT_LANGUAGE, "nl");
        both.insert(header::COOKIE, HeaderValue::from_static("session=abc; lang=de"));
        assert_eq!(public_lang(&both), Lang::De);
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let both = headers(header::COOKIE, "xsession=1; session=2; sessions=3");
        assert_eq!(cookie(&both, "session"), Some("2"));
        assert_eq!(cookie(&both, "sess"), None);
    }
}
