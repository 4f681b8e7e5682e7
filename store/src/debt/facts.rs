//! What a client's debts say to the policy: everything due or not that is not paid, with its formal notice.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::contract::{ContractState, DebtState};
use domain::policy::Debt;
use domain::{ClientId, ContractId, Money};
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: i64,
    price_cents: i64,
    due_on: NaiveDate,
    state: String,
    debt_state: String,
    notice_on: Option<NaiveDate>,
}

const UNPAID: &str = "
    SELECT c.id, c.client_id, c.price_cents, c.due_on, c.state, c.debt_state, d.notice_on
    FROM contract c LEFT JOIN debt d ON d.contract_id = c.id
    WHERE c.client_id >= $1 AND c.client_id <= $2 AND c.paid_on IS NULL AND c.counted AND c.due_on IS NOT NULL
      AND c.state <> 'paid' AND c.debt_state <> 'paid'
    ORDER BY c.client_id, c.due_on, c.id";

/// The debts of every client from one id to another, both included; who owes nothing is not among them. What was written
/// off is owed all the same.
pub async fn of_clients(
    store: &Store,
    first: ClientId,
    last: ClientId,
) -> Result<BTreeMap<ClientId, Vec<Debt>>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(UNPAID)
        .bind(first.0)
        .bind(last.0)
        .fetch_all(pool)
        .await)?;
    let mut all: BTreeMap<ClientId, Vec<Debt>> = BTreeMap::new();
    for row in rows {
        let state: DebtState = word(&row.debt_state, "contract.debt_state")?;
        let contested = row.state == ContractState::Disputed.code();
        all.entry(ClientId(row.client_id)).or_default().push(Debt {
            contract: ContractId(row.id),
            state,
            due_on: row.due_on,
            amount: Money(row.price_cents),
            disputed: contested || state == DebtState::Disputed,
            certain: row.price_cents > 0,
            noticed_on: row.notice_on,
        });
    }
    Ok(all)
}

/// The same for one client.
pub async fn of(store: &Store, client: ClientId) -> Result<Vec<Debt>, StoreError> {
    let mut found = of_clients(store, client, client).await?;
    Ok(found.remove(&client).unwrap_or_default())
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![UNPAID]
}
