//! The next step of an issue: POST /issues/{id}/decide.

use super::sheet::{Returned, load, page};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::sheet::Overtaken;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::issue::life::{MAX_REASON, Step, StepRefused};
use domain::permission::Action;
use domain::{IssueId, Lang, Role};
use serde::Deserialize;
use store::StoreError;
use store::issue::{self, Decided, Decision};

/// The fields of the decision's form and of the withdrawal's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    step: String,
    reason: String,
    /// The reason of a withdrawal, on a page that has a decision as well.
    why: String,
}

/// Takes the step, says why not, or shows both versions when someone was faster.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<IssueId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let step = Step::from_code(&raw.step)
        .filter(|step| Step::DECISIONS.contains(step) || *step == Step::Withdraw)
        .ok_or(PageError::BadRequest("step"))?;
    let action = if step == Step::Withdraw {
        Action::WithdrawIssue
    } else {
        Action::DecideIssue
    };
    user.may(action, &sheet.object())?;
    let reason = if raw.reason.trim().is_empty() {
        raw.why.trim()
    } else {
        raw.reason.trim()
    }
    .to_owned();
    let withdrawing = step == Step::Withdraw;
    let key = form::key_or_new(&raw.key);
    let wanted = Decision {
        issue: id,
        step,
        reason: &reason,
        revision: raw.revision.trim().parse().unwrap_or(-1),
        by: user.id,
        key: &key,
        now: visit.now,
    };
    let mut tx = visit.app.store.write().await?;
    match issue::decide(&mut tx, &wanted).await {
        Ok(Decided::Done(_)) => {
            tx.commit().await?;
            Ok(render::redirect(&format!("/issues/{id}?done={step}")))
        }
        Ok(Decided::Again(first)) => Ok(render::redirect(&first)),
        Ok(Decided::Refused(refused)) => {
            drop(tx);
            // Who reported as one of the staff has both forms on the page, each with its own reason.
            let beside = withdrawing && user.role != Role::Member;
            let field = if beside { "why" } else { "reason" };
            let errors = Errors::none().with(field, sentence(visit.lang, refused));
            page(
                &visit,
                &user,
                sheet,
                Returned {
                    reason,
                    withdrawing,
                    errors,
                    overtaken: None,
                },
            )
            .await
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            // Read again: what the other person made of it stands beside what this one wanted.
            let now = load(&visit, &user, id).await?;
            let overtaken = Some(Overtaken {
                step,
                reason: reason.clone(),
            });
            page(
                &visit,
                &user,
                now,
                Returned {
                    reason,
                    withdrawing,
                    errors: Errors::none(),
                    overtaken,
                },
            )
            .await
        }
        Err(other) => Err(other.into()),
    }
}

fn sentence(l: Lang, refused: StepRefused) -> String {
    use texts::issue_sheet as t;
    match refused {
        StepRefused::NotFromHere(_) => t::not_from_here(l).to_owned(),
        StepRefused::OwnReport => t::own_report(l).to_owned(),
        StepRefused::NotTheReporter => t::not_the_reporter(l).to_owned(),
        StepRefused::ReasonMissing => t::reason_missing(l).to_owned(),
        StepRefused::ReasonTooLong => texts::form::too_long(l, MAX_REASON),
    }
}
