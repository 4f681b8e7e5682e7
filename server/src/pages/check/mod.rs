//! A member's check: preview, keep, read again, and the counsellor's go-ahead.

pub mod approvals;
pub mod form;
pub mod kept;
mod read;
