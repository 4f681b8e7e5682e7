//! A contract with how its debt is followed up.

use crate::contract::{self, columns};
use crate::many::among;
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use domain::debt::{Instalment, Standing};
use domain::{ContractId, Money};
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct FollowRow {
    pub contract_id: i64,
    pub since_on: NaiveDate,
    pub reminded_on: Option<NaiveDate>,
    pub notice_on: Option<NaiveDate>,
    pub plan_id: Option<i64>,
}

#[derive(sqlx::FromRow)]
pub(super) struct InstalmentRow {
    pub plan_id: i64,
    pub due_on: NaiveDate,
    pub amount_cents: i64,
    pub paid_on: Option<NaiveDate>,
}

impl InstalmentRow {
    pub const fn instalment(&self) -> Instalment {
        Instalment {
            due_on: self.due_on,
            amount: Money(self.amount_cents),
            paid_on: self.paid_on,
        }
    }
}

/// A contract and its follow-up, as the rules need them.
#[derive(Debug, Clone)]
pub(super) struct DebtRow {
    pub row: contract::Row,
    pub follow: Option<FollowRow>,
    pub standing: Standing,
}

impl DebtRow {
    pub(super) fn new(
        row: contract::Row,
        follow: Option<FollowRow>,
        plan: Vec<Instalment>,
    ) -> Result<Self, StoreError> {
        let contract = row.contract()?;
        let standing = Standing {
            state: contract.debt,
            counts: contract.counts(),
            price: contract.price.0,
            invoiced_on: row.invoiced_on,
            due_on: row.due_on,
            paid_on: row.paid_on,
            since_on: follow.as_ref().map(|f| f.since_on),
            reminded_on: follow.as_ref().and_then(|f| f.reminded_on),
            notice_on: follow.as_ref().and_then(|f| f.notice_on),
            plan,
        };
        Ok(Self {
            row,
            follow,
            standing,
        })
    }

    pub(super) const fn id(&self) -> ContractId {
        ContractId(self.row.id)
    }
}

const CONTRACTS: &str = concat!("SELECT ", columns!(), " FROM contract c WHERE c.client_id = ");
const FOLLOWED: &str =
    "SELECT contract_id, since_on, reminded_on, notice_on, plan_id FROM debt WHERE contract_id IN (";
const INSTALMENTS: &str =
    "SELECT plan_id, due_on, amount_cents, paid_on FROM debt_instalment WHERE plan_id IN (";

/// Contracts by id, with all that was done about them; those of other clients are not among the answers.
pub(super) async fn of_contracts(tx: &mut Tx, client: i64, ids: &[i64]) -> Result<Vec<DebtRow>, StoreError> {
    let rows: Vec<contract::Row> = among!(
        tx,
        contract::Row,
        format!("{CONTRACTS}{client} AND c.id IN ("),
        ids,
        ") ORDER BY c.due_on, c.id"
    );
    with_follow_up(tx, rows).await
}

/// These contracts with all that was done about them.
pub(super) async fn with_follow_up(
    tx: &mut Tx,
    rows: Vec<contract::Row>,
) -> Result<Vec<DebtRow>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let followed = among!(tx, FollowRow, FOLLOWED, ids, ")");
    let plans: BTreeSet<i64> = followed.iter().filter_map(|row| row.plan_id).collect();
    let plans: Vec<i64> = plans.into_iter().collect();
    let parts = among!(
        tx,
        InstalmentRow,
        INSTALMENTS,
        plans,
        ") ORDER BY plan_id, number"
    );
    let mut by_plan: HashMap<i64, Vec<Instalment>> = HashMap::new();
    for part in parts {
        by_plan.entry(part.plan_id).or_default().push(part.instalment());
    }
    let mut by_contract: HashMap<i64, FollowRow> =
        followed.into_iter().map(|row| (row.contract_id, row)).collect();
    rows.into_iter()
        .map(|row| {
            let follow = by_contract.remove(&row.id);
            let plan = follow.as_ref().and_then(|f| f.plan_id);
            let plan = plan.and_then(|id| by_plan.get(&id)).cloned().unwrap_or_default();
            DebtRow::new(row, follow, plan)
        })
        .collect()
}

pub(super) fn texts() -> Vec<&'static str> {
    Vec::new()
}
