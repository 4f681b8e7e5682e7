//! Questions to the ethics committee and its answers.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::stance::opinion::{Advice, Given, Opinion};
use domain::{ClientId, OpinionId, PersonId, StanceId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct OpinionRow {
    id: i64,
    stance_id: i64,
    client_id: i64,
    client_name: String,
    asked_by: i64,
    asked_by_name: String,
    asked_at: DateTime<Utc>,
    question: String,
    given_by_name: Option<String>,
    given_at: Option<DateTime<Utc>>,
    advises: Option<String>,
    text: String,
    revision: i64,
}

impl TryFrom<OpinionRow> for Opinion {
    type Error = StoreError;
    fn try_from(row: OpinionRow) -> Result<Self, StoreError> {
        let advises = row
            .advises
            .as_deref()
            .map(|text| word::<Advice>(text, "opinion.advises"))
            .transpose()?;
        let text = row.text;
        Ok(Self {
            id: OpinionId(row.id),
            stance: StanceId(row.stance_id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            asked_by: PersonId(row.asked_by),
            asked_by_name: row.asked_by_name,
            asked_at: row.asked_at,
            question: row.question,
            given: row.given_at.zip(advises).map(|(at, advises)| Given {
                by_name: row.given_by_name.unwrap_or_default(),
                at,
                advises,
                text,
            }),
            revision: row.revision,
        })
    }
}

macro_rules! opinions {
    ($where:literal) => {
        concat!(
            "SELECT o.id, o.stance_id, s.client_id, k.name AS client_name, o.asked_by, p.name AS asked_by_name, o.asked_at,
           o.question, g.name AS given_by_name, o.given_at, o.advises, o.text, o.revision
    FROM opinion o JOIN stance s ON s.id = o.stance_id JOIN client_card k ON k.client_id = s.client_id
    JOIN person p ON p.id = o.asked_by LEFT JOIN person g ON g.id = o.given_by ",
            $where
        )
    };
}

const BY_ID: &str = opinions!("WHERE o.id = $1");
const OF_STANCE: &str = opinions!("WHERE o.stance_id = $1 ORDER BY o.id");
const WAITING: &str = opinions!("WHERE o.given_at IS NULL ORDER BY o.asked_at, o.id LIMIT $1");
const ANSWERED: &str = opinions!("WHERE o.given_at IS NOT NULL ORDER BY o.id DESC LIMIT $1");

/// One question.
pub async fn find(store: &Store, id: OpinionId) -> Result<Option<Opinion>, StoreError> {
    let row: Option<OpinionRow> = read!(store, |pool| sqlx::query_as(BY_ID)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// All questions about a stance, the first one first.
pub async fn of_stance(store: &Store, id: StanceId) -> Result<Vec<Opinion>, StoreError> {
    let rows: Vec<OpinionRow> = read!(store, |pool| sqlx::query_as(OF_STANCE)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What waits for the committee, the oldest first.
pub async fn waiting(store: &Store, limit: i64) -> Result<Vec<Opinion>, StoreError> {
    let rows: Vec<OpinionRow> = read!(store, |pool| sqlx::query_as(WAITING)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What the committee has answered, the newest first.
pub async fn answered(store: &Store, limit: i64) -> Result<Vec<Opinion>, StoreError> {
    let rows: Vec<OpinionRow> = read!(store, |pool| sqlx::query_as(ANSWERED)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many questions wait, up to a bound.
pub async fn count_waiting(store: &Store, bound: i64) -> Result<i64, StoreError> {
    const SQL: &str =
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM opinion o WHERE o.given_at IS NULL LIMIT $1) AS a";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(bound)
        .fetch_one(pool)
        .await)?)
}

/// Puts a question; one waits already: [`StoreError::Duplicate`].
pub async fn ask(
    tx: &mut Tx,
    stance: StanceId,
    by: PersonId,
    question: &str,
    now: DateTime<Utc>,
) -> Result<OpinionId, StoreError> {
    const SQL: &str =
        "INSERT INTO opinion (stance_id, asked_by, asked_at, question) VALUES ($1, $2, $3, $4) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(stance.0)
        .bind(by.0)
        .bind(now)
        .bind(question.trim())
        .fetch_one(&mut *conn)
        .await)?;
    let details = json!({"stance": stance});
    let object = format!("opinion {id}");
    audit::record(tx, Some(by), AuditAction::AskOpinion, &object, details, now).await?;
    Ok(OpinionId(id))
}

/// Writes the committee's answer, once.
pub async fn give(
    tx: &mut Tx,
    id: OpinionId,
    revision: i64,
    by: PersonId,
    advises: Advice,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE opinion SET given_by = $3, given_at = $4, advises = $5, text = $6, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND given_at IS NULL";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(by.0)
        .bind(now)
        .bind(advises.code())
        .bind(text.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"advises": advises});
    let object = format!("opinion {id}");
    audit::record(tx, Some(by), AuditAction::GiveOpinion, &object, details, now).await
}

/// What the client said about a stance, with the day, the first first.
pub async fn replies(store: &Store, id: StanceId) -> Result<Vec<(chrono::NaiveDate, String)>, StoreError> {
    const SQL: &str = "SELECT at, text FROM reply WHERE stance_id = $1 ORDER BY id LIMIT 50";
    let rows: Vec<(DateTime<Utc>, String)> =
        read!(store, |pool| sqlx::query_as(SQL).bind(id.0).fetch_all(pool).await)?;
    let said = rows.into_iter().map(|(at, text)| (domain::clock::day(at), text));
    Ok(said.collect())
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("opinions of a stance", OF_STANCE),
    ("opinions that wait", WAITING),
];
