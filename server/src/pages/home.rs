//! GET /: what waits for me.

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::frame::NavCounts;
use app::pages;
use app::pages::home::{HomePage, title};
use domain::home::Waiting;
use store::{home, issue};

/// GET /
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    let home = home::of(&visit.app.store, &user, visit.today()).await?;
    let counts = menu(&home.waiting);
    let props = HomePage {
        lang: visit.lang,
        name: user.name.clone(),
        role: user.role,
        today: visit.today(),
        home,
        categories: issue::categories(&visit.app.store).await?,
    };
    Ok(visit
        .page(title(&props))
        .counts(counts)
        .render(|| pages::home::home(&props)))
}

/// The counts beside the places of the menu: one bounded query for staff, none for the others.
pub async fn counts(visit: &Visit, user: &CurrentUser) -> Result<NavCounts, PageError> {
    let waiting = home::waiting(&visit.app.store, user, visit.today()).await?;
    Ok(menu(&waiting))
}

const fn menu(waiting: &Waiting) -> NavCounts {
    NavCounts {
        issues: waiting.triage,
        approvals: waiting.approvals,
        stances: waiting.stances + waiting.review,
    }
}
