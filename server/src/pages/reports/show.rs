//! The trends: GET /reports.

use super::load::{Asked, Choice, issues, outcomes, payment, stances, waits};
use crate::error::PageResult;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::reports::{ReportsPage, title};
use axum::extract::Query;

/// The trends of the chosen period.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user);
    let props = ReportsPage {
        lang: visit.lang,
        today: visit.today(),
        period: choice.period,
        filter: choice.filter,
        issues: issues(&visit, &choice).await?,
        outcomes: outcomes(&visit, &choice).await?,
        waits: waits(&visit, &choice).await?,
        payment: if choice.sees_payment() {
            Some(payment(&visit, &choice).await?)
        } else {
            None
        },
        stances: if choice.sees_stances() {
            Some(stances(&visit, &choice).await?)
        } else {
            None
        },
        filters: choice.allowed,
    };
    Ok(visit
        .page(title(&props))
        .islands()
        .render(|| pages::reports::reports(&props)))
}
