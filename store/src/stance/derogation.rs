//! Members' requests to work in spite of a punitive stance.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit, message};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::message::Message;
use domain::stance::derogation::{Derogation, DerogationState, due_on};
use domain::{ClientId, DerogationId, PersonId, StanceId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct DerogationRow {
    id: i64,
    stance_id: i64,
    client_id: i64,
    client_name: String,
    person_id: i64,
    person_name: String,
    reason: String,
    asked_at: DateTime<Utc>,
    due_on: NaiveDate,
    state: String,
    until_on: Option<NaiveDate>,
    decided_by_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    comment: String,
    revision: i64,
}

impl TryFrom<DerogationRow> for Derogation {
    type Error = StoreError;
    fn try_from(row: DerogationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: DerogationId(row.id),
            stance: StanceId(row.stance_id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            person: PersonId(row.person_id),
            person_name: row.person_name,
            reason: row.reason,
            asked_at: row.asked_at,
            due_on: row.due_on,
            state: word(&row.state, "derogation.state")?,
            until_on: row.until_on,
            decided_by_name: row.decided_by_name,
            decided_at: row.decided_at,
            comment: row.comment,
            revision: row.revision,
        })
    }
}

macro_rules! derogations {
    ($where:literal) => {
        concat!(
            "SELECT d.id, d.stance_id, s.client_id, k.name AS client_name, d.person_id, p.name AS person_name, d.reason,
           d.asked_at, d.due_on, d.state, d.until_on, b.name AS decided_by_name, d.decided_at, d.comment, d.revision
    FROM derogation d JOIN stance s ON s.id = d.stance_id JOIN client_card k ON k.client_id = s.client_id
    JOIN person p ON p.id = d.person_id LEFT JOIN person b ON b.id = d.decided_by ",
            $where
        )
    };
}

const BY_ID: &str = derogations!("WHERE d.id = $1");
const OF_STANCE: &str = derogations!("WHERE d.stance_id = $1 ORDER BY d.id LIMIT 200");
const OWN: &str = derogations!("WHERE d.stance_id = $1 AND d.person_id = $2 ORDER BY d.id DESC LIMIT 1");
/// $1 how many, $2 the reader: those who are kept out of a client are shown no request about it.
const WAITING: &str = derogations!(
    "WHERE d.state = 'asked'
       AND NOT EXISTS (SELECT 1 FROM person_client o WHERE o.person_id = $2 AND o.client_id = s.client_id)
     ORDER BY d.due_on, d.id LIMIT $1"
);

async fn all(store: &Store, sql: &'static str, bound: i64) -> Result<Vec<Derogation>, StoreError> {
    let rows: Vec<DerogationRow> = read!(store, |pool| sqlx::query_as(sql)
        .bind(bound)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One request.
pub async fn find(store: &Store, id: DerogationId) -> Result<Option<Derogation>, StoreError> {
    Ok(all(store, BY_ID, id.0).await?.pop())
}

/// All requests about a stance.
pub async fn of_stance(store: &Store, id: StanceId) -> Result<Vec<Derogation>, StoreError> {
    all(store, OF_STANCE, id.0).await
}

/// A member's newest request about a stance.
pub async fn own(store: &Store, id: StanceId, person: PersonId) -> Result<Option<Derogation>, StoreError> {
    let row: Option<DerogationRow> = read!(store, |pool| sqlx::query_as(OWN)
        .bind(id.0)
        .bind(person.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// What waits for this manager's answer, the next due first.
pub async fn waiting(store: &Store, reader: PersonId, limit: i64) -> Result<Vec<Derogation>, StoreError> {
    let rows: Vec<DerogationRow> = read!(store, |pool| sqlx::query_as(WAITING)
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

const GRANTED: &str = "
    SELECT d.stance_id, MAX(d.until_on) FROM derogation d JOIN stance s ON s.id = d.stance_id
    WHERE d.person_id = $1 AND s.client_id = $2 AND s.state = 'in_force' AND d.state = 'granted' AND d.until_on >= $3
    GROUP BY d.stance_id";

/// The stances of a client from which this person has a derogation on this day, each with its last day.
pub async fn granted_for(
    store: &Store,
    person: PersonId,
    client: ClientId,
    today: NaiveDate,
) -> Result<Vec<(StanceId, NaiveDate)>, StoreError> {
    let rows: Vec<(i64, NaiveDate)> = read!(store, |pool| sqlx::query_as(GRANTED)
        .bind(person.0)
        .bind(client.0)
        .bind(today)
        .fetch_all(pool)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, until)| (StanceId(id), until))
        .collect())
}

/// Writes a request that [`domain::stance::derogation::ask`] allows; one waits already: [`StoreError::Duplicate`].
pub async fn ask(
    tx: &mut Tx,
    stance: StanceId,
    by: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<DerogationId, StoreError> {
    const SQL: &str = "
        INSERT INTO derogation (stance_id, person_id, reason, asked_at, due_on, state)
        VALUES ($1, $2, $3, $4, $5, 'asked') RETURNING id";
    let due = due_on(domain::clock::day(now));
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(stance.0)
        .bind(by.0)
        .bind(reason.trim())
        .bind(now)
        .bind(due)
        .fetch_one(&mut *conn)
        .await)?;
    let details = json!({"stance": stance, "due": due});
    let object = format!("derogation {id}");
    audit::record(tx, Some(by), AuditAction::AskDerogation, &object, details, now).await?;
    Ok(DerogationId(id))
}

/// Writes a manager's answer and tells the member.
pub async fn answer(
    tx: &mut Tx,
    asked: &Derogation,
    revision: i64,
    by: PersonId,
    state: DerogationState,
    until: Option<NaiveDate>,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE derogation SET state = $3, until_on = $4, decided_by = $5, decided_at = $6, comment = $7, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND state = 'asked'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(asked.id.0)
        .bind(revision)
        .bind(state.code())
        .bind(until)
        .bind(by.0)
        .bind(now)
        .bind(comment.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let object = format!("derogation {}", asked.id);
    let details = json!({"state": state, "until": until});
    audit::record(tx, Some(by), AuditAction::AnswerDerogation, &object, details, now).await?;
    let what = Message::DerogationAnswered {
        derogation: asked.id,
        client_name: asked.client_name.clone(),
        state,
    };
    message::tell(tx, asked.person, &what, now).await.map(drop)
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("derogations of a stance", OF_STANCE),
    ("derogations that wait", WAITING),
    ("derogations of a person", GRANTED),
];
