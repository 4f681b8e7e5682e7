//! What contracts add to the figures of their clients, and how these are brought up to date.

use super::row::Row;
use crate::many::change_among;
use crate::trend::{Bars, ClientMonths};
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use domain::contract::{ContractState, DebtState};
use domain::payment::PaymentBand;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
                if row.state != ContractState::Paid.code()
                    && ![
                        DebtState::Paid.code(),
                        DebtState::WrittenOff.code(),
                        DebtState::Bankrupt.code(),
                    ]
                    .contains(&row.debt_state.as_str()) =>
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

/// A client and one of its members.
type Pair = (i64, i64);

/// What changes on a client's card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct CardChange {
    share: Share,
    /// Members who have a first contract that counts, less those who have none any more.
    members: i64,
    /// The earliest contract that came in.
    first_on: Option<NaiveDate>,
}

/// Changes to the figures of one transaction, written together at its end.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    by_pair: BTreeMap<Pair, Share>,
    first_on: BTreeMap<i64, NaiveDate>,
    /// Clients whose first contract may be another one now.
    moved: BTreeSet<i64>,
    /// What the trends of payment and work gain and lose.
    bars: Bars,
    /// What the clients' months gain and lose.
    months: ClientMonths,
}

impl Changes {
    pub fn add(&mut self, row: &Row) {
        self.bars.count(row, 1);
        self.months.count(row, 1);
        self.entry(row).add(Share::of(row), 1);
        if row.counted {
            let first = self.first_on.entry(row.client_id).or_insert(row.start_on);
            *first = (*first).min(row.start_on);
        }
    }

    pub fn take_off(&mut self, row: &Row) {
        self.moved.insert(row.client_id);
        self.bars.count(row, -1);
        self.months.count(row, -1);
        self.entry(row).add(Share::of(row), -1);
    }

    fn entry(&mut self, row: &Row) -> &mut Share {
        self.by_pair.entry((row.client_id, row.member_id)).or_default()
    }

    /// A contract of this price has become overdue.
    pub fn overdue(&mut self, client: i64, member: i64, cents: i64) {
        self.by_pair.entry((client, member)).or_default().overdue_cents += cents;
    }

    /// Every client that something is written for.
    pub fn clients(&self) -> Vec<i64> {
        let named = self.by_pair.keys().map(|(client, _)| *client);
        let all: BTreeSet<i64> = named.chain(self.moved.iter().copied()).collect();
        all.into_iter().collect()
    }

    /// Writes all of them: members first, then the cards, then what is owed. What is written grows with the changes, not with the clients.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        self.write_but_bars(tx).await?.append(tx).await
    }

    /// The same, but gives what the trends gain to a caller that adds up more before it writes them.
    pub(super) async fn write_but_bars(mut self, tx: &mut Tx) -> Result<Bars, StoreError> {
        let members: Vec<(Pair, Share)> = self
            .by_pair
            .iter()
            .filter(|(_, share)| share.touches_member())
            .map(|(pair, share)| (*pair, *share))
            .collect();
        let before = contracts_before(tx, &members).await?;
        write_members(tx, &members).await?;
        let cards = self.cards(&before);
        write_cards(tx, &cards).await?;
        crate::debt::refresh(tx, &self.clients()).await?;
        // After the cards were taken hold of.
        self.months.write(tx, &mut self.bars).await?;
        let moved: Vec<i64> = self.moved.into_iter().collect();
        change_among!(
            tx,
            "UPDATE client_card SET first_contract_on = (SELECT c.start_on FROM contract c
                WHERE c.client_id = client_card.client_id AND c.counted ORDER BY c.start_on, c.id LIMIT 1)
             WHERE client_id IN (",
            moved,
            ")"
        );
        Ok(self.bars)
    }

    fn cards(&self, before: &HashMap<Pair, i64>) -> Vec<(i64, CardChange)> {
        let mut cards: BTreeMap<i64, CardChange> = BTreeMap::new();
        for (pair, share) in &self.by_pair {
            let card = cards.entry(pair.0).or_default();
            card.share.add(*share, 1);
            let was = before.get(pair).copied().unwrap_or_default();
            card.members += i64::from(was + share.contracts > 0) - i64::from(was > 0);
        }
        for (client, day) in &self.first_on {
            cards.entry(*client).or_default().first_on = Some(*day);
        }
        cards
            .into_iter()
            .filter(|(_, change)| *change != CardChange::default())
            .collect()
    }
}

#[derive(sqlx::FromRow)]
struct Before {
    client_id: i64,
    member_id: i64,
    contracts: i64,
}

/// How many contracts each pair had.
async fn contracts_before(tx: &mut Tx, members: &[(Pair, Share)]) -> Result<HashMap<Pair, i64>, StoreError> {
    let mut before = HashMap::new();
    for some in members.chunks(500) {
        let rows: Vec<Before> = on!(tx, |conn| {
            let mut query = sqlx::QueryBuilder::new("WITH v (client_id, member_id) AS (");
            query.push_values(some, |mut b, ((client, member), _)| {
                b.push_bind(*client).push_bind(*member);
            });
            query.push(
                ") SELECT m.client_id, m.member_id, m.contracts FROM v
                   JOIN client_member m ON m.client_id = v.client_id AND m.member_id = v.member_id",
            );
            query
                .build_query_as()
                .persistent(false)
                .fetch_all(&mut *conn)
                .await
        })?;
        before.extend(
            rows.into_iter()
                .map(|row| ((row.client_id, row.member_id), row.contracts)),
        );
    }
    Ok(before)
}

async fn write_members(tx: &mut Tx, members: &[(Pair, Share)]) -> Result<(), StoreError> {
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

async fn write_cards(tx: &mut Tx, cards: &[(i64, CardChange)]) -> Result<(), StoreError> {
    const AFTER: &str = ") UPDATE client_card SET contracts = client_card.contracts + v.contracts,
            members = client_card.members + v.members, paid_on_time = client_card.paid_on_time + v.on_time,
            paid_late_30 = client_card.paid_late_30 + v.late_30, paid_late_60 = client_card.paid_late_60 + v.late_60,
            paid_late_over_60 = client_card.paid_late_over_60 + v.late_over_60,
            open_cents = client_card.open_cents + v.open_cents,
            overdue_cents = client_card.overdue_cents + v.overdue_cents,
            first_contract_on = CASE WHEN v.first_on < client_card.first_contract_on
                OR client_card.first_contract_on IS NULL THEN v.first_on ELSE client_card.first_contract_on END
        FROM v WHERE client_card.client_id = v.client_id";
    for some in cards.chunks(500) {
        on!(tx, |conn| {
            let mut query = sqlx::QueryBuilder::new(
                "WITH v (client_id, contracts, members, on_time, late_30, late_60, late_over_60, open_cents, \
                 overdue_cents, first_on) AS (",
            );
            query.push_values(some, |mut b, (client, change)| {
                b.push_bind(*client)
                    .push_bind(change.share.contracts)
                    .push_bind(change.members);
                for band in change.share.bands {
                    b.push_bind(band);
                }
                b.push_bind(change.share.open_cents)
                    .push_bind(change.share.overdue_cents)
                    .push_bind(change.first_on);
            });
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
