//! GET /: what waits for me.

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::frame::NavCounts;
use app::pages;
use app::pages::home::{HomePage, title};
use domain::home::{Queue, Waiting};
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

/// The counts beside the places of the menu: one bounded query, none for roles without such work.
pub async fn counts(visit: &Visit, user: &CurrentUser) -> Result<NavCounts, PageError> {
    let waiting = home::waiting(&visit.app.store, user, visit.today()).await?;
    Ok(menu(&waiting))
}

fn menu(waiting: &Waiting) -> NavCounts {
    NavCounts {
        issues: waiting.in_queue(Queue::Triage),
        approvals: waiting.in_queues(&[Queue::GoAheads, Queue::Derogations]),
        stances: waiting.in_queues(&[
            Queue::ToNotify,
            Queue::ToApprove,
            Queue::Renewals,
            Queue::Contested,
            Queue::Review,
        ]),
        debts: waiting.in_queue(Queue::Debts),
        opinions: waiting.in_queue(Queue::Opinions),
    }
}
