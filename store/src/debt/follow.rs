//! A step that accounts take on one or several contracts of a client: all of them, or none.

use super::row::{DebtRow, FollowRow, of_contracts};
use super::step::{Event, keep, record};
use crate::contract::Changes;
use crate::error::touched;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::contract::DebtState;
use domain::debt::{DebtRefused, DebtStep, Instalment, PlanProblem, Wanted, plan_problem, take};
use domain::payment::is_overdue_money;
use domain::{ClientId, ContractId, Money, PersonId, PlanId};
use serde_json::json;
use std::collections::BTreeMap;

/// A step for contracts that somebody saw at these revisions.
#[derive(Debug, Clone)]
pub struct Following<'a> {
    pub client: ClientId,
    pub contracts: &'a [(ContractId, i64)],
    pub step: DebtStep,
    /// The day on which it happened.
    pub on: NaiveDate,
    pub reason: &'a str,
    /// Only for a plan.
    pub plan: &'a [Instalment],
    pub by: PersonId,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No contract was chosen.
    Nothing,
    /// A rule forbids the step for this contract.
    Debt {
        reference: String,
        why: DebtRefused,
    },
    Plan(PlanProblem),
}

/// What became of a step. Drop the transaction after [`Followed::Refused`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    Done,
    Refused(Refusal),
}

/// Takes a step. [`StoreError::Conflict`] where a contract has changed since it was seen, or is not this client's.
pub async fn follow(tx: &mut Tx, wanted: &Following<'_>) -> Result<Followed, StoreError> {
    let debts = match read(tx, wanted).await? {
        Ok(debts) => debts,
        Err(refusal) => return Ok(Followed::Refused(refusal)),
    };
    let plan = if wanted.step == DebtStep::Plan {
        let owed: Money = debts.iter().map(|(debt, _)| debt.standing.price).sum();
        if let Some(problem) = plan_problem(wanted.plan, owed, wanted.today) {
            return Ok(Followed::Refused(Refusal::Plan(problem)));
        }
        Some(super::plan::add(tx, wanted, owed).await?)
    } else {
        None
    };
    write(tx, wanted, debts, plan).await?;
    Ok(Followed::Done)
}

/// The contracts as they are, each with the state after the step.
pub(super) async fn read(
    tx: &mut Tx,
    wanted: &Following<'_>,
) -> Result<Result<Vec<(DebtRow, DebtState)>, Refusal>, StoreError> {
    let seen: BTreeMap<i64, i64> = wanted
        .contracts
        .iter()
        .map(|(id, revision)| (id.0, *revision))
        .collect();
    if seen.is_empty() {
        return Ok(Err(Refusal::Nothing));
    }
    let ids: Vec<i64> = seen.keys().copied().collect();
    let debts = of_contracts(tx, wanted.client.0, &ids).await?;
    let same = |debt: &DebtRow| seen.get(&debt.row.id) == Some(&debt.row.revision);
    if debts.len() != seen.len() || !debts.iter().all(same) {
        return Err(StoreError::Conflict);
    }
    let step = Wanted {
        step: wanted.step,
        on: wanted.on,
        reason: wanted.reason,
    };
    let mut after = Vec::with_capacity(debts.len());
    for debt in debts {
        match take(step, &debt.standing, wanted.today) {
            Ok(to) => after.push((debt, to)),
            Err(why) => {
                let reference = debt.row.reference;
                return Ok(Err(Refusal::Debt { reference, why }));
            }
        }
    }
    Ok(Ok(after))
}

/// Writes the step: states, follow-up, history, figures, what is looked at next, and the log.
pub(super) async fn write(
    tx: &mut Tx,
    wanted: &Following<'_>,
    debts: Vec<(DebtRow, DebtState)>,
    plan: Option<PlanId>,
) -> Result<(), StoreError> {
    let mut changes = Changes::default();
    let mut kept = Vec::with_capacity(debts.len());
    let mut events = Vec::with_capacity(debts.len());
    for (debt, to) in debts {
        events.push(Event {
            contract: debt.row.id,
            step: wanted.step,
            from: debt.standing.state,
            to,
            on: wanted.on,
            reason: wanted.reason.trim(),
        });
        changes.take_off(&debt.row);
        let after = moved(tx, wanted, debt, to, plan).await?;
        changes.add(&after.row);
        kept.push(after);
    }
    keep(tx, &kept).await?;
    record(tx, &events, Some(wanted.by), wanted.now).await?;
    changes.write(tx).await?;
    let tells = matches!(
        wanted.step,
        DebtStep::Dispute | DebtStep::Settle | DebtStep::Pay | DebtStep::Reopen
    );
    if tells {
        crate::detection::mark(tx, &[wanted.client.0], wanted.today).await?;
    }
    let ids: Vec<i64> = kept.iter().map(|debt| debt.row.id).collect();
    audit::record(
        tx,
        Some(wanted.by),
        AuditAction::FollowDebt,
        &format!("client {}", wanted.client),
        json!({ "step": wanted.step, "contracts": ids, "on": wanted.on }),
        wanted.now,
    )
    .await
}

/// The contract and its follow-up after the step; the contract's row is written.
async fn moved(
    tx: &mut Tx,
    wanted: &Following<'_>,
    before: DebtRow,
    to: DebtState,
    plan: Option<PlanId>,
) -> Result<DebtRow, StoreError> {
    const MOVE: &str =
        "UPDATE contract SET debt_state = $1, paid_on = $2, overdue = $3, revision = revision + 1
        WHERE id = $4 AND revision = $5";
    let mut row = before.row;
    to.code().clone_into(&mut row.debt_state);
    match wanted.step {
        DebtStep::Pay | DebtStep::Instalment if to == DebtState::Paid => row.paid_on = Some(wanted.on),
        DebtStep::Reopen => row.paid_on = None,
        _ => {}
    }
    row.overdue = is_overdue_money(&row.contract()?, wanted.today);
    touched(on!(&mut *tx, |conn| sqlx::query(MOVE)
        .bind(&row.debt_state)
        .bind(row.paid_on)
        .bind(row.overdue)
        .bind(row.id)
        .bind(row.revision)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)?;
    row.revision += 1;
    let mut follow = before.follow.unwrap_or_else(|| FollowRow {
        contract_id: row.id,
        since_on: wanted.on,
        ..FollowRow::default()
    });
    if before.standing.state != to {
        follow.since_on = wanted.on;
    }
    match wanted.step {
        DebtStep::Remind => follow.reminded_on = Some(wanted.on),
        // The first one counts: the 30 days do not begin again.
        DebtStep::FormalNotice => follow.notice_on = follow.notice_on.or(Some(wanted.on)),
        DebtStep::Plan => follow.plan_id = plan.map(|id| id.0),
        _ => {}
    }
    let parts = if wanted.step == DebtStep::Plan {
        wanted.plan.to_vec()
    } else {
        before.standing.plan
    };
    DebtRow::new(row, Some(follow), parts)
}
