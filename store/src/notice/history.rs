//! Steps of a letter in the history of its stance: they move no state.

use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::stance::life::Step;
use domain::{PersonId, StanceId};
use sqlx::types::Json;

/// Writes a step with its figures; the stance stays where it is.
pub(crate) async fn history(
    tx: &mut Tx,
    stance: StanceId,
    step: Step,
    by: Option<PersonId>,
    details: &serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO stance_event (stance_id, step, to_state, by_id, at, details)
        SELECT id, $2, state, $3, $4, $5 FROM stance WHERE id = $1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(stance.0)
        .bind(step.code())
        .bind(by.map(|p| p.0))
        .bind(now)
        .bind(Json(details))
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}
