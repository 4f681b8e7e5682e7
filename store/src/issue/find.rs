//! One issue in full, and the note in the log that somebody read it.

use super::row::{EventRow, SheetRow, summary_columns};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::issue::{IssueEvent, IssueSheet};
use domain::{IssueId, PersonId};
use serde_json::json;

const SHEET: &str = concat!(
    "SELECT ",
    summary_columns!(),
    ", i.cause, i.funder_id, f.name_fr AS funder_fr, f.name_nl AS funder_nl, f.name_en AS funder_en, f.name_de AS funder_de, i.charter_article_id, i.dossier_id, i.facts, i.reporter_id, r.name AS reporter_name, i.contract_id, k.reference AS contract_reference,
       i.profession_id, i.wage_unit, i.wage_cents, i.hours, i.days_late, i.unpaid_cents, i.again, i.may_tell_client,
       i.decided_at, i.confirmed_by, COALESCE(i.spell_at, i.reported_at) AS spell_at, i.acknowledged_at, i.revision
     FROM issue i
     JOIN client c ON c.id = i.client_id
     LEFT JOIN person r ON r.id = i.reporter_id
     LEFT JOIN contract k ON k.id = i.contract_id
     LEFT JOIN funder f ON f.id = i.funder_id
     WHERE i.id = $1"
);

const EVENTS: &str = "
    SELECT e.step, e.from_state, e.to_state, e.by_id, p.name AS by_name, e.at, e.reason, e.details
    FROM issue_event e LEFT JOIN person p ON p.id = e.by_id
    WHERE e.issue_id = $1 ORDER BY e.id";

/// The issue with its history; whether it may be shown is asked with [`IssueSheet::object`].
pub async fn sheet(store: &Store, id: IssueId) -> Result<Option<IssueSheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let events: Vec<EventRow> = read!(store, |pool| sqlx::query_as(EVENTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let events = events
        .into_iter()
        .map(IssueEvent::try_from)
        .collect::<Result<_, _>>()?;
    row.into_sheet(events).map(Some)
}

/// Notes in the log that a person read the issue and the name of its reporter; commit before answering.
pub async fn read_by(tx: &mut Tx, id: IssueId, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    audit::record(
        tx,
        Some(by),
        AuditAction::ReadIssue,
        &format!("issue {id}"),
        json!({}),
        now,
    )
    .await
}
