//! The tables of the charts as files: GET /reports/issues.csv, outcomes.csv, waits.csv, late.csv, delays.csv, money.csv and
//! stances.csv. Each export is in the log.

use super::load::{Asked, Choice};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use axum::extract::Query;
use domain::audit::AuditAction;
use domain::permission::Denied;
use serde_json::json;

const MIME: &str = "text/csv; charset=utf-8";

/// Issues reported per month by filter.
pub async fn issues(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::issues(&visit, &choice).await?;
    log(&visit, &user, "issues", &choice).await?;
    Ok(render::download(
        &name("issues", &choice),
        MIME,
        reports::table::issues(visit.lang, &trend),
    ))
}

/// What became of the issues reported in each month.
pub async fn outcomes(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::outcomes(&visit, &choice).await?;
    log(&visit, &user, "outcomes", &choice).await?;
    let table = reports::table::outcomes(visit.lang, &trend);
    Ok(render::download(&name("outcomes", &choice), MIME, table))
}

/// Days by which half and nine in ten of each month's issues are decided.
pub async fn waits(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::waits(&visit, &choice).await?;
    log(&visit, &user, "waits", &choice).await?;
    let table = reports::table::waits(visit.lang, &trend);
    Ok(render::download(&name("waits", &choice), MIME, table))
}

/// Invoices due and paid late per month, with the limits.
pub async fn late(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::late(&visit, &choice).await?;
    log(&visit, &user, "late", &choice).await?;
    let table = reports::table::late(visit.lang, &trend);
    Ok(render::download(&name("late", &choice), MIME, table))
}

/// Days after due by which half and nine in ten of the invoices are paid.
pub async fn delays(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::delays(&visit, &choice).await?;
    log(&visit, &user, "delays", &choice).await?;
    let table = reports::table::delays(visit.lang, &trend);
    Ok(render::download(&name("delays", &choice), MIME, table))
}

/// Money owed and late at the end of each month, and lost.
pub async fn money(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let trend = super::load::money(&visit, &choice).await?;
    log(&visit, &user, "money", &choice).await?;
    let table = reports::table::money(visit.lang, &trend);
    Ok(render::download(&name("money", &choice), MIME, table))
}

/// Stances in force at the end of each month by kind.
pub async fn stances(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    if !choice.sees_stances() {
        return Err(PageError::from(Denied::NotPayment));
    }
    let trend = super::load::stances(&visit, &choice).await?;
    log(&visit, &user, "stances", &choice).await?;
    Ok(render::download(
        &name("stances", &choice),
        MIME,
        reports::table::stances(visit.lang, &trend),
    ))
}

fn name(what: &str, choice: &Choice) -> String {
    format!("vigie-{what}-{}-{}.csv", choice.period.first, choice.period.last)
}

async fn log(visit: &Visit, user: &CurrentUser, what: &str, choice: &Choice) -> Result<(), PageError> {
    let details = json!({"table": what, "first": choice.period.first, "last": choice.period.last});
    let mut tx = visit.app.store.write().await?;
    store::audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::Export,
        "reports",
        details,
        visit.now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
