//! What time does to stances: stepping down, ending, lifting those whose debts are paid. Several servers may run it; the
//! state guards each step, so that each thing happens once.

use super::step::{self, Seen};
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::StanceId;
use domain::stance::life::{self, DebtGround, StepRefused};

/// Stances taken in one transaction.
const BATCH: i64 = 50;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    pub stepped_down: u64,
    pub ended: u64,
    pub lifted: u64,
}

/// In force and past the day they were to be reviewed, stepped down since or not.
const PAST: &str = "
    SELECT s.id FROM stance s WHERE s.state = 'in_force' AND s.review_on < $1 AND (s.review_on, s.id) > ($2, $3)
    ORDER BY s.review_on, s.id LIMIT $4";
const ON_DEBTS: &str = "SELECT s.id FROM stance s WHERE s.on_debts AND s.state = 'in_force' AND s.id > $1 ORDER BY s.id LIMIT $2";
const REVIEW: &str = "SELECT review_on FROM stance WHERE id = $1";

/// Steps down and ends what is due on this day.
pub async fn run(store: &Store, now: DateTime<Utc>) -> Result<Ran, StoreError> {
    let today = domain::clock::day(now);
    let mut ran = Ran::default();
    let mut after = (NaiveDate::default(), 0);
    loop {
        let due: Vec<i64> = read!(store, |pool| sqlx::query_scalar(PAST)
            .bind(today)
            .bind(after.0)
            .bind(after.1)
            .bind(BATCH)
            .fetch_all(pool)
            .await)?;
        let Some(last) = due.last().copied() else { break };
        let day: NaiveDate = read!(store, |pool| sqlx::query_scalar(REVIEW)
            .bind(last)
            .fetch_one(pool)
            .await)?;
        for id in due {
            let mut tx = store.write().await?;
            if past(&mut tx, StanceId(id), today, now, &mut ran).await? {
                tx.commit().await?;
            }
        }
        after = (day, last);
    }
    let mut after = 0;
    loop {
        let on_debts: Vec<i64> = read!(store, |pool| sqlx::query_scalar(ON_DEBTS)
            .bind(after)
            .bind(BATCH)
            .fetch_all(pool)
            .await)?;
        let Some(last) = on_debts.last().copied() else {
            return Ok(ran);
        };
        for id in on_debts {
            if !life::debts_settled(&debts(store, StanceId(id)).await?) {
                continue;
            }
            let mut tx = store.write().await?;
            if step::step(&mut tx, StanceId(id), Seen::Whatever, "", now, life::lift_settled)
                .await?
                .is_ok()
            {
                tx.commit().await?;
                ran.lifted += 1;
            }
        }
        after = last;
    }
}

/// Takes the step that is due now, in the transaction that has looked; another server may have taken it already.
async fn past(
    tx: &mut Tx,
    id: StanceId,
    today: NaiveDate,
    now: DateTime<Utc>,
    ran: &mut Ran,
) -> Result<bool, StoreError> {
    // A house whose job slept steps down first and ends at once: both stand in the history.
    let nothing = |state| StepRefused::NotFromHere(state);
    let down = step::step(tx, id, Seen::Whatever, "", now, |s| {
        life::step_down_due(s, today).ok_or(nothing(s.state))
    })
    .await?
    .is_ok();
    let ended = step::step(tx, id, Seen::Whatever, "", now, |s| {
        life::end_due(s, today).ok_or(nothing(s.state))
    })
    .await?
    .is_ok();
    ran.stepped_down += u64::from(down);
    ran.ended += u64::from(ended);
    Ok(down || ended)
}

#[derive(sqlx::FromRow)]
struct DebtRow {
    contracts: i64,
    paid: i64,
    resolved: bool,
}

/// The contracts behind each ground of a stance, and those of them that are paid: all that the ledger found, or the one
/// that the report names.
const DEBTS: &str = "
    SELECT COUNT(ct.id) AS contracts,
           COUNT(CASE WHEN (ct.paid_on IS NOT NULL OR ct.debt_state = 'paid') AND ct.state <> 'disputed'
                       AND ct.debt_state NOT IN ('disputed', 'written_off') THEN 1 END) AS paid,
           i.state = 'resolved' AS resolved
    FROM stance_ground g JOIN issue i ON i.id = g.issue_id
    LEFT JOIN detected_contract f ON f.issue_id = i.id
    LEFT JOIN contract ct ON ct.id = COALESCE(f.contract_id, i.contract_id) AND ct.counted
    WHERE g.stance_id = $1 GROUP BY i.id, i.state";

async fn debts(store: &Store, id: StanceId) -> Result<Vec<DebtGround>, StoreError> {
    let rows: Vec<DebtRow> = read!(store, |pool| sqlx::query_as(DEBTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let ground = |row: DebtRow| DebtGround {
        contracts: row.contracts,
        paid: row.paid,
        resolved: row.resolved,
    };
    Ok(rows.into_iter().map(ground).collect())
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("stances past their review", PAST),
    ("stances that rest on debts", ON_DEBTS),
    ("debts a stance rests on", DEBTS),
];
