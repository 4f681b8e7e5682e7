//! Verifying: the chain is walked from its first seal and each hash made again.

use super::EntryRow;
use crate::{Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use domain::AuditId;
use sqlx::types::Json;

/// Seals read at a time.
const PAGE: i64 = 1_000;
/// Sealed within a second, normally; after a minute something is wrong.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);
/// Unsealed entries that are named one by one.
const NAMED: i64 = 20;

/// What `vigie audit verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditReport {
    /// Seals that follow from the one before and from their entry.
    pub sealed: u64,
    /// The first seal that does not: its place in the chain and its entry.
    pub broken_at: Option<(i64, AuditId)>,
    /// Entries older than a minute that nobody sealed; the first twenty.
    pub unsealed_older_than_minute: Vec<AuditId>,
}

impl AuditReport {
    /// Nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.broken_at.is_none() && self.unsealed_older_than_minute.is_empty()
    }
}

#[derive(sqlx::FromRow)]
struct SealRow {
    sequence: i64,
    audit_id: i64,
    hash: String,
    sealed_at: DateTime<Utc>,
    at: Option<DateTime<Utc>>,
    by_id: Option<i64>,
    action: Option<String>,
    object: Option<String>,
    details: Option<Json<serde_json::Value>>,
}

impl SealRow {
    /// The sealed entry, unless somebody took it away.
    fn entry(self) -> Option<EntryRow> {
        Some(EntryRow {
            id: self.audit_id,
            at: self.at?,
            by_id: self.by_id,
            action: self.action?,
            object: self.object?,
            details: self.details?,
        })
    }
}

/// Walks the whole chain in pages of constant size.
pub async fn verify(store: &Store, now: DateTime<Utc>) -> Result<AuditReport, StoreError> {
    let mut report = AuditReport {
        unsealed_older_than_minute: unsealed(store, now).await?,
        ..Default::default()
    };
    let mut previous = (0, String::new());
    loop {
        let rows: Vec<SealRow> = read!(store, |pool| {
            sqlx::query_as(
            "SELECT s.sequence, s.audit_id, s.hash, s.sealed_at, a.at, a.by_id, a.action, a.object, a.details
             FROM audit_seal s LEFT JOIN audit a ON a.id = s.audit_id
             WHERE s.sequence > $1 ORDER BY s.sequence LIMIT $2"
        )
        .bind(previous.0)
        .bind(PAGE)
        .fetch_all(pool)
        .await
        })?;
        if rows.is_empty() {
            return Ok(report);
        }
        for row in rows {
            let (sequence, audit, sealed_at) = (row.sequence, row.audit_id, row.sealed_at);
            let hash = row.hash.clone();
            let expected = row
                .entry()
                .map(|entry| entry.chained(&previous.1, sequence, sealed_at));
            if sequence != previous.0 + 1 || expected.as_ref() != Some(&hash) {
                report.broken_at = Some((sequence, AuditId(audit)));
                return Ok(report);
            }
            previous = (sequence, hash);
            report.sealed += 1;
        }
    }
}

async fn unsealed(store: &Store, now: DateTime<Utc>) -> Result<Vec<AuditId>, StoreError> {
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(
        "SELECT id FROM audit
         WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_seal.audit_id = audit.id)
         ORDER BY id LIMIT $2"
    )
    .bind(now - PATIENCE)
    .bind(NAMED)
    .fetch_all(pool)
    .await)?;
    Ok(ids.into_iter().map(AuditId).collect())
}
