//! One holder at a time, for work that only one server may do.

use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};

/// Takes or renews a lease until an instant; `false` where another holds it.
/// The row stays locked until the transaction ends, so nobody else can work under the name meanwhile.
pub async fn take(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let taken = on!(tx, |conn| sqlx::query(
        "INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
         WHERE lease.holder = excluded.holder OR lease.until_at <= $4"
    )
    .bind(name)
    .bind(holder)
    .bind(until)
    .bind(now)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}
