//! Steps that the calendar and imports take, and the writing of any step into the history.

use super::row::{self, DebtRow};
use crate::contract::Row;
use crate::contract::import::Import;
use crate::error::word;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::PersonId;
use domain::contract::DebtState;
use domain::debt::{DebtStep, next_step};

/// One line of the history.
pub(super) struct Event<'a> {
    pub contract: i64,
    pub step: DebtStep,
    pub from: DebtState,
    pub to: DebtState,
    pub on: NaiveDate,
    pub reason: &'a str,
}

pub(super) async fn record(
    tx: &mut Tx,
    events: &[Event<'_>],
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (by, now) = (by.map(|person| person.0), domain::clock::instant(now));
    insert_many!(
        tx,
        8,
        "INSERT INTO debt_event (contract_id, step, from_state, to_state, by_id, at, happened_on, reason) ",
        events,
        |event, b| {
            b.push_bind(event.contract)
                .push_bind(event.step.code())
                .push_bind(event.from.code())
                .push_bind(event.to.code())
                .push_bind(by)
                .push_bind(now)
                .push_bind(event.on)
                .push_bind(event.reason)
        }
    )?;
    Ok(())
}

/// What became overdue: each on the eighth day after its due date.
pub(crate) async fn fell_due(
    tx: &mut Tx,
    fell: &[(i64, NaiveDate)],
    today: NaiveDate,
) -> Result<(), StoreError> {
    let late_on = |due: NaiveDate| {
        let days = domain::payment::GRACE_DAYS.unsigned_abs() + 1;
        (due + chrono::Days::new(days)).min(today)
    };
    let events: Vec<Event<'_>> = fell
        .iter()
        .map(|(contract, due)| Event {
            contract: *contract,
            step: DebtStep::FallDue,
            from: DebtState::Open,
            to: DebtState::Overdue,
            on: late_on(*due),
            reason: "",
        })
        .collect();
    // The day is the calendar's; the moment is that of its first instant in Brussels, the same on every server.
    record(tx, &events, None, domain::clock::begin_of(today)).await
}

/// What an import changed of a debt: paid, contested, no longer contested, or open again.
pub(crate) async fn imported(
    tx: &mut Tx,
    before: &Row,
    after: &Row,
    import: &Import,
) -> Result<(), StoreError> {
    let from: DebtState = word(&before.debt_state, "contract.debt_state")?;
    let to: DebtState = word(&after.debt_state, "contract.debt_state")?;
    let moved = before.due_on != after.due_on || before.price_cents != after.price_cents;
    if from != to {
        let step = match (from, to) {
            (_, DebtState::Paid) => DebtStep::Pay,
            (_, DebtState::Disputed) => DebtStep::Dispute,
            (DebtState::Disputed, _) => DebtStep::Settle,
            (DebtState::Open, DebtState::Overdue) => DebtStep::FallDue,
            _ => DebtStep::Reopen,
        };
        let on = match step {
            DebtStep::Pay => after.paid_on.unwrap_or(import.today),
            _ => import.today,
        };
        let event = Event {
            contract: after.id,
            step,
            from,
            to,
            on,
            reason: "",
        };
        record(tx, &[event], import.by, import.now).await?;
    }
    if from != to || moved {
        let mut rows = row::with_follow_up(tx, vec![after.clone()]).await?;
        if let Some(mut debt) = rows.pop().filter(|debt| debt.follow.is_some()) {
            if from != to
                && let Some(follow) = &mut debt.follow
            {
                follow.since_on = import.today;
                debt.standing.since_on = Some(import.today);
            }
            keep(tx, &[debt]).await?;
        }
    }
    Ok(())
}

/// Writes how debts are followed up, with what comes next.
pub(super) async fn keep(tx: &mut Tx, debts: &[DebtRow]) -> Result<(), StoreError> {
    insert_many!(
        tx,
        7,
        "INSERT INTO debt (contract_id, since_on, reminded_on, notice_on, plan_id, next_step, next_on) ",
        debts,
        |debt, b| {
            let next = next_step(&debt.standing);
            let follow = debt.follow.clone().unwrap_or_default();
            b.push_bind(debt.row.id)
                .push_bind(follow.since_on)
                .push_bind(follow.reminded_on)
                .push_bind(follow.notice_on)
                .push_bind(follow.plan_id)
                .push_bind(next.map(|(step, _)| step.code()))
                .push_bind(next.map(|(_, on)| on))
        },
        " ON CONFLICT (contract_id) DO UPDATE SET since_on = excluded.since_on, reminded_on = excluded.reminded_on,
            notice_on = excluded.notice_on, plan_id = excluded.plan_id, next_step = excluded.next_step,
            next_on = excluded.next_on"
    )?;
    Ok(())
}
