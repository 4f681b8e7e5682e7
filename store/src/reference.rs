//! Reference data: categories, funders, professions, pay figures. Planted once, then kept by people.

mod catalogue;
pub mod figures;
mod files;
mod seed;

pub(crate) use catalogue::{Cache, pay_in};
pub use catalogue::{Catalogue, Funder, catalogue, changed};
pub(crate) use seed::seed;
