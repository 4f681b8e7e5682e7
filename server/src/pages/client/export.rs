//! The staff list as a file: GET /clients.csv, with the question of the list. Each export is in the log.

use super::list::Asked;
use crate::error::{PageResult, broken};
use crate::render;
use crate::visit::{CurrentUser, Visit};
use app::pages::client::export;
use axum::extract::Query;
use domain::client::search::EXPORTED;
use domain::permission::{Action, Grant, grant};
use reports::table;
use serde_json::json;
use store::client;

/// All that the list finds, up to [`EXPORTED`] clients.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let payment_only = grant(user.role, Action::ListClients) == Grant::Payment;
    let search = asked.search(payment_only);
    let (clients, more) = client::all(&visit.app.store, &search, EXPORTED).await?;
    let details = json!({
        "as": "csv",
        "clients": clients.len(),
        "more": more,
        "by_text": !search.text.is_empty(),
        "stance": search.filter.stance,
        "sector": search.filter.sector,
        "open_issues": search.filter.open_issues,
        "overdue": search.filter.overdue,
    });
    let l = visit.lang;
    // Ten thousand lines take tens of milliseconds: not on the threads that answer.
    let file = tokio::task::spawn_blocking(move || table::csv(&export::table(l, &clients, payment_only)))
        .await
        .map_err(broken)?;
    visit.exported(user.id, "clients", details).await?;
    let name = format!("vigie-clients-{}.csv", visit.today());
    Ok(render::download(&name, table::MIME, file))
}
