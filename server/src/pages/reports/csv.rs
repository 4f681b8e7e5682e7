//! The tables of the charts as files: GET /reports/issues.csv and /reports/stances.csv. Each export is in the log.

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
