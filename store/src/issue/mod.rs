//! Issues: reported, looked at, decided; each step with its event, figures, log entry and card in one transaction.

mod category;
mod decide;
mod figures;
mod find;
mod list;
mod report;
mod row;

pub use category::{categories, category};
pub use decide::{Decided, Decision, decide};
pub(crate) use figures::{count_outcome, move_card};
pub use find::{read_by, sheet};
pub use list::{TEXTS, found, open, own};
pub(crate) use list::{limited_to, readable};
pub use report::{Basis, OwnContract, Reported, Reporting, basis, own_contracts, report};
