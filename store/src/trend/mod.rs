//! Trends: signed counts appended in the transaction of their fact, folded by a job, summed by readers.

mod append;
mod bar;
mod buried;
pub mod distinct;
mod fold;
pub mod protected;
mod read;
mod tombstone;
mod verify;
mod wait;

pub use append::{
    CheckTombstone, Delta, IssueFacts, IssueRemains, IssueTombstone, StanceFacts, SteppedDown, append,
    issue_deltas, moved, outcome_deltas, stance_deltas, step_down_deltas, summed,
};
pub use bar::{Bars, SPLITS, bars, members_overdue, waits};
pub use fold::{fold, fresh};
pub use read::{Count, counts, revision, since_ever};
pub(crate) use tombstone::{bury, of_issues};
pub use verify::{Difference, verify};
pub(crate) use wait::{begin as begin_wait, catch_up};
pub use wait::{count as count_waits, turn};
