//! Documents as PDF: one is set at a time, beside the pages.

use crate::app_state::App;
use crate::error::{PageError, broken};
use reports::document::Document;
use reports::pdf::PdfError;
use tokio::sync::Semaphore;

/// The type of such files.
pub const PDF: &str = "application/pdf";

/// What is being set.
#[derive(Debug)]
pub struct Documents {
    one: Semaphore,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            one: Semaphore::new(1),
        }
    }
}

/// Sets a document where it holds up nobody: it takes a good part of a second of one processor.
pub async fn set(app: &App, document: Document) -> Result<Vec<u8>, PageError> {
    let _one = app.documents.one.acquire().await.map_err(broken)?;
    set_now(document).await
}

async fn set_now(document: Document) -> Result<Vec<u8>, PageError> {
    let set = tokio::task::spawn_blocking(move || reports::pdf::pdf(&document));
    set.await.map_err(broken)?.map_err(|error| match error {
        PdfError::NotBuilt => PageError::Unavailable(error.to_string().into()),
        PdfError::Refused(_) => broken(error),
    })
}
