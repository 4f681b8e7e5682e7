//! Partners: who trains or accompanies members, by filter and region; kept by staff.

pub mod form;
pub mod list;
