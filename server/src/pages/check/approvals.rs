//! The go-aheads to answer: GET /approvals.

use super::kept::object;
use crate::error::PageResult;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::check::approvals::{ApprovalsPage, title};
use app::parts::pager::Pager;
use axum::extract::Query;
use domain::CheckId;
use domain::permission::Action;
use serde::Deserialize;

/// Rows of a page.
const PAGE: usize = 25;

/// Where the page goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

/// The oldest first.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let after = asked.after.parse::<CheckId>().ok();
    let mut waiting = store::check::waiting(&visit.app.store, after, PAGE as i64 + 1).await?;
    let more = waiting.len() > PAGE;
    waiting.truncate(PAGE);
    let next = waiting
        .last()
        .filter(|_| more)
        .map(|k| format!("/approvals?after={}", k.id));
    // Who is kept out of a client answers nothing there.
    waiting.retain(|kept| user.may(Action::AnswerApproval, &object(kept)).is_ok());
    let props = ApprovalsPage {
        lang: visit.lang,
        today: visit.today(),
        pager: Pager {
            shown: waiting.len() as i64,
            first: after.map(|_| "/approvals".to_owned()),
            previous: None,
            next,
        },
        waiting,
    };
    Ok(visit
        .page(title(&props))
        .counts(home::counts(&visit, &user).await?)
        .render(|| pages::check::approvals::approvals(&props)))
}
