//! Lists of issues: GET /issues, the triage for staff, one's own reports for members.

use crate::error::{PageError, PageResult};
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages::issue::list::{Due, ListPage, OwnPage, title};
use app::{pages, texts};
use axum::extract::Query;
use domain::category::Filter;
use domain::issue::search::{IssueSearch, SourceWanted, StateWanted};
use domain::permission::{Action, Grant, grant, may_at_all};
use domain::{IssueId, Month};
use serde::Deserialize;
use store::issue;

/// Protected reports that are shown above the triage.
const SHOWN_DUE: usize = 10;
/// One's own reports on a page.
const OWN: usize = 25;

/// The address as typed: what it does not know narrows nothing, and a bad cursor is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    filter: String,
    category: String,
    client: String,
    reported_month: String,
    source: String,
    after: String,
}

impl Asked {
    fn search(&self) -> IssueSearch {
        let reported_month = self.reported_month.parse().ok().and_then(Month::from_number);
        // The list behind a mark of the trend shows every state unless it says otherwise.
        let usual = if reported_month.is_some() {
            StateWanted::All
        } else {
            StateWanted::Open
        };
        IssueSearch {
            state: StateWanted::from_code(&self.state).unwrap_or(usual),
            filter: Filter::from_code(&self.filter),
            category: self.category.parse().ok(),
            client: self.client.parse().ok(),
            reported_month,
            source: SourceWanted::from_code(&self.source),
            after: self.after.parse().ok(),
        }
    }
}

/// The list that this person has.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    if may_at_all(&user, Action::ListIssues).is_ok() {
        staff(visit, user, asked.search()).await
    } else {
        own(visit, user, asked.after.parse::<IssueId>().ok()).await
    }
}

async fn staff(visit: Visit, user: CurrentUser, search: IssueSearch) -> PageResult {
    let store = &visit.app.store;
    let payment_only = grant(user.role, Action::ListIssues) == Grant::Payment;
    let found = issue::found(store, &user, &search).await?;
    let client_name = match search.client {
        Some(client) => issue::basis(store, client, visit.today())
            .await?
            .map(|basis| basis.client_name),
        None => None,
    };
    let mut categories = issue::categories(store).await?;
    categories.retain(|c| !payment_only || c.filter == Filter::Payment);
    let shown: Vec<IssueId> = found.issues.iter().map(|issue| issue.id).collect();
    let mut repeated: Vec<IssueId> = issue::duplicates(store, &shown)
        .await?
        .into_iter()
        .map(|(one, _)| one)
        .collect();
    repeated.dedup();
    let triage = search.state == StateWanted::Open && search.is_plain() && search.after.is_none();
    let due = if triage {
        due(&visit, &user).await?
    } else {
        Vec::new()
    };
    let props = ListPage {
        lang: visit.lang,
        repeated,
        due,
        search,
        found,
        categories,
        client_name,
        kept_out: !user.named_handler && !payment_only,
        payment_only,
    };
    let counts = home::counts(&visit, &user).await?;
    Ok(visit
        .page(title(&props))
        .counts(counts)
        .notice(
            visit
                .done("classify")
                .then(|| texts::issue_sheet::done_classify(visit.lang)),
        )
        .render(|| pages::issue::list::list(&props)))
}

/// Protected reports whose next day comes within a week or has passed.
async fn due(visit: &Visit, user: &CurrentUser) -> Result<Vec<Due>, PageError> {
    let due = issue::promised(&visit.app.store, user, visit.today()).await?;
    let shown = due.into_iter().take(SHOWN_DUE).map(|protected| Due {
        on: protected.next(),
        late: protected.next() < visit.today(),
        issue: protected.issue,
        client_name: protected.client_name,
        acknowledged: protected.acknowledged,
    });
    Ok(shown.collect())
}

async fn own(visit: Visit, user: CurrentUser, after: Option<IssueId>) -> PageResult {
    let store = &visit.app.store;
    let props = OwnPage {
        lang: visit.lang,
        found: issue::own(store, &user, after.map(|id| id.0), OWN).await?,
        categories: issue::categories(store).await?,
        later: after.is_some(),
    };
    Ok(visit
        .page(texts::issue_list::mine(visit.lang))
        .render(|| pages::issue::list::own(&props)))
}
