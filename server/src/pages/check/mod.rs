//! A member's check: preview, keep, read again, what it needs, the counsellor's go-ahead, and what came of it.

pub mod approvals;
pub mod decide;
pub mod form;
pub mod kept;
pub mod need;
pub mod outcome;
mod read;
