//! The client is sent the text and heard. The letters themselves, their receipt and the replies are the hearing's own.

use super::step::{self, Seen, Told, object};
use super::version;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::stance::life::{self, HeardHow, StanceState};
use domain::{Person, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// The client is sent the text on this day: what is judged is frozen, and an approval will be bound to it.
pub async fn notify(
    tx: &mut Tx,
    id: StanceId,
    revision: i64,
    by: &Person,
    sent_on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Told, StoreError> {
    const SQL: &str = "
        UPDATE stance SET state = 'notified', sent_on = $2, snapshot = $3, snapshot_hash = $4 WHERE id = $1";
    let standing = step::hold(tx, id, Seen::Revision(revision)).await?;
    let version = version::current_in(tx, id).await?;
    let happened = match life::notify(&standing, by, &version.hash) {
        Ok(happened) => happened,
        Err(refused) => return Ok(Err(refused)),
    };
    let frozen = version::freeze(tx, &version, standing.client, now).await?;
    version::keep(tx, id, &version, Some(by.id), now).await?;
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(sent_on)
        .bind(Json(&frozen))
        .bind(&version.hash)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    step::event(tx, id, &happened, "", now).await?;
    audit::record(
        tx,
        Some(by.id),
        AuditAction::SendStance,
        &object(id),
        json!({"sent_on": sent_on, "judged": version.hash}),
        now,
    )
    .await?;
    Ok(Ok(()))
}

/// The client was heard: it has said what it had to say, or its days have passed. `false` where the stance no longer waits
/// for that, so that two servers and a late reply hear it once.
pub async fn mark_heard(
    tx: &mut Tx,
    id: StanceId,
    how: HeardHow,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let standing = step::hold(tx, id, Seen::Whatever).await?;
    if standing.state != StanceState::Notified {
        return Ok(false);
    }
    let told = match life::hear(&standing, how) {
        Ok(happened) => step::write(tx, id, &happened, "", now).await.map(Ok)?,
        Err(refused) => Err::<(), _>(refused),
    };
    Ok(told.is_ok())
}
