//! A formal notice as it was sent: GET /debts/{client}/notices/{id}.

use super::sheet::object;
use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::pages::debt::notice::{NoticePage, page, title};
use app::texts;
use axum::extract::Path;
use domain::permission::Action;
use domain::{ClientId, FormalNoticeId};

/// The letter, ready to print.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path((client, id)): Path<(ClientId, FormalNoticeId)>,
) -> PageResult {
    user.may(Action::ReadDebts, &object(client))?;
    let notice = store::debt::notice::find(&visit.app.store, client, id).await?;
    let props = NoticePage {
        lang: visit.lang,
        notice: notice.ok_or(PageError::NotFound)?,
    };
    Ok(visit
        .page(title(&props))
        .notice(visit.done("sent").then(|| texts::formal_notice::done(visit.lang)))
        .render(|| page(&props)))
}
