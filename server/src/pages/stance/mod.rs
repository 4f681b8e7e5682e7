//! Stances: choose one for a client, read and decide one, the lists.

pub mod choose;
pub mod decide;
pub mod derogation;
pub mod judged;
pub mod list;
pub mod opinion;
pub mod sheet;
mod typed;
pub mod words;
