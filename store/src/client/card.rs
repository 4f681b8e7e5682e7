//! The prepared card of a client: whoever changes what it tells refreshes it in the same transaction.

use crate::error::word;
use crate::{StoreError, Tx};
use domain::ClientId;
use domain::client::identifier::{self, Identifier};
use domain::client::name::fold;

/// Counts the client's issues again, from its own rows. Issues for named handlers are not on the card: everybody who lists
/// clients reads it.
pub async fn refresh_issues(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE client_card SET (issues_open, issues_confirmed, issues_resolved) = (
            SELECT COUNT(*) FILTER (WHERE state IN ('reported', 'under_review')),
                   COUNT(*) FILTER (WHERE state = 'confirmed'),
                   COUNT(*) FILTER (WHERE state = 'resolved')
            FROM issue WHERE client_id = $1 AND sensitivity <> 'named_handlers')
        WHERE client_id = $1";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(client.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ClientRow {
    legal_name: String,
    kind: String,
    sector: String,
    region: String,
    municipality: String,
}

/// Writes who the client is (name, number, kind, sector, place) on its card; makes the card where there is none.
pub async fn refresh_names(tx: &mut Tx, client: ClientId) -> Result<(), StoreError> {
    const CLIENT: &str = "SELECT legal_name, kind, sector, region, municipality FROM client WHERE id = $1";
    const NUMBERS: &str = "SELECT scheme, number FROM client_identifier WHERE client_id = $1 ORDER BY id";
    const WRITE: &str = "
        INSERT INTO client_card (client_id, name, folded, number, kind, sector, region, municipality)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (client_id) DO UPDATE SET
            name = excluded.name, folded = excluded.folded, number = excluded.number, kind = excluded.kind,
            sector = excluded.sector, region = excluded.region, municipality = excluded.municipality";
    let row: ClientRow = on!(tx, |conn| sqlx::query_as(CLIENT)
        .bind(client.0)
        .fetch_one(&mut *conn)
        .await)?;
    let numbers: Vec<(String, String)> = on!(tx, |conn| sqlx::query_as(NUMBERS)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    let numbers: Vec<Identifier> = numbers
        .into_iter()
        .map(|(scheme, number)| {
            Ok(Identifier {
                scheme: word(&scheme, "client_identifier.scheme")?,
                number,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    let shown = identifier::shown(&numbers)
        .map(Identifier::printed)
        .unwrap_or_default();
    on!(tx, |conn| sqlx::query(WRITE)
        .bind(client.0)
        .bind(&row.legal_name)
        .bind(fold(&row.legal_name).text)
        .bind(shown)
        .bind(&row.kind)
        .bind(&row.sector)
        .bind(&row.region)
        .bind(&row.municipality)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}
