//! The register of processing, as the data protection officer keeps it: what is held, of whom, what for, how long, who
//! can read it. It is made from the program's own tables of rights and periods, so that it cannot say something else.

use crate::Role;
use crate::permission::{Action, Grant, grant};
use crate::retention::Subject;
use chrono::{DateTime, Utc};

/// Look-ups are counted for the day and the next.
pub const LOOK_UP_DAYS: i64 = 2;
/// Attempts to sign in are kept to see an attack, no longer.
pub const SIGN_IN_DAYS: i64 = 90;

words! {
    /// What is held, each kind with a purpose and readers of its own.
    DataKind {
        /// People with an account.
        Accounts = "accounts",
        /// Members, as the contract system names them.
        Members = "members",
        Clients = "clients",
        /// The official register of enterprises.
        Register = "register",
        Contracts = "contracts",
        Debts = "debts",
        Issues = "issues",
        Evidence = "evidence",
        Notes = "notes",
        Stances = "stances",
        /// Letters to clients, and what they answer.
        Letters = "letters",
        Checks = "checks",
        /// Whom members looked up, on which day.
        LookUps = "look_ups",
        /// Messages and mails.
        Messages = "messages",
        /// Sessions and attempts to sign in.
        SignIns = "sign_ins",
        Audit = "audit",
        /// What a purge leaves: no text, no person.
        Tombstones = "tombstones",
    }
}

/// How long something is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As long as the person or firm is one of the house's; then corrected or erased on request.
    WhileInUse,
    /// By periods of the retention policy.
    Periods(&'static [Subject]),
    /// As long as what it belongs to.
    WithIssue,
    /// So many days.
    Days(i64),
    /// Replaced by the next extract.
    UntilNextExtract,
    /// For good: it is the proof of what was done, or names nobody.
    Forever,
    /// As the law of accounting says; this program erases none.
    Accounting,
}

impl DataKind {
    /// How long it is held.
    pub const fn kept(self) -> Kept {
        match self {
            Self::Accounts | Self::Members | Self::Clients | Self::Notes | Self::Stances | Self::Letters => {
                Kept::WhileInUse
            }
            Self::Messages => Kept::WhileInUse,
            Self::Register => Kept::UntilNextExtract,
            Self::Contracts | Self::Debts => Kept::Accounting,
            Self::Issues => Kept::Periods(&[
                Subject::DismissedIssue,
                Subject::WithdrawnIssue,
                Subject::DecidedIssue,
                Subject::Reporter,
            ]),
            Self::Evidence => Kept::WithIssue,
            Self::Checks => Kept::Periods(&[Subject::Check]),
            Self::LookUps => Kept::Days(LOOK_UP_DAYS),
            Self::SignIns => Kept::Days(SIGN_IN_DAYS),
            Self::Audit | Self::Tombstones => Kept::Forever,
        }
    }

    /// The right that opens it; `None` where no page shows it to anybody.
    pub const fn right(self) -> Option<Action> {
        match self {
            Self::Accounts | Self::SignIns => Some(Action::ManagePeople),
            Self::Members | Self::Contracts | Self::Debts => Some(Action::ReadDebts),
            Self::Clients => Some(Action::LookUpClient),
            Self::Register => Some(Action::EditClient),
            Self::Issues => Some(Action::ReadIssue),
            Self::Evidence => Some(Action::ReadFile),
            Self::Notes => Some(Action::ReadNotes),
            Self::Stances => Some(Action::ReadStances),
            Self::Letters => Some(Action::HearClient),
            Self::Checks => Some(Action::ReadCheck),
            Self::Audit => Some(Action::ReadAudit),
            Self::Messages | Self::LookUps | Self::Tombstones => None,
        }
    }

    /// Who can read it, and how much of it: straight from the table of rights.
    pub fn readers(self) -> Vec<(Role, Grant)> {
        let Some(action) = self.right() else {
            return Vec::new();
        };
        let granted = |role: &Role| (*role, grant(*role, action));
        let mut readers: Vec<_> = Role::ALL.iter().map(granted).collect();
        readers.retain(|(_, grant)| *grant != Grant::No);
        readers
    }
}

/// One kind with how much of it there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub kind: DataKind,
    pub rows: i64,
    /// Of those, how many are natural persons, where that is known.
    pub natural: Option<i64>,
}

/// The last purge, for the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastPurge {
    pub at: DateTime<Utc>,
    pub forgotten: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_of_the_register_are_those_of_the_table_of_rights() {
        for kind in DataKind::ALL {
            for (role, granted) in kind.readers() {
                assert_eq!(
                    Some(granted),
                    kind.right().map(|action| grant(role, action)),
                    "{kind}"
                );
                assert_ne!(granted, Grant::No);
            }
        }
        let readers = DataKind::Issues.readers();
        assert!(
            readers.contains(&(Role::Member, Grant::Own))
                && !readers.iter().any(|(role, _)| *role == Role::Analyst)
        );
        assert!(DataKind::LookUps.readers().is_empty());
    }

    #[test]
    fn every_period_of_the_policy_stands_in_the_register() {
        let told: Vec<Subject> = DataKind::ALL
            .iter()
            .filter_map(|kind| match kind.kept() {
                Kept::Periods(subjects) => Some(subjects),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        assert!(
            Subject::ALL.iter().all(|subject| told.contains(subject)),
            "{told:?}"
        );
    }
}
