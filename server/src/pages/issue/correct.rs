//! Correct one's own report: GET and POST /issues/{id}/correct. The old text is kept; after a decision it is looked at again.

use super::sheet::load;
use super::typed::{About, Against, Choices, Raw, choices, chosen, contracts, page, read};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::report::{Purpose, ReportForm};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::category::Category;
use domain::issue::IssueSheet;
use domain::issue::content::Content;
use domain::issue::life::{MAX_REASON, Step, take};
use domain::permission::Action;
use domain::{IssueId, Role};
use store::StoreError;
use store::idempotency;
use store::issue::{self, Correction, Decided};

/// The issue, if it is this person's own and can still be corrected.
async fn own(visit: &Visit, user: &CurrentUser, id: IssueId) -> Result<IssueSheet, PageError> {
    let sheet = load(visit, user, id).await?;
    user.may(Action::CorrectIssue, &sheet.object())?;
    if take(Step::Correct, sheet.standing(), user.id, "").is_err() {
        return Err(PageError::Conflict {
            back: format!("/issues/{id}"),
        });
    }
    Ok(sheet)
}

fn about(sheet: &IssueSheet, revision: i64, category: Option<Category>) -> About {
    About {
        purpose: Purpose::Correct {
            issue: sheet.summary.id,
            revision,
            decided: !sheet.summary.state.is_open(),
        },
        client: sheet.summary.client,
        client_name: sheet.summary.client_name.clone(),
        category,
        overtaken: None,
    }
}

/// The form with what stands.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<IssueId>) -> PageResult {
    let sheet = own(&visit, &user, id).await?;
    let choices = choices(&visit, &user).await?;
    let form = ReportForm {
        key: form::new_key(),
        ..ReportForm::of(visit.lang, &sheet.content())
    };
    let category = chosen(&choices, &form.category);
    let about = about(&sheet, sheet.revision, category);
    page(&visit, &user, about, choices, form, Errors::none()).await
}

/// Writes the correction, or shows what is to correct in it.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<IssueId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let key = form::key_or_new(&raw.key);
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let sheet = own(&visit, &user, id).await?;
    let choices = choices(&visit, &user).await?;
    let seen = raw.revision.trim().parse().unwrap_or(-1);
    let mut errors = Errors::none();
    let category = chosen(&choices, &raw.category).filter(|_| raw.change != "category");
    if category.is_none() && raw.change != "category" {
        errors.add("category", texts::issue_report::category_missing(visit.lang));
    }
    let Some(category) = category.filter(|_| raw.change != "form") else {
        let category = chosen(&choices, &raw.category).filter(|_| raw.change == "form");
        let about = about(&sheet, seen, category);
        return page(&visit, &user, about, choices, raw.into(), errors).await;
    };
    let contracts = contracts(&visit, &user, sheet.summary.client).await?;
    let against = Against {
        l: visit.lang,
        client: sheet.summary.client,
        choices: &choices,
        category: &category,
        contracts: &contracts,
        kept_contract: sheet.contract,
        cause: (user.role == Role::Member).then_some((sheet.cause, sheet.funder)),
        today: visit.today(),
    };
    let report = read(&against, &raw, &mut errors);
    let reason = form::optional(visit.lang, &mut errors, "reason", &raw.reason, MAX_REASON)
        .unwrap_or_default()
        .to_owned();
    let content = report.as_ref().map(Content::from);
    if content
        .as_ref()
        .is_some_and(|c| sheet.content().changed(c).is_empty())
        && errors.is_empty()
    {
        errors.add("facts", texts::issue_report::unchanged(visit.lang));
    }
    let (Some(content), true) = (content, errors.is_empty()) else {
        let about = about(&sheet, seen, Some(category));
        return page(&visit, &user, about, choices, raw.into(), errors).await;
    };
    let wanted = Correction {
        issue: id,
        step: Step::Correct,
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
            Ok(render::redirect(&format!("/issues/{id}?done=correct")))
        }
        Ok(Decided::Again(first)) => Ok(render::redirect(&first)),
        Ok(Decided::Refused(_)) => Err(PageError::Conflict {
            back: format!("/issues/{id}"),
        }),
        Err(StoreError::Conflict) => {
            drop(tx);
            overtaken(&visit, &user, id, choices, raw).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Somebody was faster: what stands now beside what was typed, which can be sent again on the ground of what stands.
async fn overtaken(visit: &Visit, user: &CurrentUser, id: IssueId, choices: Choices, raw: Raw) -> PageResult {
    let now = own(visit, user, id).await?;
    let category = chosen(&choices, &raw.category);
    let about = About {
        overtaken: Some(Box::new(ReportForm::of(visit.lang, &now.content()))),
        ..about(&now, now.revision, category)
    };
    let form = ReportForm {
        key: form::new_key(),
        ..raw.into()
    };
    page(visit, user, about, choices, form, Errors::none()).await
}
