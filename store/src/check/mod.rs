//! Checks: the facts an answer is made from, the checks that members kept, what they still need, the go-ahead, the
//! signature, and what members did in the end.

mod approval;
mod between;
mod facts;
mod keep;
mod need;
mod offered;
mod outcome;
mod sign;
mod tell;

pub use approval::{Decision, answer_approval, earlier, remind};
pub use between::between;
pub use facts::{Found, client_facts, find_by_number, language};
pub(crate) use keep::deltas;
pub use keep::{NewCheck, find, keep, own, waiting};
pub use need::{Settled, need_file, needs, settle};
pub(crate) use offered::{
    catch_up as catch_up_offers, counted as counted_offers, deltas as offer_deltas, remain as offers_remain,
};
pub use outcome::tell_outcome;
pub use sign::{NewSignature, Recorded, record_signature};
pub use tell::tell_outdated;

/// The texts of this module with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("a client's facts", facts::BY_ID),
    ("a client's facts by number", facts::BY_NUMBER),
    ("what was paid this month", crate::client::PAID_SINCE),
    ("what is not paid", crate::client::UNPAID),
    ("who was paid", crate::client::PAID_BY_MEMBER),
    ("go-aheads in force", between::GO_AHEADS),
    ("derogations in force", between::DEROGATIONS),
    ("a check's needs", need::NEEDS),
    ("earlier go-aheads", approval::EARLIER),
    ("the same offer as it was checked before", offered::EARLIER),
    ("checks to tell outdated", tell::OUTDATED),
    ("watched clients that moved on", crate::watch::MOVED),
    ("watched clients of a person", crate::watch::OF_PERSON),
    ("clients looked at today", crate::lookup::TODAY),
];
