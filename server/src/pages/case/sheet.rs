//! One case: GET /cases/{id}.

use super::open::OFFERED;
use crate::error::{PageError, PageResult};
use crate::form;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages::case::sheet::{SheetPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use domain::case::CaseSheet;
use domain::permission::Action;
use domain::retention::HeldObject;
use domain::{CaseId, IssueId};
use serde::Deserialize;
use store::{case, issue, retention, stance};

/// Issues of a case on one page.
const PAGE: usize = 25;

/// Where the list of issues begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// The case, if this person may do this with it. Whether there is one at all is not told to others.
pub(in crate::pages) async fn load(
    visit: &Visit,
    user: &CurrentUser,
    id: CaseId,
    action: Action,
) -> Result<CaseSheet, PageError> {
    let sheet = case::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(action, &sheet.summary.bounds.object())
        .map_err(|_| PageError::NotFound)?;
    Ok(sheet)
}

/// The page.
pub async fn get(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = load(&visit, &user, id, Action::ReadCase).await?;
    let after: Option<IssueId> = asked.after.parse().ok();
    page(&visit, &user, sheet, after, Returned::default()).await
}

/// A form that comes back.
#[derive(Debug, Default)]
pub(in crate::pages) struct Returned {
    pub reason: String,
    /// A question to the committee.
    pub question: String,
    pub ticked: Vec<String>,
    pub errors: Errors,
    pub overtaken: bool,
}

/// The reading is in the log before it is answered.
pub(in crate::pages) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    sheet: CaseSheet,
    after: Option<IssueId>,
    returned: Returned,
) -> PageResult {
    let store = &visit.app.store;
    let id = sheet.summary.id;
    let mut tx = store.write().await?;
    case::read_by(&mut tx, id, after, user.id, visit.now).await?;
    tx.commit().await?;
    let (issues, more) = case::issues(store, id, after, PAGE).await?;
    let next = issues
        .last()
        .filter(|_| more)
        .map(|last| format!("/cases/{id}?after={}", last.id));
    let around = sheet.happened.unwrap_or((visit.today(), visit.today()));
    let category = issues.first().map(|issue| issue.category);
    let others =
        case::suggestions(store, user, sheet.summary.bounds, category, around, None, OFFERED).await?;
    let props = SheetPage {
        lang: visit.lang,
        issues,
        next,
        first: after.map(|_| format!("/cases/{id}")),
        categories: issue::categories(store).await?,
        others,
        ticked: returned.ticked,
        reason: returned.reason,
        opinions: stance::opinion::of_case(store, id).await?,
        may_ask: user
            .may(Action::AskOpinion, &sheet.summary.bounds.object())
            .is_ok(),
        question: returned.question,
        errors: returned.errors,
        overtaken: returned.overtaken,
        held: retention::holds_on(store, HeldObject::Case(id), visit.today()).await?,
        key: form::new_key(),
        case: sheet,
    };
    let mut answer = visit
        .page(title(&props))
        .counts(home::counts(visit, user).await?)
        .notice(notice(visit))
        .refused_if(!props.errors.is_empty());
    if props.overtaken {
        answer = answer.status(StatusCode::CONFLICT);
    }
    Ok(answer.render(|| pages::case::sheet::sheet(&props)))
}

fn notice(visit: &Visit) -> Option<&'static str> {
    use texts::case_sheet as t;
    let l = visit.lang;
    let told = [
        ("asked", texts::stance_sheet::done_asked(l)),
        ("opened", t::done_opened(l)),
        ("added", t::done_added(l)),
        ("removed", t::done_removed(l)),
        ("confirm", t::done_confirm(l)),
        ("dismiss", t::done_dismiss(l)),
        ("resolve", t::done_resolve(l)),
        ("reopen", t::done_reopen(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence)
}
