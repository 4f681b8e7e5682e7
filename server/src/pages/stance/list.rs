//! Stances in lists: GET /stances.

use crate::error::PageResult;
use crate::pages::home;
use crate::visit::{CurrentUser, Visit};
use app::pages;
use app::pages::stance::list::{BehindMarkPage, ListPage, Mark, Queue, title};
use app::parts::pager::Pager;
use axum::extract::Query;
use chrono::{Days, NaiveDate};
use domain::stance::{StanceKind, StanceSummary};
use domain::trend::choices;
use domain::trend::endings::Ending;
use domain::{Month, StanceId};
use serde::Deserialize;
use store::stance::{self, Counts, Listing, Past};

/// Rows of a page.
const PAGE: usize = 25;
/// What is counted for the tabs, at most.
const COUNTED: i64 = 1_000;
/// Reviews and ends of this many days ahead are shown.
const SOON: Days = Days::new(31);

/// What the address may say; anything unreadable is the first page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The list behind a mark of the trend: a kind and a month.
    kind: String,
    in_force_month: String,
    /// Which list.
    list: String,
    /// How stances ended, with the month.
    ended: String,
    month: String,
    /// What was recommended and chosen, decided from one month to another.
    choice: String,
    first: String,
    last: String,
    /// The last row of the page before: `2027-05-12,77`, or only an id behind a mark.
    after: String,
}

/// One of the lists; or the stances behind a mark.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let number = |text: &str| text.parse::<i64>().ok().and_then(Month::from_number);
    if let Some((how, month)) = Ending::from_code(&asked.ended).zip(number(&asked.month)) {
        let here = format!("/stances?ended={how}&month={}", month.number());
        let mark = Mark::Ended(how, month);
        return past(&visit, &user, mark, &Past::Ended(how, month), here, &asked.after).await;
    }
    let chosen = choices::from_cell(&asked.choice);
    if let (Some((recommended, chosen)), Some(first), Some(last)) =
        (chosen, number(&asked.first), number(&asked.last))
    {
        let choice = choices::cell(recommended, chosen);
        let here = format!(
            "/stances?choice={choice}&first={}&last={}",
            first.number(),
            last.number()
        );
        let mark = Mark::Chosen(recommended, chosen);
        return past(
            &visit,
            &user,
            mark,
            &Past::Chosen { choice, first, last },
            here,
            &asked.after,
        )
        .await;
    }
    let month = number(&asked.in_force_month);
    match StanceKind::from_code(&asked.kind).zip(month) {
        Some((kind, month)) => behind_mark(&visit, &user, kind, month, &asked.after).await,
        None => queue(&visit, &user, Queue::from_code(&asked.list), &asked.after).await,
    }
}

const fn listing(queue: Queue, soon: NaiveDate) -> Listing {
    match queue {
        Queue::InForce => Listing::InForce,
        Queue::ToNotify => Listing::ToNotify,
        Queue::ToHear => Listing::ToHear,
        Queue::ToApprove => Listing::ToApprove,
        Queue::Renewals => Listing::RenewalWaits,
        Queue::ToReview => Listing::ReviewBefore(soon),
        Queue::Expiring => Listing::EndingBefore(soon),
        Queue::Contested => Listing::Contested,
    }
}

const fn count(queue: Queue, counts: &Counts) -> i64 {
    match queue {
        Queue::InForce => counts.in_force,
        Queue::ToNotify => counts.to_notify,
        Queue::ToHear => counts.to_hear,
        Queue::ToApprove => counts.to_approve,
        Queue::Renewals => counts.renewals,
        Queue::ToReview => counts.to_review,
        Queue::Expiring => counts.ending,
        Queue::Contested => counts.contested,
    }
}

async fn queue(visit: &Visit, user: &CurrentUser, queue: Queue, after: &str) -> PageResult {
    let store = &visit.app.store;
    let after = after
        .split_once(',')
        .and_then(|(day, id)| Some((day.parse::<NaiveDate>().ok()?, id.parse::<StanceId>().ok()?)));
    let soon = visit.today() + SOON;
    let counts = stance::counts(store, user.id, COUNTED, soon).await?;
    let mut rows = stance::list(store, user.id, listing(queue, soon), after, PAGE as i64 + 1).await?;
    let sign = if queue == Queue::InForce { '?' } else { '&' };
    let next =
        cut(&mut rows).map(|last| format!("{}{sign}after={},{}", queue.href(), last.review_on, last.id));
    let props = ListPage {
        lang: visit.lang,
        today: visit.today(),
        in_force_count: counts.in_force,
        listing: queue,
        counts: Queue::ALL.iter().map(|q| (*q, count(*q, &counts))).collect(),
        pager: Pager {
            shown: rows.len() as i64,
            first: after.map(|_| queue.href()),
            previous: None,
            next,
        },
        stances: rows,
    };
    Ok(visit
        .page(title(&props))
        .counts(home::counts(visit, user).await?)
        .render(|| pages::stance::list::list(&props)))
}

async fn behind_mark(
    visit: &Visit,
    user: &CurrentUser,
    kind: StanceKind,
    month: Month,
    after: &str,
) -> PageResult {
    let here = format!("/stances?kind={kind}&in_force_month={}", month.number());
    let from = after.parse::<StanceId>().ok();
    let start = from.unwrap_or(StanceId(0));
    let rows = stance::behind_mark(&visit.app.store, user.id, kind, month, start, PAGE as i64 + 1).await?;
    page_behind(visit, user, Mark::InForce(kind, month), rows, here, from).await
}

async fn past(
    visit: &Visit,
    user: &CurrentUser,
    mark: Mark,
    past: &Past,
    here: String,
    after: &str,
) -> PageResult {
    let from = after.parse::<StanceId>().ok();
    let start = from.unwrap_or(StanceId(0));
    let rows = stance::past(&visit.app.store, user.id, past, start, PAGE as i64 + 1).await?;
    page_behind(visit, user, mark, rows, here, from).await
}

async fn page_behind(
    visit: &Visit,
    user: &CurrentUser,
    mark: Mark,
    mut rows: Vec<StanceSummary>,
    here: String,
    from: Option<StanceId>,
) -> PageResult {
    let next = cut(&mut rows).map(|last| format!("{here}&after={}", last.id));
    let props = BehindMarkPage {
        lang: visit.lang,
        today: visit.today(),
        mark,
        pager: Pager {
            shown: rows.len() as i64,
            first: from.map(|_| here),
            previous: None,
            next,
        },
        stances: rows,
    };
    let counts = home::counts(visit, user).await?;
    Ok(visit
        .page(props.title())
        .counts(counts)
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
