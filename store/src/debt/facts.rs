//! What a client's debts say to the policy: proven ones, a broken plan, unpaid contracts, bankruptcy.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{Days, NaiveDate};
use domain::contract::DebtState;
use domain::debt::{DebtFacts, ProvenDebt, Standing};
use domain::{ClientId, ContractId, Money};
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: i64,
    price_cents: i64,
    due_on: Option<NaiveDate>,
    debt_state: String,
    notice_on: Option<NaiveDate>,
}

/// The debts of every client from one to another, both included; clients that owe nothing are not among them. The line of
/// a client that was written off is owed all the same.
pub async fn of_clients(
    store: &Store,
    first: ClientId,
    last: ClientId,
    today: NaiveDate,
) -> Result<BTreeMap<ClientId, DebtFacts>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(UNPAID)
        .bind(first.0)
        .bind(last.0)
        .fetch_all(pool)
        .await)?;
    let mut all: BTreeMap<ClientId, DebtFacts> = BTreeMap::new();
    for row in rows {
        add(all.entry(ClientId(row.client_id)).or_default(), &row, today)?;
    }
    Ok(all)
}

/// The same for one client.
pub async fn of(store: &Store, client: ClientId, today: NaiveDate) -> Result<DebtFacts, StoreError> {
    let mut found = of_clients(store, client, client, today).await?;
    Ok(found.remove(&client).unwrap_or_default())
}

const UNPAID: &str = "
    SELECT c.id, c.client_id, c.price_cents, c.due_on, c.debt_state, d.notice_on
    FROM contract c LEFT JOIN debt d ON d.contract_id = c.id
    WHERE c.client_id >= $1 AND c.client_id <= $2 AND c.paid_on IS NULL AND c.counted
      AND c.state <> 'paid' AND c.debt_state <> 'paid'
    ORDER BY c.client_id, c.due_on, c.id";

fn add(facts: &mut DebtFacts, row: &Row, today: NaiveDate) -> Result<(), StoreError> {
    let state: DebtState = word(&row.debt_state, "contract.debt_state")?;
    let standing = Standing {
        state,
        counts: true,
        price: Money(row.price_cents),
        invoiced_on: None,
        due_on: row.due_on,
        paid_on: None,
        since_on: None,
        reminded_on: None,
        notice_on: row.notice_on,
        plan: Vec::new(),
    };
    if standing.is_proven(today)
        && let (Some(due_on), Some(notice_on)) = (row.due_on, row.notice_on)
    {
        facts.proven.push(ProvenDebt {
            contract: ContractId(row.id),
            amount: standing.price,
            due_on,
            notice_on,
        });
    }
    facts.plan_broken |= state == DebtState::PlanBroken;
    facts.bankrupt |= state == DebtState::Bankrupt;
    let long = row.due_on.is_some_and(|due| due + Days::new(90) < today);
    facts.unpaid += i64::from(state.is_lost() || (long && state != DebtState::Disputed));
    Ok(())
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![UNPAID]
}
