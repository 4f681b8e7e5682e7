//! What clients say by their links: written once, never changed; published by staff. Files stand with `crate::file`.

use crate::error::{touched, word};
use crate::notice::{self, history};
use crate::{Store, StoreError, Tx, audit, stance};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::notice::Notice;
use domain::reply::{PublishedReply, Reply, ReplyKind};
use domain::stance::StanceCard;
use domain::stance::hearing::Hearing;
use domain::stance::life::Step;
use domain::{ClientId, NoticeId, PersonId, ReplyId, StanceId};
use serde_json::json;

/// Writes a reply; `next` is what the rules made of the letter.
pub async fn add(
    tx: &mut Tx,
    notice: &Notice,
    next: &Hearing,
    kind: ReplyKind,
    text: &str,
    now: DateTime<Utc>,
) -> Result<ReplyId, StoreError> {
    const INSERT: &str = "
        INSERT INTO reply (client_id, stance_id, notice_id, kind, text, at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    notice::close(tx, notice, next).await?;
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(INSERT)
        .bind(notice.client.0)
        .bind(notice.stance.0)
        .bind(notice.id.0)
        .bind(kind.code())
        .bind(text.trim())
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    let details = json!({"reply": id, "what": kind, "all": next.closed_on.is_some()});
    history(tx, notice.stance, Step::Reply, None, &details, now).await?;
    audit::record(
        tx,
        None,
        AuditAction::Reply,
        &format!("reply {id}"),
        json!({"stance": notice.stance, "kind": kind}),
        now,
    )
    .await?;
    Ok(ReplyId(id))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: i64,
    stance_id: i64,
    notice_id: i64,
    kind: String,
    text: String,
    at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    published_by_name: Option<String>,
}

macro_rules! columns {
    () => {
        "SELECT r.id, r.client_id, r.stance_id, r.notice_id, r.kind, r.text, r.at, r.published_at, p.name AS published_by_name
         FROM reply r LEFT JOIN person p ON p.id = r.published_by "
    };
}

const OF_STANCE: &str = concat!(columns!(), "WHERE r.stance_id = $1 ORDER BY r.id");
const FIND: &str = concat!(columns!(), "WHERE r.id = $1");
/// What a client said about a stance, in order.
pub async fn of_stance(store: &Store, stance: StanceId) -> Result<Vec<Reply>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OF_STANCE)
        .bind(stance.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One reply.
pub async fn find(store: &Store, id: ReplyId) -> Result<Option<Reply>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(FIND)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

impl TryFrom<Row> for Reply {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ReplyId(row.id),
            client: ClientId(row.client_id),
            stance: StanceId(row.stance_id),
            notice: NoticeId(row.notice_id),
            kind: word(&row.kind, "reply.kind")?,
            text: row.text,
            at: row.at,
            published: row.published_at.zip(row.published_by_name),
        })
    }
}

#[derive(sqlx::FromRow)]
struct PublishedRow {
    stance_id: i64,
    text: String,
    at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
}

const PUBLISHED: &str = "
    SELECT r.stance_id, r.text, r.at, r.published_at FROM reply r JOIN stance s ON s.id = r.stance_id
    WHERE r.client_id = $1 AND r.published_at IS NOT NULL AND s.state = 'in_force' ORDER BY r.id";

/// The published replies to the stances in force on a client: what members read beside the note.
pub async fn published(store: &Store, client: ClientId) -> Result<Vec<PublishedReply>, StoreError> {
    let rows: Vec<PublishedRow> = read!(store, |pool| sqlx::query_as(PUBLISHED)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(PublishedRow::reply).collect())
}

impl PublishedRow {
    fn reply(self) -> PublishedReply {
        PublishedReply {
            stance: StanceId(self.stance_id),
            text: self.text,
            at: self.at,
            published_at: self.published_at,
        }
    }
}

/// The same inside a unit of work.
pub(crate) async fn published_in(tx: &mut Tx, client: ClientId) -> Result<Vec<PublishedReply>, StoreError> {
    let rows: Vec<PublishedRow> = on!(tx, |conn| sqlx::query_as(PUBLISHED)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    Ok(rows.into_iter().map(PublishedRow::reply).collect())
}

/// Puts each reply beside the stance that it answers.
pub(crate) fn beside(stances: &mut [StanceCard], replies: Vec<PublishedReply>) {
    for reply in replies {
        if let Some(stance) = stances.iter_mut().find(|stance| stance.id == reply.stance) {
            stance.replies.push(reply);
        }
    }
}

/// Lets members read a reply; a second time is a conflict.
pub async fn publish(tx: &mut Tx, reply: &Reply, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE reply SET published_by = $2, published_at = $3 WHERE id = $1 AND published_at IS NULL AND kind = 'reply'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(reply.id.0)
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    audit::record(
        tx,
        Some(by),
        AuditAction::PublishReply,
        &format!("reply {}", reply.id),
        json!({"stance": reply.stance}),
        now,
    )
    .await?;
    // The reply stands on the card from now on; a kept check made before showed less.
    stance::refresh_card(tx, reply.client).await?;
    stance::facts_moved_on(tx, reply.client).await
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("the replies to a stance", OF_STANCE),
    ("the published replies of a client", PUBLISHED),
];
