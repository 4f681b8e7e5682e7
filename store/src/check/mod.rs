//! Checks: the facts an answer is made from, and the checks that members kept.

mod facts;
mod keep;

pub use facts::{Found, client_facts, find_by_number};
pub use keep::{NewCheck, answer_approval, find, granted, keep, own, waiting};
