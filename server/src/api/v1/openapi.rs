//! GET /api/v1/openapi.json: the description of this API, made from its handlers and shapes.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The whole description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vigie",
        version = "1",
        description = "The check of a client and an offer, and the check again where a contract is signed."
    ),
    paths(super::check::post, super::kept::get, super::sign::post),
    modifiers(&Key)
)]
struct Api;

struct Key;

impl Modify for Key {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        api.components
            .get_or_insert_default()
            .add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

static JSON: LazyLock<String> = LazyLock::new(|| Api::openapi().to_json().unwrap_or_default());

/// The description.
pub async fn get() -> Response {
    let mut answer = Response::new(Body::from(JSON.as_str()));
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
