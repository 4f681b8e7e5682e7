//! A file that was handed in: GET /files/{id}. A download and nothing else, whatever it holds.

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::file::Holder;
use domain::permission::{Action, Object};
use domain::{FileId, Role};
use store::file::{self, Content};
use store::{issue, stance};

/// The file, if this person may read what it belongs to; the reading is in the log before it is answered.
/// Whether there is such a file is not told to others.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<FileId>) -> PageResult {
    let store = &visit.app.store;
    let holder = file::holder(store, id).await?.ok_or(PageError::NotFound)?;
    may_read(&visit, &user, holder).await?;
    let found = file::content(store, id).await?.ok_or(PageError::NotFound)?;
    let mut tx = store.write().await?;
    file::read_by(&mut tx, id, holder, Some(user.id), visit.now).await?;
    tx.commit().await?;
    Ok(answer(found))
}

async fn may_read(visit: &Visit, user: &CurrentUser, holder: Holder) -> Result<(), PageError> {
    let store = &visit.app.store;
    let (action, object) = match holder {
        Holder::Issue(id) if user.role == Role::Committee => {
            let sheet = issue::sheet(store, id).await?.ok_or(PageError::NotFound)?;
            let object = Object {
                client: Some(sheet.summary.client),
                put: stance::opinion::is_put(store, id).await?,
                ..Object::default()
            };
            (Action::ReadPut, object)
        }
        Holder::Issue(id) => {
            let sheet = issue::sheet(store, id).await?.ok_or(PageError::NotFound)?;
            (Action::ReadIssue, sheet.object())
        }
        Holder::Check(id) => {
            let kept = store::check::find(store, id).await?.ok_or(PageError::NotFound)?;
            let object = Object {
                owner: Some(kept.kept_by),
                client: kept.offer.client,
                ..Object::default()
            };
            (Action::ReadCheck, object)
        }
        Holder::Reply(_) | Holder::Appeal(_) => {
            let client = file::client_of(store, holder).await?.ok_or(PageError::NotFound)?;
            let object = Object {
                client: Some(client),
                ..Object::default()
            };
            (Action::ReadStances, object)
        }
    };
    user.may(action, &object).map_err(|_| PageError::NotFound)
}

/// Nothing may run, be shown in a frame or be guessed to be something else, and no cache keeps it.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");

/// The answer that carries a file: attachment only. (`nosniff` stands on every answer.)
pub fn answer(file: Content) -> Response {
    let mut answer = Response::new(Body::from(file.content));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media.mime()));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    headers.insert(header::CONTENT_DISPOSITION, disposition(&file.name));
    answer
}

/// `attachment` with the name twice: in plain letters, and as it is (RFC 6266).
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !"\"\\%;".contains(c) || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let exact = crate::render::query_value(name).replace('/', "%2F");
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("relevé \"x\".pdf"),
            "attachment; filename=\"relev_ _x_.pdf\"; filename*=UTF-8''relev%C3%A9%20%22x%22.pdf"
        );
    }
}
