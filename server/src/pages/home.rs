//! GET /: what waits for me.

use crate::error::{PageError, PageResult};
use crate::visit::{CurrentUser, Visit};
use app::frame::NavCounts;
use app::pages::home::{HomePage, title};
use app::{pages, texts};
use domain::home::{Queue, Waiting};
use store::{home, issue, message};

/// Messages that the first page shows; the rest come after these are marked as read.
const NEWS: i64 = 10;

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
        news: message::unread(&visit.app.store, user.id, NEWS).await?,
        categories: issue::categories(&visit.app.store).await?,
    };
    Ok(visit
        .page(title(&props))
        .counts(counts)
        .notice(visit.done("read").then(|| texts::message::done_read(visit.lang)))
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
