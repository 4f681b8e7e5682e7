//! How long what is kept: GET /admin/retention; POST /admin/retention/periods, /purge, /holds and /holds/{id}/lift.

use crate::error::{PageError, PageResult};
use crate::form::{self, Form};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::admin::retention::{HoldForm, PeriodForm, RetentionPage, retention as body, title};
use app::parts::Errors;
use app::texts::{self, retention as t};
use axum::extract::Path;
use domain::permission::{Action, Grant, grant};
use domain::retention::{
    HeldObject, HoldProblem, MAX_MONTHS, MAX_REASON, MAX_WHY, MAX_YEARS, NewLegalHold, PeriodChange,
    PeriodProblem, Periods, Subject, first_of_next_month, hold_problems, period_problems,
};
use domain::{Lang, LegalHoldId};
use serde::Deserialize;
use store::idempotency::{self, Claim};
use store::{StoreError, retention};

/// Purges that the history shows.
const PAST: i64 = 24;

/// What was typed, where a form came back.
#[derive(Debug, Default)]
struct Typed {
    period: PeriodForm,
    hold: HoldForm,
    lift: Option<(LegalHoldId, String)>,
}

/// The page.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    page(&visit, &user, Typed::default(), Errors::none()).await
}

async fn page(visit: &Visit, user: &CurrentUser, typed: Typed, errors: Errors) -> PageResult {
    let (store, l, today) = (&visit.app.store, visit.lang, visit.today());
    let planned = retention::planned(store).await?;
    let on = planned
        .as_ref()
        .map_or_else(|| first_of_next_month(today), |run| run.due_on.max(today));
    let changes = retention::changes(store).await?;
    let props = RetentionPage {
        lang: l,
        today,
        planned,
        preview: retention::preview(store, on).await?,
        periods: Periods::on(today, &changes),
        later: later(&changes, today),
        history: retention::history(store).await?,
        holds: retention::standing(store, today).await?,
        past: retention::past(store, PAST).await?,
        opens: grant(user.role, Action::ReadIssue) == Grant::Yes,
        period: typed.period,
        hold: typed.hold,
        lift: typed.lift,
        errors,
        key: form::new_key(),
    };
    let done = [
        ("period", t::done_period(l)),
        ("held", t::done_held(l)),
        ("lifted", t::done_lifted(l)),
        ("moved", t::done_moved(l)),
    ];
    let done = done.into_iter().find(|(code, _)| visit.done(code));
    Ok(visit
        .page(title(&props))
        .notice(done.map(|(_, sentence)| sentence))
        .refused_if(!props.errors.is_empty())
        .render(|| body(&props)))
}

/// What will hold on a later day.
fn later(
    changes: &[(Subject, chrono::NaiveDate, u32)],
    today: chrono::NaiveDate,
) -> Vec<(Subject, chrono::NaiveDate, u32)> {
    changes
        .iter()
        .filter(|(_, from, _)| *from > today)
        .copied()
        .collect()
}

/// The fields of a period.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawPeriod {
    key: String,
    subject: String,
    months: String,
    from_on: String,
    why: String,
}

/// Changes a period from today or later.
pub async fn period(visit: Visit, user: CurrentUser, Form(raw): Form<RawPeriod>) -> PageResult {
    let (l, today) = (visit.lang, visit.today());
    let mut errors = Errors::none();
    let change = read_period(l, &raw, &mut errors);
    if let Some(change) = &change {
        let standing = retention::periods_on(&visit.app.store, change.from_on.max(today)).await?;
        for problem in period_problems(change, &standing, today) {
            let (field, sentence) = period_problem(l, problem);
            errors.add(field, sentence);
        }
    }
    let Some(change) = change.filter(|_| errors.is_empty()) else {
        let period = PeriodForm {
            subject: raw.subject,
            months: raw.months,
            from_on: raw.from_on,
            why: raw.why,
        };
        let typed = Typed {
            period,
            ..Typed::default()
        };
        return page(&visit, &user, typed, errors).await;
    };
    let to = "/admin/retention?done=period";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    retention::set(&mut tx, &change, user.id, visit.now).await?;
    tx.commit().await?;
    Ok(render::redirect(to))
}

fn read_period(l: Lang, raw: &RawPeriod, errors: &mut Errors) -> Option<PeriodChange> {
    let subject = Subject::from_code(&raw.subject);
    if subject.is_none() {
        errors.add("subject", texts::form::not_a_choice(l));
    }
    let months = raw.months.trim().parse::<u32>().ok();
    if months.is_none() {
        errors.add("months", t::error_months(l, MAX_MONTHS));
    }
    let from_on = raw.from_on.trim().parse().ok();
    if from_on.is_none() {
        errors.add("from_on", texts::form::required(l));
    }
    Some(PeriodChange {
        subject: subject?,
        months: months?,
        from_on: from_on?,
        why: raw.why.clone(),
    })
}

fn period_problem(l: Lang, problem: PeriodProblem) -> (&'static str, String) {
    match problem {
        PeriodProblem::Months => ("months", t::error_months(l, MAX_MONTHS)),
        PeriodProblem::Same => ("months", t::error_same(l).to_owned()),
        PeriodProblem::Past => ("from_on", t::error_past(l).to_owned()),
        PeriodProblem::Why => ("why", texts::form::required(l).to_owned()),
        PeriodProblem::WhyTooLong => ("why", texts::form::too_long(l, MAX_WHY)),
    }
}

/// The fields of the button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawPurge {
    key: String,
    revision: String,
}

/// Asks for the planned purge today.
pub async fn purge(visit: Visit, user: CurrentUser, Form(raw): Form<RawPurge>) -> PageResult {
    let to = "/admin/retention?done=moved";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = raw.revision.parse().unwrap_or(-1);
    match retention::move_up(&mut tx, revision, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Err(StoreError::Conflict) => Err(conflict()),
        Err(other) => Err(other.into()),
    }
}

fn conflict() -> PageError {
    PageError::Conflict {
        back: "/admin/retention".to_owned(),
    }
}

/// The fields of a hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawHold {
    key: String,
    on: String,
    reason: String,
    until_on: String,
}

/// Places a legal hold.
pub async fn hold(visit: Visit, user: CurrentUser, Form(raw): Form<RawHold>) -> PageResult {
    let (l, today) = (visit.lang, visit.today());
    let mut errors = Errors::none();
    let new = read_hold(l, &raw, &mut errors);
    if let Some(new) = &new {
        for problem in hold_problems(new, today) {
            let (field, sentence) = hold_problem(l, problem);
            errors.add(field, sentence);
        }
    }
    let Some(new) = new.filter(|_| errors.is_empty()) else {
        return hold_again(&visit, &user, raw, errors).await;
    };
    let to = "/admin/retention?done=held";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(&raw.key);
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    if retention::place(&mut tx, &new, user.id, visit.now)
        .await?
        .is_none()
    {
        drop(tx);
        let errors = Errors::none().with("on", t::error_hold_on(l));
        return hold_again(&visit, &user, raw, errors).await;
    }
    tx.commit().await?;
    Ok(render::redirect(to))
}

async fn hold_again(visit: &Visit, user: &CurrentUser, raw: RawHold, errors: Errors) -> PageResult {
    let hold = HoldForm {
        on: raw.on,
        reason: raw.reason,
        until_on: raw.until_on,
    };
    let typed = Typed {
        hold,
        ..Typed::default()
    };
    page(visit, user, typed, errors).await
}

fn read_hold(l: Lang, raw: &RawHold, errors: &mut Errors) -> Option<NewLegalHold> {
    let on = HeldObject::from_reference(&raw.on);
    if on.is_none() {
        errors.add("on", t::error_hold_on(l));
    }
    let until_on = raw.until_on.trim().parse().ok();
    if until_on.is_none() {
        errors.add("until_on", texts::form::required(l));
    }
    Some(NewLegalHold {
        on: on?,
        reason: raw.reason.clone(),
        until_on: until_on?,
    })
}

fn hold_problem(l: Lang, problem: HoldProblem) -> (&'static str, String) {
    match problem {
        HoldProblem::Reason => ("reason", texts::form::required(l).to_owned()),
        HoldProblem::ReasonTooLong => ("reason", texts::form::too_long(l, MAX_REASON)),
        HoldProblem::Past => ("until_on", t::error_hold_past(l).to_owned()),
        HoldProblem::TooLong => ("until_on", t::error_hold_long(l, MAX_YEARS)),
    }
}

/// Lifts a hold, with a reason; the field bears the number of its hold.
pub async fn lift(
    visit: Visit,
    user: CurrentUser,
    Path(id): Path<LegalHoldId>,
    Form(raw): Form<std::collections::HashMap<String, String>>,
) -> PageResult {
    let standing = retention::standing(&visit.app.store, visit.today()).await?;
    let hold = standing
        .iter()
        .find(|hold| hold.id == id)
        .ok_or(PageError::NotFound)?;
    let field = format!("lift_reason_{id}");
    let value = |name: &str| raw.get(name).map_or("", String::as_str);
    let mut errors = Errors::none();
    let Some(reason) = form::required(visit.lang, &mut errors, &field, value(&field), MAX_REASON) else {
        let typed = Typed {
            lift: Some((id, value(&field).to_owned())),
            ..Typed::default()
        };
        return page(&visit, &user, typed, errors).await;
    };
    let to = "/admin/retention?done=lifted";
    let mut tx = visit.app.store.write().await?;
    let key = form::key_or_new(value("key"));
    if let Claim::Again(first) = idempotency::claim(&mut tx, user.id, &key, to, visit.now).await? {
        return Ok(render::redirect(&first));
    }
    let revision = value("revision").parse().unwrap_or(-1);
    match retention::lift(&mut tx, hold, revision, reason, user.id, visit.now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(render::redirect(to))
        }
        Err(StoreError::Conflict) => Err(conflict()),
        Err(other) => Err(other.into()),
    }
}
