//! What was judged, as it was: GET /stances/{id}/judged; and what somebody read beside what stands now.

use super::sheet::{load, reads_grounds};
use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::judged::{
    ConflictPage, JudgedPage, conflict as conflict_page, conflict_title, judged, title,
};
use app::texts;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::StanceId;
use domain::audit::AuditAction;
use domain::stance::StanceSheet;
use serde_json::json;
use store::{audit, stance};

/// The frozen version; reading it is written down, as the reading of its issues would be.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<StanceId>) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let store = &visit.app.store;
    let mut frozen = stance::frozen(store, id).await?.ok_or(PageError::NotFound)?;
    if !reads_grounds(&visit, &user, id).await? {
        texts::judged::sensitive(visit.lang).clone_into(&mut frozen.judged.reason);
    }
    let mut tx = store.write().await?;
    let object = format!("stance {id}");
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::ReadJudged,
        &object,
        json!({}),
        visit.now,
    )
    .await?;
    tx.commit().await?;
    let props = JudgedPage {
        lang: visit.lang,
        stance: id,
        client_name: sheet.client_name,
        hash: sheet.standing.judged,
        categories: store::reference::catalogue(store).await?.categories.clone(),
        named_handler: user.named_handler,
        frozen,
    };
    Ok(visit.page(title(&props)).render(|| judged(&props)))
}

/// The answer to a decision about something that has just changed: both versions, nothing done.
pub(super) async fn conflict(visit: &Visit, sheet: &StanceSheet, seen: &str) -> PageResult {
    let store = &visit.app.store;
    // Read again: the page was loaded before the conflict.
    let sheet = stance::sheet(store, sheet.id).await?.ok_or(PageError::NotFound)?;
    let now = stance::current(store, sheet.id, &sheet.proposal).await?;
    let props = ConflictPage {
        lang: visit.lang,
        stance: sheet.id,
        read: stance::version(store, sheet.id, seen).await?,
        client_name: sheet.client_name,
        now: now.judged,
    };
    Ok(visit
        .page(conflict_title(&props))
        .status(StatusCode::CONFLICT)
        .render(|| conflict_page(&props)))
}
