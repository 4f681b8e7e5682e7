//! What a stance would touch, shown before it is chosen (`product.md`, "Stance").

use crate::{Store, StoreError};
use chrono::{Months, NaiveDate};
use domain::{ClientId, Money};

/// Members, contracts and income of the last 12 months with a client, and what it still owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct ImpactRow {
    members: i64,
    contracts: i64,
    income_cents: i64,
    open_cents: i64,
}

/// What a stance would touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Impact {
    /// Distinct members with a contract that began in the last 12 months.
    pub members: i64,
    pub contracts: i64,
    /// Price before VAT of these contracts.
    pub income: Money,
    /// Not paid today, due or not.
    pub open: Money,
}

const IMPACT: &str = "
    SELECT COUNT(DISTINCT member_id) AS members, COUNT(*) AS contracts,
           CAST(COALESCE(SUM(price_cents), 0) AS BIGINT) AS income_cents,
           (SELECT CAST(COALESCE(SUM(open_cents), 0) AS BIGINT) FROM client_card WHERE client_id = $1) AS open_cents
    FROM contract WHERE client_id = $1 AND start_on >= $2 AND counted";

/// Counts one client's contracts of the 12 months before `today`.
pub async fn impact(store: &Store, client: ClientId, today: NaiveDate) -> Result<Impact, StoreError> {
    let from = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let row: ImpactRow = read!(store, |pool| sqlx::query_as(IMPACT)
        .bind(client.0)
        .bind(from)
        .fetch_one(pool)
        .await)?;
    Ok(Impact {
        members: row.members,
        contracts: row.contracts,
        income: Money(row.income_cents),
        open: Money(row.open_cents),
    })
}
