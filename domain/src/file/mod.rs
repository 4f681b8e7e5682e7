//! Files that people hand in: recognised by their content, never by their name (`product.md`, "Evidence").

mod name;
mod recognise;
#[cfg(test)]
mod tests;

use crate::{AppealId, CheckId, FileId, IssueId, PersonId, ReplyId};
use chrono::{DateTime, Utc};
pub use name::safe_name;
pub use recognise::recognise;

/// The largest file, in bytes: 10 MB.
pub const MAX_FILE: usize = 10 * 1024 * 1024;
/// Files of one form.
pub const MAX_FILES: usize = 5;
/// The longest name that is kept, in characters.
pub const MAX_NAME: usize = 100;

words! {
    /// What a file is. Nothing else is taken.
    Media {
        Pdf = "pdf",
        Png = "png",
        Jpeg = "jpeg",
        Webp = "webp",
        Text = "text",
        Mail = "mail",
    }
}

impl Media {
    /// The media type under which it is served.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            // Old texts may be Latin-1: no character set is promised.
            Self::Text => "text/plain",
            Self::Mail => "message/rfc822",
        }
    }

    /// The endings that a name of this kind may have; the first is given where it has none of them.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Text => &["txt", "csv", "log", "md"],
            Self::Mail => &["eml"],
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {MAX_FILE} bytes")]
    TooLarge,
    #[error("an archive: its files one by one")]
    Archive,
    #[error("a document of an office program: as PDF")]
    Office,
    #[error("a program")]
    Program,
    /// HTML, SVG, XML: a browser would run it.
    #[error("a web page or a drawing that can hold a script")]
    Markup,
    /// It begins as one kind and holds another one.
    #[error("two files in one")]
    TwoInOne,
    /// It begins as one kind and does not end as one.
    #[error("the file is damaged")]
    Damaged,
    #[error("not a kind that is taken")]
    Unknown,
}

/// A file that may be kept: only [`check`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    name: String,
    media: Media,
    content: Vec<u8>,
}

impl CheckedFile {
    /// The name in letters that every system takes, with the ending of its kind.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn media(&self) -> Media {
        self.media
    }

    pub fn content(&self) -> &[u8] {
        &self.content
    }
}

/// The file as it may be kept, or why not.
pub fn check(name: &str, content: Vec<u8>) -> Result<CheckedFile, FileRefused> {
    let media = recognise(&content)?;
    Ok(CheckedFile {
        name: safe_name(name, media),
        media,
        content,
    })
}

/// What a file belongs to; who may read that may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Issue(IssueId),
    Reply(ReplyId),
    Appeal(AppealId),
    /// The proof of something that a kept check needs.
    Check(CheckId),
}

/// A file as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    pub id: FileId,
    pub name: String,
    pub media: Media,
    /// Bytes.
    pub size: i64,
    /// In hexadecimal.
    pub sha256: String,
    /// `None`: it came by a client's link, or its reporter is no longer known.
    pub added_by: Option<PersonId>,
    pub added_by_name: Option<String>,
    pub added_at: DateTime<Utc>,
}
