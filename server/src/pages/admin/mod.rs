//! What the administration of Vigie keeps: keys of other systems, limits, how long what is kept.

pub mod keys;
pub mod limits;
pub mod retention;
