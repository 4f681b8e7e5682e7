//! Reading stances.

use super::ground::grounds_of;
use super::row::{CardRow, EventRow, SheetRow};
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::stance::life;
use domain::stance::{StanceCard, StanceSheet};
use domain::{ClientId, PersonId, StanceId};
use std::collections::BTreeSet;

pub(super) const IN_FORCE: &str = "
    SELECT id, kind, scope, conditions, review_on, in_force_at, note_fr, note_nl, note_from, to_lift, running
    FROM stance WHERE client_id = $1 AND state = 'in_force' ORDER BY id";

/// The stances in force on a client, in whatever scope.
pub async fn in_force(store: &Store, client: ClientId) -> Result<Vec<StanceCard>, StoreError> {
    let rows: Vec<CardRow> = read!(store, |pool| sqlx::query_as(IN_FORCE)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    let mut stances: Vec<StanceCard> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    crate::reply::beside(&mut stances, crate::reply::published(store, client).await?);
    Ok(stances)
}

const SHEET: &str = "
    SELECT s.id, s.client_id, c.name AS client_name, s.state, s.kind, s.scope, s.conditions, s.reason, s.running,
           s.review_on, s.to_lift, s.note_fr, s.note_nl, s.sent_on, s.note_from, s.proposed_by, p.name AS proposed_by_name,
           s.proposed_at, s.approved_by, a.name AS approved_by_name, s.in_force_at, s.ended_at, s.revision,
           s.stepped_down_from, s.stepped_down_on, s.sole_confirmer_id, s.snapshot_hash, s.renewal_until_on,
           s.renewal_asked_by, s.renewal_reason, r.name AS renewal_by_name, s.outcome, s.on_debts, s.recommended,
           s.policy_id, s.departs_because, s.replaces_id
    FROM stance s
    JOIN client_card c ON c.client_id = s.client_id
    JOIN person p ON p.id = s.proposed_by
    LEFT JOIN person a ON a.id = s.approved_by
    LEFT JOIN person r ON r.id = s.renewal_asked_by
    WHERE s.id = $1";
const AUTHORS: &str = "SELECT person_id FROM stance_author WHERE stance_id = $1 ORDER BY person_id";
const EVENTS: &str = "
    SELECT e.step, e.to_state, e.by_id, p.name AS by_name, e.at, e.reason, e.details
    FROM stance_event e LEFT JOIN person p ON p.id = e.by_id
    WHERE e.stance_id = $1 ORDER BY e.at, e.id";

/// A stance in full, with its grounds and history.
pub async fn sheet(store: &Store, id: StanceId) -> Result<Option<StanceSheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let authors: Vec<i64> = read!(store, |pool| sqlx::query_scalar(AUTHORS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let events: Vec<EventRow> = read!(store, |pool| sqlx::query_as(EVENTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let events = events
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    let grounds = grounds_of(store, id).await?.iter().map(|g| g.issue).collect();
    row.into_sheet(&authors, grounds, events).map(Some)
}

/// Everyone who took part in deciding a stance: none of them judges its appeal.
pub async fn took_part(store: &Store, id: StanceId) -> Result<BTreeSet<PersonId>, StoreError> {
    let grounds = grounds_of(store, id).await?;
    let steps: Vec<EventRow> = read!(store, |pool| sqlx::query_as(EVENTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let steps = steps
        .into_iter()
        .map(domain::stance::StanceEvent::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(life::took_part(
        steps.iter().map(|event| (event.step, event.by)),
        &grounds,
    ))
}

/// The day from which members read the note of a stance, once it is in force.
pub async fn note_from(store: &Store, id: StanceId) -> Result<Option<NaiveDate>, StoreError> {
    const SQL: &str = "SELECT note_from FROM stance WHERE id = $1";
    let found: Option<Option<NaiveDate>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten())
}

/// The last day of a client's days, while they run.
pub async fn hearing_due(store: &Store, id: StanceId) -> Result<Option<NaiveDate>, StoreError> {
    const SQL: &str = "
        SELECT due_on FROM notice WHERE stance_id = $1 AND purpose = 'hearing' AND revoked_at IS NULL ORDER BY id DESC LIMIT 1";
    let found: Option<Option<NaiveDate>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten())
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("a stance in full", SHEET),
    ("the steps of a stance", EVENTS),
    ("stances in force on a client", IN_FORCE),
];
