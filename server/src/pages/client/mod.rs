//! Clients: list, sheet, adding, editing, private notes.

pub mod add;
pub mod edit;
pub mod hold;
pub mod list;
pub mod note;
mod payment;
mod read;
pub mod sheet;
