//! The next step of a stance: POST /stances/{id}/approve, /refuse, /renew, /renewal, /decline-renewal, /step-down, /lift and
//! /outcome. The rule is asked in the transaction that writes; what had changed meanwhile comes back with both versions.

use super::sheet::{load, overtaken, page, reads_grounds};
use super::{judged, words};
use crate::error::PageResult;
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::stance::sheet::DecisionForm;
use app::parts::Errors;
use app::texts;
use axum::extract::Path;
use chrono::NaiveDate;
use domain::StanceId;
use domain::permission::{Action, Denied, Object};
use domain::stance::StanceSheet;
use domain::stance::life::{self, Outcome, StepRefused};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::stance::{self, Seen, Told};
use store::{StoreError, Tx};

/// The fields of the forms; each sends its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    key: String,
    revision: String,
    seen: String,
    comment: String,
    refuse_reason: String,
    renew_until: String,
    renew_reason: String,
    decline_reason: String,
    step_down_reason: String,
    lift_outcome: String,
    lift_reason: String,
    outcome: String,
}

impl Raw {
    fn typed(&self) -> DecisionForm {
        DecisionForm {
            comment: self.comment.clone(),
            refuse_reason: self.refuse_reason.clone(),
            renew_until: self.renew_until.clone(),
            renew_reason: self.renew_reason.clone(),
            decline_reason: self.decline_reason.clone(),
            step_down_reason: self.step_down_reason.clone(),
            lift_outcome: self.lift_outcome.clone(),
            lift_reason: self.lift_reason.clone(),
            outcome: self.outcome.clone(),
            question: String::new(),
        }
    }
}

/// What is asked for, with what could be read of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Approve,
    Refuse,
    AskRenewal(NaiveDate),
    Renew,
    DeclineRenewal,
    StepDown,
    Lift(Outcome),
    RecordOutcome(Outcome),
}

impl Decision {
    const fn action(self) -> Action {
        match self {
            Self::Approve | Self::Refuse | Self::Renew | Self::DeclineRenewal => Action::ApproveStance,
            Self::AskRenewal(_) | Self::RecordOutcome(_) => Action::ChooseStance,
            Self::StepDown | Self::Lift(_) => Action::LiftStance,
        }
    }

    /// The field beside which a refusal stands.
    const fn field(self) -> &'static str {
        match self {
            Self::Approve | Self::Renew => "comment",
            Self::Refuse => "refuse_reason",
            Self::AskRenewal(_) => "renew_reason",
            Self::DeclineRenewal => "decline_reason",
            Self::StepDown => "step_down_reason",
            Self::Lift(_) => "lift_reason",
            Self::RecordOutcome(_) => "outcome",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Approve => "in_force",
            Self::Refuse => "refused",
            Self::AskRenewal(_) => "renewal_asked",
            Self::Renew => "renewed",
            Self::DeclineRenewal => "renewal_declined",
            Self::StepDown => "stepped_down",
            Self::Lift(_) => "lifted",
            Self::RecordOutcome(_) => "outcome",
        }
    }
}

macro_rules! posts {
    ($($(#[$meta:meta])* $name:ident => $decision:expr;)+) => {$(
        $(#[$meta])*
        pub async fn $name(
            visit: Visit,
            user: CurrentUser,
            Path(id): Path<StanceId>,
            Form(raw): Form<Raw>,
        ) -> PageResult {
            take(visit, user, id, raw, $decision).await
        }
    )+};
}

posts! {
    /// The yes that puts it in force.
    approve => Decision::Approve;
    /// The no, or the proposer's second thought.
    refuse => Decision::Refuse;
    /// Grants the renewal that waits.
    renewal => Decision::Renew;
    /// The no to it.
    decline_renewal => Decision::DeclineRenewal;
    /// Makes it informative before its date.
    step_down => Decision::StepDown;
}

/// Asks for a later review date; where one person is enough, it holds at once.
pub async fn renew(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    match raw.renew_until.trim().parse() {
        Ok(until) => take(visit, user, id, raw, Decision::AskRenewal(until)).await,
        Err(_) => unreadable(visit, user, id, &raw, "renew_until", texts::form::not_a_date).await,
    }
}

/// Ends the stance before its date.
pub async fn lift(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    match Outcome::from_code(&raw.lift_outcome) {
        Some(outcome) => take(visit, user, id, raw, Decision::Lift(outcome)).await,
        None => unreadable(visit, user, id, &raw, "lift_outcome", texts::form::not_a_choice).await,
    }
}

/// Records what became of it.
pub async fn outcome(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<StanceId>,
    Form(raw): Form<Raw>,
) -> PageResult {
    match Outcome::from_code(&raw.outcome) {
        Some(outcome) => take(visit, user, id, raw, Decision::RecordOutcome(outcome)).await,
        None => unreadable(visit, user, id, &raw, "outcome", texts::form::not_a_choice).await,
    }
}

async fn unreadable(
    visit: Visit,
    user: CurrentUser,
    id: StanceId,
    raw: &Raw,
    field: &'static str,
    sentence: fn(domain::Lang) -> &'static str,
) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let errors = Errors::none().with(field, sentence(visit.lang));
    page(&visit, &user, sheet, raw.typed(), errors).await
}

/// May they? load, decide and write in one: the same for every step; only the rule differs.
async fn take(visit: Visit, user: CurrentUser, id: StanceId, raw: Raw, decision: Decision) -> PageResult {
    let sheet = load(&visit, &user, id).await?;
    let client = Object {
        client: Some(sheet.standing.client),
        ..Object::default()
    };
    user.may(decision.action(), &client)?;
    if !reads_grounds(&visit, &user, id).await? {
        return Err(Denied::NotNamedHandler.into());
    }
    let to = format!("/stances/{id}?done={}", decision.done());
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, &to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    match write(&mut tx, id, decision, &raw, &user, &visit).await {
        Ok(Ok(())) => {
            tx.commit().await?;
            Ok(render::redirect(&to))
        }
        Ok(Err(refused)) => {
            drop(tx);
            refuse_page(&visit, &user, sheet, &raw, decision, refused).await
        }
        Err(StoreError::Conflict) => {
            drop(tx);
            if decision == Decision::Approve {
                judged::conflict(&visit, &sheet, &raw.seen).await
            } else {
                overtaken(&visit, &user, id, raw.typed()).await
            }
        }
        Err(other) => Err(other.into()),
    }
}

async fn refuse_page(
    visit: &Visit,
    user: &CurrentUser,
    sheet: StanceSheet,
    raw: &Raw,
    decision: Decision,
    refused: StepRefused,
) -> PageResult {
    if matches!(
        refused,
        StepRefused::NotWhatWasRead | StepRefused::ChangedSinceHeard
    ) {
        return judged::conflict(visit, &sheet, &raw.seen).await;
    }
    let field = if refused == StepRefused::RenewalDate {
        "renew_until"
    } else {
        decision.field()
    };
    let errors = Errors::none().with(field, words::refused(visit.lang, refused));
    page(visit, user, sheet, raw.typed(), errors).await
}

async fn write(
    tx: &mut Tx,
    id: StanceId,
    decision: Decision,
    raw: &Raw,
    user: &CurrentUser,
    visit: &Visit,
) -> Result<Told, StoreError> {
    let revision = raw.revision.parse().unwrap_or(0);
    let seen = Seen::Revision(revision);
    let (now, today) = (visit.now, visit.today());
    let by: &domain::Person = user;
    match decision {
        Decision::Approve => stance::approve(tx, id, revision, by, &raw.seen, &raw.comment, now).await,
        Decision::Refuse => {
            let reason = &raw.refuse_reason;
            stance::step(tx, id, seen, reason, now, |s| life::refuse(s, by, reason)).await
        }
        Decision::AskRenewal(until) => {
            let reason = &raw.renew_reason;
            let asked = stance::step(tx, id, seen, reason, now, |s| {
                life::ask_renewal(s, by, until, reason, today)
            })
            .await?;
            if asked.is_ok() {
                // Where one person is enough, asking is granting; elsewhere it waits for another.
                grant_alone(tx, id, by, visit).await?;
            }
            Ok(asked)
        }
        Decision::Renew => stance::step(tx, id, seen, "", now, |s| life::renew(s, by, today)).await,
        Decision::DeclineRenewal => {
            let reason = &raw.decline_reason;
            stance::step(tx, id, seen, reason, now, |s| {
                life::decline_renewal(s, by, reason)
            })
            .await
        }
        Decision::StepDown => {
            let reason = &raw.step_down_reason;
            stance::step(tx, id, seen, reason, now, |s| {
                life::step_down(s, by, reason, today)
            })
            .await
        }
        Decision::Lift(outcome) => {
            let reason = &raw.lift_reason;
            stance::step(tx, id, seen, reason, now, |s| life::lift(s, by, outcome, reason)).await
        }
        Decision::RecordOutcome(outcome) => {
            stance::step(tx, id, seen, "", now, |s| life::record_outcome(s, by, outcome)).await
        }
    }
}

async fn grant_alone(
    tx: &mut Tx,
    id: StanceId,
    by: &domain::Person,
    visit: &Visit,
) -> Result<(), StoreError> {
    let today = visit.today();
    // A refusal here only means that another person is needed.
    let _ = stance::step(tx, id, Seen::Whatever, "", visit.now, |s| {
        life::renew(s, by, today)
    })
    .await?;
    Ok(())
}
