//! The staff list of clients: GET /clients, whole or only its results.

use crate::error::PageResult;
use crate::pages::home;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::client::list::{ListPage, title};
use axum::extract::Query;
use domain::client::search::{After, ClientFilter, ClientOrder, ClientSearch, StanceChoice};
use domain::client::sector::SectorGroup;
use domain::permission::{Action, Grant, grant, may_at_all};
use serde::Deserialize;
use store::client;

/// The address as typed: what it does not know narrows nothing, and a bad place is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    stance: String,
    sector: String,
    order: String,
    open_issues: String,
    overdue: String,
    after: String,
}

/// What is read of a text; the rest is somebody's clipboard.
const LONGEST: usize = 200;

impl Asked {
    /// Accounts do not filter by stance or issues: these are not theirs to list.
    pub(super) fn search(&self, payment_only: bool) -> ClientSearch {
        ClientSearch {
            text: self.q.trim().chars().take(LONGEST).collect(),
            filter: ClientFilter {
                stance: StanceChoice::from_code(&self.stance).filter(|_| !payment_only),
                sector: SectorGroup::from_code(&self.sector),
                open_issues: self.open_issues == "1" && !payment_only,
                overdue: self.overdue == "1",
            },
            order: ClientOrder::from_code(&self.order).unwrap_or(ClientOrder::Name),
            after: After::parse(&self.after),
        }
    }
}

/// The list, a page at a time.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let payment_only = grant(user.role, Action::ListClients) == Grant::Payment;
    let search = asked.search(payment_only);
    let found = client::list(&visit.app.store, &search).await?;
    let props = ListPage {
        lang: visit.lang,
        search,
        found,
        payment_only,
        may_add: may_at_all(&user, Action::EditClient).is_ok(),
    };
    if visit.wants("results") {
        return Ok(render::part(|| pages::client::list::results(&props)));
    }
    let counts = home::counts(&visit, &user).await?;
    Ok(visit
        .page(title(&props))
        .islands()
        .counts(counts)
        .render(|| pages::client::list::list(&props)))
}
