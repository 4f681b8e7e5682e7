//! A contract as its row holds it.

use crate::StoreError;
use crate::error::word;
use chrono::NaiveDate;
use domain::contract::Contract;
use domain::pay::PayReference;
use domain::trend::work::DayFigures;
use domain::{ContractId, MemberId, Money, Price, ProfessionId, Wage};

/// The columns of [`Row`], for every query that reads one.
macro_rules! columns {
    () => {
        "c.id, c.reference, c.client_id, c.establishment_id, c.member_id, c.profession_id, c.profession_text, c.start_on, \
         c.end_on, c.wage_unit, c.units, c.wage_cents, c.price_cents, c.invoiced_on, c.received_on, c.agreed_due_on, \
         c.due_on, c.paid_on, c.state, c.debt_state, c.amends_id, c.amended_by_id, c.counted, c.overdue, c.sector, \
         c.region, c.size_band, c.due_month, c.line_hash, c.revision, c.minimum_cents, c.reference_cents"
    };
}
pub(crate) use columns;

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub id: i64,
    pub reference: String,
    pub client_id: i64,
    pub establishment_id: Option<i64>,
    pub member_id: i64,
    pub profession_id: Option<i64>,
    pub profession_text: String,
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
    pub wage_unit: String,
    pub units: i64,
    pub wage_cents: i64,
    pub price_cents: i64,
    pub invoiced_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub agreed_due_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    pub state: String,
    pub debt_state: String,
    pub amends_id: Option<i64>,
    pub amended_by_id: Option<i64>,
    pub counted: bool,
    pub overdue: bool,
    pub sector: String,
    pub region: String,
    pub size_band: String,
    pub due_month: Option<i64>,
    pub line_hash: String,
    pub revision: i64,
    /// The figures of the first day for one unit of the wage, frozen.
    pub minimum_cents: Option<i64>,
    pub reference_cents: Option<i64>,
}

impl Row {
    /// The contract as the rules know it.
    pub fn contract(&self) -> Result<Contract, StoreError> {
        let state = word(&self.state, "contract.state")?;
        let mut contract = Contract {
            reference: self.reference.clone(),
            state,
            debt: word(&self.debt_state, "contract.debt_state")?,
            start_on: self.start_on,
            end_on: self.end_on,
            unit: word(&self.wage_unit, "contract.wage_unit")?,
            units: self.units,
            wage: Wage(Money(self.wage_cents)),
            price: Price(Money(self.price_cents)),
            invoiced_on: self.invoiced_on,
            received_on: self.received_on,
            agreed_due_on: self.agreed_due_on,
            paid_on: self.paid_on,
            consumer: false,
            taken_back: self.amended_by_id.is_some(),
        };
        // Only a consumer's contract counts nowhere without its own words saying so.
        contract.consumer = !self.counted && contract.counts();
        Ok(contract)
    }

    /// The figures that its wage is held against.
    pub fn day_figures(&self) -> DayFigures {
        let wage = |cents: Option<i64>| cents.map(|cents| Wage(Money(cents)));
        DayFigures {
            minimum: wage(self.minimum_cents),
            reference: wage(self.reference_cents),
        }
    }

    /// Freezes the figures of its first day, as they are known now.
    pub fn freeze(&mut self, known: &[PayReference]) -> Result<(), StoreError> {
        let unit = word(&self.wage_unit, "contract.wage_unit")?;
        let figures = DayFigures::on(self.profession(), unit, self.start_on, known);
        self.minimum_cents = figures.minimum.map(|wage| wage.0.cents());
        self.reference_cents = figures.reference.map(|wage| wage.0.cents());
        Ok(())
    }

    pub const fn contract_id(&self) -> ContractId {
        ContractId(self.id)
    }

    pub const fn member(&self) -> MemberId {
        MemberId(self.member_id)
    }

    pub fn profession(&self) -> Option<ProfessionId> {
        self.profession_id.map(ProfessionId)
    }
}
