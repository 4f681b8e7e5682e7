//! Reading letters.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::notice::Notice;
use domain::stance::hearing::{Hearing, ReceivedHow};
use domain::stance::letter::Letter;
use domain::{ClientId, NoticeId, PersonId, StanceId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    stance_id: i64,
    client_id: i64,
    purpose: String,
    kind: String,
    channel: String,
    language: String,
    address: String,
    sent_at: DateTime<Utc>,
    sent_by_name: Option<String>,
    received_on: Option<NaiveDate>,
    received_how: Option<String>,
    bounced_on: Option<NaiveDate>,
    extended_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    replied: bool,
    expires_on: NaiveDate,
    revoked_at: Option<DateTime<Utc>>,
    letter: Json<Letter>,
    state: String,
    in_force_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    revision: i64,
}

impl TryFrom<Row> for Notice {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let how = row
            .received_how
            .map(|how| word::<ReceivedHow>(&how, "notice.received_how"))
            .transpose()?;
        Ok(Self {
            id: NoticeId(row.id),
            stance: StanceId(row.stance_id),
            client: ClientId(row.client_id),
            purpose: word(&row.purpose, "notice.purpose")?,
            kind: word(&row.kind, "notice.kind")?,
            language: word(&row.language, "notice.language")?,
            address: row.address,
            hearing: Hearing {
                channel: word(&row.channel, "notice.channel")?,
                sent_on: domain::clock::day(row.sent_at),
                received: row.received_on.zip(how),
                bounced_on: row.bounced_on,
                extended_on: row.extended_on,
                replied: row.replied,
                closed_on: row.closed_on,
                revoked: row.revoked_at.is_some(),
            },
            sent_at: row.sent_at,
            sent_by_name: row.sent_by_name,
            expires_on: row.expires_on,
            letter: row.letter.0,
            stance_state: word(&row.state, "stance.state")?,
            in_force_on: row.in_force_at.map(domain::clock::day),
            ended_on: row.ended_at.map(domain::clock::day),
            revision: row.revision,
        })
    }
}

/// The columns of a letter, up to its `WHERE`.
macro_rules! columns {
    () => {
        "SELECT n.id, n.stance_id, s.client_id, n.purpose, n.kind, n.channel, n.language, n.address, n.sent_at, p.name AS sent_by_name,
                n.received_on, n.received_how, n.bounced_on, n.extended_on, n.closed_on,
                EXISTS (SELECT 1 FROM reply r WHERE r.stance_id = n.stance_id AND r.notice_id = n.id) AS replied,
                n.expires_on, n.revoked_at, n.letter, s.state, s.in_force_at, s.ended_at, n.revision
         FROM notice n JOIN stance s ON s.id = n.stance_id LEFT JOIN person p ON p.id = n.sent_by "
    };
}
pub(super) use columns;

pub(super) const BY_TOKEN: &str = concat!(columns!(), "WHERE n.token_hash = $1");
pub(super) const FIND: &str = concat!(columns!(), "WHERE n.id = $1");
pub(super) const OF_STANCE: &str = concat!(columns!(), "WHERE n.stance_id = $1 ORDER BY n.id DESC");

/// The letter whose link has a token with this SHA-256, whether or not the link still works.
pub async fn by_token(store: &Store, token_hash: &str) -> Result<Option<Notice>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(BY_TOKEN)
        .bind(token_hash)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

pub(super) const CONCERNED: &str = "
    SELECT s.proposed_by AS id FROM stance s WHERE s.id = $1
    UNION SELECT s.approved_by FROM stance s WHERE s.id = $1 AND s.approved_by IS NOT NULL
    UNION SELECT n.sent_by FROM notice n WHERE n.stance_id = $1 AND n.sent_by IS NOT NULL";

/// Who of the staff wants to know what a client does: those who proposed, approved or wrote to it.
pub async fn concerned(store: &Store, stance: StanceId) -> Result<Vec<PersonId>, StoreError> {
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(CONCERNED)
        .bind(stance.0)
        .fetch_all(pool)
        .await)?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// A letter by its id.
pub async fn find(store: &Store, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    let row: Option<Row> = read!(store, |pool| sqlx::query_as(FIND)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// The letters of a stance, the newest first.
pub async fn of_stance(store: &Store, stance: StanceId) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(OF_STANCE)
        .bind(stance.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
