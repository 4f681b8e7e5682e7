//! The audit log: entries in the transaction of their change, chained afterwards, verified by one command.

mod list;
mod seal;
mod verify;

pub use list::{TEXTS, after, newest, newest_id};
pub use seal::{seal, seal_missed};
pub use verify::{AuditReport, verify};

use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use domain::audit::AuditAction;
use sqlx::types::Json;

/// Writes an entry in the transaction of the change it tells of. `details` never holds text that a person wrote.
///
/// What somebody does with an issue that they reported stands under the key of that report (`reporter_key`), as a negative
/// number: when the identity is forgotten the key goes, and the chain stays whole.
pub async fn record(
    tx: &mut Tx,
    by: Option<PersonId>,
    action: AuditAction,
    object: &str,
    details: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO audit (at, by_id, action, object, details)
        VALUES ($1, COALESCE((SELECT -k.id FROM reporter_key k WHERE k.issue_id = $6 AND k.person_id = $2), $2), $3, $4, $5)";
    let issue: Option<i64> = object.strip_prefix("issue ").and_then(|id| id.parse().ok());
    on!(tx, |conn| sqlx::query(SQL)
        .bind(domain::clock::instant(now))
        .bind(by.map(|person| person.0))
        .bind(action.code())
        .bind(object)
        .bind(Json(details))
        .bind(issue)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes an entry for each object, with its details, by few statements.
pub async fn record_many(
    tx: &mut Tx,
    by: Option<PersonId>,
    action: AuditAction,
    entries: &[(String, serde_json::Value)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let at = domain::clock::instant(now);
    insert_many!(
        tx,
        5,
        "INSERT INTO audit (at, by_id, action, object, details) ",
        entries,
        |entry, b| {
            b.push_bind(at)
                .push_bind(by.map(|person| person.0))
                .push_bind(action.code())
                .push_bind(entry.0.clone())
                .push_bind(Json(entry.1.clone()))
        }
    )?;
    Ok(())
}

/// An entry with its seal, as far as it has one.
#[derive(sqlx::FromRow)]
struct EntryRow {
    id: i64,
    at: DateTime<Utc>,
    by_id: Option<i64>,
    action: String,
    object: String,
    details: Json<serde_json::Value>,
}

impl EntryRow {
    /// SHA-256 in hexadecimal of the previous hash, this entry and the seal's own facts.
    fn chained(&self, previous: &str, sequence: i64, sealed_at: DateTime<Utc>) -> String {
        let fields = serde_json::json!([
            previous,
            sequence,
            sealed_at.timestamp_micros(),
            self.id,
            self.at.timestamp_micros(),
            self.by_id,
            self.action,
            self.object,
        ]);
        let mut text = fields.to_string();
        canonical(&self.details.0, &mut text);
        crate::house::hash(&text)
    }
}

/// JSON with the keys in order: PostgreSQL gives them back in one of its own.
fn canonical(value: &serde_json::Value, text: &mut String) {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<_> = fields.keys().collect();
            keys.sort_unstable();
            text.push('{');
            for key in keys {
                text.push_str(&Value::String(key.clone()).to_string());
                text.push(':');
                canonical(&fields[key], text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
