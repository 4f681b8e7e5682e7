//! Documents as PDF: set by typst from one template, with fonts of our own, tagged for readers who listen (PDF/UA-1).

#[cfg(feature = "pdf")]
mod world;

use crate::document::Document;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// This program was built without the feature `pdf`.
    #[error("this build of vigie makes no PDF: build it with the feature pdf")]
    NotBuilt,
    /// The template or the export refused the document: a mistake in the program.
    #[error("the document could not be set: {0}")]
    Refused(String),
}

/// Does this build make PDFs?
pub const fn is_built() -> bool {
    cfg!(feature = "pdf")
}

/// Sets the document. Takes a good part of a second: call it where blocking is allowed.
#[cfg(feature = "pdf")]
pub fn pdf(document: &Document) -> Result<Vec<u8>, PdfError> {
    world::set(document)
}

/// Sets the document: not in this build.
#[cfg(not(feature = "pdf"))]
pub fn pdf(_: &Document) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}

#[cfg(all(test, feature = "pdf"))]
mod tests;
