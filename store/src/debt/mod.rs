//! Debts: the state stands on the contract, how it is followed up in `debt`, each step in `debt_event`, and what a client
//! owes in one prepared row, `client_debt`.

pub mod facts;
pub mod follow;
pub mod list;
pub mod notice;
pub mod plan;
mod prepared;
mod row;
pub mod sheet;
mod step;

pub use follow::{Followed, Following, Refusal, follow};
pub(crate) use prepared::refresh;
pub(crate) use step::{fell_due, imported};

/// The texts that must find their indexes, for the test of query plans.
#[doc(hidden)]
pub fn texts() -> Vec<&'static str> {
    [
        facts::texts(),
        list::texts(),
        notice::texts(),
        plan::texts(),
        row::texts(),
        sheet::texts(),
    ]
    .concat()
}
