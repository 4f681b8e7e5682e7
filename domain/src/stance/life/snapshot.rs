//! What is judged, frozen: the text, the grounds and their facts as canonical JSON, so that equal content has one SHA-256.

use crate::category::{Filter, Sensitivity};
use crate::issue::{IssueState, Severity};
use crate::stance::condition::Condition;
use crate::stance::{Proposal, PublishedNote, RunningContracts, Scope, StanceKind};
use crate::{IssueId, Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A ground with its facts as they stood. Never who reported it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedGround {
    pub issue: IssueId,
    /// Code of its category.
    pub category: String,
    pub filter: Filter,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    pub state: IssueState,
    pub happened_on: NaiveDate,
    pub facts: String,
    pub days_late: Option<i64>,
    pub unpaid: Option<Money>,
    /// SHA-256 of its files.
    pub files: Vec<String>,
}

/// What an approval is bound to: the text that the client is sent, the grounds and their facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub kind: StanceKind,
    pub scope: Scope,
    pub conditions: Vec<Condition>,
    pub reason: String,
    pub running: RunningContracts,
    pub review_on: NaiveDate,
    pub to_lift: String,
    pub note: PublishedNote,
    pub grounds: Vec<JudgedGround>,
}

/// The figures of the day, frozen beside what binds: they move every day and void nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Members, contracts and their price in the 12 months before.
    pub members: i64,
    pub contracts: i64,
    pub income: Money,
    pub open: Money,
    pub overdue: Money,
}

/// What was judged, as it was on the day the client was notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub judged: Judged,
    pub figures: Figures,
    pub on: NaiveDate,
}

impl Judged {
    /// Text and grounds in one writing: blanks, the order of ticked boxes and of lines of a file say nothing.
    pub fn new(proposal: &Proposal, mut grounds: Vec<JudgedGround>) -> Self {
        grounds.sort_by_key(|ground| ground.issue);
        grounds.dedup_by_key(|ground| ground.issue);
        for ground in &mut grounds {
            ground.facts = written_once(&ground.facts);
            ground.files.sort_unstable();
        }
        let mut conditions = proposal.conditions.clone();
        conditions.sort_by_key(|condition| (condition.kind(), format!("{condition:?}")));
        let scope = match &proposal.scope {
            Scope::Professions(ids) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                Scope::Professions(ids)
            }
            other => other.clone(),
        };
        Self {
            kind: proposal.kind,
            scope,
            conditions,
            reason: written_once(&proposal.reason),
            running: proposal.running,
            review_on: proposal.review_on,
            to_lift: written_once(&proposal.to_lift),
            note: PublishedNote {
                fr: written_once(&proposal.note.fr),
                nl: written_once(&proposal.note.nl),
            },
            grounds,
        }
    }

    /// The one text of this content: JSON with the keys in order and no blanks. Its SHA-256 names the version.
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        write(&serde_json::to_value(self).unwrap_or(Value::Null), &mut text);
        text
    }
}

/// The same words with single blanks, line by line.
fn written_once(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("\n").trim().to_owned()
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<_> = fields.keys().collect();
            keys.sort_unstable();
            text.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(key.clone()).to_string());
                text.push(':');
                write(&fields[key], text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
