//! What waits for a person: the counts of the menu and the lists of the first page.

use crate::check::KeptCheck;
use crate::issue::IssueSummary;
use crate::stance::StanceSummary;
use crate::{ClientId, Money};

/// Counts stop here: a larger one is shown as "99+".
pub const COUNTED: i64 = 99;

/// Days before the last known interest rate runs out from which the next one is asked for.
pub const RATE_DAYS: u64 = 30;

words! {
    /// What can wait for a person, in the order of the first page (`product.md`, "Where a person goes": what waits for me).
    Queue {
        /// Issues without a decision that this person may decide.
        Triage = "triage",
        /// Cases without a decision.
        Cases = "cases",
        /// Reports of undeclared work whose lawful period to acknowledge or answer ends within the week, or has ended.
        Promised = "promised",
        /// Stances whose client was not sent the text yet.
        ToNotify = "to_notify",
        /// Stances whose client has its days to react.
        ToHear = "to_hear",
        /// Stances heard, that this person could approve.
        ToApprove = "to_approve",
        /// Renewals that this person could approve.
        Renewals = "renewals",
        /// Go-aheads that members asked for.
        GoAheads = "go_aheads",
        /// Members who ask to work in spite of a punitive stance.
        Derogations = "derogations",
        /// Appeals without a judgement.
        Contested = "contested",
        /// Stances in force whose review date lies at most 7 days ahead, or behind.
        Review = "review",
        /// Of these, those that end on that day: punitive ones and those that have stepped down.
        Expiring = "expiring",
        /// Clients and sectors that moved against their own past, which nobody has dismissed.
        Alerts = "alerts",
        /// What this person was to do after an edition, before today, and has not said to be done.
        Decisions = "decisions",
        /// Questions put to the ethics committee.
        Opinions = "opinions",
        /// Clients whose debts want their next step.
        Debts = "debts",
        /// Changes of professions and figures that colleagues proposed.
        Proposals = "proposals",
        /// Professions past their review date.
        Professions = "professions",
        /// Legal interest rates that run out within [`RATE_DAYS`] days without a next one.
        Rates = "rates",
    }
}

/// What waits for one person: each queue with its count, up to one more than [`COUNTED`]; empty ones are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiting(Vec<(Queue, i64)>);

impl Waiting {
    /// Keeps what is not empty, in the order of [`Queue::ALL`].
    pub fn of(counts: impl IntoIterator<Item = (Queue, i64)>) -> Self {
        let mut kept: Vec<_> = counts.into_iter().filter(|(_, n)| *n > 0).collect();
        kept.sort_unstable_by_key(|(queue, _)| *queue);
        Self(kept)
    }

    /// How many wait in one queue.
    pub fn in_queue(&self, queue: Queue) -> i64 {
        self.0.iter().find(|(q, _)| *q == queue).map_or(0, |(_, n)| *n)
    }

    /// How many wait in several.
    pub fn in_queues(&self, queues: &[Queue]) -> i64 {
        queues.iter().map(|queue| self.in_queue(*queue)).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Queue, i64)> {
        self.0.iter().copied()
    }

    /// Nothing at all waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These and more.
    #[must_use]
    pub fn and(self, more: impl IntoIterator<Item = (Queue, i64)>) -> Self {
        Self::of(self.0.into_iter().chain(more))
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
    /// Whose client has its days to react, the oldest first.
    pub to_hear: Vec<StanceSummary>,
    /// Heard, that this person could approve.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_queues_are_left_out_and_the_others_stand_in_the_order_of_the_page() {
        let waiting = Waiting::of([(Queue::Review, 2), (Queue::ToHear, 0), (Queue::Triage, 3)])
            .and([(Queue::Debts, 1)]);
        let queues: Vec<_> = waiting.iter().collect();
        assert_eq!(
            queues,
            [(Queue::Triage, 3), (Queue::Review, 2), (Queue::Debts, 1)]
        );
        assert_eq!(waiting.in_queues(&[Queue::Triage, Queue::ToHear]), 3);
        assert!(Waiting::of([(Queue::Cases, 0)]).is_empty());
    }
}
