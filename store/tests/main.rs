//! The store on both databases: one binary, a module for each file of `store/src`, each test in its own fresh database.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic here is a failed test, with its reason"
)]
#![recursion_limit = "256"] // `on!` looks through an expression one call at a time

#[macro_use]
mod support;

mod audit;
mod case;
mod charter;
mod check;
mod client;
mod conduct;
mod contract;
mod debt;
mod detection;
mod edition;
mod figures;
mod file;
mod forgetting;
mod hearing;
mod home;
mod issue;
mod job;
mod limits;
mod merge;
mod mover;
mod partner;
mod people;
mod person;
mod policy;
mod processing;
mod profession;
mod protected;
mod recount;
mod reference;
mod register;
mod retention;
mod schema;
mod search;
mod session;
mod stance;
mod trend;
mod watch;
mod work;
mod write;
