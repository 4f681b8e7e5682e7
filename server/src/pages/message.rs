//! What is new, marked as read: POST /messages/read.

use crate::error::PageResult;
use crate::form::Form;
use crate::render;
use crate::visit::{CurrentUser, Visit};
use domain::MessageId;
use serde::Deserialize;
use store::message;

/// The form as sent; marking twice does nothing twice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    up_to: String,
}

/// Marks one's own messages as read, up to the newest that the page showed.
pub async fn read(visit: Visit, user: CurrentUser, Form(raw): Form<Raw>) -> PageResult {
    if let Ok(up_to) = raw.up_to.parse::<MessageId>() {
        let mut tx = visit.app.store.write().await?;
        message::mark_read(&mut tx, user.id, up_to, visit.now).await?;
        tx.commit().await?;
    }
    Ok(render::redirect("/?done=read"))
}
