//! The monthly editions: ask for one, read it, take its document, say that one has read it, write down what is decided.

pub mod decide;
pub mod list;
pub mod mail;
pub mod make;
pub mod pdf;
pub mod read;
pub mod sheet;

use crate::error::PageError;
use crate::visit::CurrentUser;
use domain::edition::Scope;
use domain::permission::{self, Action, Grant};
use domain::{Month, Role};

/// The month of an address (`2026-10`).
fn month(text: &str) -> Result<Month, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Whose figures this role reads.
pub fn scope(role: Role) -> Scope {
    match permission::grant(role, Action::ReadEdition) {
        Grant::Yes => Scope::All,
        Grant::Payment | Grant::Own | Grant::Put | Grant::No => Scope::Payment,
    }
}

fn may(user: &CurrentUser, action: Action) -> bool {
    permission::may_at_all(user, action).is_ok()
}
