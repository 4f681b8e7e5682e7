//! Issues that may be about the same facts: of the same client, filter and circle of readers, in no case yet, near in time.

use crate::issue::{SummaryRow, limited_to, summary_columns};
use crate::{Store, StoreError};
use chrono::{Days, NaiveDate};
use domain::case::{Bounds, NEAR_DAYS};
use domain::issue::IssueSummary;
use domain::{CategoryId, IssueId, Person};

const NEAR: &str = concat!(
    "SELECT ",
    summary_columns!(),
    " FROM issue i JOIN client c ON c.id = i.client_id
     WHERE i.client_id = $1 AND i.dossier_id IS NULL AND i.state IN ('reported', 'under_review', 'confirmed') AND i.filter = $2
       AND (i.sensitivity = 'named_handlers') = $3 AND i.happened_on >= $4 AND i.happened_on <= $5
       AND (CAST($6 AS TEXT) IS NULL OR i.filter = $6) AND ($7 OR i.sensitivity <> 'named_handlers')
       AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $8 AND p.client_id = i.client_id)
     ORDER BY i.id LIMIT 500"
);

/// The most likely first: the same category, then the nearest day. `except` itself is not among them.
pub async fn suggestions(
    store: &Store,
    reader: &Person,
    bounds: Bounds,
    category: Option<CategoryId>,
    around: (NaiveDate, NaiveDate),
    except: Option<IssueId>,
    most: usize,
) -> Result<Vec<IssueSummary>, StoreError> {
    let (first, last) = around;
    let from = first.checked_sub_days(Days::new(NEAR_DAYS)).unwrap_or(first);
    let to = last.checked_add_days(Days::new(NEAR_DAYS)).unwrap_or(last);
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(NEAR)
        .bind(bounds.client.0)
        .bind(bounds.filter.code())
        .bind(bounds.named_handlers)
        .bind(from)
        .bind(to)
        .bind(limited_to(reader))
        .bind(reader.named_handler)
        .bind(reader.id.0)
        .fetch_all(pool)
        .await)?;
    let mut found: Vec<IssueSummary> = rows
        .into_iter()
        .map(IssueSummary::try_from)
        .collect::<Result<_, _>>()?;
    found.retain(|issue| Some(issue.id) != except);
    let distance = |day: NaiveDate| {
        let before = first.signed_duration_since(day).num_days().max(0);
        before.max(day.signed_duration_since(last).num_days())
    };
    found.sort_by_key(|issue| {
        (
            category.is_some_and(|category| category != issue.category),
            distance(issue.happened_on),
            issue.id,
        )
    });
    found.truncate(most);
    Ok(found)
}
