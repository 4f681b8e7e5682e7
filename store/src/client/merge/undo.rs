//! A merge undone: what moved goes back, what came since stays with the client that stayed.

use super::identity::{self, Identity};
use super::{after, ledger, rows, stances};
use crate::client::{add, card};
use crate::error::touched;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::change::ClientEventKind;
use domain::client::merge::Merge;
use domain::{ClientId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// What became of it. After [`Undone::Held`] drop the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    Done,
    /// Another client holds one of its numbers by now.
    Held(add::NumberHeld),
}

/// Undoes a merge. [`StoreError::Conflict`] where somebody was faster, or the client that stayed was merged since.
pub async fn undo(
    tx: &mut Tx,
    merge: &Merge,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Undone, StoreError> {
    let (id, kept, gone) = (merge.id, merge.kept, merge.gone);
    let identity = close(tx, merge, why, by, now).await?;
    if let Some(held) = identity::give_back(tx, id, kept, gone, &identity).await? {
        return Ok(Undone::Held(held));
    }
    // The card first: what goes back is added to it.
    card::refresh_names(tx, gone).await?;
    rows::move_back(tx, id, kept, gone).await?;
    crate::trend::low_pay::go_over(tx, gone, kept, gone).await?;
    stances::give_back(tx, id, kept, gone).await?;
    part_cases(tx, kept, gone).await?;
    let children = rows::give_children_back(tx, id, kept, gone).await?;
    rows::part_sets(tx, id, kept).await?;
    ledger::move_contracts(tx, id, gone, kept, Some(id)).await?;
    after(tx, &[kept, gone], now).await?;
    crate::debt::refresh(tx, &[children, vec![kept.0, gone.0]].concat()).await?;
    told(tx, merge, why, by, now).await?;
    Ok(Undone::Done)
}

/// Closes the merge and sets the client free; gives what it was called.
async fn close(
    tx: &mut Tx,
    merge: &Merge,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Identity, StoreError> {
    const CLOSE: &str = "
        UPDATE client_merge SET undone_by = $2, undone_at = $3, undo_why = $4 WHERE id = $1 AND undone_at IS NULL";
    const FREE: &str = "
        UPDATE client SET merged_into_id = NULL, revision = revision + 1 WHERE id = $1 AND merged_into_id = $2";
    const KEPT: &str =
        "UPDATE client SET revision = revision + 1 WHERE id = $1 AND merged_into_id IS NULL AND $1 <> $2";
    const IDENTITY: &str = "SELECT identity FROM client_merge WHERE id = $1";
    let rows = on!(&mut *tx, |conn| sqlx::query(CLOSE)
        .bind(merge.id.0)
        .bind(by.0)
        .bind(now)
        .bind(why.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let mut both = [(merge.gone, merge.kept, FREE), (merge.kept, merge.gone, KEPT)];
    both.sort_by_key(|(id, ..)| *id);
    for (client, other, sql) in both {
        let rows = on!(&mut *tx, |conn| sqlx::query(sql)
            .bind(client.0)
            .bind(other.0)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        touched(rows)?;
    }
    let identity: Json<Identity> = on!(tx, |conn| sqlx::query_scalar(IDENTITY)
        .bind(merge.id.0)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(identity.0)
}

/// A case keeps to one client: an issue whose case stays with the other leaves it.
async fn part_cases(tx: &mut Tx, kept: ClientId, gone: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE issue SET dossier_id = NULL, revision = revision + 1
        WHERE client_id IN ($1, $2) AND dossier_id IS NOT NULL
          AND client_id <> (SELECT d.client_id FROM dossier d WHERE d.id = issue.dossier_id)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(kept.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

async fn told(
    tx: &mut Tx,
    merge: &Merge,
    why: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for (client, other) in [(merge.kept, merge.gone), (merge.gone, merge.kept)] {
        let details = json!({"merge": merge.id, "other": other, "why": why.trim()});
        add::event(tx, client, ClientEventKind::MergeUndone, Some(by), now, details).await?;
    }
    let details = json!({"merge": merge.id, "gone": merge.gone});
    audit::record(
        tx,
        Some(by),
        AuditAction::UndoMerge,
        &add::object(merge.kept),
        details,
        now,
    )
    .await
}
