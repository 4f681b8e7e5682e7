//! What members did in the end: counted by month, not kept by person.

use super::keep;
use crate::error::touched;
use crate::trend::{self, Delta};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::check::{Answer, Outcome};
use domain::trend::{ALL, Measure, Split};
use domain::{CheckId, Month, PersonId};
use serde_json::json;

/// Counts it. Of the check only that its keeper has said something is kept: a second time is a conflict.
pub async fn tell_outcome(
    tx: &mut Tx,
    check: CheckId,
    by: PersonId,
    answer: Answer,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE kept_check SET outcome_told = TRUE WHERE id = $1 AND person_id = $2 AND NOT outcome_told";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(check.0)
        .bind(by.0)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let month = Month::of_instant(now);
    let delta = |split, cell: String| Delta::new(Measure::CheckOutcomes, month, split, cell, 1);
    let deltas = [
        delta(Split::All, ALL.to_owned()),
        delta(Split::Answer, answer.code().to_owned()),
        delta(Split::Outcome, outcome.code().to_owned()),
        delta(Split::AnswerOutcome, format!("{answer}:{outcome}")),
    ];
    trend::append(tx, &deltas).await?;
    // Which of the three stands nowhere beside the person.
    audit::record(
        tx,
        Some(by),
        AuditAction::TellOutcome,
        &keep::object(check),
        json!({}),
        now,
    )
    .await
}
