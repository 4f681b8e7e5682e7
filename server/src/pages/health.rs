//! For machines that watch: /healthz (the program runs), /readyz (and its database answers), /metrics (counters).

use crate::app_state::App;
use crate::middleware::answer::Plain;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// GET /healthz
pub async fn alive() -> Response {
    plain(StatusCode::OK, "ok\n".to_owned())
}

/// GET /readyz
pub async fn ready(State(app): State<App>) -> Response {
    match app.store.ping().await {
        Ok(()) => plain(StatusCode::OK, "ready\n".to_owned()),
        Err(error) => {
            tracing::error!(%error, "the database gives no answer");
            plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "the database gives no answer\n".to_owned(),
            )
        }
    }
}

/// GET /metrics
pub async fn metrics(State(app): State<App>) -> Response {
    plain(StatusCode::OK, app.metrics.text())
}

/// Words for machines: no error page takes their place.
fn plain(status: StatusCode, text: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (status, kind, Extension(Plain), text).into_response()
}
