//! What people are told: written in the transaction of what happened, shown on the first page, sent by mail by a job.

use crate::{Store, StoreError, Tx, job};
use chrono::{DateTime, Utc};
use domain::message::{Message, Told};
use domain::{MessageId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// The kind of the job that sends a message by mail.
pub const MAIL_JOB: &str = "mail_message";

/// Tells a person something; the mail, where this kind has one, follows by a job.
pub async fn tell(
    tx: &mut Tx,
    to: PersonId,
    what: &Message,
    now: DateTime<Utc>,
) -> Result<MessageId, StoreError> {
    const SQL: &str = "INSERT INTO message (person_id, content, at) VALUES ($1, $2, $3) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(to.0)
        .bind(Json(what))
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    if what.by_mail() {
        let key = format!("{MAIL_JOB}:{id}");
        job::enqueue(tx, MAIL_JOB, json!({"message": id}), Some(&key), now).await?;
    }
    Ok(MessageId(id))
}

/// Tells many people something, by few statements; the mails follow by jobs.
pub async fn tell_all(
    tx: &mut Tx,
    words: &[(PersonId, Message)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for some in words.chunks(500) {
        let ids: Vec<i64> = on!(&mut *tx, |conn| {
            let mut query = sqlx::QueryBuilder::new("INSERT INTO message (person_id, content, at) ");
            query.push_values(some, |mut b, (to, what)| {
                b.push_bind(to.0).push_bind(Json(what.clone())).push_bind(now);
            });
            query.push(" RETURNING id");
            query
                .build_query_scalar()
                .persistent(false)
                .fetch_all(&mut *conn)
                .await
        })?;
        insert_many!(
            &mut *tx,
            5,
            "INSERT INTO job (kind, payload, unique_key, run_at, state) ",
            ids,
            |id, b| {
                b.push_bind(MAIL_JOB)
                    .push_bind(Json(json!({"message": id})))
                    .push_bind(format!("{MAIL_JOB}:{id}"))
                    .push_bind(now)
                    .push_bind("waiting")
            }
        )?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    content: Json<Message>,
    at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

const NEWEST: &str =
    "SELECT id, content, at, read_at FROM message WHERE person_id = $1 ORDER BY id DESC LIMIT $2";

/// The newest messages of a person.
pub async fn newest(store: &Store, person: PersonId, limit: i64) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(NEWEST)
        .bind(person.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(Row::told).collect())
}

impl Row {
    fn told(self) -> Told {
        Told {
            id: MessageId(self.id),
            what: self.content.0,
            at: self.at,
            read: self.read_at.is_some(),
        }
    }
}

const UNREAD: &str = "
    SELECT id, content, at, read_at FROM message WHERE person_id = $1 AND read_at IS NULL ORDER BY id DESC LIMIT $2";

/// The newest messages that a person has not marked as read.
pub async fn unread(store: &Store, person: PersonId, limit: i64) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(UNREAD)
        .bind(person.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(Row::told).collect())
}

/// Marks a person's messages as read, up to the newest one that the page showed: what came later stays new.
pub async fn mark_read(
    tx: &mut Tx,
    person: PersonId,
    up_to: MessageId,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE message SET read_at = $3 WHERE person_id = $1 AND id <= $2 AND read_at IS NULL";
    Ok(on!(tx, |conn| sqlx::query(SQL)
        .bind(person.0)
        .bind(up_to.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}

#[derive(sqlx::FromRow)]
struct ToRow {
    person_id: i64,
    content: Json<Message>,
}

/// What a message says and to whom, for its mail.
pub async fn find(store: &Store, id: MessageId) -> Result<Option<(PersonId, Message)>, StoreError> {
    const SQL: &str = "SELECT person_id, content FROM message WHERE id = $1";
    let row: Option<ToRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| (PersonId(row.person_id), row.content.0)))
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("the newest messages", NEWEST), ("what is new", UNREAD)];
