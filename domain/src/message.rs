//! What one person is told: a kind with its facts, put into words where it is read, in the reader's language.

use crate::{ClientId, IssueId, StanceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that happened and that a person should know. It names things by their ids and names, never a reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// One's own report was decided (`product.md`, "Issue": told the outcome).
    IssueDecided {
        issue: IssueId,
        client_name: String,
        state: crate::issue::IssueState,
    },
    /// A stance now stands where this member has a kept check or work to come.
    StanceInForce {
        stance: StanceId,
        client: ClientId,
        client_name: String,
    },
}

/// A message with its moment, as the first page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub id: crate::MessageId,
    pub what: Message,
    pub at: DateTime<Utc>,
    pub read: bool,
}
