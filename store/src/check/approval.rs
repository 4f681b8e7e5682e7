//! The go-ahead: a counsellor's yes or no, bound to the facts it was read with; its history; its one reminder.

use super::facts::revision_of;
use crate::error::touched;
use crate::{Store, StoreError, Tx, audit, message};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::check::{CheckState, EarlierGoAhead, KeptCheck, approval};
use domain::message::Message;
use domain::{CheckId, PersonId, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// What a counsellor answers, and what they had read.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    pub check: CheckId,
    /// The revision of the request that was seen.
    pub revision: i64,
    /// The client's facts and the profession as they stood on the page: a yes to what has changed since is a conflict.
    pub facts_revision: i64,
    pub granted: bool,
    /// The stances that a yes approves.
    pub stances: Vec<StanceId>,
    pub by: PersonId,
    pub comment: &'a str,
}

const DECIDE: &str = concat!(
    "
    UPDATE approval SET state = $3, decided_by = $4, decided_at = $5, valid_until = $6, comment = $7, stances = $8,
           facts_revision = $9, revision = revision + 1
    WHERE kept_check_id = $1 AND revision = $2 AND state = 'asked'
      AND ($3 = 'declined' OR $9 = (SELECT ",
    revision_of!("k.client_id", "o.parent_id"),
    " + q.revision FROM kept_check k JOIN profession q ON q.id = k.profession_id
          LEFT JOIN client o ON o.id = k.client_id WHERE k.id = $1))
    RETURNING (SELECT k.person_id FROM kept_check k WHERE k.id = $1)"
);
const CLIENT_NAME: &str = "
    SELECT c.name FROM kept_check k JOIN client_card c ON c.client_id = k.client_id WHERE k.id = $1";

/// A yes or no; a yes holds for 3 months. Whatever has changed since the page was read is a [`StoreError::Conflict`].
pub async fn answer_approval(
    tx: &mut Tx,
    decision: &Decision<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let today = domain::clock::day(now);
    let state = if decision.granted {
        CheckState::Granted
    } else {
        CheckState::Declined
    };
    let asked_by: Option<i64> = on!(tx, |conn| sqlx::query_scalar(DECIDE)
        .bind(decision.check.0)
        .bind(decision.revision)
        .bind(state.code())
        .bind(decision.by.0)
        .bind(now)
        .bind(decision.granted.then(|| approval::holds_until(today)))
        .bind(decision.comment.trim())
        .bind(Json(&decision.stances))
        .bind(decision.facts_revision)
        .fetch_optional(&mut *conn)
        .await)?;
    let asked_by = asked_by.ok_or(StoreError::Conflict)?;
    let name: Option<String> = on!(tx, |conn| sqlx::query_scalar(CLIENT_NAME)
        .bind(decision.check.0)
        .fetch_optional(&mut *conn)
        .await)?;
    let told = Message::GoAheadAnswered {
        check: decision.check,
        client_name: name.unwrap_or_default(),
        granted: decision.granted,
    };
    message::tell(tx, PersonId(asked_by), &told, now).await?;
    audit::record(
        tx,
        Some(decision.by),
        AuditAction::AnswerApproval,
        &format!("check {}", decision.check),
        json!({"state": state}),
        now,
    )
    .await
}

#[derive(sqlx::FromRow)]
struct EarlierRow {
    check_id: i64,
    state: String,
    by_name: String,
    decided_at: DateTime<Utc>,
    valid_until: Option<NaiveDate>,
    comment: String,
}

#[doc(hidden)]
pub const EARLIER: &str = "
    SELECT k.id AS check_id, a.state, p.name AS by_name, a.decided_at, a.valid_until, a.comment
    FROM kept_check k JOIN approval a ON a.kept_check_id = k.id JOIN person p ON p.id = a.decided_by
    WHERE k.person_id = $1 AND k.client_id = $2 AND k.profession_id = $3 AND k.id <> $4
    ORDER BY k.id DESC LIMIT 10";

/// Earlier answers for the same member, client and profession, the newest first.
pub async fn earlier(store: &Store, check: &KeptCheck) -> Result<Vec<EarlierGoAhead>, StoreError> {
    let Some(client) = check.offer.client else {
        return Ok(Vec::new());
    };
    let rows: Vec<EarlierRow> = read!(store, |pool| sqlx::query_as(EARLIER)
        .bind(check.kept_by.0)
        .bind(client.0)
        .bind(check.offer.profession.0)
        .bind(check.id.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| EarlierGoAhead {
            check: CheckId(row.check_id),
            granted: row.state == CheckState::Granted.code(),
            by_name: row.by_name,
            at: row.decided_at,
            until: row.valid_until,
            comment: row.comment,
        })
        .collect())
}

/// Reminds the team, once, of the go-aheads that are due: one message for each of its people, whatever their number.
/// Says how many there were.
pub async fn remind(store: &Store, now: DateTime<Utc>) -> Result<i64, StoreError> {
    const DUE: &str =
        "SELECT COUNT(*) FROM approval WHERE state = 'asked' AND reminded_on IS NULL AND due_on <= $1";
    const MARK: &str = "
        UPDATE approval SET reminded_on = $1 WHERE state = 'asked' AND reminded_on IS NULL AND due_on <= $1";
    const TEAM: &str = "SELECT id FROM person WHERE role IN ('counsellor', 'manager') AND active ORDER BY id";
    let today = domain::clock::day(now);
    let due: i64 = read!(store, |pool| sqlx::query_scalar(DUE)
        .bind(today)
        .fetch_one(pool)
        .await)?;
    if due == 0 {
        return Ok(0);
    }
    let mut tx = store.write().await?;
    let marked = on!(&mut tx, |conn| sqlx::query(MARK)
        .bind(today)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if touched(marked).is_err() {
        // Another server was faster.
        return Ok(0);
    }
    let team: Vec<i64> = on!(&mut tx, |conn| sqlx::query_scalar(TEAM)
        .fetch_all(&mut *conn)
        .await)?;
    let count = marked as i64;
    for person in team {
        message::tell(&mut tx, PersonId(person), &Message::GoAheadsDue { count }, now).await?;
    }
    tx.commit().await?;
    Ok(count)
}
