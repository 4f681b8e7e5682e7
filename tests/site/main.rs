//! The pages over HTTP, as a browser without scripts meets them. One module for each address or subject.

#![expect(
    clippy::unwrap_used,
    reason = "a panic here is a failed test, with its reason"
)]

mod alert;
mod api;
mod audit;
mod case;
mod charter;
mod check;
mod client;
mod debt;
mod demo;
mod edition;
mod engines;
mod errors;
mod file;
mod hearing;
mod home;
mod house;
mod import;
mod issue;
mod main_job;
mod operations;
mod partner;
mod pay;
mod people;
mod permissions;
mod policy;
mod processing;
mod profession;
mod protected;
mod public_year;
mod reports;
mod retention;
mod sign_in;
mod stance;
mod watch;
mod whole_story;
