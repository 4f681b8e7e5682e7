//! Members are told when a check they kept no longer holds.

use super::facts::revision_of;
use super::keep::outdated;
use crate::{Store, StoreError, message};
use chrono::{DateTime, Utc};
use domain::message::Message;
use domain::{CheckId, PersonId};

/// Checks told in one round.
const AT_A_TIME: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    person_id: i64,
    client_name: Option<String>,
}

#[doc(hidden)]
pub const OUTDATED: &str = concat!(
    "
    SELECT k.id, k.person_id, c.name AS client_name
    FROM kept_check k
    JOIN profession q ON q.id = k.profession_id
    LEFT JOIN client o ON o.id = k.client_id
    LEFT JOIN client_card c ON c.client_id = k.client_id
    WHERE k.told_at IS NULL AND k.valid_until >= $1 AND ",
    outdated!(),
    " ORDER BY k.valid_until, k.id LIMIT $2"
);

/// Tells the keepers of checks whose facts have changed, each once, whatever number of servers asks. Says how many.
pub async fn tell_outdated(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    const MARK: &str = "UPDATE kept_check SET told_at = $2 WHERE id = $1 AND told_at IS NULL";
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OUTDATED)
        .bind(domain::clock::day(now))
        .bind(AT_A_TIME)
        .fetch_all(pool)
        .await)?;
    let mut told = 0;
    for row in rows {
        let mut tx = store.write().await?;
        let marked = on!(&mut tx, |conn| sqlx::query(MARK)
            .bind(row.id)
            .bind(now)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        if marked == 0 {
            continue;
        }
        let what = Message::CheckOutdated {
            check: CheckId(row.id),
            client_name: row.client_name.unwrap_or_default(),
        };
        message::tell(&mut tx, PersonId(row.person_id), &what, now).await?;
        tx.commit().await?;
        told += 1;
    }
    Ok(told)
}
