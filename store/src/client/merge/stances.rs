//! Stances wait for a named person: they hold meanwhile, also two in one scope, of which the stricter counts.

use crate::client::add;
use crate::error::touched;
use crate::{StoreError, Tx, audit, stance};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::merge::parked_scope;
use domain::{ClientId, MergeId, PersonId, StanceId};
use serde_json::json;

/// What waits or stands: neither refused nor over.
macro_rules! alive {
    () => {
        "state IN ('proposed', 'notified', 'heard', 'approved', 'in_force')"
    };
}

/// Marks the stances of the client that goes; one whose scope is taken stands beside the other under a scope of its own.
pub(super) async fn park(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    const MARK: &str = concat!(
        "UPDATE stance SET from_merge_id = $1, revision = revision + 1 WHERE client_id = $2 AND ",
        alive!()
    );
    const NOTE: &str = "
        INSERT INTO client_merge_row (merge_id, what, row_id, was) SELECT $1, 'scope', s.id, s.scope_key FROM stance s
        WHERE s.client_id = $3 AND s.state = 'in_force'
          AND EXISTS (SELECT 1 FROM stance o WHERE o.client_id = $2 AND o.state = 'in_force' AND o.scope_key = s.scope_key)";
    const PARK: &str = "
        UPDATE stance SET scope_key = $2 || scope_key
        WHERE id IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = 'scope')";
    on!(&mut *tx, |conn| sqlx::query(MARK)
        .bind(merge.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    on!(&mut *tx, |conn| sqlx::query(NOTE)
        .bind(merge.0)
        .bind(kept.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    on!(tx, |conn| sqlx::query(PARK)
        .bind(merge.0)
        .bind(parked_scope(merge, ""))
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Gives the stances back: each in its own scope, decided or not; those of the client that stays and rest on what goes wait
/// for a named person.
pub(super) async fn give_back(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    const SCOPES: &str = "
        UPDATE stance SET scope_key = (SELECT r.was FROM client_merge_row r
            WHERE r.merge_id = $1 AND r.what = 'scope' AND r.row_id = stance.id)
        WHERE id IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = 'scope')";
    const UNMARK: &str = "
        UPDATE stance SET from_merge_id = NULL, revision = revision + 1 WHERE client_id = $2 AND from_merge_id = $1";
    const LEFT: &str = concat!(
        "UPDATE stance SET from_merge_id = $1, revision = revision + 1 WHERE client_id = $2 AND ",
        alive!(),
        " AND EXISTS (SELECT 1 FROM stance_ground g JOIN issue i ON i.id = g.issue_id
                      WHERE g.stance_id = stance.id AND i.client_id = $3)"
    );
    on!(&mut *tx, |conn| sqlx::query(SCOPES)
        .bind(merge.0)
        .execute(&mut *conn)
        .await)?;
    on!(&mut *tx, |conn| sqlx::query(UNMARK)
        .bind(merge.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    on!(tx, |conn| sqlx::query(LEFT)
        .bind(merge.0)
        .bind(kept.0)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// A named person has looked at a stance that came with a merge, and it stays. [`StoreError::Conflict`] where it has changed
/// since, and [`StoreError::Duplicate`] where another one of its scope still stands: one of the two is lifted first.
pub async fn take_over(
    tx: &mut Tx,
    client: ClientId,
    id: StanceId,
    revision: i64,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE stance SET revision = revision + 1,
            scope_key = COALESCE((SELECT r.was FROM client_merge_row r
                WHERE r.merge_id = stance.from_merge_id AND r.what = 'scope' AND r.row_id = stance.id), scope_key),
            from_merge_id = NULL
        WHERE id = $1 AND client_id = $2 AND revision = $3 AND from_merge_id IS NOT NULL";
    let rows = on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(client.0)
        .bind(revision)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    stance::refresh_card(tx, client).await?;
    stance::facts_moved_on(tx, client).await?;
    let details = json!({ "stance": id });
    audit::record(
        tx,
        Some(by),
        AuditAction::TakeOverStance,
        &add::object(client),
        details,
        now,
    )
    .await
}
