//! Listing: the log in the order of its entries, a page at a time.

use super::EntryRow;
use crate::error::word;
use crate::{Store, StoreError};
use domain::audit::AuditEntry;
use domain::{AuditId, PersonId};

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
