//! Payment plans: agreed for one or several contracts, received part by part; the last part closes the debts.

use super::follow::{Following, write};
use super::row::{InstalmentRow, of_contracts};
use crate::error::touched;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::contract::DebtState;
use domain::debt::{DebtRefused, DebtStep, Instalment, Wanted, take};
use domain::{ClientId, ContractId, Money, PersonId, PlanId};

/// Writes a plan for what is owed.
pub(super) async fn add(tx: &mut Tx, wanted: &Following<'_>, owed: Money) -> Result<PlanId, StoreError> {
    const PLAN: &str = "INSERT INTO debt_plan (client_id, agreed_on, total_cents, by_id, at) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(PLAN)
        .bind(wanted.client.0)
        .bind(wanted.on)
        .bind(owed.cents())
        .bind(wanted.by.0)
        .bind(domain::clock::instant(wanted.now))
        .fetch_one(&mut *conn)
        .await)?;
    let parts: Vec<(i64, &Instalment)> = (1..).zip(wanted.plan).collect();
    insert_many!(
        tx,
        4,
        "INSERT INTO debt_instalment (plan_id, number, due_on, amount_cents) ",
        parts,
        |part, b| {
            b.push_bind(id)
                .push_bind(part.0)
                .push_bind(part.1.due_on)
                .push_bind(part.1.amount.cents())
        }
    )?;
    Ok(PlanId(id))
}

/// An instalment that came in.
#[derive(Debug, Clone, Copy)]
pub struct Receipt {
    pub client: ClientId,
    pub plan: PlanId,
    /// The revision of the plan that was seen.
    pub revision: i64,
    /// 1 for the first part.
    pub number: i64,
    pub on: NaiveDate,
    pub by: PersonId,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Parts are still to come.
    Part,
    /// It was the last one: the debts of the plan are paid.
    All,
    Refused(DebtRefused),
}

const TOUCH: &str =
    "UPDATE debt_plan SET revision = revision + 1 WHERE id = $1 AND client_id = $2 AND revision = $3";
const RECEIVE: &str =
    "UPDATE debt_instalment SET paid_on = $3 WHERE plan_id = $1 AND number = $2 AND paid_on IS NULL";
const PARTS: &str =
    "SELECT plan_id, due_on, amount_cents, paid_on FROM debt_instalment WHERE plan_id = $1 ORDER BY number";
const CONTRACTS: &str = "SELECT contract_id FROM debt WHERE plan_id = $1 ORDER BY contract_id";

/// Notes an instalment. [`StoreError::Conflict`] where the plan has changed since it was seen, or this part was noted.
pub async fn receive(tx: &mut Tx, receipt: &Receipt) -> Result<Received, StoreError> {
    touched(on!(&mut *tx, |conn| sqlx::query(TOUCH)
        .bind(receipt.plan.0)
        .bind(receipt.client.0)
        .bind(receipt.revision)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)?;
    touched(on!(&mut *tx, |conn| sqlx::query(RECEIVE)
        .bind(receipt.plan.0)
        .bind(receipt.number)
        .bind(receipt.on)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)?;
    let parts: Vec<InstalmentRow> = on!(&mut *tx, |conn| sqlx::query_as(PARTS)
        .bind(receipt.plan.0)
        .fetch_all(&mut *conn)
        .await)?;
    let all = parts.iter().all(|part| part.paid_on.is_some());
    let ids: Vec<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(CONTRACTS)
        .bind(receipt.plan.0)
        .fetch_all(&mut *conn)
        .await)?;
    let mut debts = of_contracts(tx, receipt.client.0, &ids).await?;
    // Those that were paid or moved on otherwise are no longer the plan's.
    debts.retain(|debt| matches!(debt.standing.state, DebtState::Plan | DebtState::PlanBroken));
    let step = if all { DebtStep::Pay } else { DebtStep::Instalment };
    let wanted = Wanted {
        step,
        on: receipt.on,
        reason: "",
    };
    let mut after = Vec::with_capacity(debts.len());
    for debt in debts {
        match take(wanted, &debt.standing, receipt.today) {
            Ok(to) => after.push((debt, to)),
            Err(why) => return Ok(Received::Refused(why)),
        }
    }
    let seen: Vec<(ContractId, i64)> = after
        .iter()
        .map(|(debt, _)| (debt.id(), debt.row.revision))
        .collect();
    let following = Following {
        client: receipt.client,
        contracts: &seen,
        step,
        on: receipt.on,
        reason: "",
        plan: &[],
        by: receipt.by,
        now: receipt.now,
        today: receipt.today,
    };
    write(tx, &following, after, None).await?;
    Ok(if all { Received::All } else { Received::Part })
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![TOUCH, RECEIVE, PARTS, CONTRACTS]
}
