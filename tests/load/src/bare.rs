//! The first baseline: a router with no work to do, that answers the same bytes.

use super::visitor::Answer;
use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use std::sync::{Arc, RwLock};
use tokio::net::TcpListener;

/// The running router.
pub struct Bare {
    pub address: String,
    said: Arc<RwLock<Said>>,
}

#[derive(Default, Clone)]
struct Said {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    location: Option<HeaderValue>,
    body: Bytes,
}

/// Starts it on a free port.
pub async fn start() -> Result<Bare> {
    let said = Arc::new(RwLock::new(Said::default()));
    let for_all = said.clone();
    let router = Router::new().fallback(async move |_: Bytes| answer(&for_all));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Bare { address, said })
}

fn answer(said: &RwLock<Said>) -> Response {
    let Ok(said) = said.read().map(|said| said.clone()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut answer = (said.status, said.body).into_response();
    let headers = answer.headers_mut();
    if let Some(value) = said.content_type {
        headers.insert(header::CONTENT_TYPE, value);
    }
    if let Some(value) = said.location {
        headers.insert(header::LOCATION, value);
    }
    answer
}

impl Bare {
    /// What it answers from now on.
    pub fn answer(&self, probe: &Answer) {
        if let Ok(mut said) = self.said.write() {
            *said = Said {
                status: StatusCode::from_u16(probe.status).unwrap_or_default(),
                content_type: HeaderValue::from_str(&probe.content_type).ok(),
                location: HeaderValue::from_str(&probe.location)
                    .ok()
                    .filter(|value| !value.is_empty()),
                body: Bytes::from(probe.body.clone()),
            };
        }
    }
}
