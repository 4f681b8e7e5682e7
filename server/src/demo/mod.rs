//! The demonstration: synthetic data in the shapes of real data, the same for the same seed and day.
//!
//! [`generate`] makes it client by client (`profile`, `contracts`, `issues`, `stances`; `story` has the clients that a
//! visitor should meet), [`load`] writes it. Nothing in it is meant to be anybody.

mod calendar;
mod checks;
mod contracts;
mod debts;
mod draw;
mod editions;
mod forgetting;
mod generate;
mod heard;
mod house;
mod issues;
mod load;
mod name;
mod people;
mod profile;
mod size;
mod stances;
mod story;
mod texts;
mod words;
mod world;

pub use editions::make_some as make_editions;
pub use load::load;
pub use size::Size;

/// The one password of all accounts.
pub const PASSWORD: &str = "vigie-demo";
