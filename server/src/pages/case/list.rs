//! The list of cases: GET /cases.

use crate::error::PageResult;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::case::list::{ListPage, title};
use axum::extract::Query;
use domain::ClientId;
use domain::permission::{Action, Grant, grant};
use serde::Deserialize;
use store::case::{self, CaseSearch};
use store::issue;

/// The address as typed: what it does not know narrows nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    client: String,
    after: String,
}

/// The cases that this person may see.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let store = &visit.app.store;
    let client: Option<ClientId> = asked.client.parse().ok();
    let search = CaseSearch {
        all: asked.state == "all",
        client,
        after: asked.after.parse().ok(),
    };
    let found = case::list(store, &user, &search).await?;
    let client_name = match client {
        Some(client) => issue::basis(store, client, visit.today())
            .await?
            .map(|basis| basis.client_name),
        None => None,
    };
    let path = |after: Option<domain::CaseId>| {
        let parts = [
            search.all.then(|| "state=all".to_owned()),
            client.map(|client| format!("client={client}")),
            after.map(|after| format!("after={after}")),
        ];
        let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
        if query.is_empty() {
            "/cases".to_owned()
        } else {
            format!("/cases?{query}")
        }
    };
    let next = found
        .cases
        .last()
        .filter(|_| found.more)
        .map(|last| path(Some(last.id)));
    let props = ListPage {
        lang: visit.lang,
        next,
        first: search.after.map(|_| path(None)),
        all: search.all,
        client_name,
        kept_out: !user.named_handler && grant(user.role, Action::ReadCase) != Grant::Payment,
        found,
    };
    let counts = home::counts(&visit, &user).await?;
    Ok(visit
        .page(title(&props))
        .counts(counts)
        .render(|| pages::case::list::list(&props)))
}
