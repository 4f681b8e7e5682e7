//! Payment bands as members read them: to the last closed month, without the reader's own contracts
//! (`statistics.md` 19). What was not paid at the end of that month counts by how long it had been waited for, so that a
//! client that never pays is seen not to.

use crate::{Store, StoreError};
use chrono::{Days, NaiveDate};
use domain::client::PaymentCounts;
use domain::contract::{ContractState, DebtState};
use domain::payment::PaymentBand;
use domain::{ClientId, MemberId, Month};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Something due in a closed month is not paid.
    unpaid: bool,
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
            ") AS paid_since,
           EXISTS (SELECT 1 FROM contract z WHERE z.client_id = k.client_id AND z.paid_on IS NULL AND z.counted AND z.due_on < ",
            $month,
            ") AS unpaid"
        )
    };
}

pub(crate) use paid_columns;

/// The first day of the month that is not closed yet.
pub(crate) fn open_month(today: NaiveDate) -> NaiveDate {
    Month::of(today).first_day()
}

/// A client's contracts as a member reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClosedRecord {
    /// By their bands: paid ones, and those not paid by how long they had been waited for.
    pub bands: PaymentCounts,
    /// Of these, the ones paid in full.
    pub paid: i64,
}

#[derive(sqlx::FromRow)]
struct PaidContract {
    member_id: i64,
    paid_on: NaiveDate,
    due_on: NaiveDate,
}

/// Contracts that were due in a closed month and are not paid; two different members where there are two.
#[derive(Default, sqlx::FromRow)]
struct UnpaidRow {
    waited_30: i64,
    waited_60: i64,
    waited_over_60: i64,
    first_member: Option<i64>,
    last_member: Option<i64>,
}

impl UnpaidRow {
    fn add_to(&self, bands: &mut PaymentCounts) {
        bands.late_30 += self.waited_30;
        bands.late_60 += self.waited_60;
        bands.late_over_60 += self.waited_over_60;
    }
}

/// Paid contracts of the open month that stand in the bands.
#[doc(hidden)]
pub const SINCE: &str = "
    SELECT member_id, paid_on, due_on FROM contract
    WHERE client_id = $1 AND paid_on >= $3 AND member_id <> $2 AND counted AND due_on IS NOT NULL
      AND state <> $4 AND debt_state <> $5";
/// Contracts not paid and due before the last day of the closed month, `$3`: by how long they had been waited for then.
#[doc(hidden)]
pub const UNPAID: &str = "
    SELECT COUNT(*) FILTER (WHERE due_on >= $4) AS waited_30,
           COUNT(*) FILTER (WHERE due_on < $4 AND due_on >= $5) AS waited_60,
           COUNT(*) FILTER (WHERE due_on < $5) AS waited_over_60,
           MIN(member_id) AS first_member, MAX(member_id) AS last_member
    FROM contract
    WHERE client_id = $1 AND paid_on IS NULL AND counted AND due_on < $3 AND member_id <> $2
      AND state = $6 AND debt_state NOT IN ($7, $8)";
/// Paid contracts by member; as many members as may be needed to tell that there are two.
#[doc(hidden)]
pub const BY_MEMBER: &str = "
    SELECT member_id, paid_on_time + paid_late_30 + paid_late_60 + paid_late_over_60 AS paid FROM client_member
    WHERE client_id = $1 AND member_id <> $2 AND paid_on_time + paid_late_30 + paid_late_60 + paid_late_over_60 > 0
    ORDER BY member_id LIMIT $3";

/// The record without the reader's own contracts, as it stood at the end of the last closed month.
pub(crate) async fn record(
    store: &Store,
    client: ClientId,
    asking: Option<MemberId>,
    today: NaiveDate,
    row: PaidRow,
) -> Result<ClosedRecord, StoreError> {
    let mut bands = PaymentCounts {
        on_time: row.paid_on_time - row.own_on_time,
        late_30: row.paid_late_30 - row.own_late_30,
        late_60: row.paid_late_60 - row.own_late_60,
        late_over_60: row.paid_late_over_60 - row.own_late_over_60,
        members: row.paid_members,
    };
    let mut closed = ClosedRecord {
        bands,
        paid: bands.contracts(),
    };
    if !row.paid_since && !row.unpaid {
        return Ok(closed);
    }
    // No member has the id 0.
    let own = asking.map_or(0, |member| member.0);
    let end = open_month(today) - Days::new(1);
    let mut members = BTreeSet::new();
    if row.unpaid {
        let waiting = unpaid(store, client, own, end).await?;
        waiting.add_to(&mut bands);
        members.extend(waiting.first_member.into_iter().chain(waiting.last_member));
    }
    let mut paid_since: BTreeMap<i64, i64> = BTreeMap::new();
    if row.paid_since {
        for contract in since(store, client, own, today).await? {
            closed.paid -= 1;
            *band(&mut bands, contract.paid_on, contract.due_on) -= 1;
            *paid_since.entry(contract.member_id).or_default() += 1;
            if contract.due_on < end {
                *band(&mut bands, end, contract.due_on) += 1;
                members.insert(contract.member_id);
            }
        }
    }
    if members.len() < 2 {
        members.extend(paid_before(store, client, own, &paid_since).await?);
    }
    bands.members = members.len().min(2) as i64;
    closed.bands = bands;
    Ok(closed)
}

/// The band of an invoice that was paid, or was still waited for, on a day.
fn band(counts: &mut PaymentCounts, on: NaiveDate, due: NaiveDate) -> &mut i64 {
    match PaymentBand::of(on.signed_duration_since(due).num_days()) {
        PaymentBand::OnTime => &mut counts.on_time,
        PaymentBand::Days1To30 => &mut counts.late_30,
        PaymentBand::Days31To60 => &mut counts.late_60,
        PaymentBand::Over60 => &mut counts.late_over_60,
    }
}

/// Adds what is due and not paid on a day, by how long it has been waited for: staff read it as it stands.
pub(crate) async fn add_unpaid(
    store: &Store,
    client: ClientId,
    today: NaiveDate,
    bands: &mut PaymentCounts,
) -> Result<(), StoreError> {
    let waiting = unpaid(store, client, 0, today).await?;
    waiting.add_to(bands);
    Ok(())
}

async fn unpaid(store: &Store, client: ClientId, own: i64, end: NaiveDate) -> Result<UnpaidRow, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(UNPAID)
        .bind(client.0)
        .bind(own)
        .bind(end)
        .bind(end - Days::new(30))
        .bind(end - Days::new(60))
        .bind(ContractState::Open.code())
        .bind(DebtState::Disputed.code())
        .bind(DebtState::Paid.code())
        .fetch_one(pool)
        .await)?)
}

async fn since(
    store: &Store,
    client: ClientId,
    own: i64,
    today: NaiveDate,
) -> Result<Vec<PaidContract>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(SINCE)
        .bind(client.0)
        .bind(own)
        .bind(open_month(today))
        .bind(ContractState::Disputed.code())
        .bind(DebtState::Disputed.code())
        .fetch_all(pool)
        .await)?)
}

/// Members, two where there are two, of whose contracts one was paid before the month that runs.
async fn paid_before(
    store: &Store,
    client: ClientId,
    own: i64,
    since: &BTreeMap<i64, i64>,
) -> Result<Vec<i64>, StoreError> {
    let paid: Vec<(i64, i64)> = read!(store, |pool| sqlx::query_as(BY_MEMBER)
        .bind(client.0)
        .bind(own)
        .bind(since.len() as i64 + 2)
        .fetch_all(pool)
        .await)?;
    let before = |(member, paid): &(i64, i64)| *paid > since.get(member).copied().unwrap_or_default();
    Ok(paid
        .into_iter()
        .filter(before)
        .map(|(member, _)| member)
        .collect())
}
