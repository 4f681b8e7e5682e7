//! Files that were handed in: kept as they came under their hash, each belonging to an issue, a reply or an appeal.
//!
//! Whether a person may read a file is asked of what it belongs to ([`holder`]); lists come with their holder's page.

use crate::error::word;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::file::{CheckedFile, FileSummary, Holder};
use domain::{AppealId, CheckId, ClientId, FileId, IssueId, PersonId, ReplyId};
use serde_json::json;
use sha2::{Digest, Sha256};

const ADD: &str = "
    INSERT INTO stored_file (sha256, name, media, size, content, added_by, added_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";

/// Keeps a file; `by` is `None` where it comes by a client's link. [`attach`] it in the same transaction.
pub async fn add(
    tx: &mut Tx,
    file: &CheckedFile,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<FileId, StoreError> {
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(ADD)
        .bind(hash(file.content()))
        .bind(file.name())
        .bind(file.media().code())
        .bind(file.content().len() as i64)
        .bind(file.content())
        .bind(by.map(|person| person.0))
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(FileId(id))
}

/// Gives a file to what it belongs to, with its entry in the log.
pub async fn attach(
    tx: &mut Tx,
    file: FileId,
    to: Holder,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (sql, id) = match to {
        Holder::Issue(id) => ("INSERT INTO issue_file (issue_id, file_id) VALUES ($1, $2)", id.0),
        Holder::Reply(id) => ("INSERT INTO reply_file (reply_id, file_id) VALUES ($1, $2)", id.0),
        Holder::Appeal(id) => (
            "INSERT INTO appeal_file (appeal_id, file_id) VALUES ($1, $2)",
            id.0,
        ),
        Holder::Check(id) => (
            "INSERT INTO check_file (kept_check_id, file_id) VALUES ($1, $2)",
            id.0,
        ),
    };
    on!(tx, |conn| sqlx::query(sql)
        .bind(id)
        .bind(file.0)
        .execute(&mut *conn)
        .await)?;
    let details = json!({ "file": file });
    audit::record(tx, by, AuditAction::AddFile, &object(to), details, now).await
}

/// Keeps files and gives them to what they belong to.
pub async fn add_to(
    tx: &mut Tx,
    files: &[CheckedFile],
    to: Holder,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Vec<FileId>, StoreError> {
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        let id = add(tx, file, by, now).await?;
        attach(tx, id, to, by, now).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// The holder as the log names it.
fn object(holder: Holder) -> String {
    match holder {
        Holder::Issue(id) => format!("issue {id}"),
        Holder::Reply(id) => format!("reply {id}"),
        Holder::Appeal(id) => format!("appeal {id}"),
        Holder::Check(id) => format!("check {id}"),
    }
}

fn hash(content: &[u8]) -> String {
    crate::house::hex(&Sha256::digest(content))
}

#[derive(sqlx::FromRow)]
struct Row {
    holder: i64,
    id: i64,
    sha256: String,
    name: String,
    media: String,
    size: i64,
    added_by: Option<i64>,
    added_by_name: Option<String>,
    added_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<(i64, FileSummary), StoreError> {
        let file = FileSummary {
            id: FileId(self.id),
            name: self.name,
            media: word(&self.media, "stored_file.media")?,
            size: self.size,
            sha256: self.sha256,
            added_by: self.added_by.map(PersonId),
            added_by_name: self.added_by_name,
            added_at: self.added_at,
        };
        Ok((self.holder, file))
    }
}

macro_rules! list {
    ($table:literal, $holder:literal, $where:literal) => {
        concat!(
            "SELECT h.",
            $holder,
            " AS holder, f.id, f.sha256, f.name, f.media, f.size, f.added_by, p.name AS added_by_name, f.added_at
             FROM ",
            $table,
            " h JOIN stored_file f ON f.id = h.file_id LEFT JOIN person p ON p.id = f.added_by
             WHERE ",
            $where,
            " ORDER BY f.id"
        )
    };
}

const OF_ISSUE: &str = list!("issue_file", "issue_id", "h.issue_id = $1");
const OF_REPLIES: &str = list!(
    "reply_file",
    "reply_id",
    "h.reply_id IN (SELECT r.id FROM reply r WHERE r.stance_id = $1)"
);
const OF_APPEALS: &str = list!(
    "appeal_file",
    "appeal_id",
    "h.appeal_id IN (SELECT a.id FROM appeal a WHERE a.stance_id = $1)"
);

async fn listed(store: &Store, sql: &'static str, id: i64) -> Result<Vec<(i64, FileSummary)>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(sql).bind(id).fetch_all(pool).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The evidence of an issue, oldest first.
pub async fn of_issue(store: &Store, issue: IssueId) -> Result<Vec<FileSummary>, StoreError> {
    let files = listed(store, OF_ISSUE, issue.0).await?;
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// What came with the replies to a stance.
pub async fn of_replies(
    store: &Store,
    stance: domain::StanceId,
) -> Result<Vec<(ReplyId, FileSummary)>, StoreError> {
    let files = listed(store, OF_REPLIES, stance.0).await?;
    Ok(files.into_iter().map(|(id, file)| (ReplyId(id), file)).collect())
}

/// What came with the appeals against a stance.
pub async fn of_appeals(
    store: &Store,
    stance: domain::StanceId,
) -> Result<Vec<(AppealId, FileSummary)>, StoreError> {
    let files = listed(store, OF_APPEALS, stance.0).await?;
    Ok(files.into_iter().map(|(id, file)| (AppealId(id), file)).collect())
}

const HOLDER: &str = "
    SELECT 'issue' AS kind, issue_id AS id FROM issue_file WHERE file_id = $1
    UNION ALL SELECT 'reply', reply_id FROM reply_file WHERE file_id = $1
    UNION ALL SELECT 'appeal', appeal_id FROM appeal_file WHERE file_id = $1
    UNION ALL SELECT 'check', kept_check_id FROM check_file WHERE file_id = $1";

/// What a file belongs to.
pub async fn holder(store: &Store, file: FileId) -> Result<Option<Holder>, StoreError> {
    let found: Option<(String, i64)> = read!(store, |pool| sqlx::query_as(HOLDER)
        .bind(file.0)
        .fetch_optional(pool)
        .await)?;
    Ok(found.map(|(kind, id)| match kind.as_str() {
        "issue" => Holder::Issue(IssueId(id)),
        "reply" => Holder::Reply(ReplyId(id)),
        "check" => Holder::Check(CheckId(id)),
        _ => Holder::Appeal(AppealId(id)),
    }))
}

/// The client that the holder is about.
pub async fn client_of(store: &Store, holder: Holder) -> Result<Option<ClientId>, StoreError> {
    let (sql, id) = match holder {
        Holder::Issue(id) => ("SELECT client_id FROM issue WHERE id = $1", id.0),
        Holder::Reply(id) => ("SELECT client_id FROM reply WHERE id = $1", id.0),
        Holder::Appeal(id) => (
            "SELECT s.client_id FROM appeal a JOIN stance s ON s.id = a.stance_id WHERE a.id = $1",
            id.0,
        ),
        Holder::Check(id) => ("SELECT client_id FROM kept_check WHERE id = $1", id.0),
    };
    // A check may be of a client that nobody knows.
    let found: Option<Option<i64>> = read!(store, |pool| sqlx::query_scalar(sql)
        .bind(id)
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten().map(ClientId))
}

#[derive(sqlx::FromRow)]
struct ContentRow {
    sha256: String,
    name: String,
    media: String,
    content: Vec<u8>,
}

/// A file as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub media: domain::file::Media,
    pub content: Vec<u8>,
}

const CONTENT: &str = "SELECT sha256, name, media, content FROM stored_file WHERE id = $1";

/// The file itself, as it came: bytes that no longer have their hash are not given out.
pub async fn content(store: &Store, file: FileId) -> Result<Option<Content>, StoreError> {
    let row: Option<ContentRow> = read!(store, |pool| sqlx::query_as(CONTENT)
        .bind(file.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    if hash(&row.content) != row.sha256 {
        return Err(StoreError::Corrupt("stored_file.content"));
    }
    Ok(Some(Content {
        name: row.name,
        media: word(&row.media, "stored_file.media")?,
        content: row.content,
    }))
}

/// Notes in the log that a person took a copy; commit before answering. `by` is `None` for a client by its link.
pub async fn read_by(
    tx: &mut Tx,
    file: FileId,
    holder: Holder,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let details = json!({ "file": file });
    audit::record(tx, by, AuditAction::ReadFile, &object(holder), details, now).await
}
