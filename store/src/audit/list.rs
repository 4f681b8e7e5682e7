//! Listing: the log in the order of its entries for other programs, and the newest first as a page shows it.

use super::EntryRow;
use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, Utc};
use domain::audit::{AuditEntry, AuditLine, AuditSearch, By};
use domain::{AuditId, PersonId};

/// The id of the newest line; 0 where there is none. Whatever is changed writes a line in the same transaction.
pub async fn newest_id(store: &Store) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COALESCE(MAX(id), 0) FROM audit";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .fetch_one(pool)
        .await)?)
}

/// Up to `limit` entries after one, the oldest first; `AuditId(0)` begins at the beginning. A reporter whose identity was
/// forgotten is a negative number that nobody bears any more.
pub async fn after(store: &Store, last: AuditId, limit: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let rows: Vec<EntryRow> = read!(store, |pool| sqlx::query_as(
        "SELECT a.id, a.at, COALESCE(k.person_id, a.by_id) AS by_id, a.action, a.object, a.details
         FROM audit a LEFT JOIN reporter_key k ON k.id = -a.by_id WHERE a.id > $1 ORDER BY a.id LIMIT $2"
    )
    .bind(last.0)
    .bind(limit)
    .fetch_all(pool)
    .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(AuditEntry {
                id: AuditId(row.id),
                at: row.at,
                by: row.by_id.map(PersonId),
                action: word(&row.action, "audit.action")?,
                object: row.object,
                details: row.details.0.to_string(),
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: i64,
    at: DateTime<Utc>,
    by_id: Option<i64>,
    by_name: Option<String>,
    action: String,
    object: String,
}

/// The newest entries before one, narrowed or not.
macro_rules! lines {
    ($narrowed:literal) => {
        concat!(
            "SELECT a.id, a.at, a.by_id, p.name AS by_name, a.action, a.object
             FROM audit a LEFT JOIN person p ON p.id = a.by_id
             WHERE ",
            $narrowed,
            "a.id < $1 ORDER BY a.id DESC LIMIT $2"
        )
    };
}

const ALL: &str = lines!("");
const OF_ACTION: &str = lines!("a.action = $3 AND ");
const OF_PERSON: &str = lines!("a.by_id = $3 AND ");
const OF_BOTH: &str = lines!("a.action = $3 AND a.by_id = $4 AND ");

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("the log", ALL),
    ("the log of an action", OF_ACTION),
    ("the log of a person", OF_PERSON),
    ("the log of an action of a person", OF_BOTH),
];

/// Up to `limit` entries, the newest first. What stands under the key of a report says no more than that.
pub async fn newest(store: &Store, search: &AuditSearch, limit: i64) -> Result<Vec<AuditLine>, StoreError> {
    let sql = match (search.action, search.by) {
        (None, None) => ALL,
        (Some(_), None) => OF_ACTION,
        (None, Some(_)) => OF_PERSON,
        (Some(_), Some(_)) => OF_BOTH,
    };
    let before = search.before.map_or(i64::MAX, |id| id.0);
    let rows: Vec<LineRow> = read!(store, |pool| {
        let mut query = sqlx::query_as(sql).bind(before).bind(limit);
        if let Some(action) = search.action {
            query = query.bind(action.code());
        }
        if let Some(by) = search.by {
            query = query.bind(by.0);
        }
        query.fetch_all(pool).await
    })?;
    rows.into_iter().map(AuditLine::try_from).collect()
}

impl TryFrom<LineRow> for AuditLine {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        let by = match row.by_id {
            None => By::Program,
            Some(key) if key < 0 => By::Reporter,
            Some(id) => By::Person {
                id: PersonId(id),
                name: row.by_name.unwrap_or_default(),
            },
        };
        Ok(Self {
            id: AuditId(row.id),
            at: row.at,
            by,
            action: word(&row.action, "audit.action")?,
            object: row.object,
        })
    }
}
