//! Two clients become one, and two again: each in one transaction, nothing lost. The rule stands in `domain::client::merge`.
//!
//! The client that goes keeps its row, its history and a note of every row that moved ([`rows`]); its card goes, so that no
//! list and no search shows it. Frozen dimensions stay on their facts: no figure moves.

mod identity;
mod ledger;
mod read;
mod rows;
mod stances;
mod strays;
mod undo;

pub use read::{Beside, beside, different, find, history, merged_into, waiting};
pub use rows::{POINTS, Treat};
pub use stances::take_over;
pub use strays::gather_strays;
pub use undo::{Undone, undo};

use super::{add, card};
use crate::error::touched;
use crate::{StoreError, Tx, audit, detection, stance};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::change::ClientEventKind;
use domain::{ClientId, MergeId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// A merge that somebody wants: `gone` goes into `kept`, both at the revisions that were seen.
#[derive(Debug, Clone, Copy)]
pub struct Merging<'a> {
    pub kept: ClientId,
    pub kept_revision: i64,
    pub gone: ClientId,
    pub gone_revision: i64,
    pub why: &'a str,
    pub by: PersonId,
    pub now: DateTime<Utc>,
}

/// Merges two clients. [`StoreError::Conflict`] where one of them has changed since, or was merged.
pub async fn merge(tx: &mut Tx, wanted: &Merging<'_>) -> Result<MergeId, StoreError> {
    const NOTE: &str = "
        INSERT INTO client_merge (kept_id, gone_id, why, by_id, at, identity) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let (kept, gone) = (wanted.kept, wanted.gone);
    mark(tx, wanted).await?;
    let identity = identity::of(tx, gone).await?;
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(NOTE)
        .bind(kept.0)
        .bind(gone.0)
        .bind(wanted.why.trim())
        .bind(wanted.by.0)
        .bind(wanted.now)
        .bind(Json(&identity))
        .fetch_one(&mut *conn)
        .await)?;
    let id = MergeId(id);
    identity::hand_over(tx, id, kept, gone).await?;
    stances::park(tx, id, kept, gone).await?;
    crate::trend::low_pay::go_over(tx, gone, gone, kept).await?;
    rows::move_all(tx, id, kept, gone).await?;
    let children = rows::move_children(tx, id, kept, gone).await?;
    rows::join_sets(tx, id, kept, gone).await?;
    ledger::move_contracts(tx, id, kept, gone, None).await?;
    remove_card(tx, gone).await?;
    facts_join(tx, kept, gone).await?;
    after(tx, &[kept], wanted.now).await?;
    crate::debt::refresh(tx, &[children, vec![kept.0, gone.0]].concat()).await?;
    told(tx, wanted, id).await?;
    Ok(id)
}

/// Both at once: whoever else changes or merges one of them conflicts.
async fn mark(tx: &mut Tx, wanted: &Merging<'_>) -> Result<(), StoreError> {
    const KEPT: &str = "
        UPDATE client SET revision = revision + 1, parent_id = CASE WHEN parent_id = $3 THEN NULL ELSE parent_id END
        WHERE id = $1 AND revision = $2 AND merged_into_id IS NULL AND id <> $3";
    const GONE: &str = "
        UPDATE client SET revision = revision + 1, merged_into_id = $3
        WHERE id = $1 AND revision = $2 AND merged_into_id IS NULL";
    // In the order of their ids, so that two merges of the same two never wait for each other.
    let mut both = [
        (wanted.kept, wanted.kept_revision, wanted.gone, KEPT),
        (wanted.gone, wanted.gone_revision, wanted.kept, GONE),
    ];
    both.sort_by_key(|(id, ..)| *id);
    for (id, revision, other, sql) in both {
        let rows = on!(&mut *tx, |conn| sqlx::query(sql)
            .bind(id.0)
            .bind(revision)
            .bind(other.0)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        touched(rows)?;
    }
    Ok(())
}

/// Has it a card of its own, or was it merged too?
async fn stands(tx: &mut Tx, client: ClientId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM client WHERE id = $1 AND merged_into_id IS NULL)";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(client.0)
        .fetch_one(&mut *conn)
        .await)?)
}

async fn remove_card(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM client_card WHERE client_id = $1",
        "DELETE FROM detection_due WHERE client_id = $1",
    ] {
        on!(&mut *tx, |conn| sqlx::query(sql)
            .bind(client.0)
            .execute(&mut *conn)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// No check that was kept of either holds any more: the facts of the one that stays move on past those of both.
async fn facts_join(tx: &mut Tx, kept: ClientId, gone: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_facts (client_id, revision)
        SELECT $1, 1 + COALESCE((SELECT f.revision FROM client_facts f WHERE f.client_id = $2), 0)
                     + COALESCE((SELECT f.revision FROM client c JOIN client_facts f ON f.client_id = c.parent_id WHERE c.id = $2), 0)
        WHERE $1 <> $2
        ON CONFLICT (client_id) DO UPDATE SET revision = client_facts.revision + excluded.revision";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(kept.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Cards as they stand now, kept checks that no longer hold, and a look at the ledger.
async fn after(tx: &mut Tx, clients: &[ClientId], now: DateTime<Utc>) -> Result<(), StoreError> {
    for client in clients {
        card::refresh_names(tx, *client).await?;
        card::refresh_issues(tx, *client).await?;
        stance::refresh_card(tx, *client).await?;
        stance::facts_moved_on(tx, *client).await?;
    }
    let ids: Vec<i64> = clients.iter().map(|client| client.0).collect();
    detection::mark(tx, &ids, domain::clock::day(now)).await
}

async fn told(tx: &mut Tx, wanted: &Merging<'_>, id: MergeId) -> Result<(), StoreError> {
    let (by, now) = (Some(wanted.by), wanted.now);
    for (client, other, kind) in [
        (wanted.kept, wanted.gone, ClientEventKind::Merged),
        (wanted.gone, wanted.kept, ClientEventKind::MergedInto),
    ] {
        let details = json!({"merge": id, "other": other, "why": wanted.why.trim()});
        add::event(tx, client, kind, by, now, details).await?;
    }
    let details = json!({"merge": id, "gone": wanted.gone});
    audit::record(
        tx,
        by,
        AuditAction::MergeClients,
        &add::object(wanted.kept),
        details,
        now,
    )
    .await
}
