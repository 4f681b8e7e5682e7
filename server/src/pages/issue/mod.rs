//! Issues: report one, the triage and other lists, read one, take the next step.

pub mod classify;
pub mod correct;
pub mod decide;
pub mod evidence;
pub mod list;
pub mod report;
pub mod sheet;
mod typed;
