//! One client by its number in any punctuation and scheme, by its reference, or by its id.

use super::row::{SUMMARY, SummaryRow};
use crate::{Store, StoreError};
use domain::client::ClientSummary;
use domain::client::identifier::{Identifier, guess};
use domain::{ClientId, FunderId, Lang};
use sqlx::AssertSqlSafe;

/// The client that holds this number.
pub async fn by_number(store: &Store, number: &Identifier) -> Result<Option<ClientId>, StoreError> {
    const SQL: &str = "SELECT client_id FROM client_identifier WHERE number = $1 AND scheme = $2";
    let id: Option<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(&number.number)
        .bind(number.scheme.code())
        .fetch_optional(pool)
        .await)?;
    Ok(id.map(ClientId))
}

/// The client that a text names exactly: by a number of whatever kind, or by its reference (`C-48213`).
pub async fn by_text(store: &Store, text: &str) -> Result<Option<ClientId>, StoreError> {
    if let Some(id) = reference(text) {
        // A client that was merged is the one that stayed.
        let id = super::merge::merged_into(store, id).await?.unwrap_or(id);
        return Ok(summary(store, id).await?.map(|client| client.id));
    }
    for number in guess(text) {
        if let Some(id) = by_number(store, &number).await? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Reads a reference as people quote it.
pub(crate) fn reference(text: &str) -> Option<ClientId> {
    let rest = text
        .trim()
        .strip_prefix(['C', 'c'])?
        .trim_start_matches(['-', ' ', '\u{2011}']);
    let digits = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| rest.parse().ok()).flatten()
}

/// A client's card, for headings and lists of one.
pub async fn summary(store: &Store, client: ClientId) -> Result<Option<ClientSummary>, StoreError> {
    let sql = format!("SELECT {SUMMARY} FROM client_card WHERE client_id = $1");
    let row: Option<SummaryRow> = read!(store, |pool| sqlx::query_as(AssertSqlSafe(sql))
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// Who subsidises clients, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funder {
    pub id: FunderId,
    pub name: String,
}

/// All funders, by name.
pub async fn funders(store: &Store, lang: Lang) -> Result<Vec<Funder>, StoreError> {
    const SQL: &str = "
        SELECT id, CASE $1 WHEN 'nl' THEN name_nl WHEN 'en' THEN name_en WHEN 'de' THEN name_de ELSE name_fr END AS name
        FROM funder ORDER BY name, id";
    let rows: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(lang.code())
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Funder {
            id: FunderId(id),
            name,
        })
        .collect())
}
