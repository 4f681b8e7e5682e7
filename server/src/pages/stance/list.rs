//! Stances in lists: GET /stances.

use crate::error::PageResult;
use crate::visit::Visit;
use app::pages;
use app::pages::stance::list::{BehindMarkPage, ListPage, title};
use app::parts::pager::Pager;
use axum::extract::Query;
use chrono::NaiveDate;
use domain::stance::life::StanceState;
use domain::stance::{StanceKind, StanceSummary};
use domain::{Month, StanceId};
use serde::Deserialize;
use store::stance::{self, Listing};

/// Rows of a page.
const PAGE: usize = 25;

/// What the address may say; anything unreadable is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The list behind a mark of the trend: a kind and a month.
    kind: String,
    in_force_month: String,
    /// The last row of the page before: `2027-05-12,77`, or only an id behind a mark.
    after: String,
}

/// To approve and in force; or the stances behind a mark.
pub async fn get(visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    let month = asked
        .in_force_month
        .parse::<i64>()
        .ok()
        .and_then(Month::from_number);
    match StanceKind::from_code(&asked.kind).zip(month) {
        Some((kind, month)) => behind_mark(&visit, kind, month, &asked.after).await,
        None => in_force(&visit, &asked.after).await,
    }
}

async fn in_force(visit: &Visit, after: &str) -> PageResult {
    let store = &visit.app.store;
    let after = after
        .split_once(',')
        .and_then(|(day, id)| Some((day.parse::<NaiveDate>().ok()?, id.parse::<StanceId>().ok()?)));
    let limit = PAGE as i64 + 1;
    let proposed = stance::list(store, Listing::State(StanceState::Proposed), None, limit).await?;
    let mut rows = stance::list(store, Listing::State(StanceState::InForce), after, limit).await?;
    let next = cut(&mut rows).map(|last| format!("/stances?after={},{}", last.review_on, last.id));
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        in_force_count: stance::count_in_force(store).await?,
        proposed,
        pager: Pager {
            shown: rows.len() as i64,
            first: after.map(|_| "/stances".to_owned()),
            previous: None,
            next,
        },
        in_force: rows,
    };
    Ok(visit
        .page(title(&props))
        .render(|| pages::stance::list::list(&props)))
}

async fn behind_mark(visit: &Visit, kind: StanceKind, month: Month, after: &str) -> PageResult {
    let here = format!("/stances?kind={kind}&in_force_month={}", month.number());
    let from = after.parse::<StanceId>().ok();
    let start = from.unwrap_or(StanceId(0));
    let mut rows = stance::behind_mark(&visit.app.store, kind, month, start, PAGE as i64 + 1).await?;
    let next = cut(&mut rows).map(|last| format!("{here}&after={}", last.id));
    let props = BehindMarkPage {
        lang: visit.lang,
        today: visit.today(),
        kind,
        month,
        pager: Pager {
            shown: rows.len() as i64,
            first: from.map(|_| here),
            previous: None,
            next,
        },
        stances: rows,
    };
    Ok(visit
        .page(props.title())
        .render(|| pages::stance::list::behind_mark(&props)))
}

/// Takes the row that tells of a next page off; gives the last row to go on from.
fn cut(rows: &mut Vec<StanceSummary>) -> Option<&StanceSummary> {
    if rows.len() > PAGE {
        rows.truncate(PAGE);
        rows.last()
    } else {
        None
    }
}
