//! Cases (table `dossier`): issues about the same facts, grouped, decided once, in as few statements as for one issue.

mod decide;
mod find;
mod group;
mod suggest;

pub use decide::{CaseDecided, CaseDecision, decide};
pub use find::{CaseSearch, TEXTS, count_open, issues, label, list, read_by, sheet};
pub(crate) use group::note_removal;
pub use group::{Grouped, NewCase, add, open, remove};
pub use suggest::suggestions;
