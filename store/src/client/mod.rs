//! Clients: added, edited, found, listed; their prepared card and their private notes.

mod add;
mod card;
mod closed;
mod duplicates;
mod edit;
mod find;
mod list;
mod member;
pub mod merge;
mod names;
mod note;
pub mod person;
mod row;
mod sheet;

pub use crate::stance::refresh_card as refresh_stance;
pub use add::{Added, NumberHeld, Standing, add};
pub use card::{refresh_issues, refresh_names};
#[doc(hidden)]
pub use closed::{BY_MEMBER as PAID_BY_MEMBER, SINCE as PAID_SINCE, UNPAID};
pub use duplicates::{not_same, probable};
pub use edit::{Edited, edit};
pub use find::{Funder, by_number, by_text, funders, summary};
pub use list::{PAGE, all, list, texts as list_texts};
pub use member::for_member;
pub use note::{notes, write_note};
pub use sheet::{history, sheet, texts as sheet_texts};

pub(crate) use add::object;
pub(crate) use closed::{ClosedRecord, PaidRow, open_month, paid_columns, record as closed_record};
pub(crate) use find::reference;
pub(crate) use list::{Query, Value};
pub(crate) use row::{SUMMARY, SummaryRow};
