//! The whole ledger as its trends count it, client by client: for verifying them, and to begin them.

use super::row::{Row, columns};
use crate::{Store, StoreError, Tx};

const OF_CLIENTS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id > $1 AND c.client_id <= $2"
);

/// The contracts of the clients after `first` up to `last`.
pub(crate) async fn of_clients(store: &Store, first: i64, last: i64) -> Result<Vec<Row>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(OF_CLIENTS)
        .bind(first)
        .bind(last)
        .fetch_all(pool)
        .await)?)
}

/// The same inside a unit of work.
pub(crate) async fn of_clients_in(tx: &mut Tx, first: i64, last: i64) -> Result<Vec<Row>, StoreError> {
    Ok(on!(tx, |conn| sqlx::query_as(OF_CLIENTS)
        .bind(first)
        .bind(last)
        .fetch_all(&mut *conn)
        .await)?)
}
