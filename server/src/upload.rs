//! Forms with files. The fields are read exactly as [`Form`] reads them; each file is recognised by its content on the way in.
//!
//! A route that takes files is declared with `Table::upload`, which raises the limit of the body for it alone. A file that is
//! too large or not of a kind that is taken is no error of the request: it comes back beside its field, on the same page.

use crate::app_state::App;
use crate::error::PageError;
use crate::form::{BadForm, Form};
use app::parts::Errors;
use axum::RequestExt as _;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use domain::Lang;
use domain::file::{CheckedFile, FileRefused, MAX_FILE, MAX_FILES};
use serde::de::DeserializeOwned;

/// The largest body of a form with files, in bytes: what is beyond is not read at all.
pub const LARGEST: usize = MAX_FILES * MAX_FILE + 1024 * 1024;
/// All fields of a form together, in bytes.
const LARGEST_FIELDS: usize = 256 * 1024;
/// Fields of a form.
const MOST_FIELDS: usize = 500;

/// Do the headers announce a form with files?
pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        let begin = "multipart/form-data";
        kind.get(..begin.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(begin))
    })
}

/// The fields of a form and its files. A form without files may also come as plain fields.
#[derive(Debug)]
pub struct Upload<T> {
    pub fields: T,
    pub files: Files,
}

/// The files of a form, each with the field it was chosen in.
#[derive(Debug, Default)]
pub struct Files(Vec<Sent>);

#[derive(Debug)]
struct Sent {
    field: String,
    name: String,
    file: Result<CheckedFile, FileRefused>,
}

impl Files {
    /// The files of a field; what is wrong with one is told beside it.
    pub fn of(&self, l: Lang, errors: &mut Errors, field: &str) -> Vec<CheckedFile> {
        let mut good = Vec::new();
        let mut wrong = Vec::new();
        for sent in self.0.iter().filter(|sent| sent.field == field) {
            match &sent.file {
                Ok(file) => good.push(file.clone()),
                Err(refused) => wrong.push(sentence(l, &sent.name, *refused)),
            }
        }
        if good.len() + wrong.len() > MAX_FILES {
            wrong.insert(0, app::texts::file::too_many(l, MAX_FILES));
        }
        if !wrong.is_empty() {
            errors.add(field, wrong.join(" "));
        }
        good
    }
}

/// What is wrong with a file, and what to do instead.
fn sentence(l: Lang, name: &str, refused: FileRefused) -> String {
    use app::texts::file as t;
    let short: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    match refused {
        FileRefused::Empty => t::empty(l, short),
        FileRefused::TooLarge => t::too_large(l, short),
        FileRefused::Archive => t::archive(l, short),
        FileRefused::Office => t::office(l, short),
        FileRefused::Program => t::program(l, short),
        FileRefused::Markup => t::markup(l, short),
        FileRefused::TwoInOne => t::two_in_one(l, short),
        FileRefused::Damaged => t::damaged(l, short),
        FileRefused::Unknown => t::unknown(l, short),
    }
}

impl<T: DeserializeOwned + 'static> FromRequest<App> for Upload<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        if !is_multipart(request.headers()) {
            return Ok(Self {
                fields: plain(request, app).await?,
                files: Files::default(),
            });
        }
        let parts: Multipart = request.extract().await.map_err(|_| BadForm::Unreadable)?;
        let (fields, files) = read(parts).await?;
        Ok(Self {
            fields: deserialise(fields, app).await?,
            files,
        })
    }
}

/// A form without files keeps the limit of every other form.
async fn plain<T: DeserializeOwned + 'static>(request: Request, app: &App) -> Result<T, PageError> {
    let (head, body) = request.into_parts();
    let bytes = crate::form::read_whole(body)
        .await
        .filter(|bytes| bytes.len() <= LARGEST_FIELDS)
        .ok_or(BadForm::TooLarge)?;
    let Form(fields) = Form::from_request(Request::from_parts(head, Body::from(bytes)), app).await?;
    Ok(fields)
}

async fn read(mut parts: Multipart) -> Result<(Vec<(String, String)>, Files), BadForm> {
    let mut fields = Vec::new();
    let mut files = Files::default();
    let mut room = LARGEST_FIELDS;
    while let Some(mut part) = parts.next_field().await.map_err(|error| bad(&error))? {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            let bytes = some(&mut part, room).await?.ok_or(BadForm::TooLarge)?;
            room -= bytes.len();
            let text = String::from_utf8(bytes).map_err(|_| BadForm::Unreadable)?;
            fields.push((field, text));
            if fields.len() > MOST_FIELDS {
                return Err(BadForm::TooLarge);
            }
            continue;
        };
        let content = some(&mut part, MAX_FILE).await?;
        // A browser sends an empty part where no file was chosen.
        if name.is_empty() && content.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let file = match content {
            // More files than a form may have are counted, not kept.
            _ if files.0.len() >= 2 * MAX_FILES => continue,
            Some(content) => domain::file::check(&name, content),
            None => Err(FileRefused::TooLarge),
        };
        files.0.push(Sent { field, name, file });
    }
    Ok((fields, files))
}

/// The bytes of a part, or `None` where there are more than `most`; the rest is read and dropped, so that the next part is found.
async fn some(part: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, BadForm> {
    let mut bytes = Vec::new();
    let mut over = false;
    while let Some(chunk) = part.chunk().await.map_err(|error| bad(&error))? {
        over |= bytes.len() + chunk.len() > most;
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((!over).then_some(bytes))
}

fn bad(error: &MultipartError) -> BadForm {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        BadForm::TooLarge
    } else {
        BadForm::Unreadable
    }
}

/// The fields as a plain form has them, so that both are read by the same code.
async fn deserialise<T: DeserializeOwned + 'static>(
    fields: Vec<(String, String)>,
    app: &App,
) -> Result<T, PageError> {
    let pair = |(name, value): &(String, String)| {
        format!(
            "{}={}",
            crate::render::query_value(name),
            crate::render::query_value(value)
        )
    };
    let text = fields.iter().map(pair).collect::<Vec<_>>().join("&");
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(text))
        .map_err(|_| BadForm::Unreadable)?;
    let Form(fields) = Form::from_request(request, app).await?;
    Ok(fields)
}
