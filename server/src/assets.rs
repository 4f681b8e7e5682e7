//! What the browser gets besides pages: style sheet, scripts, islands, pictures. All of it is inside the program.
//!
//! Names carry a hash of the content, so that a browser keeps a file for ever; compressed copies are ready-made.

use app::frame::AssetNames;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

/// A file as `build.rs` embeds it.
#[derive(Debug)]
struct File {
    /// `css`, `boot`, `js`, `wasm`, or the plain name of a static file.
    role: &'static str,
    /// The name with the hash.
    name: &'static str,
    /// Where a page finds it.
    address: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

mod table {
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// A year: as long as a browser keeps anything.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A static file asked for by its plain name (`/assets/favicon.svg`) may change with the next version.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The addresses that pages name. Empty when the program was built without `cargo xtask`.
pub fn names() -> &'static AssetNames {
    static NAMES: std::sync::LazyLock<AssetNames> = std::sync::LazyLock::new(|| AssetNames {
        css: address("css"),
        icon: address("favicon.svg"),
        boot: address("boot"),
        js: address("js"),
        wasm: address("wasm"),
    });
    &NAMES
}

/// Whether the program carries its files. One built by plain `cargo build` in a fresh clone does not.
pub fn complete() -> bool {
    ["css", "boot", "js", "wasm"]
        .iter()
        .all(|role| !address(role).is_empty())
}

/// The address of a file by its role, or of a static file by its plain name; empty when there is none.
pub fn address(role: &str) -> &'static str {
    table::FILES
        .iter()
        .find(|file| file.role == role)
        .map_or("", |file| file.address)
}

/// `GET /assets/{*path}`
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    answer(table::FILES, &path, &headers)
}

fn answer(files: &'static [File], path: &str, headers: &HeaderMap) -> Response {
    let by_name = files.iter().find(|file| file.name == path);
    let Some(file) = by_name.or_else(|| {
        files
            .iter()
            .find(|file| file.role.contains('.') && file.role == path)
    }) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (encoding, bytes) = choose(file, headers);
    let tag = tag(file, encoding);
    let caching = if by_name.is_some() { FOR_EVER } else { FOR_AN_HOUR };
    let mut answer = if matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut full = Response::new(Body::from(bytes));
        full.headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(mime(file.name)));
        full
    };
    let out = answer.headers_mut();
    out.insert(CACHE_CONTROL, caching);
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}

/// The smallest copy that the browser says it can read.
fn choose(file: &File, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let copies = [("br", file.br), ("gzip", file.gzip)];
    let packed = copies
        .into_iter()
        .find_map(|(name, bytes)| Some((name, bytes?)).filter(|_| accepts(headers, name)));
    packed.map_or((None, file.plain), |(name, bytes)| (Some(name), bytes))
}

/// Whether `Accept-Encoding` names this encoding and does not refuse it (`br;q=0`).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// The name is a hash of the content already; each copy has a tag of its own.
fn tag(file: &File, encoding: Option<&str>) -> String {
    format!("\"{}.{}\"", file.name, encoding.unwrap_or("plain"))
}

fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .unwrap_or_default();
    known
        .split(',')
        .any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FILES: &[File] = &[
        File {
            role: "wasm",
            name: "app.12.wasm",
            address: "/assets/app.12.wasm",
            plain: b"plain",
            br: Some(b"br"),
            gzip: Some(b"gz"),
        },
        File {
            role: "mark.png",
            name: "mark.34.png",
            address: "/assets/mark.34.png",
            plain: b"png",
            br: None,
            gzip: None,
        },
    ];

    fn ask(path: &str, headers: &[(axum::http::HeaderName, &'static str)]) -> Response {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, HeaderValue::from_static(value));
        }
        answer(FILES, path, &map)
    }

    fn header(answer: &Response, name: axum::http::HeaderName) -> &str {
        answer
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn a_hashed_name_is_kept_for_ever_with_its_type() {
        let answer = ask("app.12.wasm", &[]);
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(&answer, CONTENT_TYPE), "application/wasm");
        assert_eq!(
            header(&answer, CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(&answer, CONTENT_ENCODING), "");
        assert_eq!(header(&answer, VARY), "accept-encoding");
    }

    #[test]
    fn the_smallest_copy_the_browser_reads_is_sent() {
        let encoding = |accept| {
            header(
                &ask("app.12.wasm", &[(ACCEPT_ENCODING, accept)]),
                CONTENT_ENCODING,
            )
            .to_owned()
        };
        assert_eq!(encoding("gzip, deflate, br"), "br");
        assert_eq!(encoding("gzip"), "gzip");
        assert_eq!(encoding("br;q=0, gzip;q=0.5"), "gzip");
        assert_eq!(encoding("identity"), "");
        assert_eq!(
            header(&ask("mark.34.png", &[(ACCEPT_ENCODING, "br")]), CONTENT_ENCODING),
            ""
        );
    }

    #[test]
    fn a_known_tag_gets_no_body_and_another_copy_has_another_tag() {
        let first = ask("app.12.wasm", &[]);
        assert_eq!(header(&first, ETAG), "\"app.12.wasm.plain\"");
        let again = ask(
            "app.12.wasm",
            &[(IF_NONE_MATCH, "\"x\", W/\"app.12.wasm.plain\"")],
        );
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let packed = ask(
            "app.12.wasm",
            &[(IF_NONE_MATCH, "\"app.12.wasm.plain\""), (ACCEPT_ENCODING, "br")],
        );
        assert_eq!(packed.status(), StatusCode::OK);
    }

    #[test]
    fn a_static_file_has_its_plain_name_too_but_a_role_is_no_name() {
        assert_eq!(
            header(&ask("mark.png", &[]), CACHE_CONTROL),
            "public, max-age=3600"
        );
        assert_eq!(ask("wasm", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(ask("../Cargo.toml", &[]).status(), StatusCode::NOT_FOUND);
    }
}
