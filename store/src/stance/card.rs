//! The stances in force on the client's prepared card, where lists, sheets and checks read them.

use super::row::CardRow;
use crate::error::word;
use crate::{StoreError, Tx};
use domain::stance::StanceCard;
use domain::{ClientId, StanceId};
use sqlx::types::Json;

const FILTERS: &str = "
    SELECT DISTINCT g.stance_id, i.filter FROM stance s JOIN stance_ground g ON g.stance_id = s.id
    JOIN issue i ON i.id = g.issue_id WHERE s.client_id = $1 AND s.state = 'in_force'";

/// Writes the stances in force, and the rank of the strictest (0 none … 3 punitive), on the client's card.
pub async fn refresh_card(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE client_card SET stances = $2, stance_rank = $3 WHERE client_id = $1";
    let rows: Vec<CardRow> = on!(tx, |conn| sqlx::query_as(super::find::IN_FORCE)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    let mut stances: Vec<StanceCard> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    let filters: Vec<(i64, String)> = on!(tx, |conn| sqlx::query_as(FILTERS)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    for (id, filter) in filters {
        if let Some(stance) = stances.iter_mut().find(|stance| stance.id == StanceId(id)) {
            stance.filters.insert(word(&filter, "issue.filter")?);
        }
    }
    crate::reply::beside(&mut stances, crate::reply::published_in(tx, client).await?);
    let rank = stances.iter().map(|s| s.kind as i64 + 1).max().unwrap_or(0);
    on!(tx, |conn| sqlx::query(SQL)
        .bind(client.0)
        .bind(Json(&stances))
        .bind(rank)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("the filters of the grounds in force", FILTERS)];
