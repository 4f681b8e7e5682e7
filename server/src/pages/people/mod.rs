//! People with an account: found, added, switched off; their rights by two people; their passwords behind a link.

pub mod add;
pub mod aside;
pub mod kept_out;
pub mod link;
pub mod list;
pub mod rights;
pub mod sheet;
