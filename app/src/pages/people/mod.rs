//! People with an account, as the administration keeps them; and the page behind a link that sets a password.

pub mod form;
pub mod kept_out;
pub mod list;
pub mod password;
pub mod sheet;
