//! Accounts: GET /admin/people?q=&role=

use crate::error::PageResult;
use crate::visit::Visit;
use app::pages::people::list::{Line, ListPage, list, title};
use axum::extract::Query;
use domain::Role;
use serde::Deserialize;
use store::people;

/// What is read of a text; the rest is somebody's clipboard.
const LONGEST: usize = 100;

/// The address as typed: what it does not know narrows nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    role: String,
}

/// GET /admin/people
pub async fn get(visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    let text: String = asked.q.trim().chars().take(LONGEST).collect();
    let role = Role::from_code(&asked.role);
    let (found, more) = people::found(&visit.app.store, &text, role).await?;
    let waiting = people::wishes(&visit.app.store).await?;
    let props = ListPage {
        lang: visit.lang,
        text,
        role,
        found: found
            .into_iter()
            .map(|account| Line {
                id: account.person.id,
                name: account.person.name,
                email: account.person.email,
                role: account.person.role,
                named_handler: account.person.named_handler,
                active: account.active,
            })
            .collect(),
        more,
        waiting: waiting
            .into_iter()
            .map(|wish| (wish.of.person, wish.name, wish.role))
            .collect(),
    };
    Ok(visit.page(title(&props)).render(|| list(&props)))
}
