//! Reference data: categories, funders, professions, pay figures. Planted once, then kept by people.

mod catalogue;
mod files;
mod seed;

pub(crate) use catalogue::Cache;
pub use catalogue::{Catalogue, Funder, catalogue, changed};
pub(crate) use seed::seed;
