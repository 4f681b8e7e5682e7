//! How a contract counts as work begun: one of so many contracts, and its wage against the figures of its day.
//!
//! The figures are frozen on the contract: a minimum or a reference that is entered later moves no past count
//! (`statistics.md` 3 and "Drawing").

use super::control::Counted;
use super::ledger::{self, LedgerSeries};
use crate::contract::{Contract, ContractState, WageUnit};
use crate::pay::{PayKind, PayReference, WageOffer, figure};
use crate::payment::GRACE_DAYS;
use crate::{Money, Month, ProfessionId, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// What is counted of the work that contracts begin, each by the month in which it begins but for the last.
    WorkSeries {
        /// Contracts that are neither drafts nor taken back; consumers' too. The value is always 0.
        Contracts = "contracts",
        /// The wage against the minimum of the day, in basis points, down to a whole percent.
        WageMinimum = "wage_minimum",
        /// The wage against the reference of the day, in the same way.
        WageReference = "wage_reference",
        /// Wages that no figure can be held against; the value is the place of its [`Unknown`].
        WageUnknown = "wage_unknown",
        /// Sums over clients of invoices due and paid late, by the last of the three months due
        /// (`cluster::ClientSums`): at 0 clients and invoices, at 1 late ones and the squares of invoices, at 2 the
        /// products and the squares of late ones.
        ClientSums = "client_sums",
    }
}

words! {
    /// What cannot be held against a wage.
    Unknown {
        Minimum = "minimum",
        Reference = "reference",
    }
}

/// Ratios are counted by the whole percent below, in basis points: a wage is under its figure exactly when its ratio is
/// under 10,000. One count for each basis point would be as large as the ledger.
pub const STEP: i64 = 100;
/// What is paid at least ten times over counts as ten times.
pub const MOST: i64 = 100_000;

/// The figures of the contract's first day, for one unit of its wage; `None` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayFigures {
    pub minimum: Option<Wage>,
    pub reference: Option<Wage>,
}

impl DayFigures {
    /// For work of this profession that begins on a day, as the figures are known now.
    pub fn on(
        profession: Option<ProfessionId>,
        unit: WageUnit,
        day: NaiveDate,
        known: &[PayReference],
    ) -> Self {
        let offer = WageOffer {
            profession,
            unit,
            wage: Wage(Money::ZERO),
            // The ledger does not tell how long a project or a service took.
            hours_a_unit: None,
        };
        let of = |kind| figure(kind, &offer, known, day).map(|figure| figure.amount);
        Self {
            minimum: of(PayKind::Minimum),
            reference: of(PayKind::Reference),
        }
    }
}

/// A wage against a figure, in basis points down to the whole percent. `None` where the figure is not positive.
pub fn ratio(wage: Wage, figure: Wage) -> Option<i64> {
    let (wage, figure) = (wage.0.cents(), figure.0.cents());
    (figure > 0).then(|| {
        let percent = (i128::from(wage) * 100).div_euclid(i128::from(figure));
        (percent.clamp(0, i128::from(MOST / STEP)) as i64) * STEP
    })
}

/// One place in which the work of a contract counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkCount {
    pub series: WorkSeries,
    pub month: Month,
    pub value: i64,
}

/// Is it work: neither a draft, nor taken back, nor a line that takes back?
pub const fn is_work(contract: &Contract) -> bool {
    contract.is_fact() && !matches!(contract.state, ContractState::Refunded) && !contract.taken_back
}

/// Everywhere the work of a contract counts.
pub fn counted_as(contract: &Contract, figures: DayFigures) -> Vec<WorkCount> {
    if !is_work(contract) {
        return Vec::new();
    }
    let count = |series, value| WorkCount {
        series,
        month: Month::of(contract.start_on),
        value,
    };
    let wage = |series, figure: Option<Wage>, unknown: Unknown| {
        figure
            .and_then(|figure| ratio(contract.wage, figure))
            .map_or(count(WorkSeries::WageUnknown, unknown as i64), |value| {
                count(series, value)
            })
    };
    vec![
        count(WorkSeries::Contracts, 0),
        wage(WorkSeries::WageMinimum, figures.minimum, Unknown::Minimum),
        wage(WorkSeries::WageReference, figures.reference, Unknown::Reference),
    ]
}

/// What one client's facts of one month come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClientCounts {
    /// Invoices due in the month, in the rates.
    pub due: i64,
    /// Of those, paid more than 7 days late.
    pub paid_late: i64,
    /// Of those, not paid, or never: late once the month is mature.
    pub unpaid: i64,
    /// Contracts that begin in the month.
    pub contracts: i64,
    /// Issues reported in the month that stand: neither dismissed nor withdrawn, nor detected by the ledger.
    pub issues: i64,
}

impl ClientCounts {
    pub fn add(&mut self, other: Self, times: i64) {
        self.due += times * other.due;
        self.paid_late += times * other.paid_late;
        self.unpaid += times * other.unpaid;
        self.contracts += times * other.contracts;
        self.issues += times * other.issues;
    }

    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Late of due; true of a mature month, in which nothing is unpaid without being late.
    pub const fn late(self) -> Counted {
        Counted::new(self.paid_late + self.unpaid, self.due)
    }
}

/// The months of its client in which a contract counts.
pub fn client_counts(contract: &Contract) -> Vec<(Month, ClientCounts)> {
    let mut counts: Vec<(Month, ClientCounts)> = ledger::counted_as(contract)
        .into_iter()
        .filter_map(|count| {
            let due = ClientCounts {
                due: 1,
                ..ClientCounts::default()
            };
            let counts = match count.series {
                LedgerSeries::DelayEnded => ClientCounts {
                    paid_late: i64::from(count.value > GRACE_DAYS),
                    ..due
                },
                LedgerSeries::DelayOpen | LedgerSeries::DelayNever => ClientCounts { unpaid: 1, ..due },
                _ => return None,
            };
            Some((count.month, counts))
        })
        .collect();
    if is_work(contract) {
        let begins = ClientCounts {
            contracts: 1,
            ..ClientCounts::default()
        };
        counts.push((Month::of(contract.start_on), begins));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Price;
    use crate::contract::DebtState;
    use chrono::Days;

    const START: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();

    fn contract(wage: i64, paid_after_due: Option<i64>) -> Contract {
        let due = START + Days::new(31);
        Contract {
            reference: "C".to_owned(),
            state: if paid_after_due.is_some() {
                ContractState::Paid
            } else {
                ContractState::Open
            },
            debt: DebtState::Open,
            start_on: START,
            end_on: START,
            unit: WageUnit::Day,
            units: 100,
            wage: Wage(Money(wage)),
            price: Price(Money(20_000)),
            invoiced_on: Some(START + Days::new(1)),
            received_on: None,
            agreed_due_on: None,
            paid_on: paid_after_due.map(|days| due + chrono::TimeDelta::days(days)),
            consumer: false,
            taken_back: false,
        }
    }

    fn figures(minimum: i64, reference: i64) -> DayFigures {
        DayFigures {
            minimum: Some(Wage(Money(minimum))),
            reference: Some(Wage(Money(reference))),
        }
    }

    #[test]
    fn a_wage_is_under_its_figure_exactly_when_its_ratio_is_under_ten_thousand() {
        let of = |wage, figure| ratio(Wage(Money(wage)), Wage(Money(figure)));
        assert_eq!(of(9_999, 10_000), Some(9_900));
        assert_eq!(of(10_000, 10_000), Some(10_000));
        assert_eq!(of(10_099, 10_000), Some(10_000));
        assert_eq!(of(10_100, 10_000), Some(10_100));
        assert_eq!(of(5_000_000, 10_000), Some(MOST));
        assert_eq!(of(-5, 10_000), Some(0));
        assert_eq!(of(5, 0), None);
    }

    #[test]
    fn work_counts_once_and_its_wage_against_each_figure_or_as_unknown() {
        let month = Month::of(START);
        let found = counted_as(&contract(12_000, None), figures(10_000, 12_100));
        let read: Vec<_> = found.iter().map(|c| (c.series, c.month, c.value)).collect();
        assert_eq!(
            read,
            [
                (WorkSeries::Contracts, month, 0),
                (WorkSeries::WageMinimum, month, 12_000),
                (WorkSeries::WageReference, month, 9_900)
            ]
        );
        let unknown = counted_as(&contract(12_000, None), DayFigures::default());
        assert_eq!(
            (unknown[1].series, unknown[1].value),
            (WorkSeries::WageUnknown, 0)
        );
        assert_eq!(
            (unknown[2].series, unknown[2].value),
            (WorkSeries::WageUnknown, 1)
        );
        let mut gone = contract(12_000, None);
        gone.taken_back = true;
        assert_eq!(counted_as(&gone, DayFigures::default()), []);
        let mut consumer = contract(12_000, None);
        consumer.consumer = true;
        assert_eq!(counted_as(&consumer, DayFigures::default()).len(), 3);
    }

    #[test]
    fn a_client_has_its_invoices_by_month_due_and_its_contracts_by_month_begun() {
        let sum = |contract: &Contract| {
            let mut sum = ClientCounts::default();
            for (_, counts) in client_counts(contract) {
                sum.add(counts, 1);
            }
            (sum.due, sum.paid_late, sum.unpaid, sum.contracts)
        };
        assert_eq!(sum(&contract(1, Some(7))), (1, 0, 0, 1));
        assert_eq!(sum(&contract(1, Some(8))), (1, 1, 0, 1));
        assert_eq!(sum(&contract(1, None)), (1, 0, 1, 1));
        let months: Vec<i64> = client_counts(&contract(1, None))
            .iter()
            .map(|(month, _)| month.number())
            .collect();
        assert_eq!(months, [202_604, 202_603]);
        let mut disputed = contract(1, None);
        disputed.state = ContractState::Disputed;
        assert_eq!(sum(&disputed), (0, 0, 0, 1));
    }
}
