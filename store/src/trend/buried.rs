//! What purges left of issues and checks, as far as distinct people and protected tables are counted from it.

use super::IssueFacts;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::check::Answer;
use domain::issue::{IssueState, Source};
use domain::trend::wait::WaitSeries;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

/// An issue that was purged. What an older tombstone does not hold is empty.
#[derive(Debug, Deserialize)]
pub struct BuriedIssue {
    #[serde(flatten)]
    pub facts: IssueFacts,
    #[serde(default)]
    pub state: Option<IssueState>,
    #[serde(default)]
    pub waits: Vec<(WaitSeries, i64)>,
    #[serde(default)]
    pub remains: Remains,
}

/// Keyed pseudonyms of who reported, of the client and of the members concerned, and whether it was a member who reported.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Remains {
    pub reporter: String,
    pub client: String,
    pub source: Source,
    pub members: Vec<String>,
}

impl Default for Remains {
    fn default() -> Self {
        Self {
            reporter: String::new(),
            client: String::new(),
            source: Source::Member,
            members: Vec::new(),
        }
    }
}

/// A kept check that was purged.
#[derive(Debug, Deserialize)]
pub struct BuriedCheck {
    pub kept_on: NaiveDate,
    pub answer: Answer,
    #[serde(default)]
    pub person: String,
    #[serde(default)]
    pub client: Option<String>,
}

/// All purged issues.
pub async fn issues(store: &Store) -> Result<Vec<BuriedIssue>, StoreError> {
    all(store, "issue").await
}

/// All purged checks.
pub async fn checks(store: &Store) -> Result<Vec<BuriedCheck>, StoreError> {
    all(store, "check").await
}

async fn all<T: DeserializeOwned + Send + Sync + Unpin + 'static>(
    store: &Store,
    kind: &str,
) -> Result<Vec<T>, StoreError> {
    let rows: Vec<Json<serde_json::Value>> = read!(store, |pool| sqlx::query_scalar(
        "SELECT facts FROM tombstone WHERE kind = $1 ORDER BY id"
    )
    .bind(kind)
    .fetch_all(pool)
    .await)?;
    let read = |row: Json<serde_json::Value>| serde_json::from_value(row.0);
    rows.into_iter()
        .map(|row| read(row).map_err(|_| StoreError::Corrupt("tombstone.facts")))
        .collect()
}
