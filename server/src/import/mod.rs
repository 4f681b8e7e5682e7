//! Real input: contracts from the cooperative's own system, the register (KBO/BCE) from its open data.
//!
//! Files are read in a thread of their own and written in short transactions, in constant memory for any number of lines.
//! `text` recognises encodings, `report` tells what happened, `texts` says it in the reader's language.

pub mod contracts;
mod guard;
pub mod kbo;
mod rejected;
mod repeats;
mod report;
mod text;
mod texts;

pub use report::Report;
pub use texts::sentence;

use std::io;
use store::StoreError;
use store::register::Refused;

/// Why a file as a whole is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("no such file")]
    NotFound,
    #[error("unreadable: {0}")]
    Unreadable(io::Error),
    #[error("empty")]
    Empty,
    #[error("a zip where text is expected")]
    IsZip,
    #[error("not text")]
    Binary,
    /// The register's files are UTF-8; one that was opened and saved elsewhere may not be.
    #[error("not UTF-8")]
    NotUtf8,
    #[error("an open quotation mark on line {line}")]
    OpenQuote { line: u64 },
    #[error("line {line} is too long")]
    LongLine { line: u64 },
    #[error("columns are missing: {0:?}")]
    MissingColumns(Vec<&'static str>),
    #[error("not a whole zip")]
    BrokenZip,
    #[error("{0} is missing")]
    MissingFile(String),
    #[error("meta.csv does not say {0}")]
    BadMeta(&'static str),
    #[error("the extract is refused: {0:?}")]
    Extract(Refused),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        // What our own readers refuse comes through as an input error.
        match error.downcast::<Self>() {
            Ok(refusal) => refusal,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::NotFound,
            Err(error) => Self::Unreadable(error),
        }
    }
}

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The file, and why it is not taken.
    #[error("{file}: {why}")]
    Refused {
        file: String,
        why: Refusal,
        /// Some of it was written before; the same command goes on from there.
        midway: bool,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Stopped {
    fn before(file: &str, why: Refusal) -> Self {
        Self::Refused {
            file: file.to_owned(),
            why,
            midway: false,
        }
    }

    fn midway(file: &str, why: Refusal) -> Self {
        Self::Refused {
            file: file.to_owned(),
            why,
            midway: true,
        }
    }
}

/// Lines or pieces that wait between the thread that reads and the task that writes.
const WAITING: usize = 2;

/// A bar on a terminal; nothing where the output goes into a file or a program.
fn progress_bar(length: u64) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(length);
    let style =
        indicatif::ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed} / {duration}  {msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
