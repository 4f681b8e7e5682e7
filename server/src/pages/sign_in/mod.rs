//! GET and POST /sign-in.
//!
//! An unknown address takes as long as a known one and gets the same sentence. Ten failures in 15 minutes, from one network
//! address or for one e-mail address, and the next attempt waits.

pub mod limit;

use crate::error::PageResult;
use crate::form::Form;
use crate::render;
use crate::session as cookie;
use crate::visit::Visit;
use app::pages::sign_in::{DemoAccount, SignIn, SignInForm, sign_in as body};
use app::parts::Errors;
use app::texts;
use axum::extract::{ConnectInfo, FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::audit::AuditAction;
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use store::person::Account;
use store::{audit, house, person, session, sign_in};

/// Every demonstration account has this password.
pub const DEMO_PASSWORD: &str = "vigie-demo";
/// Longest user agent that is kept, in characters.
const AGENT: usize = 200;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    next: String,
}

/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    email: String,
    password: String,
    next: String,
}

/// GET /sign-in
pub async fn get(visit: Visit, Query(wish): Query<Wish>) -> Response {
    if visit.person.is_some() {
        return render::redirect(render::local(&wish.next));
    }
    let form = SignInForm {
        email: String::new(),
        next: render::local(&wish.next).to_owned(),
    };
    page(&visit, form, Errors::none(), StatusCode::OK)
}

/// POST /sign-in
pub async fn post(visit: Visit, Peer(peer): Peer, headers: HeaderMap, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let form = SignInForm {
        email: raw.email.trim().to_owned(),
        next: render::local(&raw.next).to_owned(),
    };
    let refused = |errors, status| Ok(page(&visit, form.clone(), errors, status));
    if let Some(errors) = missing(&visit, &raw) {
        return refused(errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let email_hash = house::hash(&person::normal_email(&raw.email));
    if let Some(minutes) = wait(&visit, peer, &email_hash).await? {
        let errors = Errors::none().with("password", texts::sign_in::too_many_wait(l, minutes));
        return refused(errors, StatusCode::TOO_MANY_REQUESTS);
    }
    let account = person::find_by_email(&visit.app.store, &raw.email)
        .await?
        .filter(|account| account.active);
    let agent = agent(&headers);
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = visit
        .app
        .hasher
        .verify(raw.password, hash)
        .await
        .map_err(crate::error::broken)?;
    let Some(account) = account.filter(|_| right) else {
        note_failure(&visit, peer, &raw.email, &email_hash, &agent).await?;
        let errors = Errors::none().with("password", texts::sign_in::wrong(l));
        return refused(errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    open(&visit, &account, &email_hash, &agent, &form.next).await
}

fn missing(visit: &Visit, raw: &Raw) -> Option<Errors> {
    let mut errors = Errors::none();
    if raw.email.trim().is_empty() {
        errors.add("email", texts::sign_in::email_missing(visit.lang));
    }
    if raw.password.is_empty() {
        errors.add("password", texts::sign_in::password_missing(visit.lang));
    } else if raw.password.len() > crate::password::LONGEST {
        errors.add("password", texts::sign_in::wrong(visit.lang));
    }
    (!errors.is_empty()).then_some(errors)
}

/// Minutes to wait, where there were too many failures.
async fn wait(
    visit: &Visit,
    peer: Option<IpAddr>,
    email_hash: &str,
) -> Result<Option<i64>, crate::error::PageError> {
    if let Some(wait) = visit.app.limits.wait(peer, visit.now) {
        return Ok(Some(wait.as_secs().div_ceil(60).max(1) as i64));
    }
    let failures = sign_in::recent_failures(&visit.app.store, email_hash, visit.now - limit::WINDOW).await?;
    Ok((failures >= limit::ALLOWED as i64).then_some(limit::WINDOW.num_minutes()))
}

/// A new token at every sign-in; one that the browser still had ends.
async fn open(visit: &Visit, account: &Account, email_hash: &str, agent: &str, next: &str) -> PageResult {
    let (token, token_hash) = cookie::new_token();
    let (id, now) = (account.person.id, visit.now);
    let mut tx = visit.app.store.write().await?;
    if let Some(old) = &visit.session {
        session::end(&mut tx, old).await?;
    }
    session::create(&mut tx, &token_hash, id, agent, now, now + cookie::LASTS).await?;
    sign_in::record(&mut tx, email_hash, Some(id), true, agent, now).await?;
    audit::record(&mut tx, Some(id), AuditAction::SignIn, "", json!({}), now).await?;
    tx.commit().await?;
    let mut answer = render::redirect(next);
    cookie::set(&visit.app, &mut answer, &token);
    cookie::remember_lang(&visit.app, &mut answer, account.person.lang);
    Ok(answer)
}

async fn note_failure(
    visit: &Visit,
    peer: Option<IpAddr>,
    email: &str,
    email_hash: &str,
    agent: &str,
) -> Result<(), crate::error::PageError> {
    visit.app.limits.failed(peer, visit.now);
    let known = person::find_by_email(&visit.app.store, email)
        .await?
        .map(|account| account.person.id);
    let mut tx = visit.app.store.write().await?;
    sign_in::record(&mut tx, email_hash, known, false, agent, visit.now).await?;
    let details = json!({ "known": known.is_some() });
    audit::record(&mut tx, known, AuditAction::SignInFailed, "", details, visit.now).await?;
    Ok(tx.commit().await?)
}

fn agent(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    agent.chars().take(AGENT).collect()
}

fn page(visit: &Visit, form: SignInForm, errors: Errors, status: StatusCode) -> Response {
    let accounts = visit.app.demo_accounts.iter();
    let accounts: Vec<_> = accounts
        .map(|(email, role)| DemoAccount {
            email: email.clone(),
            role: *role,
        })
        .collect();
    let refused = !errors.is_empty();
    let demo = (!accounts.is_empty()).then(|| (accounts, DEMO_PASSWORD.to_owned()));
    let props = SignIn {
        lang: visit.lang,
        form,
        errors,
        demo,
    };
    let title = texts::sign_in::title(visit.lang);
    visit
        .page(title)
        .refused_if(refused)
        .status(status)
        .render(|| body(&props))
}

/// The network address of the browser: the peer, or what a proxy on this machine says of it.
pub struct Peer(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        // Anyone can send the header; only our own proxy, which appends to it, is believed.
        let forwarded = parts
            .headers
            .get("x-forwarded-for")
            .and_then(|line| line.to_str().ok());
        let told = forwarded.and_then(|line| line.rsplit(',').next()?.trim().parse().ok());
        Ok(Self(if peer.is_some_and(|ip| ip.is_loopback()) {
            told.or(peer)
        } else {
            peer
        }))
    }
}
