//! One version of the policy: GET /admin/policy/{id}.

use super::{load, object, puts, sees_drafts};
use crate::error::PageResult;
use crate::form;
use crate::visit::{CurrentUser, Visit};
use app::pages::policy::sheet::{EventLine, Rights, SheetPage, TrialLine, sheet, title};
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use domain::PolicyId;
use domain::permission::Action;
use domain::policy::{PolicySheet, PolicyState};
use store::policy;

/// The version beside the one in force.
pub async fn get(visit: Visit, user: CurrentUser, Path(id): Path<PolicyId>) -> PageResult {
    let version = load(&visit, &user, id).await?;
    // Most often it begins tomorrow.
    let from = (visit.today() + chrono::Days::new(1)).to_string();
    page(&visit, &user, version, from, Errors::none()).await
}

/// The page; `from` is the day as typed.
pub(super) async fn page(
    visit: &Visit,
    user: &CurrentUser,
    version: PolicySheet,
    from: String,
    errors: Errors,
) -> PageResult {
    let (store, l) = (&visit.app.store, visit.lang);
    let summary = &version.summary;
    let draft = summary.state == PolicyState::Draft;
    let rights = Rights {
        sees_drafts: sees_drafts(user),
        edit: draft
            && user
                .may(Action::ProposePolicy, &object(summary.drafted_by))
                .is_ok(),
        put: draft && puts(user),
        withdraw: summary.state == PolicyState::Coming && puts(user),
    };
    let (trials, events) = if rights.sees_drafts {
        (
            policy::trials(store, summary.id).await?,
            policy::events(store, summary.id).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let in_force = policy::in_force(store, visit.today()).await?;
    let props = SheetPage {
        lang: l,
        now: (in_force.summary.id != summary.id).then_some(in_force.content),
        rights,
        trials: trials
            .into_iter()
            .map(|trial| TrialLine {
                id: trial.id,
                asked_at: trial.asked_at,
                by: trial.asked_by_name,
                percent: trial.percent,
                old: draft && trial.revision != summary.revision,
            })
            .collect(),
        events: events
            .into_iter()
            .map(|event| EventLine {
                step: event.step,
                by: event.by_name,
                at: event.at,
            })
            .collect(),
        from,
        errors,
        key: form::new_key(),
        policy: version,
    };
    let done = [
        ("draft", texts::policy::done_draft(l)),
        ("saved", texts::policy::done_saved(l)),
        ("put", texts::policy::done_put(l)),
        ("withdrawn", texts::policy::done_withdrawn(l)),
        ("measured", texts::policy::done_measured(l)),
    ];
    let done = done
        .into_iter()
        .find(|(code, _)| visit.done(code))
        .map(|(_, sentence)| sentence);
    Ok(visit
        .page(title(&props))
        .notice(done)
        .refused_if(!props.errors.is_empty())
        .render(|| sheet(&props)))
}
