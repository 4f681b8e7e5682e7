//! The second person's yes or no, the text sent to the client, and the end of a stance.

use super::card::refresh_card;
use super::facts_moved_on;
use super::propose::{Flow, event, object, take_effect};
use crate::error::touched;
use crate::{StoreError, Tx, audit, trend};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::stance::life::{StanceState, Step};
use domain::trend::Measure;
use domain::{Month, PersonId, StanceId};
use serde_json::json;

/// Fails with a conflict unless the stance is still at the revision and state that the person saw.
async fn hold_to(tx: &mut Tx, id: StanceId, revision: i64, state: StanceState) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE stance SET revision = revision + 1 WHERE id = $1 AND revision = $2 AND state = $3";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(state.code())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)
}

/// Puts a proposal in force by a second person.
pub async fn approve(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    by: PersonId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    hold_to(tx, id, revision, StanceState::Proposed).await?;
    event(
        tx,
        id,
        Step::Approve,
        StanceState::InForce,
        Some(by),
        comment,
        now,
    )
    .await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::ApproveStance,
        &object(id),
        json!({}),
        now,
    )
    .await?;
    take_effect(tx, id, Some(by), now).await
}

/// Refuses a proposal, or takes one's own back.
pub async fn refuse(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    by: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE stance SET state = 'refused', ended_at = $2 WHERE id = $1";
    hold_to(tx, id, revision, StanceState::Proposed).await?;
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    event(tx, id, Step::Refuse, StanceState::Refused, Some(by), reason, now).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::RefuseStance,
        &object(id),
        json!({}),
        now,
    )
    .await?;
    Ok(())
}

/// Records that the client was sent the text; members read the note from `note_from` on.
pub async fn send(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    state: StanceState,
    by: PersonId,
    sent_on: NaiveDate,
    note_from: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE stance SET sent_on = $2, note_from = $3 WHERE id = $1 RETURNING client_id";
    hold_to(tx, id, revision, state).await?;
    let client: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(id.0)
        .bind(sent_on)
        .bind(note_from)
        .fetch_one(&mut *conn)
        .await)?;
    event(tx, id, Step::Send, state, Some(by), &sent_on.to_string(), now).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::SendStance,
        &object(id),
        json!({"sent_on": sent_on}),
        now,
    )
    .await?;
    refresh_card(tx, domain::ClientId(client)).await?;
    facts_moved_on(tx, domain::ClientId(client)).await
}

/// Ends a stance before its date.
pub async fn lift(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    by: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE stance SET state = 'lifted', ended_at = $2, ended_month = $3 WHERE id = $1
        RETURNING id, client_id, kind, sector, region, size_band, in_force_month, ended_month";
    hold_to(tx, id, revision, StanceState::InForce).await?;
    let month = Month::of_instant(now);
    let ended: Flow = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(id.0)
        .bind(now)
        .bind(month.number())
        .fetch_one(&mut *conn)
        .await)?;
    event(tx, id, Step::Lift, StanceState::Lifted, Some(by), reason, now).await?;
    audit::record(tx, Some(by), AuditAction::LiftStance, &object(id), json!({}), now).await?;
    trend::append(tx, &ended.deltas(Measure::StancesOut, month)?).await?;
    refresh_card(tx, ended.client()).await?;
    facts_moved_on(tx, ended.client()).await
}
