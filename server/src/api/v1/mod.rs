//! Version 1 of the API: the check as the contract system asks it, the check again at signature.

pub mod check;
pub mod kept;
pub mod openapi;
mod read;
pub mod shapes;
pub mod sign;
