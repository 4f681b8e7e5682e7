//! A client's dated record, from which its facts of any day follow: an old stance is explained with the facts of its day.

use super::{ClientFacts, Debt, IssueFact, Ledger, Policy};
use crate::client::ClientKind;
use crate::client::sector::SectorGroup;
use crate::contract::DebtState;
use crate::issue::IssueState;
use crate::payment::Payment;
use crate::{ClientId, ContractId, MemberId, Money};
use chrono::{Months, NaiveDate};
use std::collections::BTreeSet;

/// One client with everything that its facts of a day are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub client: ClientId,
    pub kind: ClientKind,
    pub natural_person: bool,
    pub sector: SectorGroup,
    /// From this day the register says bankrupt.
    pub bankrupt_from: Option<NaiveDate>,
    pub issues: Vec<IssueRecord>,
    pub contracts: Vec<ContractRecord>,
    pub agreements: Vec<AgreementRecord>,
}

/// An issue, what it said before it was corrected or classified, and the days on which it changed state, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRecord {
    pub fact: IssueFact,
    /// What it said before, each with the day on which it was replaced, in order.
    pub former: Vec<(NaiveDate, IssueFact)>,
    pub steps: Vec<(NaiveDate, IssueState)>,
    /// The day of its first file.
    pub evidence_from: Option<NaiveDate>,
}

/// A contract as far as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractRecord {
    pub contract: ContractId,
    pub member: MemberId,
    pub start_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    pub price: Money,
    /// In the rates: neither draft nor taken back nor a consumer's.
    pub counts: bool,
    /// The ledger says paid, on a day that nobody knows.
    pub paid_undated: bool,
    pub disputed: bool,
    /// The states of the debt by the day they began, in order; the last one holds.
    pub debt: Vec<(NaiveDate, DebtState)>,
    /// The state where no history is known.
    pub debt_now: DebtState,
    pub noticed_on: Option<NaiveDate>,
}

/// Terms negotiated with the client, while they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementRecord {
    pub from: NaiveDate,
    pub through: NaiveDate,
    /// The last day of each milestone, and the day on which staff saw it done.
    pub milestones: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// Broken or ended before, on this day.
    pub ended_on: Option<NaiveDate>,
}

/// Members, contracts and income of the 12 months before a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Touched {
    pub members: i64,
    pub contracts: i64,
    pub income: Money,
}

impl Record {
    /// The facts as known on a day, for a policy with its window.
    pub fn facts_on(&self, policy: &Policy, on: NaiveDate) -> ClientFacts {
        let from = policy.counted_from(on);
        ClientFacts {
            client: self.client,
            kind: self.kind,
            natural_person: self.natural_person,
            sector: self.sector,
            issues: self.issues.iter().filter_map(|issue| issue.fact_on(on)).collect(),
            ledger: self.ledger(from, on),
            debts: self
                .contracts
                .iter()
                .filter_map(|contract| contract.debt_on(from, on))
                .collect(),
            bankrupt: self.bankrupt_from.is_some_and(|day| day <= on),
            agreement_until: self.agreements.iter().filter_map(|a| a.kept_on(on)).max(),
        }
    }

    fn ledger(&self, from: NaiveDate, on: NaiveDate) -> Ledger {
        let mut ledger = Ledger::default();
        for contract in self.contracts.iter().filter(|c| c.counts) {
            if (from..=on).contains(&contract.start_on) {
                ledger.contracts += 1;
            }
            if contract.due_on.is_some_and(|due| (from..=on).contains(&due)) {
                let payment = contract.payment(on);
                let known = matches!(payment, Payment::Paid { .. }) || payment.is_late();
                ledger.due += i64::from(known);
                ledger.late += i64::from(payment.is_late());
            }
        }
        ledger
    }

    /// What a stance would touch: contracts that began in the 12 months before.
    pub fn touched(&self, on: NaiveDate) -> Touched {
        let from = on.checked_sub_months(Months::new(12)).unwrap_or(on);
        let recent = || {
            self.contracts
                .iter()
                .filter(|c| c.counts && (from..=on).contains(&c.start_on))
        };
        Touched {
            members: recent().map(|c| c.member).collect::<BTreeSet<_>>().len() as i64,
            contracts: recent().count() as i64,
            income: recent().map(|c| c.price).sum(),
        }
    }
}

impl IssueRecord {
    /// The issue as it stood that day; `None` where it was not (or no longer) confirmed.
    fn fact_on(&self, on: NaiveDate) -> Option<IssueFact> {
        let step = self.steps.iter().rev().find(|(day, _)| *day <= on);
        let resolved = match step?.1 {
            IssueState::Confirmed => false,
            IssueState::Resolved => true,
            IssueState::Reported
            | IssueState::UnderReview
            | IssueState::Dismissed
            | IssueState::Withdrawn => return None,
        };
        Some(IssueFact {
            resolved,
            evidence: self.evidence_from.is_some_and(|day| day <= on),
            ..self.said_on(on).clone()
        })
    }

    /// What it said that day.
    fn said_on(&self, on: NaiveDate) -> &IssueFact {
        let former = self.former.iter().find(|(replaced, _)| *replaced > on);
        former.map_or(&self.fact, |(_, fact)| fact)
    }
}

impl ContractRecord {
    /// How its invoice stood that day, by the rule of late payment.
    fn payment(&self, on: NaiveDate) -> Payment {
        let Some(due) = self.due_on.filter(|_| self.counts && !self.is_disputed(on)) else {
            return Payment::Outside;
        };
        match self.paid_on {
            Some(paid) if paid <= on => Payment::Paid {
                delay: paid.signed_duration_since(due).num_days(),
            },
            None if self.paid_undated => Payment::PaidUndated,
            _ => Payment::Unpaid {
                days_past_due: on.signed_duration_since(due).num_days().max(0),
            },
        }
    }

    fn state_on(&self, on: NaiveDate) -> DebtState {
        let known = self.debt.iter().rev().find(|(day, _)| *day <= on);
        match known {
            Some((_, state)) => *state,
            // What began later had not begun.
            None if !self.debt.is_empty() => DebtState::Open,
            None => self.debt_now,
        }
    }

    fn is_disputed(&self, on: NaiveDate) -> bool {
        self.disputed || self.state_on(on) == DebtState::Disputed
    }

    /// What was due and not paid that day; what was given up before the window no longer counts.
    fn debt_on(&self, from: NaiveDate, on: NaiveDate) -> Option<Debt> {
        let due_on = self.due_on.filter(|due| self.counts && *due < on)?;
        let state = self.state_on(on);
        let paid = self.paid_undated
            || self.paid_on.is_some_and(|day| day <= on)
            || state == DebtState::Paid && self.paid_on.is_none();
        if paid || state.is_lost() && due_on < from {
            return None;
        }
        // Paid later than that day: what its state is now says nothing of then.
        let state = if state == DebtState::Paid {
            DebtState::Overdue
        } else {
            state
        };
        Some(Debt {
            contract: self.contract,
            state,
            due_on,
            amount: self.price,
            disputed: self.is_disputed(on),
            certain: self.price.0 > 0,
            noticed_on: self.noticed_on.filter(|day| *day <= on),
        })
    }
}

impl AgreementRecord {
    /// Its last day, where it was kept that day: no milestone had passed without being seen done.
    fn kept_on(&self, on: NaiveDate) -> Option<NaiveDate> {
        let broken = self.ended_on.is_some_and(|day| day <= on);
        let missed = self
            .milestones
            .iter()
            .any(|(due, done)| *due < on && done.is_none_or(|day| day > on));
        ((self.from..=self.through).contains(&on) && !broken && !missed).then_some(self.through)
    }
}
