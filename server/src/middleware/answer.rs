//! The outermost layer: gives each request an id, each answer its headers, each error its page, and the log its line.

use super::guard::Template;
use crate::api::problem::Problem;
use crate::app_state::App;
use crate::error::PageError;
use crate::pages;
use crate::render;
use crate::upload;
use crate::visit::Visit;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A page that takes longer is given up.
const LONGEST: Duration = Duration::from_secs(30);
/// Files come over slow lines: 10 MB at half a megabit a second.
const LONGEST_UPLOAD: Duration = Duration::from_mins(3);
/// A request that takes longer stands in the log.
const SLOW: Duration = Duration::from_millis(500);

/// Every answer carries these.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // Not no-referrer: browsers would send `Origin: null` with forms, and the guard against forged posts needs it.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const VARY: HeaderValue = HeaderValue::from_static("cookie, accept-language, vigie-part");

/// The id of a request: stands in its answer, on an error page and in the log.
#[derive(Debug, Clone, Copy)]
struct RequestId(u64);

impl RequestId {
    /// Numbers scattered by a multiplier, from a start that differs at each start of the program.
    fn next() -> Self {
        static START: std::sync::LazyLock<u64> = std::sync::LazyLock::new(rand::random);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(START.wrapping_add(count).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:012x}", self.0 >> 16)
    }
}

/// Marks an answer for machines: no error page takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// Runs the rest and finishes its answer.
pub async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::next();
    let method = request.method().clone();
    let for_system = request.uri().path().starts_with("/api/");
    let stranger = Visit::anonymous(&app, request.headers(), request.uri().to_string());
    let longest = if upload::is_multipart(request.headers()) {
        LONGEST_UPLOAD
    } else {
        LONGEST
    };
    let run = tokio::time::timeout(longest, next.run(request));
    let mut answer = run
        .await
        .unwrap_or_else(|_| PageError::Unavailable("took too long".into()).into_response());
    let error = answer
        .extensions_mut()
        .remove::<PageError>()
        .or_else(|| wordless(&answer));
    let template = answer
        .extensions()
        .get::<Template>()
        .map_or("-", |template| template.0);
    if let Some(error) = &error {
        let visit = answer.extensions_mut().remove::<Visit>().unwrap_or(stranger);
        answer = if for_system {
            Problem::of_status(visit.lang, error.status()).into_response()
        } else {
            page(&visit, error, id)
        };
    }
    let status = answer.status();
    app.metrics.count(status, started.elapsed());
    log(id, &method, template, status, started.elapsed(), error.as_ref());
    headers(&app, &mut answer, id);
    answer
}

/// An error that the router or an extractor answered without a page.
fn wordless(answer: &Response) -> Option<PageError> {
    let status = answer.status();
    let plain = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !plain || status.as_u16() < 400 || answer.extensions().get::<Plain>().is_some() {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => PageError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ if status.is_server_error() => PageError::Broken("an answer without words".into()),
        _ => PageError::BadRequest("request"),
    })
}

fn page(visit: &Visit, error: &PageError, id: RequestId) -> Response {
    if let PageError::SignIn { next } = error {
        if visit.part.is_some() {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let next = render::local(next);
        let query = if next == "/" {
            String::new()
        } else {
            format!("?next={}", render::query_value(next))
        };
        return render::redirect(&format!("/sign-in{query}"));
    }
    let mut answer = pages::error::page(visit, error, &id.to_string());
    if let PageError::TooMany { wait } = error
        && let Ok(seconds) = HeaderValue::from_str(&wait.as_secs().max(1).to_string())
    {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    answer
}

fn headers(app: &App, answer: &mut Response, id: RequestId) {
    let out = answer.headers_mut();
    // A download brings a stricter one.
    let answer_has_no_policy = !out.contains_key(header::CONTENT_SECURITY_POLICY);
    for (name, value) in HEADERS {
        if name != header::CONTENT_SECURITY_POLICY || answer_has_no_policy {
            out.insert(name, value);
        }
    }
    if !out.contains_key(header::CACHE_CONTROL) {
        out.insert(header::CACHE_CONTROL, NO_STORE);
        out.insert(header::VARY, VARY);
    }
    if app.settings.is_https() {
        out.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        out.insert("x-request-id", id);
    }
}

/// One line: no address, no name, no query, only the path as the table writes it. Reads that went well are for debugging.
fn log(
    id: RequestId,
    method: &Method,
    path: &'static str,
    status: StatusCode,
    took: Duration,
    error: Option<&PageError>,
) {
    let (status, ms) = (status.as_u16(), took.as_millis() as u64);
    match error {
        Some(error) if error.is_ours() => tracing::error!(%id, %method, path, status, ms, %error, "failed"),
        Some(error) => tracing::info!(%id, %method, path, status, ms, %error, "refused"),
        None if took > SLOW => tracing::warn!(%id, %method, path, status, ms, "slow"),
        None => tracing::debug!(%id, %method, path, status, ms, "answered"),
    }
}
