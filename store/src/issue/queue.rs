//! What waits beside the triage: protected reports with their periods, and reports that may be one.

use super::list::{limited_to, readable};
use crate::{Store, StoreError};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::category::Sensitivity;
use domain::client::IssueCounts;
use domain::issue::Severity;
use domain::issue::protected::{Periods, SOON_DAYS, periods};
use domain::{ClientId, IssueId, Month, Person};

/// A protected report that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedDue {
    pub issue: IssueId,
    pub client_name: String,
    pub acknowledged: bool,
    pub periods: Periods,
}

impl ProtectedDue {
    /// The last day of the period that runs now.
    pub const fn next(&self) -> NaiveDate {
        self.periods.next(self.acknowledged)
    }
}

/// Open protected reports that are looked at; more than these nobody answers in time anyway.
const MOST_PROTECTED: i64 = 200;

#[derive(sqlx::FromRow)]
struct DueRow {
    id: i64,
    client_name: String,
    spell_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
}

pub(super) const PROTECTED: &str = concat!(
    "SELECT i.id, c.legal_name AS client_name, COALESCE(i.spell_at, i.reported_at) AS spell_at, i.acknowledged_at
     FROM issue i JOIN client c ON c.id = i.client_id
     WHERE i.sensitivity = 'whistleblower' AND i.state IN ('reported', 'under_review')",
    readable!(),
    " ORDER BY i.id LIMIT $4"
);

/// Protected reports that the reader may see and nobody has decided, at most `most`; the first due comes first.
pub async fn protected_open(
    store: &Store,
    reader: &Person,
    most: i64,
) -> Result<Vec<ProtectedDue>, StoreError> {
    let rows: Vec<DueRow> = read!(store, |pool| sqlx::query_as(PROTECTED)
        .bind(reader.id.0)
        .bind(limited_to(reader))
        .bind(reader.named_handler)
        .bind(most)
        .fetch_all(pool)
        .await)?;
    let mut due: Vec<ProtectedDue> = rows
        .into_iter()
        .filter_map(|row| {
            let spell_on = domain::clock::day(row.spell_at);
            Some(ProtectedDue {
                issue: IssueId(row.id),
                client_name: row.client_name,
                acknowledged: row.acknowledged_at.is_some(),
                periods: periods(Sensitivity::Whistleblower, spell_on)?,
            })
        })
        .collect();
    due.sort_by_key(ProtectedDue::next);
    Ok(due)
}

/// Of these, those whose next day comes within the week or has passed.
pub async fn promised(
    store: &Store,
    reader: &Person,
    today: NaiveDate,
) -> Result<Vec<ProtectedDue>, StoreError> {
    let mut due = protected_open(store, reader, MOST_PROTECTED).await?;
    due.retain(|d| d.next() <= today + Days::new(SOON_DAYS));
    Ok(due)
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    open: i64,
    confirmed: i64,
    resolved: i64,
    worst: Option<i64>,
}

pub(super) const COUNTS: &str = concat!(
    "SELECT COUNT(*) FILTER (WHERE i.state IN ('reported', 'under_review')) AS open,
            COUNT(*) FILTER (WHERE i.state = 'confirmed') AS confirmed,
            COUNT(*) FILTER (WHERE i.state = 'resolved') AS resolved,
            CAST(MAX(CASE WHEN i.state <> 'confirmed' THEN NULL WHEN i.severity = 'critical' THEN 3 WHEN i.severity = 'serious' THEN 2
                WHEN i.severity = 'moderate' THEN 1 ELSE 0 END) AS BIGINT) AS worst
     FROM issue i WHERE i.client_id = $4",
    readable!()
);

/// How many issues of a client the reader may see: those they are kept out of are in no count (`statistics.md` 17).
pub async fn counts_of(store: &Store, reader: &Person, client: ClientId) -> Result<IssueCounts, StoreError> {
    let row: CountsRow = read!(store, |pool| sqlx::query_as(COUNTS)
        .bind(reader.id.0)
        .bind(limited_to(reader))
        .bind(reader.named_handler)
        .bind(client.0)
        .fetch_one(pool)
        .await)?;
    let worst = row
        .worst
        .and_then(|rank| Severity::ALL.get(usize::try_from(rank).ok()?));
    Ok(IssueCounts {
        open: row.open,
        confirmed: row.confirmed,
        resolved: row.resolved,
        worst_confirmed: worst.copied(),
    })
}

pub(super) const BY_MONTH: &str = concat!(
    "SELECT reported_month, COUNT(*) FROM (
        SELECT i.reported_month FROM issue i WHERE i.client_id = $4",
    readable!(),
    " ORDER BY i.id DESC LIMIT $5) AS newest GROUP BY reported_month ORDER BY reported_month"
);

/// The newest issues of a client that the reader may see, at most `most`, counted by month of report.
pub async fn by_month(
    store: &Store,
    reader: &Person,
    client: ClientId,
    most: i64,
) -> Result<Vec<(Month, i64)>, StoreError> {
    let rows: Vec<(i64, i64)> = read!(store, |pool| sqlx::query_as(BY_MONTH)
        .bind(reader.id.0)
        .bind(limited_to(reader))
        .bind(reader.named_handler)
        .bind(client.0)
        .bind(most)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|(month, n)| {
            let month = Month::from_number(month).ok_or(StoreError::Corrupt("issue.reported_month"))?;
            Ok((month, n))
        })
        .collect()
}

/// Days within which two reports without a contract may be one (`product.md`, "Recommendation": one contribution per reporter,
/// category and contract, or 90 days).
const SAME_DAYS: i64 = 90;

/// For each of these issues another one that may be the same: of the same reporter, category and contract, not withdrawn.
pub async fn duplicates(store: &Store, issues: &[IssueId]) -> Result<Vec<(IssueId, IssueId)>, StoreError> {
    let mut found = Vec::new();
    for some in issues.chunks(100) {
        let rows: Vec<(i64, i64, NaiveDate, NaiveDate, Option<i64>)> = read!(store, |pool| {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT a.id, b.id, a.happened_on, b.happened_on, a.contract_id
                 FROM issue a JOIN issue b ON b.reporter_id = a.reporter_id AND b.client_id = a.client_id
                    AND b.category_id = a.category_id AND b.id <> a.id
                    AND COALESCE(b.contract_id, 0) = COALESCE(a.contract_id, 0)
                 WHERE a.state <> 'withdrawn' AND b.state <> 'withdrawn' AND a.id IN (",
            );
            let mut list = query.separated(", ");
            for id in some {
                list.push_bind(id.0);
            }
            query.push(") ORDER BY a.id, b.id LIMIT 1000");
            query.build_query_as().persistent(false).fetch_all(pool).await
        })?;
        let near = rows.into_iter().filter(|(_, _, one, other, contract)| {
            contract.is_some() || one.signed_duration_since(*other).num_days().abs() <= SAME_DAYS
        });
        found.extend(near.map(|(a, b, ..)| (IssueId(a), IssueId(b))));
    }
    Ok(found)
}
