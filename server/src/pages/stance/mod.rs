//! Stances: choose one for a client, read and decide one, the lists.

pub mod choose;
pub mod decide;
pub mod list;
pub mod sheet;
mod words;
