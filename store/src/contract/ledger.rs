//! What the daily job turns in the ledger.

use super::figures::Changes;
use crate::{Batches, StoreError, Tx};
use chrono::{Days, NaiveDate};
use domain::contract::{ContractState, DebtState};
use domain::payment::GRACE_DAYS;

/// Contracts turned in one transaction.
const AT_A_TIME: i64 = 500;

#[derive(sqlx::FromRow)]
struct BecameOverdue {
    id: i64,
    client_id: i64,
    member_id: i64,
    price_cents: i64,
    due_on: NaiveDate,
    debt_state: String,
}

/// Marks what has become overdue by `today` (not paid 7 days after due), at most 500 contracts at a time, and says how
/// many there were. Reads nothing but what can still become overdue. Each gets its step in the history of debts, and its
/// client's ledger is looked at.
pub async fn mark_overdue(tx: &mut Tx, today: NaiveDate) -> Result<u64, StoreError> {
    const MARK: &str = "
        UPDATE contract SET overdue = TRUE, debt_state = CASE WHEN debt_state = $1 THEN $2 ELSE debt_state END
        WHERE id IN (SELECT id FROM contract WHERE paid_on IS NULL AND counted AND NOT overdue
                     AND due_on < $3 AND state = $4 AND debt_state NOT IN ('disputed', 'written_off', 'bankrupt', 'paid')
                     ORDER BY due_on, id LIMIT $5)
        RETURNING id, client_id, member_id, price_cents, due_on, debt_state";
    let rows: Vec<BecameOverdue> = on!(tx, |conn| sqlx::query_as(MARK)
        .bind(DebtState::Open.code())
        .bind(DebtState::Overdue.code())
        .bind(today - Days::new(GRACE_DAYS as u64))
        .bind(ContractState::Open.code())
        .bind(AT_A_TIME)
        .fetch_all(&mut *conn)
        .await)?;
    let mut changes = Changes::default();
    for row in &rows {
        changes.overdue(row.client_id, row.member_id, row.price_cents);
    }
    let fell: Vec<(i64, NaiveDate)> = rows
        .iter()
        .filter(|row| row.debt_state == DebtState::Overdue.code())
        .map(|row| (row.id, row.due_on))
        .collect();
    crate::debt::fell_due(tx, &fell, today).await?;
    let clients = changes.clients();
    changes.write(tx).await?;
    crate::detection::mark(tx, &clients, today).await?;
    Ok(rows.len() as u64)
}

/// The daily job: marks all of it, in short transactions.
pub async fn mark_all_overdue(batches: &mut Batches, today: NaiveDate) -> Result<u64, StoreError> {
    let mut marked = 0;
    loop {
        let some = mark_overdue(batches.tx().await?, today).await?;
        marked += some;
        if some < AT_A_TIME as u64 {
            return Ok(marked);
        }
    }
}
