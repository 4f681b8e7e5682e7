//! The ledger's lines: what a contract is, when it counts, and which line another one takes back.

use crate::{ContractId, Money, Price, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// What a wage is paid for.
    WageUnit { Hour = "hour", Day = "day", Service = "service", Cachet = "cachet", Project = "project" }
}

words! {
    /// What the cooperative's own system says of a contract.
    ContractState {
        /// Not yet a fact: kept aside, counted nowhere.
        Draft = "draft",
        Open = "open",
        Paid = "paid",
        Disputed = "disputed",
        /// A line that takes another one back.
        Refunded = "refunded",
    }
}

words! {
    /// What is owed on a contract.
    DebtState {
        Open = "open",
        Overdue = "overdue",
        Reminded = "reminded",
        Disputed = "disputed",
        Plan = "plan",
        PlanBroken = "plan_broken",
        Judged = "judged",
        Bankrupt = "bankrupt",
        WrittenOff = "written_off",
        Paid = "paid",
    }
}

impl DebtState {
    /// The state that follows from the contract alone, before accounts follow it up.
    pub const fn of(state: ContractState) -> Self {
        match state {
            ContractState::Draft | ContractState::Open => Self::Open,
            ContractState::Paid | ContractState::Refunded => Self::Paid,
            ContractState::Disputed => Self::Disputed,
        }
    }

    /// Nothing more is expected of the client, or nothing more can be.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Paid | Self::WrittenOff)
    }

    /// Never paid: stays at risk in every duration.
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::Bankrupt | Self::WrittenOff)
    }
}

words! {
    /// Size of a client by its contracts in the 12 months before.
    SizeBand { One = "1", Few = "2-9", Tens = "10-99", Hundreds = "100+" }
}

impl SizeBand {
    /// A client's first contract counts as its one.
    pub const fn of(contracts: i64) -> Self {
        match contracts {
            ..=1 => Self::One,
            2..=9 => Self::Few,
            10..=99 => Self::Tens,
            _ => Self::Hundreds,
        }
    }
}

/// What the rules need to know of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The key of the cooperative's own system.
    pub reference: String,
    pub state: ContractState,
    pub debt: DebtState,
    pub start_on: NaiveDate,
    pub end_on: NaiveDate,
    pub unit: WageUnit,
    /// Hundredths of a unit; negative on a line that takes another back.
    pub units: i64,
    /// Gross, for one unit.
    pub wage: Wage,
    /// Whole contract, before VAT; negative on a line that takes another back.
    pub price: Price,
    pub invoiced_on: Option<NaiveDate>,
    /// When the client received the invoice, where known.
    pub received_on: Option<NaiveDate>,
    pub agreed_due_on: Option<NaiveDate>,
    /// Paid in full.
    pub paid_on: Option<NaiveDate>,
    /// Private clients are outside the law on late payment between businesses.
    pub consumer: bool,
    /// Another line takes this one back.
    pub taken_back: bool,
}

impl Contract {
    /// A fact of the ledger: a draft is not yet one.
    pub const fn is_fact(&self) -> bool {
        !matches!(self.state, ContractState::Draft)
    }

    /// In the rates: neither draft, nor taken back, nor the line that takes back, nor a consumer's.
    pub const fn counts(&self) -> bool {
        self.is_fact() && !matches!(self.state, ContractState::Refunded) && !self.taken_back && !self.consumer
    }

    /// The client contests it: never late while it does.
    pub const fn is_disputed(&self) -> bool {
        matches!(self.state, ContractState::Disputed) || matches!(self.debt, DebtState::Disputed)
    }

    /// What is still expected of the client on that day, before VAT; what is lost (written off, bankrupt) is not.
    pub fn owed_on(&self, today: NaiveDate) -> Money {
        let paid = match self.paid_on {
            Some(day) => day <= today,
            None => self.state == ContractState::Paid || self.debt == DebtState::Paid,
        };
        if self.counts() && !paid && !self.debt.is_lost() {
            self.price.0
        } else {
            Money::ZERO
        }
    }

    /// Gross wage of the whole contract.
    pub fn total_wage(&self) -> Money {
        self.wage.for_units(self.units)
    }
}

/// A line that takes another one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund<'a> {
    pub reference: &'a str,
    /// The reference it names, empty where it names none.
    pub amends: &'a str,
    pub price: Price,
}

/// A line of the same client that could be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refundable {
    pub id: ContractId,
    pub reference: String,
    pub state: ContractState,
    pub price: Price,
    pub taken_back: bool,
}

words! {
    /// Why it is not clear which line is taken back.
    RefundError {
        /// The line that it names is not among the client's, or is a draft or a refund itself.
        NamedNotFound = "named_not_found",
        /// Another line takes that one back already.
        AlreadyTakenBack = "already_taken_back",
        /// It names none, and no line has the opposite amount.
        NoneOpposite = "none_opposite",
        /// It names none, and several lines have the opposite amount.
        SeveralOpposite = "several_opposite",
    }
}

impl std::error::Error for RefundError {}

/// The line that a refund takes back: the one it names, or the only one of the client with the opposite amount.
pub fn taken_back(refund: Refund<'_>, lines: &[Refundable]) -> Result<ContractId, RefundError> {
    let is_contract = |line: &&Refundable| {
        !matches!(line.state, ContractState::Draft | ContractState::Refunded)
            && line.reference != refund.reference
    };
    let named = refund.amends.trim();
    if !named.is_empty() {
        let line = lines
            .iter()
            .filter(is_contract)
            .find(|line| line.reference == named);
        let line = line.ok_or(RefundError::NamedNotFound)?;
        return if line.taken_back {
            Err(RefundError::AlreadyTakenBack)
        } else {
            Ok(line.id)
        };
    }
    let mut opposite = lines
        .iter()
        .filter(is_contract)
        .filter(|line| !line.taken_back && line.price.0 == -refund.price.0);
    match (opposite.next(), opposite.next()) {
        (Some(line), None) => Ok(line.id),
        (None, _) => Err(RefundError::NoneOpposite),
        (Some(_), Some(_)) => Err(RefundError::SeveralOpposite),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: i64, reference: &str, state: ContractState, cents: i64) -> Refundable {
        Refundable {
            id: ContractId(id),
            reference: reference.to_owned(),
            state,
            price: Price(Money(cents)),
            taken_back: false,
        }
    }

    fn refund(amends: &str, cents: i64) -> Refund<'_> {
        Refund {
            reference: "CT-110",
            amends,
            price: Price(Money(cents)),
        }
    }

    #[test]
    fn the_named_line_is_taken_back() {
        let lines = [
            line(1, "CT-108", ContractState::Paid, 17_420),
            line(2, "CT-109", ContractState::Paid, 17_420),
        ];
        assert_eq!(taken_back(refund("CT-109", -17_420), &lines), Ok(ContractId(2)));
        assert_eq!(
            taken_back(refund("CT-999", -17_420), &lines),
            Err(RefundError::NamedNotFound)
        );
    }

    #[test]
    fn without_a_name_the_only_opposite_amount_is_taken_back() {
        let mut lines = vec![
            line(1, "CT-108", ContractState::Paid, 216_500),
            line(2, "CT-109", ContractState::Paid, 17_420),
        ];
        assert_eq!(taken_back(refund("", -17_420), &lines), Ok(ContractId(2)));
        lines.push(line(3, "CT-111", ContractState::Open, 17_420));
        assert_eq!(
            taken_back(refund("", -17_420), &lines),
            Err(RefundError::SeveralOpposite)
        );
        assert_eq!(
            taken_back(refund(" ", -1), &lines),
            Err(RefundError::NoneOpposite)
        );
    }

    #[test]
    fn a_line_is_taken_back_once_and_drafts_and_refunds_never() {
        let mut lines = [
            line(1, "CT-108", ContractState::Draft, 100),
            line(2, "CT-110", ContractState::Refunded, 100),
            line(3, "CT-109", ContractState::Paid, 100),
        ];
        assert_eq!(taken_back(refund("", -100), &lines), Ok(ContractId(3)));
        assert_eq!(
            taken_back(refund("CT-108", -100), &lines),
            Err(RefundError::NamedNotFound)
        );
        lines[2].taken_back = true;
        assert_eq!(
            taken_back(refund("CT-109", -100), &lines),
            Err(RefundError::AlreadyTakenBack)
        );
        assert_eq!(
            taken_back(refund("", -100), &lines),
            Err(RefundError::NoneOpposite)
        );
    }

    #[test]
    fn size_bands_begin_where_they_say() {
        for (contracts, band) in [
            (0, "1"),
            (1, "1"),
            (2, "2-9"),
            (9, "2-9"),
            (10, "10-99"),
            (99, "10-99"),
            (100, "100+"),
            (5000, "100+"),
        ] {
            assert_eq!(SizeBand::of(contracts).code(), band, "{contracts}");
        }
    }
}
