//! The register of processing: GET /admin/processing, and as a document: GET /admin/processing/pdf. Each export is in the log.

use crate::document::{self, PDF};
use crate::error::{PageError, PageResult};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::processing::{ProcessingPage, page, title};
use domain::processing::LastPurge;
use serde_json::json;
use store::{processing, retention};

async fn load(visit: &Visit) -> Result<ProcessingPage, PageError> {
    let store = &visit.app.store;
    let last = retention::past(store, 1).await?.pop();
    Ok(ProcessingPage {
        lang: visit.lang,
        now: visit.now,
        held: processing::held(store).await?,
        periods: retention::periods_on(store, visit.today()).await?,
        purged: last.and_then(|run| {
            Some(LastPurge {
                at: run.finished_at?,
                forgotten: run.counts.done.values().sum(),
            })
        }),
        has_pdf: reports::pdf::is_built(),
    })
}

/// The page.
pub async fn get(visit: Visit, _: CurrentUser) -> PageResult {
    let props = load(&visit).await?;
    Ok(visit.page(title(visit.lang)).render(|| page(&props)))
}

/// The document.
pub async fn pdf(visit: Visit, user: CurrentUser) -> PageResult {
    let props = load(&visit).await?;
    let bytes = document::set(&visit.app, reports::processing::register(&props)).await?;
    let details = json!({"document": "processing", "lang": visit.lang});
    visit.exported(user.id, "processing", details).await?;
    let name = format!("vigie-register-{}-{}.pdf", visit.today(), visit.lang.code());
    Ok(render::download(&name, PDF, bytes))
}
