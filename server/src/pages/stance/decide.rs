//! The next step of a stance: POST /stances/{id}/approve, /refuse, /send and /lift.

use super::sheet::{load, page};
use super::words;
use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::sheet::DecisionForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::StanceId;
use domain::permission::{Action, Object};
use domain::stance::life::{self, Standing, StepRefused};
use domain::stance::{MAX_TEXT, StanceSheet};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, Tx, stance};

/// The fields of the four forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    comment: String,
    refuse_reason: String,
    sent_on: String,
    lift_reason: String,
}

impl Raw {
    fn typed(&self) -> DecisionForm {
        DecisionForm {
            comment: self.comment.clone(),
            refuse_reason: self.refuse_reason.clone(),
            sent_on: self.sent_on.clone(),
            lift_reason: self.lift_reason.clone(),
        }
    }
}

/// What a step wants to write, once the rules have agreed.
enum Decision {
    Approve,
    Refuse,
    Send {
        sent_on: NaiveDate,
        note_from: NaiveDate,
    },
    Lift,
}

impl Decision {
    const fn done(&self) -> &'static str {
        match self {
            Self::Approve => "in_force",
            Self::Refuse => "refused",
            Self::Send { .. } => "sent",
            Self::Lift => "lifted",
        }
    }
}

/// The second person's yes.
pub async fn approve(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    take(
        visit,
        user,
        id,
        raw,
        Action::ApproveStance,
        "comment",
        |standing, _, user, _| life::approve(standing, user).map(|_| Decision::Approve),
    )
    .await
}

/// The second person's no, or the proposer's second thought.
pub async fn refuse(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    take(
        visit,
        user,
        id,
        raw,
        Action::ApproveStance,
        "refuse_reason",
        |standing, raw, _, _| life::refuse(standing, &raw.refuse_reason).map(|_| Decision::Refuse),
    )
    .await
}

/// Records the day on which the client was sent the text.
pub async fn send(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    let Ok(sent_on) = raw.sent_on.trim().parse::<NaiveDate>() else {
        let sheet = load(&visit, &user, id).await?;
        let errors = Errors::none().with("sent_on", texts::form::not_a_date(visit.lang));
        return page(&visit, &user, sheet, raw.typed(), errors).await;
    };
    take(
        visit,
        user,
        id,
        raw,
        Action::ChooseStance,
        "sent_on",
        move |standing, _, _, visit| {
            let note_from = life::note_from(standing.kind, standing.state, sent_on, visit.today())?;
            Ok(Decision::Send { sent_on, note_from })
        },
    )
    .await
}

/// Ends the stance before its date.
pub async fn lift(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    take(
        visit,
        user,
        id,
        raw,
        Action::LiftStance,
        "lift_reason",
        |standing, raw, _, _| life::lift(standing, &raw.lift_reason).map(|_| Decision::Lift),
    )
    .await
}

/// May they? load, decide, write: the same for every step; only the rule differs.
async fn take(
    visit: Visit,
    user: CurrentUser,
    id: StanceId,
    raw: Raw,
    action: Action,
    field: &'static str,
    rule: impl FnOnce(&Standing, &Raw, &domain::Person, &Visit) -> Result<Decision, StepRefused>,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    user.may(
        action,
        &Object {
            client: Some(sheet.client),
            ..Object::default()
        },
    )?;
    let standing = stance::standing(&visit.app.store, &sheet).await?;
    let texts = [&raw.comment, &raw.refuse_reason, &raw.lift_reason];
    if texts.iter().any(|text| text.chars().count() > MAX_TEXT) {
        let errors = Errors::none().with(field, texts::form::too_long(visit.lang, MAX_TEXT));
        return page(&visit, &user, sheet, raw.typed(), errors).await;
    }
    let decision = match rule(&standing, &raw, &user, &visit) {
        Ok(decision) => decision,
        Err(refused) => {
            let errors = Errors::none().with(field, words::refused(visit.lang, refused));
            return page(&visit, &user, sheet, raw.typed(), errors).await;
        }
    };
    let to = format!("/stances/{id}?done={}", decision.done());
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match write(&mut tx, &sheet, &decision, &raw, &user, &visit).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => {
            return Err(PageError::Conflict {
                back: format!("/stances/{id}"),
            });
        }
        Err(other) => return Err(other.into()),
    }
    tx.commit().await?;
    Ok(render::redirect(&to))
}

async fn write(
    tx: &mut Tx,
    sheet: &StanceSheet,
    decision: &Decision,
    raw: &Raw,
    user: &domain::Person,
    visit: &Visit,
) -> Result<(), StoreError> {
    let seen = raw.revision.parse().unwrap_or(-1);
    let (id, by, now) = (sheet.id, user.id, visit.now);
    match decision {
        Decision::Approve => stance::approve(tx, id, seen, by, &raw.comment, now).await,
        Decision::Refuse => stance::refuse(tx, id, seen, by, &raw.refuse_reason, now).await,
        Decision::Lift => stance::lift(tx, id, seen, by, &raw.lift_reason, now).await,
        Decision::Send { sent_on, note_from } => {
            stance::send(tx, id, seen, sheet.state, by, *sent_on, *note_from, now).await
        }
    }
}
