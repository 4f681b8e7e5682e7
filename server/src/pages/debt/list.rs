//! Who owes: GET /debts.

use crate::error::PageResult;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages::debt::list::{ListPage, list, title};
use axum::extract::Query;
use domain::debt::{After, AgeBand, DebtSearch};
use serde::Deserialize;

/// The address as typed: what it does not know narrows nothing, and a bad place is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    age: String,
    step_due: String,
    all_open: String,
    by_group: String,
    after: String,
}

/// The list, a page at a time.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let search = DebtSearch {
        age: AgeBand::from_code(&asked.age).filter(|age| *age != AgeBand::NotDue),
        step_due: asked.step_due == "1",
        all_open: asked.all_open == "1",
        by_group: asked.by_group == "1",
        after: After::parse(&asked.after),
    };
    let found = store::debt::list::page(&visit.app.store, &search, visit.today()).await?;
    let props = ListPage {
        lang: visit.lang,
        search,
        found,
    };
    let counts = home::counts(&visit, &user).await?;
    Ok(visit.page(title(&props)).counts(counts).render(|| list(&props)))
}
