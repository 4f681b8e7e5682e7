//! Names and numbers: they go over, so that search and imports find the client that stays; undone, they are as they were.

use crate::client::{add, names};
use crate::error::word;
use crate::{StoreError, Tx};
use domain::client::identifier::Identifier;
use domain::client::{ClientName, NameKind};
use domain::{ClientId, MergeId};
use serde::{Deserialize, Serialize};

/// Names and numbers of a client as they were before it was merged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Identity {
    names: Vec<ClientName>,
    /// Scheme and number.
    numbers: Vec<(String, String)>,
}

#[derive(sqlx::FromRow)]
struct NameRow {
    id: i64,
    kind: String,
    name: String,
    folded: String,
}

const NAMES: &str = "SELECT id, kind, name, folded FROM client_name WHERE client_id = $1 ORDER BY id";
const NUMBERS: &str = "SELECT scheme, number FROM client_identifier WHERE client_id = $1 ORDER BY id";

async fn names_of(tx: &mut Tx, client: ClientId) -> Result<Vec<NameRow>, StoreError> {
    Ok(on!(tx, |conn| sqlx::query_as(NAMES)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?)
}

pub(super) async fn of(tx: &mut Tx, client: ClientId) -> Result<Identity, StoreError> {
    let names = names_of(tx, client)
        .await?
        .into_iter()
        .map(|row| {
            Ok(ClientName {
                kind: word(&row.kind, "client_name.kind")?,
                name: row.name,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    let numbers = on!(tx, |conn| sqlx::query_as(NUMBERS)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    Ok(Identity { names, numbers })
}

/// A legal name becomes a former one; a name that the other bears already stays where it is, and is found all the same.
pub(super) async fn hand_over(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    const MOVE: &str = "UPDATE client_name SET client_id = $2, kind = $3 WHERE id = $1";
    const WORDS: &str = "UPDATE client_word SET client_id = $2 WHERE client_name_id = $1";
    const NOTE: &str =
        "INSERT INTO client_merge_row (merge_id, what, row_id, was) VALUES ($1, 'client_name', $2, $3)";
    let known: Vec<String> = names_of(tx, kept)
        .await?
        .into_iter()
        .map(|row| row.folded)
        .collect();
    let mut taken: Vec<String> = known;
    for row in names_of(tx, gone).await? {
        if taken.contains(&row.folded) {
            continue;
        }
        let kind = match word::<NameKind>(&row.kind, "client_name.kind")? {
            NameKind::Legal => NameKind::Former,
            other => other,
        };
        on!(&mut *tx, |conn| sqlx::query(MOVE)
            .bind(row.id)
            .bind(kept.0)
            .bind(kind.code())
            .execute(&mut *conn)
            .await)?;
        on!(&mut *tx, |conn| sqlx::query(WORDS)
            .bind(row.id)
            .bind(kept.0)
            .execute(&mut *conn)
            .await)?;
        on!(&mut *tx, |conn| sqlx::query(NOTE)
            .bind(merge.0)
            .bind(row.id)
            .bind(&row.kind)
            .execute(&mut *conn)
            .await)?;
        taken.push(row.folded);
    }
    Ok(())
}

/// Names and numbers as they were, also those that somebody has taken out since. `Some` where another client holds one of the
/// numbers by now.
pub(super) async fn give_back(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
    identity: &Identity,
) -> Result<Option<add::NumberHeld>, StoreError> {
    const BACK: &str = "
        UPDATE client_name SET client_id = $2,
            kind = (SELECT r.was FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = 'client_name' AND r.row_id = client_name.id)
        WHERE client_id = $3
          AND id IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = 'client_name')";
    const WORDS: &str = "
        UPDATE client_word SET client_id = $1
        WHERE client_name_id IN (SELECT n.id FROM client_name n WHERE n.client_id = $1)";
    const NUMBERS: &str =
        "DELETE FROM client_identifier WHERE client_id = $1 AND scheme = $2 AND number = $3";
    on!(&mut *tx, |conn| sqlx::query(BACK)
        .bind(merge.0)
        .bind(gone.0)
        .bind(kept.0)
        .execute(&mut *conn)
        .await)?;
    on!(&mut *tx, |conn| sqlx::query(WORDS)
        .bind(gone.0)
        .execute(&mut *conn)
        .await)?;
    names::set(tx, gone, &identity.names).await?;
    let mut numbers = Vec::with_capacity(identity.numbers.len());
    for (scheme, number) in &identity.numbers {
        on!(&mut *tx, |conn| sqlx::query(NUMBERS)
            .bind(kept.0)
            .bind(scheme)
            .bind(number)
            .execute(&mut *conn)
            .await)?;
        numbers.push(Identifier {
            scheme: word(scheme, "client_identifier.scheme")?,
            number: number.clone(),
        });
    }
    add::set_numbers(tx, gone, &numbers).await
}
