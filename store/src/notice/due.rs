//! What time does to letters: clients are reminded, silence is recorded, links stop working.

use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::stance::hearing::HeardHow;
use domain::{NoticeId, StanceId};

use super::find::{Row, columns};
use domain::notice::Notice;

/// A hearing whose days have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub notice: NoticeId,
    pub stance: StanceId,
    pub how: HeardHow,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: i64,
    stance_id: i64,
    replied: bool,
}

pub(super) const PASSED: &str = "
    SELECT n.id, n.stance_id,
           EXISTS (SELECT 1 FROM reply r WHERE r.stance_id = n.stance_id AND r.notice_id = n.id) AS replied
    FROM notice n JOIN stance s ON s.id = n.stance_id
    WHERE n.due_on < $1 AND n.due_on IS NOT NULL AND n.closed_on IS NULL AND n.revoked_at IS NULL
      AND n.purpose = 'hearing' AND s.state = 'notified'
    ORDER BY n.due_on, n.id LIMIT $2";

/// Hearings whose last day lies before today and that nobody has closed.
pub async fn passed(store: &Store, today: NaiveDate, limit: i64) -> Result<Vec<Due>, StoreError> {
    let rows: Vec<DueRow> = read!(store, |pool| sqlx::query_as(PASSED)
        .bind(today)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    let due = |row: DueRow| Due {
        notice: NoticeId(row.id),
        stance: StanceId(row.stance_id),
        how: if row.replied {
            HeardHow::Replied
        } else {
            HeardHow::Silence
        },
    };
    Ok(rows.into_iter().map(due).collect())
}

pub(super) const REMIND: &str = concat!(
    columns!(),
    "WHERE n.due_on >= $1 AND n.due_on <= $2 AND n.due_on IS NOT NULL AND n.closed_on IS NULL AND n.revoked_at IS NULL
       AND n.purpose = 'hearing' AND n.channel = 'mail' AND n.reminded_on IS NULL AND s.state = 'notified'
       AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.stance_id = n.stance_id AND r.notice_id = n.id)
     ORDER BY n.due_on, n.id LIMIT $3"
);

/// Letters by mail whose last day lies between two days and that were neither answered nor reminded of.
pub async fn remind(
    store: &Store,
    from: NaiveDate,
    to: NaiveDate,
    limit: i64,
) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(REMIND)
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Marks a client as reminded; `false` where another server did it.
pub async fn reminded(tx: &mut Tx, notice: NoticeId, today: NaiveDate) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE notice SET reminded_on = $2 WHERE id = $1 AND reminded_on IS NULL AND revoked_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(notice.0)
        .bind(today)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub(super) const FORGET: &str = "
    UPDATE notice SET revoked_at = $2, revision = revision + 1 WHERE revoked_at IS NULL AND expires_on < $1";

/// Revokes links past their last day. A link is refused from that day on in any case; this is what the history shows.
pub async fn forget_links(tx: &mut Tx, today: NaiveDate, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on!(tx, |conn| sqlx::query(FORGET)
        .bind(today)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}
