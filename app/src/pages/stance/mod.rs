//! Stances: choosing one, reading and deciding one, the lists.

pub mod choose;
pub mod list;
pub mod sheet;
