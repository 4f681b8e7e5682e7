//! The nomenclature: listed, read, edited by managers, proposed by counsellors.

pub mod form;
pub mod list;
pub mod proposal;
mod read;
pub mod sheet;
