//! The purge: planned for the first of each month, done in batches by whichever server holds the lease; what it has reached
//! stands in its row, so that nothing is done twice and an interrupted one goes on.

use super::due::{checks_in, issues_in};
use super::forget;
use super::period::periods_in;
use crate::error::{touched, word};
use crate::house::Pseudonyms;
use crate::{Store, StoreError, Tx, audit, lease};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::PersonId;
use domain::audit::AuditAction;
use domain::clock::day;
use domain::retention::{Counts, Fate, PurgeRun, Subject, began_by, first_of_next_month};
use serde_json::json;
use sqlx::types::Json;

/// Looked at in one transaction.
const BATCH: i64 = 100;
/// A server that goes away is replaced after this time; each batch renews it.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due, or another server is at it.
    Idle,
    /// A batch was done; there may be more.
    More,
    /// The purge came to its end; the next one is planned.
    Done,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    id: i64,
    due_on: NaiveDate,
    subject: String,
    after_id: i64,
    counts: Json<Counts>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    moved_by_name: Option<String>,
    revision: i64,
}

impl From<RunRow> for PurgeRun {
    fn from(row: RunRow) -> Self {
        Self {
            due_on: row.due_on,
            started_at: row.started_at,
            finished_at: row.finished_at,
            moved_by_name: row.moved_by_name,
            counts: row.counts.0,
            revision: row.revision,
        }
    }
}

const PLANNED: &str = "
    SELECT r.id, r.due_on, r.subject, r.after_id, r.counts, r.started_at, r.finished_at, p.name AS moved_by_name, r.revision
    FROM purge_run r LEFT JOIN person p ON p.id = r.moved_by WHERE r.state = 'planned'";

/// Plans the next purge where none is planned: for the first of the next month, so that a new house has time to look at it.
pub async fn plan(tx: &mut Tx, today: NaiveDate) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO purge_run (state, due_on) SELECT 'planned', $1
        WHERE NOT EXISTS (SELECT 1 FROM purge_run r WHERE r.state = 'planned')
        ON CONFLICT DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(first_of_next_month(today))
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// The planned purge; before a server has run for the first time there is none.
pub async fn planned(store: &Store) -> Result<Option<PurgeRun>, StoreError> {
    let row: Option<RunRow> = read!(store, |pool| sqlx::query_as(PLANNED).fetch_optional(pool).await)?;
    Ok(row.map(Into::into))
}

/// The newest purges that were done.
pub async fn past(store: &Store, limit: i64) -> Result<Vec<PurgeRun>, StoreError> {
    const SQL: &str = "
        SELECT r.id, r.due_on, r.subject, r.after_id, r.counts, r.started_at, r.finished_at, p.name AS moved_by_name, r.revision
        FROM purge_run r LEFT JOIN person p ON p.id = r.moved_by WHERE r.state = 'done' ORDER BY r.id DESC LIMIT $1";
    let rows: Vec<RunRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Asks for the planned purge today, at the revision that was seen; a server begins within the hour.
pub async fn move_up(tx: &mut Tx, revision: i64, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE purge_run SET due_on = $2, moved_by = $3, revision = revision + 1
        WHERE state = 'planned' AND revision = $1 AND started_at IS NULL";
    let rows = on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(revision)
        .bind(day(now))
        .bind(by.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    audit::record(tx, Some(by), AuditAction::MovePurge, "retention", json!({}), now).await
}

/// Does the next batch of the planned purge, if its day has come and no other server is at it.
pub async fn step(
    store: &Store,
    holder: &str,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
) -> Result<Step, StoreError> {
    let today = day(now);
    let found: Option<RunRow> = read!(store, |pool| sqlx::query_as(PLANNED).fetch_optional(pool).await)?;
    if found.as_ref().is_some_and(|run| run.due_on > today) {
        // A server that has nothing to do does not write.
        return Ok(Step::Idle);
    }
    let mut tx = store.write().await?;
    if !lease::take(&mut tx, "retention", holder, now, now + LEASE).await? {
        return Ok(Step::Idle);
    }
    plan(&mut tx, today).await?;
    // Read again under the lease: another server may have gone further meanwhile.
    let run: RunRow = on!(&mut tx, |conn| sqlx::query_as(PLANNED)
        .fetch_one(&mut *conn)
        .await)?;
    let done = if run.due_on > today {
        Step::Idle
    } else {
        batch(&mut tx, run, pseudonyms, now).await?
    };
    tx.commit().await?;
    Ok(done)
}

async fn batch(
    tx: &mut Tx,
    run: RunRow,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
) -> Result<Step, StoreError> {
    let (id, on) = (run.id, day(now));
    let subject: Subject = word(&run.subject, "purge_run.subject")?;
    let mut counts = run.counts.0;
    let reached = if subject == Subject::Check {
        checks(tx, on, run.after_id, pseudonyms, now, &mut counts).await?
    } else {
        issues(tx, subject, on, run.after_id, pseudonyms, now, &mut counts).await?
    };
    match (reached, subject.next()) {
        (Some(after), _) => write(tx, id, subject, after, &counts, now).await?,
        (None, Some(next)) => write(tx, id, next, 0, &counts, now).await?,
        (None, None) => {
            finish(tx, id, &counts, now).await?;
            return Ok(Step::Done);
        }
    }
    Ok(Step::More)
}

/// Gives the last id looked at; `None` where there is no more.
async fn issues(
    tx: &mut Tx,
    subject: Subject,
    on: NaiveDate,
    after: i64,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
    counts: &mut Counts,
) -> Result<Option<i64>, StoreError> {
    let rows = issues_in(tx, subject, on, after, BATCH).await?;
    let reached = rows.last().map(|(row, _)| row.id);
    let left = rows
        .iter()
        .filter(|(_, fate)| matches!(fate, Fate::Stays(_)))
        .count();
    let due: Vec<_> = rows
        .into_iter()
        .filter(|(_, fate)| *fate == Fate::Due)
        .map(|(row, _)| row)
        .collect();
    if subject == Subject::Reporter {
        forget::reporters(tx, &due, now).await?;
    } else {
        let ids: Vec<i64> = due.iter().map(|row| row.id).collect();
        counts.files += forget::issues(tx, &ids, Some(subject), pseudonyms, now).await?;
    }
    count(counts, subject, due.len(), left);
    Ok(reached)
}

async fn checks(
    tx: &mut Tx,
    on: NaiveDate,
    after: i64,
    pseudonyms: &Pseudonyms,
    now: DateTime<Utc>,
    counts: &mut Counts,
) -> Result<Option<i64>, StoreError> {
    let rows = checks_in(tx, on, after, BATCH).await?;
    let reached = rows.last().map(|(row, _)| row.id);
    let left = rows
        .iter()
        .filter(|(_, fate)| matches!(fate, Fate::Stays(_)))
        .count();
    let due: Vec<_> = rows
        .into_iter()
        .filter(|(_, fate)| *fate == Fate::Due)
        .map(|(row, _)| row)
        .collect();
    counts.files += forget::checks(tx, &due, pseudonyms, now).await?;
    if reached.is_none() {
        let months = periods_in(tx, on).await?.months(Subject::Check);
        forget::signatures(tx, began_by(on, months), on).await?;
    }
    count(counts, Subject::Check, due.len(), left);
    Ok(reached)
}

fn count(counts: &mut Counts, subject: Subject, done: usize, left: usize) {
    if done > 0 {
        *counts.done.entry(subject).or_default() += done as i64;
    }
    if left > 0 {
        *counts.left.entry(subject).or_default() += left as i64;
    }
}

async fn write(
    tx: &mut Tx,
    id: i64,
    subject: Subject,
    after: i64,
    counts: &Counts,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE purge_run SET subject = $2, after_id = $3, counts = $4, started_at = COALESCE(started_at, $5),
            revision = revision + 1
        WHERE id = $1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(subject.code())
        .bind(after)
        .bind(Json(counts))
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

async fn finish(tx: &mut Tx, id: i64, counts: &Counts, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE purge_run SET state = 'done', counts = $2, started_at = COALESCE(started_at, $3), finished_at = $3,
            revision = revision + 1
        WHERE id = $1";
    on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(Json(counts))
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    let details = json!({"done": counts.done, "left": counts.left, "files": counts.files});
    audit::record(tx, None, AuditAction::Purge, "retention", details, now).await?;
    plan(tx, day(now)).await
}
