//! What clients owe: the list, one client's debts and the steps that accounts take, formal notices as letters.

pub mod instalment;
pub mod list;
pub mod notice;
pub mod sheet;
pub mod step;
