//! The charter: read and acknowledged, its next version written, a client's OK written down.

pub mod article;
pub mod client;
pub mod draft;
pub mod read;
