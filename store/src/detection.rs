//! Detection from the ledger: which clients are to be looked at and when, the issues that are opened, and those that go
//! away because their fact was corrected.
//!
//! Whoever writes a fact puts its client down for today ([`mark`]); a look puts it down for the next day on which time
//! alone can change something. A look reads outside of any transaction and writes only where nothing has changed since,
//! so that of two servers one writes, and nothing is found twice.

mod keep;
mod limits;
mod look;
mod open;

pub use limits::{SectorLimits, limits};
pub use look::{Looked, Subject, due, look};
pub use open::{Settled, Tell, settle};

use crate::{Store, StoreError, Tx};
use chrono::NaiveDate;

/// Puts clients down for a day, or an earlier one where that stands already; a look that is under way writes nothing.
pub(crate) async fn mark(tx: &mut Tx, clients: &[i64], on: NaiveDate) -> Result<(), StoreError> {
    let days: Vec<(i64, NaiveDate)> = clients.iter().map(|client| (*client, on)).collect();
    mark_each(tx, &days).await
}

/// The same, each for a day of its own; a client stands there once.
pub(crate) async fn mark_each(tx: &mut Tx, clients: &[(i64, NaiveDate)]) -> Result<(), StoreError> {
    insert_many!(
        tx,
        2,
        "INSERT INTO detection_due (client_id, due_on) ",
        clients,
        |client, b| { b.push_bind(client.0).push_bind(client.1) },
        " ON CONFLICT (client_id) DO UPDATE SET
            due_on = CASE WHEN excluded.due_on < detection_due.due_on THEN excluded.due_on ELSE detection_due.due_on END,
            revision = detection_due.revision + 1"
    )?;
    Ok(())
}

/// How far [`mark_some`] has come through the clients; empty when it has come to the end.
const CURSOR: &str = "detection_cursor";
/// Clients put down in one transaction.
const AT_A_TIME: i64 = 500;

/// A figure has changed against which wages are held: everyone's ledger is to be looked at again, some at a time.
pub(crate) async fn mark_all(tx: &mut Tx) -> Result<(), StoreError> {
    crate::house::set(tx, CURSOR, "0").await
}

/// Puts down the next clients of a round that [`mark_all`] began; `false` where none is under way.
pub async fn mark_some(store: &Store, today: NaiveDate) -> Result<bool, StoreError> {
    const NEXT: &str = "SELECT id FROM client WHERE id > $1 ORDER BY id LIMIT $2";
    let cursor = crate::house::get(store, CURSOR).await?.unwrap_or_default();
    let Ok(after) = cursor.parse::<i64>() else {
        return Ok(false);
    };
    let mut tx = store.write().await?;
    let clients: Vec<i64> = on!(&mut tx, |conn| sqlx::query_scalar(NEXT)
        .bind(after)
        .bind(AT_A_TIME)
        .fetch_all(&mut *conn)
        .await)?;
    mark(&mut tx, &clients, today).await?;
    let next = clients.last().map_or_else(String::new, i64::to_string);
    crate::house::set(&mut tx, CURSOR, &next).await?;
    tx.commit().await?;
    Ok(true)
}

/// The texts that must find their indexes, for the test of query plans.
#[doc(hidden)]
pub fn texts() -> Vec<&'static str> {
    [look::texts(), open::texts()].concat()
}
