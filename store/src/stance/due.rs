//! What time does to stances: stepping down, ending, lifting those whose debts are paid. Several servers may run it; the
//! state guards each step, so that each thing happens once.

use super::step::{self, Seen};
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::stance::life::{self, DebtGround, StepRefused};
use domain::{Money, StanceId};

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
            let (debts, overdue) = debts(store, StanceId(id)).await?;
            if !life::debts_settled(&debts, overdue) {
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
    open_cents: Option<i64>,
    resolved: bool,
    overdue_cents: i64,
}

/// What the contracts of a stance's grounds still owe, and what its client has overdue; what a bankruptcy lost was not paid.
const DEBTS: &str = "
    SELECT CASE WHEN ct.id IS NULL THEN NULL WHEN ct.paid_on IS NULL AND ct.counted THEN ct.price_cents ELSE 0 END AS open_cents,
           i.state = 'resolved' AS resolved, k.overdue_cents + COALESCE(b.lost_cents, 0) AS overdue_cents
    FROM stance s JOIN client_card k ON k.client_id = s.client_id LEFT JOIN client_debt b ON b.client_id = s.client_id
    JOIN stance_ground g ON g.stance_id = s.id JOIN issue i ON i.id = g.issue_id
    LEFT JOIN contract ct ON ct.id = i.contract_id
    WHERE s.id = $1";

async fn debts(store: &Store, id: StanceId) -> Result<(Vec<DebtGround>, Money), StoreError> {
    let rows: Vec<DebtRow> = read!(store, |pool| sqlx::query_as(DEBTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let overdue = rows.first().map_or(0, |row| row.overdue_cents);
    let grounds = rows.into_iter().map(|row| DebtGround {
        open: row.open_cents.map(Money),
        resolved: row.resolved,
    });
    Ok((grounds.collect(), Money(overdue)))
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("stances past their review", PAST),
    ("stances that rest on debts", ON_DEBTS),
    ("debts a stance rests on", DEBTS),
];
