//! One person's browser without scripts: cookies and plain requests. Redirects are shown, not followed.

use crate::address;
use crate::page::Page;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;
use ureq::http::header::HeaderMap;

/// One person's browser. Clones share the cookies.
#[derive(Debug, Clone)]
pub struct Visitor {
    agent: Agent,
    site: String,
}

/// What a form sends.
#[derive(Debug)]
pub enum Sent {
    /// `application/x-www-form-urlencoded`
    Fields(Vec<(String, String)>),
    /// `multipart/form-data`: the fields, then the files as field, file name and content.
    Parts(Vec<(String, String)>, Vec<(String, String, Vec<u8>)>),
}

impl Visitor {
    pub(crate) fn new(site: &str) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self {
            agent: config.new_agent(),
            site: site.to_owned(),
        }
    }

    /// Asks for a page by path and query.
    #[track_caller]
    pub fn get(&self, path: &str) -> Page {
        self.get_with(path, &[])
    }

    /// Asks with further headers, such as `Accept-Language` or `Vigie-Part`.
    #[track_caller]
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.site))
            .header("Sec-Fetch-Site", "same-origin");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.page(
            path,
            request
                .call()
                .unwrap_or_else(|error| panic!("GET {path}: {error}")),
        )
    }

    /// Sends fields as a form on our own page does. To send a form that a page shows, see [`Page::form`].
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let own = self.site.clone();
        self.post_from(&own, path, fields)
    }

    /// Sends fields as a page of another site would make the browser do.
    #[track_caller]
    pub fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        self.send(origin, path, Sent::Fields(fields))
    }

    /// Sends JSON with further headers, as another system does.
    #[track_caller]
    pub fn post_json(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.site))
            .header("Content-Type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.page(
            path,
            request
                .send(body.as_bytes())
                .unwrap_or_else(|error| panic!("POST {path}: {error}")),
        )
    }

    #[track_caller]
    pub(crate) fn submit(&self, path: &str, sent: Sent) -> Page {
        let own = self.site.clone();
        self.send(&own, path, sent)
    }

    #[track_caller]
    fn send(&self, origin: &str, path: &str, sent: Sent) -> Page {
        let (kind, body) = match sent {
            Sent::Fields(fields) => (
                "application/x-www-form-urlencoded".to_owned(),
                address::encode(&fields).into_bytes(),
            ),
            Sent::Parts(fields, files) => multipart(&fields, &files),
        };
        let relation = if origin == self.site {
            "same-origin"
        } else {
            "cross-site"
        };
        let request = self
            .agent
            .post(format!("{}{path}", self.site))
            .header("Origin", origin)
            .header("Sec-Fetch-Site", relation)
            .header("Content-Type", kind);
        self.page(
            path,
            request
                .send(&body[..])
                .unwrap_or_else(|error| panic!("POST {path}: {error}")),
        )
    }

    fn page(&self, path: &str, answer: Response<ureq::Body>) -> Page {
        let status = answer.status().as_u16();
        let headers: HeaderMap = answer.headers().clone();
        let body = answer
            .into_body()
            .into_with_config()
            .limit(50_000_000)
            .read_to_vec();
        let body = body.unwrap_or_else(|error| panic!("reading {path}: {error}"));
        Page::new(self.clone(), path.to_owned(), status, headers, body)
    }
}

/// The content type and the body of a form with files.
fn multipart(fields: &[(String, String)], files: &[(String, String, Vec<u8>)]) -> (String, Vec<u8>) {
    const BORDER: &str = "----vigie-test-7d1a0c";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, file, content) in files {
        let head = format!(
            "--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BORDER}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BORDER}"), body)
}
