//! Issues: reported, looked at, decided; each step with its event, figures, log entry and card in one transaction.

mod category;
mod correct;
mod decide;
mod evidence;
mod figures;
mod find;
mod list;
mod queue;
mod report;
mod row;
mod standing;

pub(crate) use category::{CategoryRow, columns};
pub use category::{categories, category};
pub use correct::{Correction, correct};
pub use decide::{Decided, Decision, decide};
pub use evidence::{Evidence, add_evidence};
pub(crate) use figures::{count_outcome, follow, move_card, move_cards, on_card};
pub use find::{read_by, sheet};
pub use list::{TEXTS, found, open, own};
pub(crate) use list::{limited_to, readable};
pub use queue::{ProtectedDue, by_month, counts_of, duplicates, promised, protected_open};
pub use report::{
    Basis, OwnContract, Reported, Reporting, basis, client_contracts, member_of, own_contracts, report,
};
pub(crate) use row::{SummaryRow, summary_columns};
pub(crate) use standing::{counted_month, is_counted, move_case, stood};
