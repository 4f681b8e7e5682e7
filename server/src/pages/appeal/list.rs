//! Appeals: GET /appeals.

use crate::error::PageResult;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::appeal::list::{ListPage, title};
use store::appeal;

/// Appeals of each list; more than this have never waited at once.
const SHOWN: i64 = 100;

/// Those that wait, the nearest deadline first, and those that were judged.
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    let store = &visit.app.store;
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        open: appeal::open(store, user.id, SHOWN).await?,
        decided: appeal::decided(store, user.id, SHOWN).await?,
    };
    Ok(visit
        .page(title(&props))
        .counts(home::counts(&visit, &user).await?)
        .render(|| pages::appeal::list::list(&props)))
}
