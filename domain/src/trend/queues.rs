//! Queues and overdue reviews by team: what waits now, for the role that must act.

use crate::Role;
use crate::home::Queue;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// The role that must act.
    Team {
        Counselling = "counselling",
        Accounts = "accounts",
        Management = "management",
        Committee = "committee",
    }
}

impl Team {
    /// The team that people with this role belong to.
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Counsellor => Some(Self::Counselling),
            Role::Accounts => Some(Self::Accounts),
            Role::Manager => Some(Self::Management),
            Role::Committee => Some(Self::Committee),
            Role::Member | Role::Analyst | Role::Admin => None,
        }
    }
}

/// What waits in one queue of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub team: Team,
    pub queue: Queue,
    /// Counted up to [`COUNTED`].
    pub waiting: i64,
    /// Past its deadline; `None` where there is none.
    pub overdue: Option<i64>,
    /// The day since which the oldest waits, or on which its deadline was or is.
    pub oldest: Option<NaiveDate>,
}

/// Counts stop here.
pub const COUNTED: i64 = 1_000;
/// An issue without a decision is overdue when it is so many days old (`statistics.md` 6).
pub const TRIAGE_DAYS: i64 = 60;

/// What waits now, by team. There is no past of it: queues are not kept, only what is in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuesTrend {
    pub today: NaiveDate,
    /// Those in which something waits, by team.
    pub rows: Vec<QueueRow>,
}

impl QueuesTrend {
    /// `only`: one team, for those who see no other.
    pub fn new(today: NaiveDate, rows: Vec<QueueRow>, only: Option<Team>) -> Self {
        let mut rows: Vec<QueueRow> = rows
            .into_iter()
            .filter(|row| row.waiting > 0 && only.is_none_or(|team| row.team == team))
            .collect();
        rows.sort_by_key(|row| (row.team, row.queue));
        Self { today, rows }
    }

    pub fn waiting(&self) -> i64 {
        self.rows.iter().map(|row| row.waiting).sum()
    }

    pub fn overdue(&self) -> i64 {
        self.rows.iter().filter_map(|row| row.overdue).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_queues_are_left_out_and_one_team_can_be_shown_alone() {
        let row = |team, queue, waiting, overdue| QueueRow {
            team,
            queue,
            waiting,
            overdue,
            oldest: None,
        };
        let rows = vec![
            row(Team::Accounts, Queue::Debts, 4, Some(1)),
            row(Team::Counselling, Queue::Review, 3, Some(2)),
            row(Team::Counselling, Queue::Triage, 0, Some(0)),
            row(Team::Committee, Queue::Opinions, 1, None),
        ];
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let all = QueuesTrend::new(today, rows.clone(), None);
        assert_eq!((all.rows.len(), all.waiting(), all.overdue()), (3, 8, 3));
        assert_eq!(all.rows[0].team, Team::Counselling);
        assert_eq!(QueuesTrend::new(today, rows, Some(Team::Accounts)).waiting(), 4);
    }
}
