//! Documents as PDF: one is set at a time, beside the pages; those that anybody may take are kept.

use crate::app_state::App;
use crate::error::{PageError, broken};
use reports::document::Document;
use reports::pdf::PdfError;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The type of such files.
pub const PDF: &str = "application/pdf";

/// Documents that are kept at a time: each has some 200 KB.
const KEPT: usize = 40;

/// What is being set, and what this server has set from tables that never change.
#[derive(Debug)]
pub struct Documents {
    one: Semaphore,
    kept: Mutex<HashMap<String, Vec<u8>>>,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            one: Semaphore::new(1),
            kept: Mutex::default(),
        }
    }
}

impl Documents {
    fn find(&self, key: &str) -> Option<Vec<u8>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).cloned()
    }

    fn keep(&self, key: String, bytes: &[u8]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, bytes.to_vec());
    }
}

/// Sets a document where it holds up nobody: it takes a good part of a second of one processor.
pub async fn set(app: &App, document: Document) -> Result<Vec<u8>, PageError> {
    let _one = app.documents.one.acquire().await.map_err(broken)?;
    set_now(document).await
}

/// The document of this key, set once: for pages that anybody may ask for as often as they like.
pub async fn set_once(
    app: &App,
    key: String,
    document: impl FnOnce() -> Document,
) -> Result<Vec<u8>, PageError> {
    let _one = app.documents.one.acquire().await.map_err(broken)?;
    if let Some(bytes) = app.documents.find(&key) {
        return Ok(bytes);
    }
    let bytes = set_now(document()).await?;
    app.documents.keep(key, &bytes);
    Ok(bytes)
}

async fn set_now(document: Document) -> Result<Vec<u8>, PageError> {
    let set = tokio::task::spawn_blocking(move || reports::pdf::pdf(&document));
    set.await.map_err(broken)?.map_err(|error| match error {
        PdfError::NotBuilt => PageError::Unavailable(error.to_string().into()),
        PdfError::Refused(_) => broken(error),
    })
}
