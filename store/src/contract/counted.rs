//! The whole ledger as its trends count it: for verifying them.

use super::row::{Row, columns};
use crate::trend::Bars;
use crate::{Store, StoreError};

/// What all contracts add to the trends, read so many at a time.
pub(crate) async fn counted(store: &Store, at_a_time: i64) -> Result<Bars, StoreError> {
    const PAGE: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM contract c WHERE c.id > $1 ORDER BY c.id LIMIT $2"
    );
    let mut bars = Bars::default();
    let mut last = 0;
    loop {
        let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(PAGE)
            .bind(last)
            .bind(at_a_time)
            .fetch_all(pool)
            .await)?;
        let Some(end) = rows.last() else { return Ok(bars) };
        last = end.id;
        for row in &rows {
            bars.count(row, 1);
        }
    }
}
