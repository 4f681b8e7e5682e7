//! The needs of a kept check: read, ticked with their proof, waived once.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::check::{KeptNeed, Need, NeedState};
use domain::{CheckId, FileId, PersonId};
use serde_json::json;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct NeedRow {
    position: i64,
    need: Json<Need>,
    state: String,
    text: String,
    file_id: Option<i64>,
    file_name: Option<String>,
    by_name: Option<String>,
    at: Option<DateTime<Utc>>,
    revision: i64,
}

#[doc(hidden)]
pub const NEEDS: &str = "
    SELECT n.position, n.need, n.state, n.text, n.file_id, s.name AS file_name, p.name AS by_name, n.at, n.revision
    FROM check_need n LEFT JOIN stored_file s ON s.id = n.file_id LEFT JOIN person p ON p.id = n.by_id
    WHERE n.kept_check_id = $1 ORDER BY n.position";

/// What a kept check needs, and what became of it.
pub async fn needs(store: &Store, check: CheckId) -> Result<Vec<KeptNeed>, StoreError> {
    let rows: Vec<NeedRow> = read!(store, |pool| sqlx::query_as(NEEDS)
        .bind(check.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(KeptNeed {
                position: row.position,
                need: row.need.0,
                state: word(&row.state, "check_need.state")?,
                text: row.text,
                file: row.file_id.map(FileId).zip(row.file_name),
                by_name: row.by_name,
                at: row.at,
                revision: row.revision,
            })
        })
        .collect()
}

/// What becomes of a need.
#[derive(Debug, Clone)]
pub struct Settled<'a> {
    pub check: CheckId,
    pub position: i64,
    /// The revision that was seen.
    pub revision: i64,
    /// [`NeedState::Met`] or [`NeedState::Waived`], as [`domain::check::tick`] or [`domain::check::waive`] said.
    pub state: NeedState,
    pub text: &'a str,
    pub file: Option<FileId>,
    pub by: PersonId,
}

/// Ticks or waives one need; what was settled meanwhile is a conflict.
pub async fn settle(tx: &mut Tx, settled: &Settled<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE check_need SET state = $4, text = $5, file_id = $6, by_id = $7, at = $8, revision = revision + 1
        WHERE kept_check_id = $1 AND position = $2 AND revision = $3 AND state = 'open'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(settled.check.0)
        .bind(settled.position)
        .bind(settled.revision)
        .bind(settled.state.code())
        .bind(settled.text.trim())
        .bind(settled.file.map(|file| file.0))
        .bind(settled.by.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let action = if settled.state == NeedState::Waived {
        AuditAction::WaiveCondition
    } else {
        AuditAction::TickCondition
    };
    audit::record(
        tx,
        Some(settled.by),
        action,
        &format!("check {}", settled.check),
        json!({"position": settled.position}),
        now,
    )
    .await
}

/// The file of a need of this check, if it is one.
pub async fn need_file(store: &Store, check: CheckId, file: FileId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM check_need WHERE kept_check_id = $1 AND file_id = $2)";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(check.0)
        .bind(file.0)
        .fetch_one(pool)
        .await)?)
}
