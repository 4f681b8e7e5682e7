//! Cases: listed, opened, changed and decided.

pub mod decide;
pub mod group;
pub mod list;
pub mod open;
pub mod sheet;
