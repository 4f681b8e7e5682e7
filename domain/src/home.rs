//! What waits for a person: the counts of the menu and the lists of the first page.

use crate::check::KeptCheck;
use crate::issue::IssueSummary;
use crate::stance::StanceSummary;
use crate::{ClientId, Money};

/// Counts stop here: a larger one is shown as "99+".
pub const COUNTED: i64 = 99;

/// What waits for one person, each up to one more than [`COUNTED`]; zero where the role has no such list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Issues without a decision that this person may decide.
    pub triage: i64,
    /// Stances that others proposed and this person could approve.
    pub stances: i64,
    /// Go-aheads that members asked for.
    pub approvals: i64,
    /// Stances in force whose review date lies at most 7 days ahead, or behind.
    pub review: i64,
    /// Clients that owe overdue money.
    pub overdue_clients: i64,
}

impl Waiting {
    /// Nothing at all waits.
    pub const fn is_empty(&self) -> bool {
        self.triage + self.stances + self.approvals + self.review == 0
    }
}

/// A client that owes overdue money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueClient {
    pub id: ClientId,
    pub name: String,
    pub overdue: Money,
    pub open: Money,
}

/// The lists of the first page; those that a role does not have stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    pub waiting: Waiting,
    /// The oldest open issues.
    pub triage: Vec<IssueSummary>,
    /// Proposed by others.
    pub stances: Vec<StanceSummary>,
    pub approvals: Vec<KeptCheck>,
    /// In force, by review date.
    pub review: Vec<StanceSummary>,
    /// The largest overdue amounts.
    pub overdue: Vec<OverdueClient>,
    /// Over all clients.
    pub overdue_total: Money,
    /// A member's own, the newest first.
    pub reports: Vec<IssueSummary>,
    pub checks: Vec<KeptCheck>,
}
