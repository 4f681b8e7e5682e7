//! Turns pages of `app` into answers.

use crate::assets;
use crate::visit::Visit;
use app::frame::{Frame, NavCounts, Signed};
use app::shell;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use leptos::prelude::{AnyView, IntoView};

/// A page on its way: what the frame needs beside the body.
///
/// `visit.page(title).islands().render(|| pages::client::list(&props))`
pub struct Page {
    frame: Frame,
    status: StatusCode,
}

impl Visit {
    /// A page with this title for this reader.
    pub fn page(&self, title: impl Into<String>) -> Page {
        let mut frame = Frame::new(self.lang, *assets::names(), &*self.path, title);
        frame.person = self.person.as_ref().map(|p| Signed {
            name: p.name.clone(),
            role: p.role,
        });
        frame.demo = self.app.demo;
        Page {
            frame,
            status: StatusCode::OK,
        }
    }
}

impl Page {
    /// Loads the islands.
    pub fn islands(mut self) -> Self {
        self.frame.has_islands = true;
        self
    }

    /// A form that came back: 422, and the title begins with "Error:".
    pub fn refused(mut self) -> Self {
        self.frame.refused = true;
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// [`Page::refused`] where there is something to correct.
    pub fn refused_if(self, refused: bool) -> Self {
        if refused { self.refused() } else { self }
    }

    /// Somebody was faster, where it is so: 409, and the title begins with "Error:".
    pub fn overtaken_if(self, overtaken: bool) -> Self {
        if overtaken {
            self.refused().status(StatusCode::CONFLICT)
        } else {
            self
        }
    }

    /// What has just been done, said once on top.
    pub fn notice(mut self, sentence: Option<impl Into<String>>) -> Self {
        if let Some(sentence) = sentence {
            self.frame.notice = Some(sentence.into());
        }
        self
    }

    /// What waits, beside the places of the bar.
    pub fn counts(mut self, counts: NavCounts) -> Self {
        self.frame.counts = counts;
        self
    }

    /// Another status than 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The whole page.
    pub fn render(self, body: impl FnOnce() -> AnyView) -> Response {
        let out = shell::html(|| shell::document(&self.frame, body()));
        html(self.status, out)
    }
}

/// Only a part of a page, for an island that asked for it with `Vigie-Part`.
pub fn part<V: IntoView>(body: impl FnOnce() -> V) -> Response {
    html(StatusCode::OK, shell::html(body))
}

fn html(status: StatusCode, text: String) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}

/// 303: the browser reads another page after a form has done its work.
pub fn redirect(to: &str) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// A file to keep, under a name of plain letters.
pub fn download(name: &str, mime: &'static str, bytes: Vec<u8>) -> Response {
    let mut answer = Response::new(Body::from(bytes));
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(mime));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer
            .headers_mut()
            .insert(axum::http::header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// The path if it stays in this house, else `/`: what comes from a form or an address must not lead elsewhere.
pub fn local(next: &str) -> &str {
    let strange = next.contains(['\\', '\r', '\n', '\t']) || next.chars().any(char::is_control);
    if next.starts_with('/') && !next.starts_with("//") && !strange && !next.starts_with("/sign-in") {
        next
    } else {
        "/"
    }
}

/// A text as the value of a query: everything but letters, digits and a few signs is escaped.
pub fn query_value(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{local, query_value};

    #[test]
    fn a_query_value_cannot_end_itself() {
        assert_eq!(query_value("/clients?q=a&b=é"), "/clients%3Fq%3Da%26b%3D%C3%A9");
    }

    #[test]
    fn a_next_page_is_in_this_house() {
        for good in ["/", "/clients?q=acme&page=2", "/clients/42#notes"] {
            assert_eq!(local(good), good);
        }
        for bad in [
            "",
            "clients",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/sign-in?next=/",
        ] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
    }
}
