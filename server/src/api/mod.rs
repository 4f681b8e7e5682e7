//! What other systems of the cooperative ask, by key: JSON in, JSON out, errors as `application/problem+json`.

pub mod key;
pub mod limit;
pub mod problem;
pub mod v1;
