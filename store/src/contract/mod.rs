//! The ledger: contracts as the cooperative's own system exports them, and the figures that follow from them.
//!
//! A contract's share in the figures (`figures`) is added when it comes in and taken off when it changes, in the same
//! transaction, so that `client_member` and `client_card` always agree with `contract`.

mod batch;
mod bulk;
mod clients;
mod counted;
mod draft;
mod figures;
pub mod find;
mod freeze;
pub mod import;
pub mod ledger;
mod line;
mod row;
mod write;

pub(crate) use counted::{of_clients, of_clients_in};
pub(crate) use freeze::freeze_all;

pub use bulk::{Entry, add_all, end_bulk};
pub(crate) use figures::Changes;
pub use find::{LedgerLine, by_member_client, list};
pub use line::{ClientKey, Column, Content, Line, Outcome, Problem, Reason};
pub(crate) use row::{Row, columns};
