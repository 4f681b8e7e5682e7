//! How much of each kind of data is held, for the register of processing. Counted when it is asked for, which is rarely.

use crate::{Store, StoreError};
use domain::processing::{DataKind, Held};

const fn text(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Accounts => "SELECT COUNT(*) FROM person",
        DataKind::Members => "SELECT COUNT(*) FROM member",
        DataKind::Clients => "SELECT COUNT(*) FROM client",
        DataKind::Register => "SELECT COUNT(*) FROM register_enterprise",
        DataKind::Contracts => "SELECT COUNT(*) FROM contract",
        DataKind::Debts => "SELECT COUNT(*) FROM debt",
        DataKind::Issues => "SELECT COUNT(*) FROM issue",
        DataKind::Evidence => "SELECT COUNT(*) FROM stored_file",
        DataKind::Notes => "SELECT COUNT(*) FROM note",
        DataKind::Stances => "SELECT COUNT(*) FROM stance",
        DataKind::Letters => {
            "SELECT (SELECT COUNT(*) FROM notice) + (SELECT COUNT(*) FROM reply) + (SELECT COUNT(*) FROM appeal)"
        }
        DataKind::Checks => "SELECT COUNT(*) FROM kept_check",
        DataKind::LookUps => "SELECT COUNT(*) FROM lookup",
        DataKind::Messages => "SELECT (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM outbox)",
        DataKind::SignIns => "SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM sign_in)",
        DataKind::Audit => "SELECT COUNT(*) FROM audit",
        DataKind::Tombstones => "SELECT COUNT(*) FROM tombstone",
    }
}

/// Every kind with how much of it there is.
pub async fn held(store: &Store) -> Result<Vec<Held>, StoreError> {
    const NATURAL: &str = "SELECT COUNT(*) FROM client WHERE natural_person";
    let mut held = Vec::with_capacity(DataKind::ALL.len());
    for kind in DataKind::ALL {
        let natural = if *kind == DataKind::Clients {
            Some(count(store, NATURAL).await?)
        } else {
            None
        };
        held.push(Held {
            kind: *kind,
            rows: count(store, text(*kind)).await?,
            natural,
        });
    }
    Ok(held)
}

async fn count(store: &Store, sql: &'static str) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(sql)
        .fetch_one(pool)
        .await)?)
}
