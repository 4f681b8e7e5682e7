//! Payment bands as members read them: to the last closed month, without the reader's own contracts
//! (`statistics.md` 19).

use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::client::PaymentCounts;
use domain::contract::{ContractState, DebtState};
use domain::payment::PaymentBand;
use domain::{ClientId, MemberId, Month};
use std::collections::BTreeMap;

/// What the card and the reader's own row say of paid contracts; part of the one row of a sheet or a check.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct PaidRow {
    paid_on_time: i64,
    paid_late_30: i64,
    paid_late_60: i64,
    paid_late_over_60: i64,
    /// Other members with a paid contract, counted to 2.
    paid_members: i64,
    own_on_time: i64,
    own_late_30: i64,
    own_late_60: i64,
    own_late_over_60: i64,
    /// Something was paid since the last closed month.
    paid_since: bool,
}

/// The columns of [`PaidRow`] from the card `k`, the client's own row `m` of the reader `$2`, and the month's first day.
macro_rules! paid_columns {
    ($month:literal) => {
        concat!(
            "k.paid_on_time, k.paid_late_30, k.paid_late_60, k.paid_late_over_60,
           (SELECT COUNT(*) FROM (SELECT 1 AS one FROM client_member o
             WHERE o.client_id = k.client_id AND o.member_id <> $2
               AND o.paid_on_time + o.paid_late_30 + o.paid_late_60 + o.paid_late_over_60 > 0 LIMIT 2) AS two) AS paid_members,
           COALESCE(m.paid_on_time, 0) AS own_on_time, COALESCE(m.paid_late_30, 0) AS own_late_30,
           COALESCE(m.paid_late_60, 0) AS own_late_60, COALESCE(m.paid_late_over_60, 0) AS own_late_over_60,
           EXISTS (SELECT 1 FROM contract z WHERE z.client_id = k.client_id AND z.paid_on >= ",
            $month,
            ") AS paid_since"
        )
    };
}

pub(crate) use paid_columns;

/// The first day of the month that is not closed yet.
pub(crate) fn open_month(today: NaiveDate) -> NaiveDate {
    Month::of(today).first_day()
}

#[derive(sqlx::FromRow)]
struct PaidContract {
    member_id: i64,
    paid_on: NaiveDate,
    due_on: NaiveDate,
}

/// Paid contracts of the open month that stand in the bands.
#[doc(hidden)]
pub const SINCE: &str = "
    SELECT member_id, paid_on, due_on FROM contract
    WHERE client_id = $1 AND paid_on >= $3 AND member_id <> $2 AND counted AND due_on IS NOT NULL
      AND state <> $4 AND debt_state <> $5";
/// Paid contracts by member; as many members as may be needed to tell that there are two.
#[doc(hidden)]
pub const BY_MEMBER: &str = "
    SELECT member_id, paid_on_time + paid_late_30 + paid_late_60 + paid_late_over_60 AS paid FROM client_member
    WHERE client_id = $1 AND member_id <> $2 AND paid_on_time + paid_late_30 + paid_late_60 + paid_late_over_60 > 0
    ORDER BY member_id LIMIT $3";

/// The bands without the reader's own contracts and without those paid in the month that runs.
pub(crate) async fn payment(
    store: &Store,
    client: ClientId,
    asking: Option<MemberId>,
    today: NaiveDate,
    row: PaidRow,
) -> Result<PaymentCounts, StoreError> {
    let mut counts = PaymentCounts {
        on_time: row.paid_on_time - row.own_on_time,
        late_30: row.paid_late_30 - row.own_late_30,
        late_60: row.paid_late_60 - row.own_late_60,
        late_over_60: row.paid_late_over_60 - row.own_late_over_60,
        members: row.paid_members,
    };
    if !row.paid_since {
        return Ok(counts);
    }
    let own = asking.map_or(0, |member| member.0);
    let since: Vec<PaidContract> = read!(store, |pool| sqlx::query_as(SINCE)
        .bind(client.0)
        .bind(own)
        .bind(open_month(today))
        .bind(ContractState::Disputed.code())
        .bind(DebtState::Disputed.code())
        .fetch_all(pool)
        .await)?;
    let mut of_member: BTreeMap<i64, i64> = BTreeMap::new();
    for contract in &since {
        let days = contract.paid_on.signed_duration_since(contract.due_on).num_days();
        match PaymentBand::of(days) {
            PaymentBand::OnTime => counts.on_time -= 1,
            PaymentBand::Days1To30 => counts.late_30 -= 1,
            PaymentBand::Days31To60 => counts.late_60 -= 1,
            PaymentBand::Over60 => counts.late_over_60 -= 1,
        }
        *of_member.entry(contract.member_id).or_default() += 1;
    }
    let paid: Vec<(i64, i64)> = read!(store, |pool| sqlx::query_as(BY_MEMBER)
        .bind(client.0)
        .bind(own)
        .bind(of_member.len() as i64 + 2)
        .fetch_all(pool)
        .await)?;
    let before = |(member, paid): &&(i64, i64)| *paid > of_member.get(member).copied().unwrap_or_default();
    counts.members = paid.iter().filter(before).take(2).count() as i64;
    Ok(counts)
}
