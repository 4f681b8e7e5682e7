//! One decision for all issues of a case: POST /cases/{id}/decide.

use super::sheet::{Returned, load, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::case::CaseRefused;
use domain::issue::life::{MAX_REASON, Step};
use domain::permission::Action;
use domain::{CaseId, Lang};
use serde::Deserialize;
use store::StoreError;
use store::case::{self, CaseDecided, CaseDecision};

/// The fields as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    step: String,
    reason: String,
}

/// Decides, says why not, or that something has changed meanwhile.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<CaseId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id, Action::DecideCase).await?;
    let step = Step::from_code(&raw.step)
        .filter(|step| step.decides_cases())
        .ok_or(PageError::BadRequest("step"))?;
    let key = form::key_or_new(&raw.key);
    let reason = raw.reason.trim().to_owned();
    let wanted = CaseDecision {
        case: id,
        step,
        reason: &reason,
        revision: raw.revision.trim().parse().unwrap_or(-1),
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    let returned = match case::decide(&mut tx, &wanted).await {
        Ok(CaseDecided::Done(_)) => {
            tx.commit().await?;
            return Ok(render::redirect(&format!("/cases/{id}?done={step}")));
        }
        Ok(CaseDecided::Again(first)) => return Ok(render::redirect(&first)),
        Ok(CaseDecided::Refused(refused)) => Returned {
            errors: Errors::none().with("reason", sentence(visit.lang, refused)),
            reason: reason.clone(),
            ..Returned::default()
        },
        Err(StoreError::Conflict) => Returned {
            overtaken: true,
            reason: reason.clone(),
            ..Returned::default()
        },
        Err(other) => return Err(other.into()),
    };
    drop(tx);
    // Read again: what has changed stands on the page.
    let sheet = if returned.overtaken {
        load(&visit, &user, id, Action::DecideCase).await?
    } else {
        sheet
    };
    page(&visit, &user, sheet, None, returned).await
}

fn sentence(l: Lang, refused: CaseRefused) -> String {
    use texts::case_sheet as t;
    match refused {
        CaseRefused::NothingToDecide => t::nothing(l).to_owned(),
        CaseRefused::OwnReport(issue) => t::own_report(l, issue.reference()),
        CaseRefused::ReasonMissing => texts::issue_sheet::reason_missing(l).to_owned(),
        CaseRefused::ReasonTooLong => texts::form::too_long(l, MAX_REASON),
    }
}
