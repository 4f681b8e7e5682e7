//! What the tests of the policy build: one client, one issue, one debt, with plain values.

use super::{ClientFacts, Debt, IssueFact, Ledger};
use crate::category::{Filter, Sensitivity};
use crate::client::ClientKind;
use crate::client::sector::SectorGroup;
use crate::contract::DebtState;
use crate::issue::{Cause, Severity};
use crate::{CategoryId, ClientId, ContractId, IssueId, Money};
use chrono::NaiveDate;

/// The day of the worked examples.
pub fn today() -> NaiveDate {
    day("2026-11-28")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A company of which nothing is known.
pub fn client() -> ClientFacts {
    ClientFacts {
        client: ClientId(1),
        kind: ClientKind::Company,
        natural_person: false,
        sector: SectorGroup::Events,
        issues: Vec::new(),
        ledger: Ledger::default(),
        debts: Vec::new(),
        bankrupt: false,
        agreement_until: None,
    }
}

/// A confirmed issue without contract, case or evidence; its category is the one of its filter.
pub fn issue(id: i64, filter: Filter, severity: Severity, happened_on: &str, reporter: &str) -> IssueFact {
    IssueFact {
        id: IssueId(id),
        filter,
        category: CategoryId(filter as i64 + 1),
        low_pay: false,
        sensitivity: Sensitivity::Ordinary,
        severity,
        cause: Cause::Unknown,
        happened_on: day(happened_on),
        resolved: false,
        reporter: reporter.to_owned(),
        contract: None,
        case: None,
        evidence: false,
    }
}

/// An undisputed debt of 1,200 euros.
pub fn debt(contract: i64, due_on: &str, noticed_on: Option<&str>) -> Debt {
    Debt {
        contract: ContractId(contract),
        state: DebtState::Overdue,
        due_on: day(due_on),
        amount: Money(120_000),
        disputed: false,
        certain: true,
        noticed_on: noticed_on.map(day),
    }
}
