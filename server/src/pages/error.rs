//! The page of an error, in the reader's language, with the status and the next step.

use crate::error::PageError;
use crate::visit::Visit;
use app::pages::error::{ErrorPage, Problem, error as body, words};
use axum::response::Response;

/// The whole page; `id` is the reference that the log line also has.
pub fn page(visit: &Visit, error: &PageError, id: &str) -> Response {
    let problem = problem(error);
    let props = ErrorPage {
        lang: visit.lang,
        problem,
        status: error.status().as_u16(),
        reference: error.is_ours().then(|| id.to_owned()),
        back: back(error),
    };
    visit
        .page(words(visit.lang, problem).0)
        .status(error.status())
        .render(|| body(&props))
}

/// The page to read again, where there is one.
fn back(error: &PageError) -> Option<String> {
    match error {
        PageError::Conflict { back } if !back.is_empty() => Some(back.clone()),
        _ => None,
    }
}

fn problem(error: &PageError) -> Problem {
    match error {
        PageError::NotFound => Problem::NotFound,
        PageError::NotAllowed(_) | PageError::SignIn { .. } => Problem::NotAllowed,
        PageError::Conflict { .. } | PageError::Duplicate => Problem::Conflict,
        PageError::TooMany { .. } => Problem::Busy,
        PageError::BadRequest(_) | PageError::OtherSite => Problem::Bad,
        PageError::TooLarge => Problem::TooLarge,
        PageError::LookedUpEnough { .. } => Problem::LookedUpEnough,
        PageError::Unavailable(_) | PageError::Broken(_) => Problem::Failed,
    }
}
