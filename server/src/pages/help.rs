//! GET /help, for everybody.

use crate::visit::Visit;
use app::{pages, texts};
use axum::response::Response;

/// GET /help
pub async fn get(visit: Visit) -> Response {
    visit
        .page(texts::help::title(visit.lang))
        .render(|| pages::help::help(visit.lang))
}
