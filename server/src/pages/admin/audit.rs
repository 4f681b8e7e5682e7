//! The log: GET /admin/audit?action=&by=&before=. Reading it is an entry of its own.

use crate::error::PageResult;
use crate::visit::{CurrentUser, Visit};
use app::pages::admin::audit::{AuditPage, audit as body};
use app::parts::Errors;
use app::texts;
use axum::extract::Query;
use domain::PersonId;
use domain::audit::{AuditAction, AuditSearch};
use serde::Deserialize;
use serde_json::json;
use store::audit;

/// Entries of a page.
const PAGE: usize = 50;
/// What is read of a number; the rest is somebody's clipboard.
const LONGEST: usize = 20;

/// The address as typed: what it does not know narrows nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    action: String,
    by: String,
    before: String,
}

/// A page of the log, the newest first.
pub async fn get(visit: Visit, user: CurrentUser, Query(asked): Query<Asked>) -> PageResult {
    let (l, store) = (visit.lang, &visit.app.store);
    let typed: String = asked.by.trim().chars().take(LONGEST).collect();
    // A reporter's key is a negative number: nobody looks for one.
    let by = typed.parse::<i64>().ok().filter(|id| *id > 0).map(PersonId);
    let mut errors = Errors::none();
    if !typed.is_empty() && by.is_none() {
        errors.add("by", texts::form::not_a_number(l));
    }
    let search = AuditSearch {
        action: AuditAction::from_code(&asked.action),
        by,
        before: asked.before.parse().ok(),
    };
    let mut lines = audit::newest(store, &search, PAGE as i64 + 1).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let mut tx = store.write().await?;
    audit::record(
        &mut tx,
        Some(user.id),
        AuditAction::ReadAudit,
        "audit",
        json!({ "action": search.action, "by": search.by }),
        visit.now,
    )
    .await?;
    tx.commit().await?;
    let props = AuditPage {
        lang: l,
        search,
        by: typed,
        next: lines.last().filter(|_| more).map(|line| line.id),
        lines,
        errors,
    };
    Ok(visit
        .page(texts::admin_audit::title(l))
        .refused_if(!props.errors.is_empty())
        .render(|| body(&props)))
}
