//! What contracts add to the figures of their clients, and how these are brought up to date.

use super::row::Row;
use crate::{StoreError, Tx};
use domain::contract::{ContractState, DebtState};
use domain::payment::PaymentBand;
use std::collections::{BTreeMap, BTreeSet};

/// A contract's share in the figures; several are added up before they are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Share {
    contracts: i64,
    /// Paid contracts by [`PaymentBand`]; what is not paid moves with the days and is read live.
    bands: [i64; 4],
    open_cents: i64,
    overdue_cents: i64,
}

impl Share {
    fn of(row: &Row) -> Self {
        if !row.counted {
            return Self::default();
        }
        let mut share = Self {
            contracts: 1,
            ..Self::default()
        };
        let disputed =
            row.state == ContractState::Disputed.code() || row.debt_state == DebtState::Disputed.code();
        match (row.paid_on, row.due_on) {
            (Some(paid), Some(due)) if !disputed => {
                let band = PaymentBand::of(paid.signed_duration_since(due).num_days());
                if let Some(count) = share.bands.get_mut(band as usize) {
                    *count = 1;
                }
            }
            (None, _)
                if row.state != ContractState::Paid.code() && row.debt_state != DebtState::Paid.code() =>
            {
                share.open_cents = row.price_cents;
                share.overdue_cents = if row.overdue { row.price_cents } else { 0 };
            }
            _ => {}
        }
        share
    }

    fn add(&mut self, other: Self, sign: i64) {
        self.contracts += sign * other.contracts;
        for (mine, theirs) in self.bands.iter_mut().zip(other.bands) {
            *mine += sign * theirs;
        }
        self.open_cents += sign * other.open_cents;
        self.overdue_cents += sign * other.overdue_cents;
    }

    const fn touches_member(&self) -> bool {
        !matches!((self.contracts, self.bands), (0, [0, 0, 0, 0]))
    }
}

/// Changes to the figures of one transaction, written together at its end.
#[derive(Debug, Default)]
pub(super) struct Changes {
    by_pair: BTreeMap<(i64, i64), Share>,
    /// Clients whose first contract may be another one now.
    moved: BTreeSet<i64>,
}

impl Changes {
    pub fn add(&mut self, row: &Row) {
        self.entry(row).add(Share::of(row), 1);
    }

    pub fn take_off(&mut self, row: &Row) {
        self.moved.insert(row.client_id);
        self.entry(row).add(Share::of(row), -1);
    }

    fn entry(&mut self, row: &Row) -> &mut Share {
        self.by_pair.entry((row.client_id, row.member_id)).or_default()
    }

    /// A contract of this price has become overdue.
    pub fn overdue(&mut self, client: i64, member: i64, cents: i64) {
        self.by_pair.entry((client, member)).or_default().overdue_cents += cents;
    }

    /// Writes all of them: members first, then the cards that add them up.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let members: Vec<((i64, i64), Share)> = self
            .by_pair
            .iter()
            .filter(|(_, share)| share.touches_member())
            .map(|(k, v)| (*k, *v))
            .collect();
        write_members(tx, &members).await?;
        let clients: BTreeSet<i64> = members
            .iter()
            .map(|((client, _), _)| *client)
            .chain(self.moved)
            .collect();
        write_cards(tx, &clients.into_iter().collect::<Vec<_>>()).await?;
        let mut euros: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for ((client, _), share) in &self.by_pair {
            let sum = euros.entry(*client).or_default();
            sum.0 += share.open_cents;
            sum.1 += share.overdue_cents;
        }
        euros.retain(|_, sum| *sum != (0, 0));
        write_euros(tx, &euros.into_iter().collect::<Vec<_>>()).await
    }
}

async fn write_members(tx: &mut Tx, members: &[((i64, i64), Share)]) -> Result<(), StoreError> {
    const ADD_UP: &str = " ON CONFLICT (client_id, member_id) DO UPDATE SET
        contracts = client_member.contracts + excluded.contracts,
        paid_on_time = client_member.paid_on_time + excluded.paid_on_time,
        paid_late_30 = client_member.paid_late_30 + excluded.paid_late_30,
        paid_late_60 = client_member.paid_late_60 + excluded.paid_late_60,
        paid_late_over_60 = client_member.paid_late_over_60 + excluded.paid_late_over_60";
    insert_many!(
        tx,
        7,
        "INSERT INTO client_member (client_id, member_id, contracts, paid_on_time, paid_late_30, paid_late_60, \
         paid_late_over_60) ",
        members,
        |pair, b| {
            let ((client, member), share) = pair;
            b.push_bind(*client).push_bind(*member).push_bind(share.contracts);
            for band in share.bands {
                b.push_bind(band);
            }
        },
        ADD_UP
    )?;
    Ok(())
}

/// Adds up the members of these clients; a client's first contract is the earliest that counts.
async fn write_cards(tx: &mut Tx, clients: &[i64]) -> Result<(), StoreError> {
    const BEFORE: &str = "UPDATE client_card SET contracts = s.contracts, members = s.members,
            paid_on_time = s.paid_on_time, paid_late_30 = s.paid_late_30, paid_late_60 = s.paid_late_60,
            paid_late_over_60 = s.paid_late_over_60,
            first_contract_on = (SELECT c.start_on FROM contract c WHERE c.client_id = client_card.client_id
                AND c.counted ORDER BY c.start_on, c.id LIMIT 1)
        FROM (SELECT client_id, CAST(SUM(contracts) AS BIGINT) AS contracts,
                     COUNT(*) FILTER (WHERE contracts > 0) AS members,
                     CAST(SUM(paid_on_time) AS BIGINT) AS paid_on_time,
                     CAST(SUM(paid_late_30) AS BIGINT) AS paid_late_30,
                     CAST(SUM(paid_late_60) AS BIGINT) AS paid_late_60,
                     CAST(SUM(paid_late_over_60) AS BIGINT) AS paid_late_over_60
              FROM client_member WHERE client_id IN (";
    const AFTER: &str = ") GROUP BY client_id) s WHERE client_card.client_id = s.client_id";
    for some in clients.chunks(500) {
        on!(tx, |conn| {
            let mut query = sqlx::QueryBuilder::new(BEFORE);
            let mut ids = query.separated(", ");
            for id in some {
                ids.push_bind(*id);
            }
            query.push(AFTER);
            query
                .build()
                .persistent(false)
                .execute(&mut *conn)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}

async fn write_euros(tx: &mut Tx, euros: &[(i64, (i64, i64))]) -> Result<(), StoreError> {
    for some in euros.chunks(500) {
        on!(tx, |conn| {
            let mut query = sqlx::QueryBuilder::new("WITH v (client_id, open_cents, overdue_cents) AS (");
            query.push_values(some, |mut b, (client, (open, overdue))| {
                b.push_bind(*client).push_bind(*open).push_bind(*overdue);
            });
            query.push(
                ") UPDATE client_card SET open_cents = client_card.open_cents + v.open_cents,
                    overdue_cents = client_card.overdue_cents + v.overdue_cents
                   FROM v WHERE client_card.client_id = v.client_id",
            );
            query
                .build()
                .persistent(false)
                .execute(&mut *conn)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}
