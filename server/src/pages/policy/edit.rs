//! A draft of the policy edited: GET and POST /admin/policy/{id}/edit.

use super::load_own_draft;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form, required};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::policy::form::{FormPage, PolicyForm, form as form_page, title};
use app::parts::Errors;
use app::{format, texts};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::money::{ColumnStyle, parse_hundredths};
use domain::policy::draft::{MAX_WHY, PolicyProblem, problems};
use domain::policy::setting::{Setting, Unit};
use domain::policy::{Policy, PolicySheet, PolicyState};
use domain::{Lang, PolicyId};
use std::collections::HashMap;
use store::StoreError;
use store::idempotency::{self, Claim};
use store::policy;

/// The form with what the draft says.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<PolicyId>) -> PageResult {
    let draft = open(&visit, &user, id).await?;
    let form = PolicyForm::of(visit.lang, &draft.content, &draft.summary.why);
    Ok(page(&visit, &draft, form, Errors::none(), None, form::new_key()))
}

/// A draft that can still be edited; once put in force it is nobody's to change.
async fn open(visit: &Visit, user: &CurrentUser, id: PolicyId) -> Result<PolicySheet, PageError> {
    let draft = load_own_draft(visit, user, id).await?;
    if draft.summary.state == PolicyState::Draft {
        Ok(draft)
    } else {
        Err(PageError::Conflict {
            back: format!("/admin/policy/{id}"),
        })
    }
}

/// Saves what was typed, if nobody was faster.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<PolicyId>,
    Form(raw): Form<HashMap<String, String>>,
) -> PageResult {
    let typed = |name: &str| raw.get(name).map_or("", String::as_str);
    let key = form::key_or_new(typed("key"));
    if let Some(first) = idempotency::answered(&visit.app.store, user.id, &key).await? {
        return Ok(render::redirect(&first));
    }
    let mut draft = open(&visit, &user, id).await?;
    let revision: i64 = typed("revision").parse().unwrap_or(-1);
    let form = PolicyForm {
        why: typed("why").to_owned(),
        values: Setting::ALL
            .iter()
            .map(|&setting| (setting, typed(setting.code()).to_owned()))
            .collect(),
    };
    let mut errors = Errors::none();
    let why = required(visit.lang, &mut errors, "why", &form.why, MAX_WHY).map(str::to_owned);
    let content = read(visit.lang, &form, &draft.content, &mut errors);
    let (Some(why), Some(content)) = (why, content) else {
        // A form that comes back for its errors still says what its reader had seen.
        draft.summary.revision = revision;
        return Ok(page(&visit, &draft, form, errors, None, key));
    };
    if revision != draft.summary.revision {
        return Ok(page(&visit, &draft, form, errors, Some(content), form::new_key()));
    }
    let to = format!("/admin/policy/{id}?done=saved");
    let mut tx = visit.app.store.write().await?;
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match policy::save(&mut tx, (id, revision), &content, &why, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        // Faster by the blink between reading and writing.
        Err(StoreError::Conflict) => {
            tx.rollback().await?;
            let now = open(&visit, &user, id).await?;
            Ok(page(&visit, &now, form, errors, Some(content), form::new_key()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The policy that was typed, on the ground of what the form does not show; `None` where something is to correct.
fn read(l: Lang, form: &PolicyForm, held: &Policy, errors: &mut Errors) -> Option<Policy> {
    let mut policy = held.clone();
    for &setting in Setting::ALL {
        let typed = form.value(setting).trim();
        let stored = match setting.unit() {
            Unit::Tick => Some(i64::from(typed == "1")),
            unit => parse_hundredths(typed.trim_end_matches('%').trim(), ColumnStyle::Unknown)
                .ok()
                .and_then(|hundredths| unit.from_hundredths(hundredths)),
        };
        match stored {
            Some(stored) => setting.set(&mut policy, stored),
            None => errors.add(setting.code(), texts::policy::error_number(l)),
        }
    }
    if errors.is_empty() {
        for problem in problems(&policy) {
            tell(l, errors, problem);
        }
    }
    errors.is_empty().then(|| policy.with_table())
}

fn tell(l: Lang, errors: &mut Errors, problem: PolicyProblem) {
    match problem {
        PolicyProblem::OutOfRange(setting) => {
            let (least, most) = setting.range();
            let written = |stored| format::hundredths(l, setting.unit().to_hundredths(stored));
            errors.add(
                setting.code(),
                texts::policy::error_range(l, written(least), written(most)),
            );
        }
        PolicyProblem::NotRising(setting) => errors.add(setting.code(), texts::policy::error_rising(l)),
    }
}

fn page(
    visit: &Visit,
    draft: &PolicySheet,
    form: PolicyForm,
    errors: Errors,
    overtaken: Option<Policy>,
    key: String,
) -> axum::response::Response {
    let conflict = overtaken.map(|typed| (typed, draft.content.clone()));
    let props = FormPage {
        lang: visit.lang,
        policy: draft.summary.id,
        number: draft.summary.number,
        revision: draft.summary.revision,
        form,
        errors,
        conflict,
        key,
    };
    let overtaken = props.conflict.is_some();
    let page = visit
        .page(title(&props))
        .refused_if(overtaken || !props.errors.is_empty());
    let page = if overtaken {
        page.status(StatusCode::CONFLICT)
    } else {
        page
    };
    page.render(|| form_page(&props))
}
