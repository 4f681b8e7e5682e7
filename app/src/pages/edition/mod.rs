//! The monthly editions: the list, and the page of one with its charts, its readers and its decisions.

pub mod decisions;
pub mod list;
pub mod sheet;

use crate::texts;
use domain::{Lang, Month};

/// The page's address.
pub fn href(month: Month) -> String {
    format!("/reports/editions/{month}")
}

/// What an edition is called.
pub fn name(l: Lang, month: Month) -> String {
    texts::edition::title(l, crate::format::month(l, month))
}
