//! Detection from the ledger: which clients are to be looked at and when, the issues that are opened, and those that go
//! away because their fact was corrected.
//!
//! Whoever writes a fact puts its client down for today ([`mark`]); a look puts it down for the next day on which time
//! alone can change something. A look reads outside of any transaction and writes only where nothing has changed since,
//! so that of two servers one writes, and nothing is found twice.

mod limits;
mod look;
mod open;

pub use limits::{SectorLimits, limits};
pub use look::{Looked, Subject, due, look};
pub use open::{Settled, Tell, settle};

use crate::{StoreError, Tx};
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

/// The texts that must find their indexes, for the test of query plans.
#[doc(hidden)]
pub fn texts() -> Vec<&'static str> {
    [look::texts(), open::texts()].concat()
}
