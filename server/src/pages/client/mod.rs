//! Clients: list, sheet, adding, editing, merging, private notes, the file of a person.

pub mod add;
pub mod edit;
pub mod export;
pub mod hold;
pub mod list;
pub mod merge;
pub mod note;
mod payment;
pub mod person;
mod read;
pub mod sheet;
