//! Stances: choosing one, reading and deciding one, the lists, and what happens around them.

pub mod choose;
mod content;
pub mod derogation;
mod history;
pub mod judged;
pub mod list;
pub mod opinion;
mod overtaken;
pub mod sheet;
mod steps;
