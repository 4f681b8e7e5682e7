//! Appeals: GET /appeals.

use crate::error::PageResult;
use crate::visit::Visit;
use app::pages;
use app::pages::appeal::list::{ListPage, title};
use store::appeal;

/// Appeals of each list; more than this have never waited at once.
const SHOWN: i64 = 100;

/// Those that wait, the nearest deadline first, and those that were judged.
pub async fn get(visit: Visit) -> PageResult {
    let store = &visit.app.store;
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        open: appeal::open(store, SHOWN).await?,
        decided: appeal::decided(store, SHOWN).await?,
    };
    Ok(visit
        .page(title(&props))
        .render(|| pages::appeal::list::list(&props)))
}
