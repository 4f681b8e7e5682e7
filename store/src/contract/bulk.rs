//! The fast path into an empty ledger: the demo's million contracts. Rows come with their ids; figures are added up in
//! Rust, a whole call at a time.

use super::batch;
use super::figures::Changes;
use super::freeze::Figures;
use super::row::Row;
use crate::trend::Bars;
use crate::{StoreError, Tx};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::client::region::Region;
use domain::client::sector::SectorGroup;
use domain::contract::{Contract, DebtState, SizeBand};
use domain::detection::DAYS_LATE;
use domain::payment::{Payment, due_date, due_month, is_overdue_money, payment};
use domain::{ClientId, ContractId, EstablishmentId, MemberId, ProfessionId};
use std::collections::{BTreeMap, HashMap};

/// A contract made by the program itself, its client and member known.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: ContractId,
    pub client: ClientId,
    pub establishment: Option<EstablishmentId>,
    pub member: MemberId,
    pub profession: Option<ProfessionId>,
    pub profession_text: String,
    pub contract: Contract,
    /// The contract that this one takes back, and the one that takes this one back: both stand in the same call.
    pub amends: Option<ContractId>,
    pub amended_by: Option<ContractId>,
    /// Frozen: as they were when the contract began.
    pub sector: SectorGroup,
    pub region: Region,
    pub size: SizeBand,
}

impl Entry {
    fn row(&self, today: NaiveDate) -> Row {
        let contract = &self.contract;
        let overdue = is_overdue_money(contract, today);
        let debt = if overdue && contract.debt == DebtState::Open {
            DebtState::Overdue
        } else {
            contract.debt
        };
        Row {
            id: self.id.0,
            reference: contract.reference.clone(),
            client_id: self.client.0,
            establishment_id: self.establishment.map(|id| id.0),
            member_id: self.member.0,
            profession_id: self.profession.map(|id| id.0),
            profession_text: self.profession_text.clone(),
            start_on: contract.start_on,
            end_on: contract.end_on,
            wage_unit: contract.unit.code().to_owned(),
            units: contract.units,
            wage_cents: contract.wage.0.cents(),
            price_cents: contract.price.0.cents(),
            invoiced_on: contract.invoiced_on,
            received_on: contract.received_on,
            agreed_due_on: contract.agreed_due_on,
            due_on: due_date(contract).map(|due| due.on),
            paid_on: contract.paid_on,
            state: contract.state.code().to_owned(),
            debt_state: debt.code().to_owned(),
            amends_id: self.amends.map(|id| id.0),
            amended_by_id: self.amended_by.map(|id| id.0),
            counted: contract.counts(),
            overdue,
            sector: self.sector.code().to_owned(),
            region: self.region.code().to_owned(),
            size_band: self.size.code().to_owned(),
            due_month: due_month(contract).map(domain::Month::number),
            line_hash: String::new(),
            revision: 1,
            minimum_cents: None,
            reference_cents: None,
        }
    }
}

/// Adds contracts with their figures. Fastest where a call has all contracts of the clients that it names. What the
/// trends gain is added to `bars`, for the caller to write.
pub async fn add_all(
    tx: &mut Tx,
    entries: &[Entry],
    today: NaiveDate,
    now: DateTime<Utc>,
    bars: &mut Bars,
) -> Result<(), StoreError> {
    let mut rows: Vec<Row> = entries.iter().map(|entry| entry.row(today)).collect();
    let mut pay = Figures::new(crate::reference::pay_in(tx).await?);
    for row in &mut rows {
        pay.freeze(row)?;
    }
    batch::insert(tx, &rows, true, now).await?;
    // The line that takes another back comes later in the call; the one taken back is known by it.
    let pairs = entries
        .iter()
        .filter_map(|entry| Some((entry.amends?.0, entry.id.0)));
    let taken_back: HashMap<i64, i64> = pairs.collect();
    let mut changes = Changes::default();
    for row in &mut rows {
        row.amended_by_id = row.amended_by_id.or(taken_back.get(&row.id).copied());
        changes.add(row);
    }
    bars.merge(changes.write_but_bars(tx).await?);
    crate::detection::mark_each(tx, &looks(entries, today)).await
}

/// The day on which the first unpaid invoice of each client will be more than 60 days late. What was before is history:
/// such a load brings its own issues.
fn looks(entries: &[Entry], today: NaiveDate) -> Vec<(i64, NaiveDate)> {
    let mut looks: BTreeMap<i64, NaiveDate> = BTreeMap::new();
    for entry in entries {
        let unpaid = matches!(payment(&entry.contract, today), Payment::Unpaid { .. });
        let Some(due) = due_date(&entry.contract).filter(|_| unpaid) else {
            continue;
        };
        let day = due.on + Days::new(DAYS_LATE.unsigned_abs() + 1);
        if day > today {
            let first = looks.entry(entry.client.0).or_insert(day);
            *first = (*first).min(day);
        }
    }
    looks.into_iter().collect()
}

/// Once after the last call: the next id that the database gives comes after all that were given here.
pub async fn end_bulk(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        // SQLite gives the largest id and one by itself; PostgreSQL's sequence has to be told.
        on!(tx, |conn| {
            sqlx::query(
            "SELECT setval(pg_get_serial_sequence('contract', 'id'), (SELECT COALESCE(MAX(id), 1) FROM contract))"
        )
        .execute(conn)
        .await
        .map(drop)
        })?;
    }
    Ok(())
}
