//! What a page cannot do, with the status and the sentence that the reader gets and the line that the log gets.
//!
//! A handler returns `Result<Response, PageError>` and uses `?`. The error travels as an extension of the answer to
//! `middleware::answer`, which knows the reader's language and renders `app::pages::error`. Nothing personal is logged.

use crate::form::BadForm;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::permission::Denied;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;

/// What a handler returns.
pub type PageResult = Result<Response, PageError>;

/// Why there is no page. Each has its status, its sentences and its next step; none carries what a stranger may not read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PageError {
    #[error("nothing stands at this address")]
    NotFound,
    /// Signed in, but the table of rights says no.
    #[error("refused: {0}")]
    NotAllowed(#[from] Denied),
    /// Nobody is signed in, or no longer: the browser goes to the form and comes back to `next`.
    #[error("nobody is signed in")]
    SignIn { next: String },
    /// Someone else changed it meanwhile; the page to read again.
    #[error("changed by someone else meanwhile")]
    Conflict { back: String },
    /// The same thing stands there already.
    #[error("stands there already")]
    Duplicate,
    /// Too many attempts; how long to wait.
    #[error("too many attempts")]
    TooMany { wait: Duration },
    /// A member has looked at so many different clients today; tomorrow again.
    #[error("looked up {limit} clients today")]
    LookedUpEnough { limit: i64 },
    /// The form or the address is not one that Vigie makes.
    #[error("unreadable request: {0}")]
    BadRequest(&'static str),
    #[error("the request is too large")]
    TooLarge,
    /// A post that another site sent.
    #[error("sent by another site")]
    OtherSite,
    /// The database or a part of the program gave no answer; the cause goes to the log only.
    #[error("unavailable: {0}")]
    Unavailable(Arc<str>),
    /// A mistake in the program.
    #[error("broken: {0}")]
    Broken(Arc<str>),
}

impl PageError {
    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed(_) | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::Conflict { .. } | Self::Duplicate => StatusCode::CONFLICT,
            Self::TooMany { .. } | Self::LookedUpEnough { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Logged as an error: someone has to look.
    pub const fn is_ours(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Broken(_))
    }
}

/// A failure of something that never fails (a hash, a task): a mistake in the program.
pub fn broken(error: impl std::fmt::Display) -> PageError {
    PageError::Broken(error.to_string().into())
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict { back: String::new() },
            StoreError::Duplicate => Self::Duplicate,
            StoreError::Corrupt(_)
            | StoreError::BadAddress(_)
            | StoreError::NewerSchema { .. }
            | StoreError::Migration(_) => Self::Broken(error.to_string().into()),
            StoreError::Unavailable(_) | StoreError::NotCommitted(_) | StoreError::File(_) => {
                Self::Unavailable(error.to_string().into())
            }
        }
    }
}

impl From<BadForm> for PageError {
    fn from(error: BadForm) -> Self {
        match error {
            BadForm::TooLarge => Self::TooLarge,
            BadForm::Unreadable => Self::BadRequest("form"),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}
