//! Every line of SQL of Vigie, for SQLite and PostgreSQL: open, read, write.
//!
//! `engine` holds the two drivers and the macros, `write` the group commit, `migrate` the schema and the reference data;
//! the other modules are named after the things they keep.

#![recursion_limit = "256"] // `on!` looks through an expression one call at a time

#[doc(hidden)]
#[macro_use]
pub mod engine;
#[macro_use]
mod packed;
mod error;
mod many;
mod migrate;
mod write;

pub mod agreement;
pub mod api_key;
pub mod appeal;
pub mod audit;
pub mod backup;
pub mod bulk;
pub mod case;
pub mod charter;
pub mod check;
pub mod client;
pub mod contract;
pub mod debt;
pub mod detection;
pub mod edition;
pub mod file;
pub mod home;
pub mod house;
pub mod idempotency;
pub mod issue;
pub mod job;
pub mod lease;
pub mod lookup;
pub mod mail;
pub mod message;
pub mod mover;
pub mod notice;
pub mod partner;
pub mod people;
pub mod person;
pub mod policy;
pub mod processing;
pub mod profession;
pub mod queues;
pub mod reference;
pub mod register;
pub mod reply;
pub mod retention;
pub mod search;
pub mod session;
pub mod sign_in;
pub mod stance;
pub mod trend;
pub mod watch;

pub use engine::{Db, Done, Engine, Store};
pub use error::StoreError;
pub use write::{Batches, Pace, Tx};
