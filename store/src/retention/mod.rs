//! Forgetting: the periods, legal holds, what the next purge would do, and the purge itself. The rules stand in
//! `domain::retention`; a tombstone of each issue and check that goes keeps every count.

mod due;
mod forget;
mod hold;
mod period;
mod run;

pub(crate) use due::checks_of;
pub use due::preview;
pub(crate) use forget::{checks as forget_checks, issues as forget_issues, loose_files};
pub use hold::{holds_on, lift, place, standing};
pub use period::{changes, history, periods_on, set};
pub use run::{Step, move_up, past, plan, planned, step};

/// The texts with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[&[(&str, &str)]] = &[due::TEXTS, hold::TEXTS];
