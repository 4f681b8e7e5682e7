//! What the administration of Vigie keeps: keys of other systems, limits.

pub mod keys;
pub mod limits;
