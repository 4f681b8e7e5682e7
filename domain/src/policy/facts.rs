//! What the policy may know of a client on a day: nothing else moves its answer.

use crate::category::{Filter, Sensitivity};
use crate::client::ClientKind;
use crate::client::sector::SectorGroup;
use crate::contract::DebtState;
use crate::issue::{Cause, Severity};
use crate::{CaseId, CategoryId, ClientId, ContractId, IssueId, Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The facts about one client as known on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFacts {
    pub client: ClientId,
    pub kind: ClientKind,
    pub natural_person: bool,
    pub sector: SectorGroup,
    /// Confirmed (or confirmed and since resolved), of any age, in any order.
    pub issues: Vec<IssueFact>,
    pub ledger: Ledger,
    /// What was due and not paid, in any order.
    pub debts: Vec<Debt>,
    /// The register says bankrupt.
    pub bankrupt: bool,
    /// The last day of an agreement that is kept.
    pub agreement_until: Option<NaiveDate>,
}

/// A confirmed issue, as far as it weighs. "Would you work for them again?" is not here: it is never weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFact {
    pub id: IssueId,
    pub filter: Filter,
    pub category: CategoryId,
    /// The category is low pay, which can be structural.
    pub low_pay: bool,
    /// Who may read of it; it does not weigh.
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    pub cause: Cause,
    pub happened_on: NaiveDate,
    pub resolved: bool,
    /// The keyed pseudonym of who reported it.
    pub reporter: String,
    pub contract: Option<ContractId>,
    pub case: Option<CaseId>,
    /// At least one file stands with it.
    pub evidence: bool,
}

/// What the ledger counts over the policy's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Contracts that count, begun in the window.
    pub contracts: i64,
    /// Invoices due in the window of which it is known whether they were late.
    pub due: i64,
    /// Of these, not paid in full 7 days after due.
    pub late: i64,
}

/// What is owed on one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    pub contract: ContractId,
    pub state: DebtState,
    pub due_on: NaiveDate,
    /// Before VAT.
    pub amount: Money,
    /// The client contests it.
    pub disputed: bool,
    /// The amount is known and positive.
    pub certain: bool,
    /// The day of the formal notice; `None` where none was sent or none is known: then it is not proven.
    pub noticed_on: Option<NaiveDate>,
}

impl Debt {
    /// Undisputed or judged, certain in amount, formal notice at least `notice_days` ago (`product.md`, "Recommendation").
    pub fn is_proven(&self, notice_days: i64, on: NaiveDate) -> bool {
        let agreed = self.state == DebtState::Judged || !self.disputed;
        let noticed = self
            .noticed_on
            .is_some_and(|day| on.signed_duration_since(day).num_days() >= notice_days);
        agreed && self.certain && noticed && self.state != DebtState::Paid
    }

    /// Whole days past due.
    pub fn days_past_due(&self, on: NaiveDate) -> i64 {
        on.signed_duration_since(self.due_on).num_days()
    }

    /// Nothing is expected of it while its plan is kept.
    pub const fn in_plan(&self) -> bool {
        matches!(self.state, DebtState::Plan)
    }

    /// Unpaid: undisputed or judged, and longer past due than `days` without a plan, or given up.
    pub fn is_unpaid(&self, days: i64, on: NaiveDate) -> bool {
        let agreed = self.state == DebtState::Judged || !self.disputed;
        let given_up = self.state.is_lost();
        agreed
            && !self.in_plan()
            && self.state != DebtState::Paid
            && (given_up || self.days_past_due(on) > days)
    }
}
