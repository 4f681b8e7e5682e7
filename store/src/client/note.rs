//! Private notes of staff about a client: written and read under the eyes of the log.

use super::add::object;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::Note;
use domain::{ClientId, NoteId, PersonId};
use serde_json::json;

/// Notes on a page.
const PAGE: i64 = 50;

#[derive(sqlx::FromRow)]
struct NoteRow {
    id: i64,
    text: String,
    written_by: i64,
    by_name: String,
    written_at: DateTime<Utc>,
}

/// Writes a private note.
pub async fn write_note(
    tx: &mut Tx,
    client: ClientId,
    text: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<NoteId, StoreError> {
    const SQL: &str =
        "INSERT INTO note (client_id, text, written_by, written_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(client.0)
        .bind(text)
        .bind(by.0)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    audit::record(
        tx,
        Some(by),
        AuditAction::WriteNote,
        &object(client),
        json!({ "note": id }),
        now,
    )
    .await?;
    Ok(NoteId(id))
}

pub(super) const NEWEST: &str = "
    SELECT n.id, n.text, n.written_by, p.name AS by_name, n.written_at
    FROM note n JOIN person p ON p.id = n.written_by
    WHERE n.client_id = $1 ORDER BY n.id DESC LIMIT $2";

/// The newest notes of a client. Reading them is an entry of the log, durable before they are shown.
pub async fn notes(
    store: &Store,
    client: ClientId,
    reader: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Note>, StoreError> {
    let rows: Vec<NoteRow> = read!(store, |pool| sqlx::query_as(NEWEST)
        .bind(client.0)
        .bind(PAGE)
        .fetch_all(pool)
        .await)?;
    if !rows.is_empty() {
        let mut tx = store.write().await?;
        let details = json!({ "notes": rows.len() });
        audit::record(
            &mut tx,
            Some(reader),
            AuditAction::ReadNotes,
            &object(client),
            details,
            now,
        )
        .await?;
        tx.commit().await?;
    }
    let note = |row: NoteRow| Note {
        id: NoteId(row.id),
        text: row.text,
        by: PersonId(row.written_by),
        by_name: row.by_name,
        at: row.written_at,
    };
    Ok(rows.into_iter().map(note).collect())
}
