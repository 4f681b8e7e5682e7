//! The ledger as others ask for it: what the daily job turns, and a client's payment record for a check.

use super::figures::Changes;
use crate::{Batches, Store, StoreError, Tx};
use chrono::{Days, NaiveDate};
use domain::client::PaymentCounts;
use domain::contract::{ContractState, DebtState};
use domain::payment::GRACE_DAYS;
use domain::{ClientId, MemberId};

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

/// A client's payment record, as a check tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CheckLedger {
    /// Paid contracts by their band, and those not paid by how long they have been waited for.
    pub payment: PaymentCounts,
    /// Contracts paid in full.
    pub paid: i64,
}

#[derive(sqlx::FromRow)]
struct CheckRow {
    on_time: i64,
    late_30: i64,
    late_60: i64,
    late_over_60: i64,
    members: i64,
    waited_30: i64,
    waited_60: i64,
    waited_over_60: i64,
}

/// The payment record of a client on `today`, without the contracts of the member who reads it.
pub async fn for_check(
    store: &Store,
    client: ClientId,
    except: Option<MemberId>,
    today: NaiveDate,
) -> Result<CheckLedger, StoreError> {
    const RECORD: &str = "
        SELECT k.paid_on_time - COALESCE(m.paid_on_time, 0) AS on_time,
               k.paid_late_30 - COALESCE(m.paid_late_30, 0) AS late_30,
               k.paid_late_60 - COALESCE(m.paid_late_60, 0) AS late_60,
               k.paid_late_over_60 - COALESCE(m.paid_late_over_60, 0) AS late_over_60,
               k.members - CASE WHEN m.contracts > 0 THEN 1 ELSE 0 END AS members,
               u.waited_30, u.waited_60, u.waited_over_60
        FROM client_card k
        LEFT JOIN client_member m ON m.client_id = k.client_id AND m.member_id = $2
        CROSS JOIN (
            SELECT COUNT(*) FILTER (WHERE due_on >= $4) AS waited_30,
                   COUNT(*) FILTER (WHERE due_on < $4 AND due_on >= $5) AS waited_60,
                   COUNT(*) FILTER (WHERE due_on < $5) AS waited_over_60
            FROM contract WHERE client_id = $1 AND paid_on IS NULL AND counted AND due_on < $3
                AND state = 'open' AND debt_state <> 'disputed' AND member_id <> $2
        ) u
        WHERE k.client_id = $1";
    // No member has the id 0.
    let except = except.map_or(0, |member| member.0);
    let row: Option<CheckRow> = read!(store, |pool| sqlx::query_as(RECORD)
        .bind(client.0)
        .bind(except)
        .bind(today)
        .bind(today - Days::new(30))
        .bind(today - Days::new(60))
        .fetch_optional(pool)
        .await)?;
    Ok(row.map_or_else(CheckLedger::default, CheckLedger::from))
}

impl From<CheckRow> for CheckLedger {
    fn from(row: CheckRow) -> Self {
        let paid = row.on_time + row.late_30 + row.late_60 + row.late_over_60;
        let payment = PaymentCounts {
            on_time: row.on_time,
            late_30: row.late_30 + row.waited_30,
            late_60: row.late_60 + row.waited_60,
            late_over_60: row.late_over_60 + row.waited_over_60,
            members: row.members,
        };
        Self { payment, paid }
    }
}
