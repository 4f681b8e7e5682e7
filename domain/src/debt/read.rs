//! What the pages about debts read: who owes, how old it is, and each contract's debt with its history.

use super::notice::NoticeSummary;
use super::{After, DebtEvent, Exposure, Instalment, NextStep, Standing};
use crate::{ClientId, ContractId, Lang, MemberId, Money, PlanId};
use chrono::NaiveDate;

/// A client, or a parent with its children, in the list of who owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    pub client: ClientId,
    pub name: String,
    /// Clients of the group that owe; 1 for a single client.
    pub clients: i64,
    pub contracts: i64,
    /// Distinct members whose contracts are open.
    pub members: i64,
    pub open: Money,
    pub overdue: Money,
    /// Owed by a bankrupt client: expected no more, its claim is declared all the same.
    pub lost: Money,
    pub oldest_due_on: Option<NaiveDate>,
    /// When accounts have to do something next.
    pub next_on: Option<NaiveDate>,
    /// Open euros by age.
    pub by_age: [Money; 5],
    /// The parent, with what the whole group owes overdue.
    pub group: Option<(ClientId, String, Money)>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DebtList {
    pub debtors: Vec<Debtor>,
    pub next: Option<After>,
    /// Clients that owe anything overdue, and how much that is.
    pub overdue_clients: i64,
    pub overdue: Money,
}

/// One contract with its debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtLine {
    pub id: ContractId,
    pub reference: String,
    pub member: MemberId,
    pub member_reference: String,
    pub standing: Standing,
    pub plan: Option<PlanId>,
    pub next: Option<(NextStep, NaiveDate)>,
    pub revision: i64,
    /// The newest step first.
    pub history: Vec<DebtEvent>,
}

/// A plan with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSheet {
    pub id: PlanId,
    pub agreed_on: NaiveDate,
    pub total: Money,
    pub parts: Vec<Instalment>,
    /// Contracts that are still in it.
    pub running: i64,
    pub revision: i64,
}

/// Everything about what one client owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtSheet {
    pub client: ClientId,
    pub name: String,
    pub number: String,
    pub language: Lang,
    pub parent: Option<(ClientId, String)>,
    pub exposure: Exposure,
    /// With its children, where there are any.
    pub group: Option<Exposure>,
    pub children: Vec<(ClientId, String, Money)>,
    /// The oldest debt first, a page at a time.
    pub lines: Vec<DebtLine>,
    /// The place after which the next page begins.
    pub next: Option<(NaiveDate, ContractId)>,
    pub plans: Vec<PlanSheet>,
    pub notices: Vec<NoticeSummary>,
}
