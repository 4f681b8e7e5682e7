//! What the administration of Vigie keeps: the log, keys of other systems, limits, how long what is kept.

pub mod audit;
pub mod keys;
pub mod limits;
pub mod retention;
