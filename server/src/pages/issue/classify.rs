//! Staff classify a report: GET and POST /issues/{id}/classify. The reporter's own text stays as it is.

use super::sheet::{load, note_reading};
use super::typed::{Choices, choices, chosen};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::classify::{ClassifyForm, ClassifyPage, title};
use app::parts::Errors;
use app::{pages, texts};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::IssueId;
use domain::category::Ask;
use domain::issue::life::{MAX_REASON, Step, take};
use domain::issue::{Cause, IssueSheet, Severity};
use domain::permission::{Action, Object};
use serde::Deserialize;
use store::StoreError;
use store::idempotency;
use store::issue::{self, Correction, Decided};

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    category: String,
    severity: String,
    cause: String,
    funder: String,
    article: String,
    reason: String,
}

impl From<Raw> for ClassifyForm {
    fn from(raw: Raw) -> Self {
        Self {
            category: raw.category,
            severity: raw.severity,
            cause: raw.cause,
            funder: raw.funder,
            article: raw.article,
            reason: raw.reason,
            key: form::key_or_new(&raw.key),
        }
    }
}

/// The issue, if this person may decide it, did not report it, and it is open.
async fn open(visit: &Visit, user: &CurrentUser, id: IssueId) -> Result<IssueSheet, PageError> {
    let sheet = load(visit, user, id).await?;
    user.may(Action::DecideIssue, &sheet.object())?;
    if take(Step::Classify, sheet.standing(), user.id, "-").is_err() {
        return Err(PageError::Conflict {
            back: format!("/issues/{id}"),
        });
    }
    Ok(sheet)
}

/// The form with what stands.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<IssueId>) -> PageResult {
    let sheet = open(&visit, &user, id).await?;
    let choices = choices(&visit, &user).await?;
    let form = held(&sheet);
    let shown = Shown {
        revision: sheet.revision,
        overtaken: false,
        form,
        errors: Errors::none(),
    };
    page(&visit, &user, &sheet, choices, shown).await
}

/// Writes the classification, or says what is missing.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<IssueId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    use texts::issue_report as t;
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let sheet = open(&visit, &user, id).await?;
    let choices = choices(&visit, &user).await?;
    let l = visit.lang;
    let seen = raw.revision.trim().parse().unwrap_or(-1);
    let mut errors = Errors::none();
    let category = chosen(&choices, &raw.category);
    if category.is_none() {
        errors.add("category", texts::form::not_a_choice(l));
    }
    let severity = Severity::from_code(raw.severity.trim());
    if severity.is_none() {
        errors.add("severity", t::severity_missing(l));
    }
    let cause = Cause::from_code(raw.cause.trim());
    if cause.is_none() {
        errors.add("cause", texts::form::not_a_choice(l));
    }
    let structural = cause == Some(Cause::Structural);
    let funder = among(&choices.funders, &raw.funder).filter(|_| structural);
    if structural && funder.is_none() {
        errors.add("funder", t::funder_missing(l));
    }
    let asks_article = category.as_ref().map_or(Ask::No, |c| c.asks.article);
    let article = among(&choices.articles, &raw.article).filter(|_| asks_article != Ask::No);
    if asks_article == Ask::Needed && article.is_none() && !choices.articles.is_empty() {
        errors.add("article", t::article_missing(l));
    }
    let reason = form::required(l, &mut errors, "reason", &raw.reason, MAX_REASON)
        .unwrap_or_default()
        .to_owned();
    let mut content = sheet.content();
    if let (Some(category), Some(severity), Some(cause)) = (&category, severity, cause) {
        content.category = category.id;
        content.severity = severity;
        content.cause = cause;
        content.funder = funder;
        content.article = article;
        if sheet.content().changed(&content).is_empty() {
            errors.add("category", texts::issue_classify::unchanged(l));
        }
        // Accounts put nothing where they may not follow it.
        let object = Object {
            filter: Some(category.filter),
            ..Object::default()
        };
        user.may(Action::DecideIssue, &object)?;
    }
    let (Some(category), true) = (category, errors.is_empty()) else {
        let shown = Shown {
            revision: seen,
            overtaken: false,
            form: raw.into(),
            errors,
        };
        return page(&visit, &user, &sheet, choices, shown).await;
    };
    let wanted = Correction {
        issue: id,
        step: Step::Classify,
        content: &content,
        category: &category,
        reason: &reason,
        revision: seen,
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    match issue::correct(&mut tx, &wanted).await {
        Ok(Decided::Done(_)) => {
            tx.commit().await?;
            // Who puts it into a circle that they are not in does not read it any more.
            let circle = Object {
                sensitivity: Some(category.sensitivity),
                filter: Some(category.filter),
                ..sheet.object()
            };
            Ok(render::redirect(&match user.may(Action::ReadIssue, &circle) {
                Ok(()) => format!("/issues/{id}?done=classify"),
                Err(_) => "/issues?done=classify".to_owned(),
            }))
        }
        Ok(Decided::Again(first)) => Ok(render::redirect(&first)),
        Ok(Decided::Refused(_)) => Err(PageError::Conflict {
            back: format!("/issues/{id}"),
        }),
        Err(StoreError::Conflict) => {
            drop(tx);
            let now = open(&visit, &user, id).await?;
            let form = ClassifyForm {
                key: form::new_key(),
                ..raw.into()
            };
            let shown = Shown {
                revision: now.revision,
                overtaken: true,
                form,
                errors: Errors::none(),
            };
            page(&visit, &user, &now, choices, shown).await
        }
        Err(other) => Err(other.into()),
    }
}

fn among<T: Copy + std::str::FromStr + PartialEq>(choices: &[(T, String)], text: &str) -> Option<T> {
    let wanted = text.trim().parse().ok();
    choices.iter().map(|(id, _)| *id).find(|id| Some(*id) == wanted)
}

/// The form with what stands.
fn held(sheet: &IssueSheet) -> ClassifyForm {
    ClassifyForm {
        category: sheet.summary.category.to_string(),
        severity: sheet.summary.severity.code().to_owned(),
        cause: sheet.cause.code().to_owned(),
        funder: sheet.funder.map(|f| f.to_string()).unwrap_or_default(),
        article: sheet.article.map(|a| a.to_string()).unwrap_or_default(),
        reason: String::new(),
        key: form::new_key(),
    }
}

/// The form as it is shown.
struct Shown {
    /// What its reader has seen.
    revision: i64,
    /// Somebody was faster.
    overtaken: bool,
    form: ClassifyForm,
    errors: Errors,
}

async fn page(
    visit: &Visit,
    user: &CurrentUser,
    sheet: &IssueSheet,
    choices: Choices,
    shown: Shown,
) -> PageResult {
    note_reading(visit, user, sheet).await?;
    let props = ClassifyPage {
        lang: visit.lang,
        issue: sheet.summary.id,
        client_name: sheet.summary.client_name.clone(),
        facts: sheet.facts.clone(),
        revision: shown.revision,
        categories: choices.categories,
        articles: choices.articles,
        funders: choices.funders,
        overtaken: shown.overtaken.then(|| Box::new(held(sheet))),
        form: shown.form,
        errors: shown.errors,
    };
    let page = visit
        .page(title(&props))
        .refused_if(shown.overtaken || !props.errors.is_empty());
    let page = if shown.overtaken {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    Ok(page.render(|| pages::issue::classify::classify(&props)))
}
