//! GET /: what waits for me.

use crate::error::PageResult;
use crate::visit::{CurrentUser, Visit};
use app::parts::heading;
use app::texts;

/// GET /
pub async fn get(visit: Visit, user: CurrentUser) -> PageResult {
    let title = texts::nav::home(visit.lang);
    Ok(visit
        .page(title)
        .render(|| heading::heading(format!("{title} · {}", user.name))))
}
