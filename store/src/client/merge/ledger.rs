//! Contracts go over with their figures: members and cards follow, the trends do not move.

use crate::contract::{Changes, Row, columns};
use crate::many::change_among;
use crate::{StoreError, Tx};
use domain::{ClientId, MergeId};

/// Contracts read at a time.
const PAGE: i64 = 2_000;

const ALL: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"
);
const NOTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id = $1 AND c.id > $2
      AND c.id IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $4 AND r.what = 'contract')
      ORDER BY c.id LIMIT $3"
);

/// Moves all contracts of `from` to `to` and notes them; with `back` only those that this merge has noted, and notes nothing.
pub(super) async fn move_contracts(
    tx: &mut Tx,
    merge: MergeId,
    to: ClientId,
    from: ClientId,
    back: Option<MergeId>,
) -> Result<(), StoreError> {
    const NOTE: &str = "
        INSERT INTO client_merge_row (merge_id, what, row_id) SELECT $1, 'contract', id FROM contract WHERE client_id = $2";
    // A pair of client and member without a contract says nothing.
    const EMPTY: &str = "
        DELETE FROM client_member WHERE client_id = $1 AND contracts = 0 AND paid_on_time = 0 AND paid_late_30 = 0
          AND paid_late_60 = 0 AND paid_late_over_60 = 0";
    if back.is_none() {
        on!(&mut *tx, |conn| sqlx::query(NOTE)
            .bind(merge.0)
            .bind(from.0)
            .execute(&mut *conn)
            .await)?;
    }
    let mut changes = Changes::default();
    let mut last = 0;
    loop {
        let rows: Vec<Row> = on!(&mut *tx, |conn| {
            let query = match back {
                None => sqlx::query_as(ALL).bind(from.0).bind(last).bind(PAGE),
                Some(merge) => sqlx::query_as(NOTED)
                    .bind(from.0)
                    .bind(last)
                    .bind(PAGE)
                    .bind(merge.0),
            };
            query.fetch_all(&mut *conn).await
        })?;
        let Some(end) = rows.last().map(|row| row.id) else {
            break;
        };
        last = end;
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            changes.take_off(&row);
            let moved = Row {
                client_id: to.0,
                ..row
            };
            changes.add(&moved);
            ids.push(moved.id);
        }
        change_among!(
            tx,
            "UPDATE contract SET client_id = ",
            to.0,
            " WHERE id IN (",
            ids,
            ")"
        );
    }
    changes.write(tx).await?;
    // Issues have gone over too.
    for client in [to, from] {
        crate::trend::recount_client(tx, client).await?;
    }
    on!(tx, |conn| sqlx::query(EMPTY)
        .bind(from.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}
