//! Contracts as pages list them.

use super::row::{Row, columns};
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::contract::Contract;
use domain::{ClientId, ContractId, MemberId, ProfessionId};

/// A contract with what its row adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    pub id: ContractId,
    pub contract: Contract,
    pub member: MemberId,
    pub profession: Option<ProfessionId>,
    /// As the export writes it.
    pub profession_text: String,
    /// The contract that this line takes back.
    pub amends: Option<ContractId>,
    pub revision: i64,
}

impl TryFrom<Row> for LedgerLine {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.contract_id(),
            contract: row.contract()?,
            member: row.member(),
            profession: row.profession(),
            amends: row.amends_id.map(ContractId),
            revision: row.revision,
            profession_text: row.profession_text,
        })
    }
}

/// A client's contracts, the newest first; `before` is the last line of the page above.
pub async fn list(
    store: &Store,
    client: ClientId,
    before: Option<(NaiveDate, ContractId)>,
    limit: i64,
) -> Result<Vec<LedgerLine>, StoreError> {
    const NEWEST: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM contract c WHERE c.client_id = $1 AND (c.start_on, c.id) < ($2, $3)
          ORDER BY c.start_on DESC, c.id DESC LIMIT $4"
    );
    // After every day that a contract can begin on.
    let (day, id) = before.unwrap_or((
        NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default(),
        ContractId(0),
    ));
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(NEWEST)
        .bind(client.0)
        .bind(day)
        .bind(id.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(LedgerLine::try_from).collect()
}

/// A member's own contracts with a client, the newest first; drafts are none yet.
pub async fn by_member_client(
    store: &Store,
    member: MemberId,
    client: ClientId,
) -> Result<Vec<LedgerLine>, StoreError> {
    const OWN: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM contract c WHERE c.member_id = $1 AND c.client_id = $2 AND c.state <> 'draft'
          ORDER BY c.start_on DESC, c.id DESC LIMIT 200"
    );
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OWN)
        .bind(member.0)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(LedgerLine::try_from).collect()
}

/// A contract by the cooperative's own reference.
pub async fn by_reference(store: &Store, reference: &str) -> Result<Option<LedgerLine>, StoreError> {
    const ONE: &str = concat!("SELECT ", columns!(), " FROM contract c WHERE c.reference = $1");
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(reference)
        .fetch_optional(pool)
        .await)?;
    row.map(LedgerLine::try_from).transpose()
}
