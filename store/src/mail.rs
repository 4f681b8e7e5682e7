//! Mails written out, until the mail server has taken them: put down in the transaction of what they tell, sent by a job
//! that tries again.

use crate::{Store, StoreError, Tx, job};
use chrono::{DateTime, Utc};
use domain::Lang;
use serde_json::json;

/// The kind of the job that hands a mail to the mail server.
pub const SEND_JOB: &str = "send_mail";

/// A mail before it is put down: plain text, lines as they are to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    pub to: String,
    pub language: Lang,
    pub subject: String,
    pub body: String,
}

/// A mail as the worker sends it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mail {
    pub id: i64,
    pub to_address: String,
    pub subject: String,
    pub body: String,
    pub sent_at: Option<DateTime<Utc>>,
}

/// What became of a mail, for whoever asked for it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MailState {
    pub to_address: String,
    pub written_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub failed_at: Option<DateTime<Utc>>,
}

/// Puts a mail down with the job that sends it; `about` names what it tells of (`notice 12`).
pub async fn put(tx: &mut Tx, mail: &NewMail, about: &str, now: DateTime<Utc>) -> Result<i64, StoreError> {
    const SQL: &str = "
        INSERT INTO outbox (to_address, language, subject, body, about, written_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(&mail.to)
        .bind(mail.language.code())
        .bind(&mail.subject)
        .bind(&mail.body)
        .bind(about)
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    job::enqueue(
        tx,
        SEND_JOB,
        json!({"mail": id}),
        Some(&format!("{SEND_JOB}:{id}")),
        now,
    )
    .await?;
    Ok(id)
}

/// A mail to be sent.
pub async fn find(store: &Store, id: i64) -> Result<Option<Mail>, StoreError> {
    const SQL: &str = "SELECT id, to_address, subject, body, sent_at FROM outbox WHERE id = $1";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(id)
        .fetch_optional(pool)
        .await)?)
}

/// The mail server has taken it. Its words are forgotten: a letter stands with its notice, a link in no other place.
pub async fn sent(tx: &mut Tx, id: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE outbox SET sent_at = $2, body = '', last_error = '' WHERE id = $1 AND sent_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// It was refused or not reached; `for_good` where nobody tries again: its words, and a link in them, go with it.
pub async fn failed(
    tx: &mut Tx,
    id: i64,
    cause: &str,
    for_good: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE outbox SET last_error = $2, failed_at = $3, body = CASE WHEN $4 THEN '' ELSE body END
        WHERE id = $1 AND sent_at IS NULL";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(id)
        .bind(cause)
        .bind(for_good.then_some(now))
        .bind(for_good)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}

pub(crate) const ABOUT: &str = "
    SELECT to_address, written_at, sent_at, failed_at FROM outbox WHERE about = $1 AND about <> '' ORDER BY id DESC LIMIT 1";

/// The newest mail about a thing.
pub async fn about(store: &Store, thing: &str) -> Result<Option<MailState>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(ABOUT)
        .bind(thing)
        .fetch_optional(pool)
        .await)?)
}

/// How many mails wait, and how many were given up, for `vigie doctor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Outbox {
    pub waiting: i64,
    pub failed: i64,
}

/// Counts the outbox.
pub async fn count(store: &Store) -> Result<Outbox, StoreError> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL) AS waiting,
               (SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL) AS failed";
    Ok(read!(store, |pool| sqlx::query_as(SQL).fetch_one(pool).await)?)
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("the mail about a thing", ABOUT)];
