//! The trends: GET /reports.

use super::drawn::{Key, Report};
use super::load::{Asked, Choice, Source, figures};
use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::pages::reports::{ReportsPage, title};
use app::{pages, shell};
use axum::extract::Query;
use std::sync::Arc;
use store::trend;

/// The trends of the chosen period: as they were drawn, where no figure has moved since.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let choice = Choice::of(&asked, &visit, &user).await?;
    let beside = visit.app.beside.of(&Source::of(&visit), &choice).await?;
    let key = Key::new(visit.lang, &choice).beside(beside);
    // Read first: figures that move meanwhile make the page newer than its key, never older.
    let revision = trend::revision(&visit.app.store).await?;
    let drawn = &visit.app.reports;
    let report = match drawn.find(&revision, visit.today(), &key) {
        Some(report) => report,
        None => {
            let report = Arc::new(draw(&visit, choice).await?);
            drawn.keep(&revision, visit.today(), key, report.clone());
            report
        }
    };
    Ok(visit
        .page(report.title.clone())
        .islands()
        .render(|| shell::drawn(report.body.clone())))
}

async fn draw(visit: &Visit, choice: Choice) -> Result<Report, PageError> {
    let props = ReportsPage {
        lang: visit.lang,
        figures: figures(&Source::of(visit), &choice).await?,
        cells: choice.cells(),
        filters: choice.allowed,
    };
    Ok(Report {
        title: title(&props),
        body: shell::html(|| pages::reports::reports(&props)),
    })
}
