//! The register (KBO/BCE): a look-up apart from clients, with its own date. Imports fill it; it never overwrites.

mod find;
pub mod import;
mod refresh;
mod rows;

pub use find::{TEXTS, as_of, as_of_in, find, find_in, listed};
pub use import::{Begun, Extract, ExtractKind, Meta, Refused};
pub use refresh::refresh_clients;
pub use rows::{Activity, Address, Chunk, Code, Contact, Enterprise, Establishment, Name, Rows, Subject};
