//! Appeals: those that wait, judging one, a member's own.

pub mod file;
pub mod list;
pub mod sheet;
