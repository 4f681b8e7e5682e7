//! What the accounts of the demonstration did about the largest debts, through the same rules and writes as everybody's:
//! a formal notice, a plan, a dispute.

use super::people::ACCOUNTANT;
use super::world::World;
use anyhow::Result;
use chrono::{Days, NaiveDate, TimeDelta};
use domain::contract::DebtState;
use domain::debt::read::DebtLine;
use domain::debt::{DebtSearch, DebtStep, even_plan};
use domain::{ClientId, ContractId, Money};
use store::Store;
use store::debt::{Following, follow, list, notice, sheet};

/// Contracts of one letter or plan.
const AT_ONCE: usize = 4;

/// Follows the debts of those that owe most: the first who can be sent a notice is sent one, the next has a plan, the next
/// disputes.
pub async fn follow_some(store: &Store, world: &World) -> Result<()> {
    let search = DebtSearch::default();
    let debtors = list::page(store, &search, world.today).await?.debtors;
    let mut steps = [DebtStep::FormalNotice, DebtStep::Plan, DebtStep::Dispute].into_iter();
    let mut wanted = steps.next();
    for debtor in debtors {
        let Some(step) = wanted else { break };
        let Some(found) = sheet::sheet(store, debtor.client, None, world.today).await? else {
            continue;
        };
        let on = world.today - Days::new(if step == DebtStep::FormalNotice { 45 } else { 6 });
        let due = found.lines.iter().filter(|line| is_due(line, on));
        let lines: Vec<&DebtLine> = due.take(AT_ONCE).collect();
        if lines.is_empty() {
            continue;
        }
        one(store, world, debtor.client, step, on, &lines).await?;
        wanted = steps.next();
    }
    Ok(())
}

/// Past due on that day, and nobody is at it in another way.
fn is_due(line: &DebtLine, on: NaiveDate) -> bool {
    let state = line.standing.state;
    matches!(state, DebtState::Open | DebtState::Overdue | DebtState::Reminded)
        && line.standing.due_on.is_some_and(|due| due < on)
}

async fn one(
    store: &Store,
    world: &World,
    client: ClientId,
    step: DebtStep,
    on: NaiveDate,
    lines: &[&DebtLine],
) -> Result<()> {
    let contracts: Vec<(ContractId, i64)> = lines.iter().map(|line| (line.id, line.revision)).collect();
    let owed: Money = lines.iter().map(|line| line.standing.price).sum();
    let plan = if step == DebtStep::Plan {
        even_plan(owed, 3, world.today + Days::new(12))
    } else {
        Vec::new()
    };
    let wanted = Following {
        client,
        contracts: &contracts,
        step,
        on,
        reason: if step == DebtStep::Dispute {
            "Le client dit que la prestation a été annulée ; pièces demandées."
        } else {
            ""
        },
        plan: &plan,
        by: ACCOUNTANT,
        now: world.now - TimeDelta::days(world.today.signed_duration_since(on).num_days()),
        today: world.today,
    };
    let mut tx = store.write().await?;
    if step == DebtStep::FormalNotice {
        // Where a rate is missing, no letter is sent: the rest of the demonstration is whole without it.
        notice::send(
            &mut tx,
            &wanted,
            on + Days::new(15),
            &world.catalogue.interest_rates,
        )
        .await?;
    } else {
        follow(&mut tx, &wanted).await?;
    }
    Ok(tx.commit().await?)
}
