//! A purge as it is planned, previewed and told afterwards.

use super::{Stays, Subject};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a purge did, by subject; for subjects of which it met none there is no entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Forgotten.
    pub done: BTreeMap<Subject, i64>,
    /// Left because something keeps them.
    pub left: BTreeMap<Subject, i64>,
    /// Files whose content went with their issue or check.
    pub files: i64,
}

/// A purge that is planned, under way or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgeRun {
    pub due_on: NaiveDate,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Who asked for it before its day.
    pub moved_by_name: Option<String>,
    pub counts: Counts,
    pub revision: i64,
}

/// One thing that the next purge would forget, as the preview names it: its reference and since when its period has run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    pub reference: String,
    pub path: String,
    pub since: NaiveDate,
}

/// What the next purge would do with one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPreview {
    pub subject: Subject,
    pub due: i64,
    /// There are more than were looked at.
    pub more: bool,
    pub first: Vec<DueLine>,
    pub stays: Vec<(Stays, i64)>,
}

/// What the next purge would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub on: NaiveDate,
    pub subjects: Vec<SubjectPreview>,
}

impl Preview {
    /// How many it would forget.
    pub fn due(&self) -> i64 {
        self.subjects.iter().map(|subject| subject.due).sum()
    }
}

/// A purge is planned for the first day of each month.
pub fn first_of_next_month(day: NaiveDate) -> NaiveDate {
    let (year, month) = if day.month() == 12 {
        (day.year() + 1, 1)
    } else {
        (day.year(), day.month() + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX)
}
