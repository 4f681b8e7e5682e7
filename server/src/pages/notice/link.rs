//! The client's page: GET /reply/{token}. Looking at a link changes nothing: mail programs do it, too.

use super::link_page::{Found, cover, find, is_open, page};
use crate::error::PageResult;
use crate::pages::sign_in::Peer;
use crate::visit::Visit;
use app::pages::notice::link::LinkForm;
use app::parts::Errors;
use axum::extract::Path;
use axum::http::HeaderMap;
use domain::reply::ReplyKind;

/// The cover, or the letter once it was opened.
pub async fn get(visit: Visit, headers: HeaderMap, peer: Peer, Path(token): Path<String>) -> PageResult {
    let (visit, sent) = match find(visit, &headers, peer, &token).await? {
        Found::Letter(visit, sent) => (visit, sent),
        Found::Answer(answer) => return Ok(answer),
    };
    if !is_open(&visit, &sent) {
        return Ok(cover(&visit, &sent, &token));
    }
    let form = LinkForm {
        kind: ReplyKind::Reply.code().to_owned(),
        ..LinkForm::default()
    };
    page(&visit, &sent, &token, form, Errors::none()).await
}
