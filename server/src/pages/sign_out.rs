//! POST /sign-out: the session ends here and in the database.

use crate::error::PageResult;
use crate::render;
use crate::session as cookie;
use crate::visit::{CurrentUser, Visit};
use domain::audit::AuditAction;
use serde_json::json;
use store::{audit, session};

/// POST /sign-out
pub async fn post(visit: Visit, user: CurrentUser) -> PageResult {
    if let Some(token_hash) = &visit.session {
        let mut tx = visit.app.store.write().await?;
        session::end(&mut tx, token_hash).await?;
        audit::record(
            &mut tx,
            Some(user.id),
            AuditAction::SignOut,
            "",
            json!({}),
            visit.now,
        )
        .await?;
        tx.commit().await?;
    }
    let mut answer = render::redirect("/sign-in");
    cookie::clear(&visit.app, &mut answer);
    Ok(answer)
}
