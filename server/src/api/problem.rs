//! Why a request of another system has no answer, as RFC 9457 says it.

use app::texts::api as t;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Lang;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Its path in the request, `offer.wage_cents`.
    pub field: String,
    pub message: String,
}

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A stable word for programs: `unauthorized`, `invalid`, `conflict`…
    pub code: &'static str,
    pub status: u16,
    /// In the language of `Accept-Language`.
    pub title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds to wait before asking again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self {
            code,
            status: status.as_u16(),
            title: title.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// No key, or one that Vigie does not know or has revoked.
    pub fn unauthorized(l: Lang) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", t::unauthorized(l))
    }

    /// The key is good, but not for this.
    pub fn forbidden(l: Lang) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", t::forbidden(l))
    }

    pub fn too_many(l: Lang, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", t::too_many(l, seconds))
        }
    }

    /// The body is not the JSON that was asked for.
    pub fn unreadable(l: Lang, line: usize, column: usize) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "unreadable",
            t::unreadable(l, line, column),
        )
    }

    pub fn too_large(l: Lang) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", t::too_large(l))
    }

    /// Fields that cannot be.
    pub fn invalid(l: Lang, errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", t::invalid(l))
        }
    }

    pub fn not_found(l: Lang) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", t::not_found(l))
    }

    /// The contract was signed already.
    pub fn signed_already(l: Lang) -> Self {
        Self::new(StatusCode::CONFLICT, "signed_already", t::signed_already(l))
    }

    /// What was settled for this check has served another contract.
    pub fn check_used(l: Lang) -> Self {
        Self::new(StatusCode::CONFLICT, "check_used", t::check_used(l))
    }

    /// A fact changed between the question and its answer.
    pub fn changed(l: Lang) -> Self {
        Self::new(StatusCode::CONFLICT, "changed", t::changed(l))
    }

    /// The idempotency key was used for another request.
    pub fn key_reused(l: Lang) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            t::key_reused(l),
        )
    }

    /// The database gave no answer; the cause goes to the log only.
    pub fn failed(l: Lang, error: &StoreError) -> Self {
        tracing::error!(%error, "a request of another system failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", t::unavailable(l))
    }

    /// What a path under `/api/` answers where a page would be answered elsewhere.
    pub fn of_status(l: Lang, status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(l),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(l),
            StatusCode::FORBIDDEN => Self::forbidden(l),
            other if other.is_server_error() => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", t::unavailable(l))
            }
            other => Self::new(other, "refused", t::invalid(l)),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = answer.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}
