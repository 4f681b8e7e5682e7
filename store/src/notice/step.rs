//! What becomes of a letter: received, bounced, ten more days, everything said. Each step was decided by
//! `domain::stance::hearing`, and is written only where the letter is still as it was read.

use super::history::history;
use super::send::about;
use crate::error::touched;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::PersonId;
use domain::audit::AuditAction;
use domain::notice::Notice;
use domain::stance::hearing::Hearing;
use domain::stance::life::Step;
use serde_json::json;

const WRITE: &str = "
    UPDATE notice SET received_on = $3, received_how = $4, bounced_on = $5, extended_on = $6, closed_on = $7, due_on = $8,
           revision = revision + 1
    WHERE id = $1 AND revision = $2 AND revoked_at IS NULL";

async fn write(tx: &mut Tx, notice: &Notice, next: &Hearing) -> Result<(), StoreError> {
    let rows = on!(tx, |conn| sqlx::query(WRITE)
        .bind(notice.id.0)
        .bind(notice.revision)
        .bind(next.received.map(|(day, _)| day))
        .bind(next.received.map(|(_, how)| how.code()))
        .bind(next.bounced_on)
        .bind(next.extended_on)
        .bind(next.closed_on)
        .bind(next.due_on(notice.kind))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// The letter arrived; `by` is empty where the client opened its link.
pub async fn receive(
    tx: &mut Tx,
    notice: &Notice,
    next: &Hearing,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write(tx, notice, next).await?;
    let details =
        json!({"on": next.received.map(|(day, _)| day), "receipt": next.received.map(|(_, how)| how)});
    history(tx, notice.stance, Step::Receive, by, &details, now).await?;
    audit::record(
        tx,
        by,
        AuditAction::ReceiveNotice,
        &about(notice.id),
        details,
        now,
    )
    .await
}

/// The letter came back.
pub async fn bounce(
    tx: &mut Tx,
    notice: &Notice,
    next: &Hearing,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write(tx, notice, next).await?;
    let details = json!({"on": next.bounced_on});
    history(tx, notice.stance, Step::Bounce, Some(by), &details, now).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::BounceNotice,
        &about(notice.id),
        details,
        now,
    )
    .await
}

/// The client takes its ten more days.
pub async fn extend(
    tx: &mut Tx,
    notice: &Notice,
    next: &Hearing,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write(tx, notice, next).await?;
    let details = json!({"on": next.due_on(notice.kind)});
    history(tx, notice.stance, Step::Extend, None, &details, now).await?;
    audit::record(
        tx,
        None,
        AuditAction::ExtendHearing,
        &about(notice.id),
        details,
        now,
    )
    .await
}

/// What a reply changes on the letter: its receipt where none was known, and the end of the hearing where all is said.
pub async fn close(tx: &mut Tx, notice: &Notice, next: &Hearing) -> Result<(), StoreError> {
    write(tx, notice, next).await
}
