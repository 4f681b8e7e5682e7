//! Partners: listed for everybody, kept by staff.

pub mod form;
pub mod list;
