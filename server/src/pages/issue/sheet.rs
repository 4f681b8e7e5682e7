//! One issue: GET /issues/{id}.

use crate::error::{PageError, PageResult};
use crate::form;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::sheet::{Overtaken, Reader, SheetPage, steps, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::case::Bounds;
use domain::issue::IssueSheet;
use domain::issue::life::{Step, take};
use domain::permission::Action;
use domain::retention::HeldObject;
use domain::{ArticleId, IssueId, Lang, Role};
use store::{case, charter, file, issue, retention};

/// The issue, if this person may read it. Whether there is one at all is not told to others: a number would tell too much.
pub(super) async fn load(visit: &Visit, user: &CurrentUser, id: IssueId) -> Result<IssueSheet, PageError> {
    let sheet = issue::sheet(&visit.app.store, id)
        .await?
        .ok_or(PageError::NotFound)?;
    user.may(Action::ReadIssue, &sheet.object())
        .map_err(|_| PageError::NotFound)?;
    Ok(sheet)
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<IssueId>) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    page(&visit, &user, sheet, Returned::default()).await
}

/// A reading by anybody but its reporter is in the log before it is answered, on whatever page.
pub(super) async fn note_reading(
    visit: &Visit,
    user: &CurrentUser,
    issue: &IssueSheet,
) -> Result<(), PageError> {
    if issue.reporter == Some(user.id) {
        return Ok(());
    }
    let mut tx = visit.app.store.write().await?;
    issue::read_by(&mut tx, issue.summary.id, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(())
}

/// A form that comes back.
#[derive(Debug, Default)]
pub(super) struct Returned {
    pub reason: String,
    /// It is the withdrawal's form.
    pub withdrawing: bool,
    pub errors: Errors,
    /// Someone was faster.
    pub overtaken: Option<Overtaken>,
}

pub(super) async fn page(visit: &Visit, user: &CurrentUser, issue: IssueSheet, form: Returned) -> PageResult {
    note_reading(visit, user, &issue).await?;
    let decides = user.may(Action::DecideIssue, &issue.object()).is_ok();
    let own_view = user.role == Role::Member;
    let store = &visit.app.store;
    let id = issue.summary.id;
    let may = |action: Action, step: Step| {
        user.may(action, &issue.object()).is_ok() && take(step, issue.standing(), user.id, "-").is_ok()
    };
    let groups = user
        .may(Action::DecideCase, &Bounds::of(&issue.summary).object())
        .is_ok();
    let props = SheetPage {
        lang: visit.lang,
        categories: issue::categories(store).await?,
        reader: if own_view {
            Reader::Reporter(user.id)
        } else {
            Reader::Staff(user.id)
        },
        steps: steps(&issue, user.id, decides),
        reason: form.reason,
        withdrawing: form.withdrawing,
        errors: form.errors,
        overtaken: form.overtaken,
        key: form::new_key(),
        files: file::of_issue(store, id).await?,
        case: match issue.case.filter(|_| groups) {
            Some(case) => case::label(store, case)
                .await?
                .map(|(title, revision)| (case, title, revision)),
            None => None,
        },
        article: article(visit, issue.article).await?,
        duplicates: if own_view {
            Vec::new()
        } else {
            let twice = issue::duplicates(store, &[id]).await?;
            twice.into_iter().map(|(_, other)| other).collect()
        },
        may_correct: may(Action::CorrectIssue, Step::Correct),
        may_classify: may(Action::DecideIssue, Step::Classify),
        may_group: groups,
        may_add_files: may(Action::AddEvidence, Step::Evidence),
        held: if own_view {
            Vec::new()
        } else {
            retention::holds_on(store, HeldObject::Issue(id), visit.today()).await?
        },
        today: visit.today(),
        issue,
    };
    let mut answer = visit
        .page(title(&props))
        .counts(home::counts(visit, user).await?)
        .notice(notice(visit, props.issue.summary.id))
        .refused_if(!props.errors.is_empty());
    if props.overtaken.is_some() {
        answer = answer.status(StatusCode::CONFLICT);
    }
    Ok(answer.render(|| pages::issue::sheet::sheet(&props)))
}

/// The article of the charter in the reader's words.
async fn article(visit: &Visit, id: Option<ArticleId>) -> Result<Option<String>, PageError> {
    let Some(id) = id else { return Ok(None) };
    let found = charter::article(&visit.app.store, id).await?;
    Ok(found.map(|article| format!("{}. {}", article.number, article.title(visit.lang))))
}

fn notice(visit: &Visit, id: IssueId) -> Option<String> {
    use texts::issue_sheet as t;
    let l: Lang = visit.lang;
    if visit.done("reported") {
        return Some(t::done_reported(l, id.reference()));
    }
    let told = [
        ("files", t::done_files(l)),
        ("correct", t::done_correct(l)),
        ("classify", t::done_classify(l)),
        ("review", t::done_review(l)),
        ("confirm", t::done_confirm(l)),
        ("dismiss", t::done_dismiss(l)),
        ("resolve", t::done_resolve(l)),
        ("withdraw", t::done_withdraw(l)),
        ("reopen", t::done_reopen(l)),
    ];
    told.into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence.to_owned())
}
