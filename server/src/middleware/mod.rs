//! What stands around every handler, from the outside in: the answer (id, time, headers, error pages, log), posts from
//! other sites refused, compression of pages, panics caught; then, for each route, its guard.

pub mod answer;
pub mod guard;
pub mod metrics;

use crate::app_state::App;
use crate::error::PageError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use std::any::Any;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// Pages under this many bytes are sent as they are: they fit one packet anyway.
const SMALLEST_COMPRESSED: u16 = 1024;

/// Puts everything around the routes.
pub fn around(routes: Router, app: &App) -> Router {
    let compression = CompressionLayer::new()
        .br(false)
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(SMALLEST_COMPRESSED.into()).and(NotForContentType::IMAGES));
    routes
        .layer(DefaultBodyLimit::max(crate::form::LARGEST))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(own_site_only(app))
        .layer(from_fn_with_state(app.clone(), answer::finish))
        .layer(compression)
}

/// Posts come from this house's own pages: `Sec-Fetch-Site`, else `Origin` against `Host` or the public address.
fn own_site_only(
    app: &App,
) -> CsrfLayer<impl FnMut(ProtectionError) -> axum::response::Response + Clone + use<>> {
    let layer = CsrfLayer::new();
    let layer = match &app.settings.public_url {
        // `Settings::read` lets nothing but an origin through: there is no error to lose.
        Some(origin) => layer.clone().add_trusted_origin(origin).unwrap_or(layer),
        None => layer,
    };
    layer.with_rejection_response(|_: ProtectionError| PageError::OtherSite.into_response())
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> axum::response::Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied());
    PageError::Broken(text.unwrap_or("panic").into()).into_response()
}
