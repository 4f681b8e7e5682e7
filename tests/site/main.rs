//! The pages over HTTP, as a browser without scripts meets them. One module for each address or subject.

mod client;
mod errors;
mod home;
mod house;
mod import;
mod issue;
mod main_job;
mod operations;
mod permissions;
mod sign_in;
