//! Relapses: after a stance ended, was the same confirmed of its client again (`statistics.md` 16)? The first such day
//! stands on the stance, kept in the transaction of whatever confirms or unsettles an issue.

use super::step::Flow;
use crate::trend::{self, ending_deltas};
use crate::{StoreError, Tx};
use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::ClientId;

/// Endings older than this stand as they are: a relapse lies within 12 months, and what a purge takes is older.
const LOOKED_AT: Months = Months::new(24);

#[derive(sqlx::FromRow)]
struct EndedRow {
    id: i64,
    ended_at: DateTime<Utc>,
    relapsed_on: Option<NaiveDate>,
}

const ENDED: &str = "
    SELECT s.id, s.ended_at, s.relapsed_on FROM stance s
    WHERE s.client_id = $1 AND s.ended_how IN ('lifted', 'ended') AND s.ended_at > $2 ORDER BY s.id";
/// Issues of the kinds that a stance rested on, confirmed after its end.
const AGAIN: &str = "
    SELECT i.happened_on, i.decided_at FROM issue i
    WHERE i.client_id = $1 AND i.state IN ('confirmed', 'resolved') AND i.decided_at > $2
      AND i.category_id IN (SELECT o.category_id FROM stance_ground g JOIN issue o ON o.id = g.issue_id WHERE g.stance_id = $3)";

/// The first day on which facts from after an end were confirmed.
pub fn first_again(
    ended_at: DateTime<Utc>,
    confirmed: impl IntoIterator<Item = (NaiveDate, DateTime<Utc>)>,
) -> Option<NaiveDate> {
    let ended_on = domain::clock::day(ended_at);
    let again = confirmed
        .into_iter()
        .filter(|(happened_on, _)| *happened_on > ended_on)
        .map(|(_, decided_at)| domain::clock::day(decided_at));
    again.min()
}

/// Looks at the client's ended stances again, after an issue of it was confirmed or is confirmed no more.
pub(crate) async fn refresh(tx: &mut Tx, client: ClientId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let since = now.checked_sub_months(LOOKED_AT).unwrap_or(now);
    let ended: Vec<EndedRow> = on!(&mut *tx, |conn| sqlx::query_as(ENDED)
        .bind(client.0)
        .bind(since)
        .fetch_all(&mut *conn)
        .await)?;
    for stance in ended {
        let confirmed: Vec<(NaiveDate, DateTime<Utc>)> = on!(&mut *tx, |conn| sqlx::query_as(AGAIN)
            .bind(client.0)
            .bind(stance.ended_at)
            .bind(stance.id)
            .fetch_all(&mut *conn)
            .await)?;
        let again = first_again(stance.ended_at, confirmed);
        if again != stance.relapsed_on {
            write(tx, stance.id, again).await?;
        }
    }
    Ok(())
}

async fn write(tx: &mut Tx, stance: i64, again: Option<NaiveDate>) -> Result<(), StoreError> {
    let before = Flow::of(tx, stance).await?.facts()?;
    on!(&mut *tx, |conn| sqlx::query(
        "UPDATE stance SET relapsed_on = $2 WHERE id = $1"
    )
    .bind(stance)
    .bind(again)
    .execute(&mut *conn)
    .await)?;
    let after = Flow::of(tx, stance).await?.facts()?;
    let deltas = [ending_deltas(&before, -1), ending_deltas(&after, 1)].concat();
    trend::append(tx, &trend::summed(deltas)).await
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("stances of a client that ended", ENDED),
    ("the same confirmed again", AGAIN),
];
