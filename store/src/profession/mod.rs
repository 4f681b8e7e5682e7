//! The nomenclature kept by people: entries added and edited, proposals that wait for a manager, what is due for review.

mod proposal;
mod read;
mod write;

pub use proposal::{
    Decision, Proposal, ProposalState, decide, open, open_count, proposal, propose, withdraw,
};
pub use read::{Event, EventKind, draft, history, taken, to_review};
pub use write::{add, edit};

pub(crate) use write::{add_names, insert};

/// A profession in the log.
fn object(id: domain::ProfessionId) -> String {
    format!("profession {id}")
}
