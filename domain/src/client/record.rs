//! What the small charts of a client's sheet show: its newest contracts, each against its own limit and against the
//! figures of its day, and its issues by quarter. A bounded number, whatever the client's size.

use crate::Month;
use crate::contract::Contract;
use crate::pay::{PayReference, WageOffer, WageVerdict, compare};
use crate::payment::{Payment, due_date, payment};
use crate::trend::people::Span;
use crate::{ProfessionId, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest contracts that are drawn.
pub const CONTRACTS: i64 = 60;
/// The newest issues that are counted.
pub const ISSUES: i64 = 1_000;
/// Quarters that are drawn, with the one that runs.
pub const QUARTERS: i32 = 12;

/// An invoice against its due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub contract: String,
    pub due: NaiveDate,
    /// Days after due: until it was paid (negative when early), or until today where it is not.
    pub days: i64,
    pub is_open: bool,
    pub is_late: bool,
}

impl Paid {
    /// Nothing for what is outside the rates, or not due yet.
    pub fn of(contract: &Contract, today: NaiveDate) -> Option<Self> {
        let how = payment(contract, today);
        let (days, is_open) = match how {
            Payment::Paid { delay } => (delay, false),
            Payment::Unpaid { days_past_due } if days_past_due > 0 => (days_past_due, true),
            Payment::Unpaid { .. } | Payment::PaidUndated | Payment::Outside => return None,
        };
        Some(Self {
            contract: contract.reference.clone(),
            due: due_date(contract)?.on,
            days,
            is_open,
            is_late: how.is_late(),
        })
    }
}

/// A wage against the reference of the day on which its contract began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageAgainst {
    pub contract: String,
    pub on: NaiveDate,
    /// Basis points of the reference: 10,000 is exactly it.
    pub share: i64,
    pub under_reference: bool,
    pub below_minimum: bool,
}

impl WageAgainst {
    /// The wages of these contracts, and how many have no reference of their day; lines that take others back are neither.
    pub fn all<'a>(
        contracts: impl IntoIterator<Item = (&'a Contract, Option<ProfessionId>)>,
        references: &[PayReference],
    ) -> (Vec<Self>, i64) {
        let mut wages = Vec::new();
        let mut without = 0;
        for (contract, profession) in contracts.into_iter().filter(|(c, _)| c.counts()) {
            match Self::of(contract, profession, references) {
                Some(wage) => wages.push(wage),
                None => without += 1,
            }
        }
        (wages, without)
    }

    fn of(
        contract: &Contract,
        profession: Option<ProfessionId>,
        references: &[PayReference],
    ) -> Option<Self> {
        let offer = WageOffer {
            profession,
            unit: contract.unit,
            wage: contract.wage,
            hours_a_unit: None,
        };
        let found = compare(&offer, references, contract.start_on);
        let Wage(against) = found.reference?.amount;
        let below_minimum = matches!(found.verdict, WageVerdict::BelowMinimum { .. });
        Some(Self {
            contract: contract.reference.clone(),
            on: contract.start_on,
            share: (against.cents() > 0).then(|| contract.wage.0.cents() * 10_000 / against.cents())?,
            under_reference: below_minimum || matches!(found.verdict, WageVerdict::UnderReference { .. }),
            below_minimum,
        })
    }
}

/// Everything the charts show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRecord {
    /// Issues that the reader may see, by the first month of each quarter, the oldest first.
    pub issues: Vec<(Month, i64)>,
    /// The oldest due date first.
    pub payments: Vec<Paid>,
    /// The oldest contract first.
    pub wages: Vec<WageAgainst>,
    /// Contracts beside these whose wage has no reference.
    pub without_reference: i64,
}

impl ClientRecord {
    /// `issues` are counts by month of report; `wages` come from [`WageAgainst::all`].
    pub fn new(
        issues: &[(Month, i64)],
        mut payments: Vec<Paid>,
        (mut wages, without_reference): (Vec<WageAgainst>, i64),
        today: NaiveDate,
    ) -> Self {
        payments.sort_by(|a, b| (a.due, &a.contract).cmp(&(b.due, &b.contract)));
        wages.sort_by(|a, b| (a.on, &a.contract).cmp(&(b.on, &b.contract)));
        let mut quarters: BTreeMap<Month, i64> = BTreeMap::new();
        for (month, n) in issues {
            *quarters.entry(Span::Quarter.around(*month).0).or_default() += n;
        }
        let (last, _) = Span::Quarter.around(Month::of(today));
        let quarter = |back| {
            let first = last.plus(-3 * back);
            (first, quarters.get(&first).copied().unwrap_or_default())
        };
        Self {
            issues: (0..QUARTERS).rev().map(quarter).collect(),
            payments,
            wages,
            without_reference,
        }
    }

    /// Invoices late, of all that are drawn.
    pub fn late(&self) -> (i64, i64) {
        let late = self.payments.iter().filter(|paid| paid.is_late).count();
        (late as i64, self.payments.len() as i64)
    }

    /// Wages under the reference, of these below the minimum, of all that are drawn.
    pub fn under(&self) -> (i64, i64, i64) {
        let of = |wanted: fn(&WageAgainst) -> bool| self.wages.iter().filter(|w| wanted(w)).count() as i64;
        (
            of(|w| w.under_reference),
            of(|w| w.below_minimum),
            self.wages.len() as i64,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{ContractState, DebtState, WageUnit};
    use crate::pay::PayKind;
    use crate::{Money, Price};

    fn month(year: i32, month: u32) -> Month {
        Month::new(year, month).unwrap()
    }

    #[test]
    fn issues_stand_in_their_quarter_and_a_quarter_without_one_is_a_zero() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let issues = [
            (month(2026, 10), 2),
            (month(2026, 11), 1),
            (month(2026, 6), 4),
            (month(2019, 1), 9),
        ];
        let record = ClientRecord::new(&issues, Vec::new(), (Vec::new(), 0), today);
        assert_eq!(record.issues.len(), 12);
        assert_eq!(record.issues[0], (month(2024, 1), 0));
        assert_eq!(
            record.issues[9..],
            [(month(2026, 4), 4), (month(2026, 7), 0), (month(2026, 10), 3)]
        );
    }

    #[test]
    fn late_and_under_are_counted_of_what_is_drawn() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let paid = |due: NaiveDate, days, is_late| Paid {
            contract: "K".to_owned(),
            due,
            days,
            is_open: false,
            is_late,
        };
        let wage = |under_reference, below_minimum| WageAgainst {
            contract: "K".to_owned(),
            on: today,
            share: 9_000,
            under_reference,
            below_minimum,
        };
        let earlier = today - chrono::Days::new(40);
        let record = ClientRecord::new(
            &[],
            vec![paid(today, 3, false), paid(earlier, 12, true)],
            (vec![wage(true, true), wage(true, false), wage(false, false)], 1),
            today,
        );
        assert_eq!(record.payments[0].due, earlier);
        assert_eq!((record.late(), record.under()), ((1, 2), (2, 1, 3)));
    }

    #[test]
    fn a_wage_without_a_reference_is_not_called_fair() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let contract = Contract {
            reference: "K".to_owned(),
            state: ContractState::Paid,
            debt: DebtState::Open,
            start_on: today,
            end_on: today,
            unit: WageUnit::Day,
            units: 100,
            wage: Wage(Money(9_000)),
            price: Price(Money(20_000)),
            invoiced_on: None,
            received_on: None,
            agreed_due_on: None,
            paid_on: None,
            consumer: false,
            taken_back: false,
        };
        let figure = |kind| PayReference {
            kind,
            profession: None,
            unit: WageUnit::Day,
            amount: Wage(Money(8_000)),
            valid_from: today,
            valid_to: None,
            source: "test".to_owned(),
            source_url: String::new(),
            confirmed: true,
        };
        let minimum = figure(PayKind::Minimum);
        assert_eq!(
            WageAgainst::all([(&contract, None)], std::slice::from_ref(&minimum)),
            (Vec::new(), 1)
        );
        let both = [minimum, figure(PayKind::Reference)];
        let (wages, without) = WageAgainst::all([(&contract, None)], &both);
        assert_eq!((wages[0].share, wages.len(), without), (11_250, 1, 0));
    }
}
