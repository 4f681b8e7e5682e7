//! What is decided: POST /reports/editions/{month}/decisions, and done or not: POST …/decisions/{id}.

use super::{month, scope, sheet};
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::edition::decisions::DecisionForm;
use app::pages::edition::href;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::edition::{DecisionDraft, DecisionProblem, MAX_TEXT, problems};
use domain::permission::{Action, Object};
use domain::{EditionDecisionId, Lang, Person, PersonId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, edition, person};

/// A new decision as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    what: String,
    owner: String,
    until: String,
}

/// Done or not, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawDone {
    key: String,
    revision: String,
    done: String,
}

/// Writes a decision down and tells its owner.
pub async fn post(
    visit: Visit,
    user: CurrentUser,
    Path(path): Path<String>,
    Form(raw): Form<Raw>,
) -> PageResult {
    user.may(Action::DecideOnEdition, &Object::default())?;
    let store = &visit.app.store;
    let summary = edition::find(store, month(&path)?)
        .await?
        .ok_or(PageError::NotFound)?;
    let figures = edition::figures(store, summary.month, scope(user.role))
        .await?
        .ok_or(PageError::NotFound)?;
    let team = person::team(store).await?;
    let draft = match read(&visit, &raw, &team) {
        Ok(draft) => draft,
        Err(errors) => {
            let form = DecisionForm {
                what: raw.what,
                owner: raw.owner,
                until: raw.until,
            };
            return sheet::page(&visit, &user, (summary, figures), form, errors).await;
        }
    };
    let mut tx = store.write().await?;
    let to = format!("{}?done=decided#decisions", href(summary.month));
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    edition::decide(&mut tx, summary.month, &draft, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(&to))
}

fn read(visit: &Visit, raw: &Raw, team: &[Person]) -> Result<DecisionDraft, Errors> {
    let l = visit.lang;
    let until: Option<NaiveDate> = raw.until.trim().parse().ok();
    let draft = DecisionDraft {
        what: raw.what.trim().to_owned(),
        owner: PersonId(raw.owner.parse().unwrap_or_default()),
        until_on: until.unwrap_or(visit.today()),
    };
    let team: Vec<_> = team.iter().map(|person| person.id).collect();
    let mut errors = Errors::none();
    for problem in problems(&draft, &team, visit.today()) {
        let (field, sentence) = say(l, problem);
        errors.add(field, sentence);
    }
    if until.is_none() {
        errors.add("until", texts::form::required(l));
    }
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

fn say(l: Lang, problem: DecisionProblem) -> (&'static str, String) {
    match problem {
        DecisionProblem::Empty => ("what", texts::form::required(l).to_owned()),
        DecisionProblem::TooLong => ("what", texts::form::too_long(l, MAX_TEXT)),
        DecisionProblem::Past => ("until", texts::edition::past(l).to_owned()),
        DecisionProblem::TooFar => ("until", texts::edition::too_far(l).to_owned()),
        DecisionProblem::Owner => ("owner", texts::edition::owner_unknown(l).to_owned()),
    }
}

/// Says that a decision is done, or takes that back.
pub async fn finish(
    visit: Visit,
    user: CurrentUser,
    Path((path, id)): Path<(String, EditionDecisionId)>,
    Form(raw): Form<RawDone>,
) -> PageResult {
    let month = month(&path)?;
    let decision = edition::decision(&visit.app.store, id)
        .await?
        .filter(|decision| decision.month == month)
        .ok_or(PageError::NotFound)?;
    let object = Object {
        owner: Some(decision.owner),
        ..Object::default()
    };
    user.may(Action::FinishDecision, &object)?;
    let mut tx = visit.app.store.write().await?;
    let to = format!("{}?done=finished#decision-{id}", href(month));
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or_default();
    match edition::finish(
        &mut tx,
        &decision,
        revision,
        raw.done == "yes",
        user.id,
        visit.now,
    )
    .await
    {
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("{}#decision-{id}", href(month)),
            });
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}
