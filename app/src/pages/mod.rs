//! The screens, by thing and action.

pub mod account;
pub mod admin;
pub mod agreement;
pub mod alert;
pub mod appeal;
pub mod case;
pub mod charter;
pub mod check;
pub mod client;
pub mod debt;
pub mod edition;
pub mod error;
pub mod help;
pub mod home;
pub mod issue;
pub mod notice;
pub mod partner;
pub mod pay;
pub mod people;
pub mod policy;
pub mod processing;
pub mod profession;
pub mod reports;
pub mod sign_in;
pub mod stance;
pub mod watch;
