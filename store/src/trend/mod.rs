//! Trends: signed counts appended in the transaction of their fact, folded by a job, summed by readers.

mod append;
mod bar;
mod begin;
mod buried;
mod client;
pub mod distinct;
mod fold;
mod histogram;
mod limits;
pub mod low_pay;
pub mod protected;
mod read;
mod tombstone;
mod verify;
mod wait;

pub use append::{
    CheckTombstone, Delta, EndingFacts, IssueFacts, IssueRemains, IssueTombstone, StanceFacts, SteppedDown,
    append, ending_deltas, issue_deltas, moved, outcome_deltas, stance_deltas, step_down_deltas, summed,
};
pub use bar::{Bars, SPLITS};
pub(crate) use begin::{again, conduct};
pub(crate) use client::{ClientMonths, IssueMove, catch_up as catch_up_work, count_issues};
pub use client::{client_sums, count_issue, recount_client};
pub use fold::{fold, fresh};
pub use histogram::{
    Kept, Wanted, bars, members_overdue, members_overdue_in, read as read_bars, read_seen as bars_seen,
    waits, work,
};
pub use limits::{NewLimits, rebase, rebase_history, rebased};
pub use read::{Count, counts, counts_seen, revision, since_ever};
pub(crate) use tombstone::{bury, of_issues};
pub use verify::{Difference, verify};
pub(crate) use wait::{begin as begin_wait, catch_up};
pub use wait::{count as count_waits, turn};

/// Is an issue with this sensitivity for named handlers only?
pub(crate) fn is_for_handlers(sensitivity: &str) -> Result<bool, crate::StoreError> {
    let read: domain::category::Sensitivity = crate::error::word(sensitivity, "issue.sensitivity")?;
    Ok(read == domain::category::Sensitivity::NamedHandlers)
}
