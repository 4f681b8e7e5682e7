//! Open a case from an issue: GET and POST /cases/new.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::case::open::{OpenPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Query;
use domain::case::{Bounds, JoinRefused, MAX_TITLE};
use domain::issue::{IssueSheet, IssueState};
use domain::permission::Action;
use domain::{IssueId, Lang};
use serde::Deserialize;
use store::case::{self, Grouped, NewCase};
use store::issue;

/// Issues that are offered with the first one.
pub(super) const OFFERED: usize = 50;

/// The issue to begin with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    issue: String,
}

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    issue: String,
    title: String,
    issues: Vec<String>,
}

/// The first issue, if this person may group it.
async fn first(visit: &Visit, user: &CurrentUser, id: &str) -> Result<IssueSheet, PageError> {
    let id: IssueId = id.trim().parse().map_err(|_| PageError::NotFound)?;
    let sheet = issue::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(Action::ReadIssue, &sheet.object())
        .map_err(|_| PageError::NotFound)?;
    // Asked as of a case: to have reported one gives no right over the others.
    user.may(Action::DecideCase, &Bounds::of(&sheet.summary).object())
        .map_err(|_| PageError::NotFound)?;
    Ok(sheet)
}

/// The form, with the issues that may be about the same facts.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let first = first(&visit, &user, &asked.issue).await?;
    if let Some(case) = first.case {
        return Ok(render::redirect(&format!("/cases/{case}")));
    }
    if first.summary.state == IssueState::Withdrawn {
        return Err(PageError::NotFound);
    }
    page(&visit, &user, first, Raw::default(), Errors::none()).await
}

/// Opens the case, or says which issue does not belong there.
pub async fn post(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    let l = visit.lang;
    let first = first(&visit, &user, &raw.issue).await?;
    let mut errors = Errors::none();
    let title = form::required(l, &mut errors, "title", &raw.title, MAX_TITLE)
        .unwrap_or_default()
        .to_owned();
    let mut issues = vec![first.summary.id];
    issues.extend(
        raw.issues
            .iter()
            .filter_map(|id| id.trim().parse::<IssueId>().ok()),
    );
    if !errors.is_empty() {
        return page(&visit, &user, first, raw, errors).await;
    }
    let key = form::key_or_new(&raw.key);
    let new = NewCase {
        title: &title,
        issues: &issues,
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    match case::open(&mut tx, &new).await? {
        Grouped::Done(id) => {
            tx.commit().await?;
            Ok(render::redirect(&format!("/cases/{id}?done=opened")))
        }
        Grouped::Again(place) => Ok(render::redirect(&place)),
        Grouped::Refused(issue, why) => {
            drop(tx);
            errors.add("issues", refusal(l, issue, why));
            page(&visit, &user, first, raw, errors).await
        }
        Grouped::Size => {
            drop(tx);
            errors.add("issues", texts::case_open::size(l));
            page(&visit, &user, first, raw, errors).await
        }
    }
}

/// Why an issue does not join, in words. What the person may not read is named by its number alone, which they sent themselves.
pub(super) fn refusal(l: Lang, issue: IssueId, why: JoinRefused) -> String {
    use texts::case_open as t;
    let why = match why {
        JoinRefused::OtherClient => t::other_client(l),
        JoinRefused::OtherFilter => t::other_filter(l),
        JoinRefused::OtherCircle => t::other_circle(l),
        JoinRefused::InACase => t::in_a_case(l),
        JoinRefused::Withdrawn => t::withdrawn(l),
    };
    t::refused(l, issue.reference(), why)
}

async fn page(visit: &Visit, user: &CurrentUser, first: IssueSheet, raw: Raw, errors: Errors) -> PageResult {
    let store = &visit.app.store;
    let s = &first.summary;
    let others = case::suggestions(
        store,
        user,
        Bounds::of(s),
        Some(s.category),
        (s.happened_on, s.happened_on),
        Some(s.id),
        OFFERED,
    )
    .await?;
    let props = OpenPage {
        lang: visit.lang,
        first: first.summary,
        others,
        ticked: raw.issues,
        categories: issue::categories(store).await?,
        case_title: raw.title,
        key: form::key_or_new(&raw.key),
        errors,
    };
    Ok(visit
        .page(title(&props))
        .refused_if(!props.errors.is_empty())
        .render(|| pages::case::open::open(&props)))
}
