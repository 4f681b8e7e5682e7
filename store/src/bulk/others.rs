//! Holds, private notes, and clients that were looked at and found to be different.

use super::insert;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClientId, PersonId};

/// "Speak to a counsellor first."
#[derive(Debug, Clone)]
pub struct NewHold {
    pub client: ClientId,
    pub reason: String,
    pub placed_by: PersonId,
    pub placed_at: DateTime<Utc>,
    pub until_on: NaiveDate,
}

/// Writes holds.
pub async fn holds(tx: &mut Tx, holds: &[NewHold]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO hold (client_id, reason, placed_by, placed_at, until_on)",
        5,
        holds,
        |h, q| q
            .bind(h.client.0)
            .bind(h.reason.as_str())
            .bind(h.placed_by.0)
            .bind(h.placed_at)
            .bind(h.until_on)
    );
    Ok(())
}

/// Staff text that is never published.
#[derive(Debug, Clone)]
pub struct NewNote {
    pub client: ClientId,
    pub text: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// Writes private notes.
pub async fn notes(tx: &mut Tx, notes: &[NewNote]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO note (client_id, text, written_by, written_at)",
        4,
        notes,
        |n, q| q.bind(n.client.0).bind(n.text.as_str()).bind(n.by.0).bind(n.at)
    );
    Ok(())
}

/// Two clients that are not the same.
#[derive(Debug, Clone)]
pub struct NotSame {
    pub client: ClientId,
    pub other: ClientId,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// Writes them, the smaller id first.
pub async fn not_same(tx: &mut Tx, pairs: &[NotSame]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO client_not_same (client_id, other_id, decided_by, decided_at)",
        4,
        pairs,
        |p, q| q
            .bind(p.client.0.min(p.other.0))
            .bind(p.client.0.max(p.other.0))
            .bind(p.by.0)
            .bind(p.at)
    );
    Ok(())
}

/// Tells the contracts that were taken back by which other: both stand when this is called.
pub async fn taken_back(tx: &mut Tx, entries: &[crate::contract::Entry]) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE contract SET amended_by_id = $2 WHERE id = $1";
    for entry in entries {
        if let Some(first) = entry.amends {
            on!(tx, |conn| sqlx::query(SQL)
                .bind(first.0)
                .bind(entry.id.0)
                .execute(&mut *conn)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}

/// Made data brings the issues of its ledger along: nobody's is looked at again until a fact changes.
pub async fn ledger_is_looked_at(tx: &mut Tx) -> Result<(), StoreError> {
    on!(&mut *tx, |conn| sqlx::query("DELETE FROM detection_due")
        .execute(&mut *conn)
        .await)?;
    Ok(())
}
