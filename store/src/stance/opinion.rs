//! Questions to the ethics committee and its answers.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::stance::opinion::{About, Advice, Given, Opinion};
use domain::{CaseId, ClientId, IssueId, OpinionId, PersonId, StanceId};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct OpinionRow {
    id: i64,
    stance_id: Option<i64>,
    dossier_id: Option<i64>,
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
        let about = match (row.stance_id, row.dossier_id) {
            (Some(stance), _) => About::Stance(StanceId(stance)),
            (None, Some(case)) => About::Case(CaseId(case)),
            (None, None) => return Err(StoreError::Corrupt("opinion.dossier_id")),
        };
        let text = row.text;
        Ok(Self {
            id: OpinionId(row.id),
            about,
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
            "SELECT o.id, o.stance_id, o.dossier_id, o.asked_by, o.asked_at, k.client_id, k.name AS client_name, p.name AS asked_by_name,
           o.question, g.name AS given_by_name, o.given_at, o.advises, o.text, o.revision
    FROM opinion o LEFT JOIN stance s ON s.id = o.stance_id LEFT JOIN dossier d ON d.id = o.dossier_id
    JOIN client_card k ON k.client_id = COALESCE(s.client_id, d.client_id)
    JOIN person p ON p.id = o.asked_by LEFT JOIN person g ON g.id = o.given_by ",
            $where
        )
    };
}

const BY_ID: &str = opinions!("WHERE o.id = $1");
/// Also what was said of the cases in which the grounds of the stance are.
const OF_STANCE: &str = opinions!(
    "WHERE o.id IN (
         SELECT x.id FROM opinion x WHERE x.stance_id = $1
         UNION ALL SELECT x.id FROM stance_ground r JOIN issue i ON i.id = r.issue_id
         JOIN opinion x ON x.dossier_id = i.dossier_id WHERE r.stance_id = $1)
     ORDER BY o.id"
);
const OF_CASE: &str = opinions!("WHERE o.dossier_id = $1 ORDER BY o.id");
/// $1 how many, $2 the reader: those who are kept out of a client are shown no question about it.
const WAITING: &str = opinions!(
    "WHERE o.given_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM person_client x WHERE x.person_id = $2 AND x.client_id = k.client_id)
     ORDER BY o.asked_at, o.id LIMIT $1"
);
const ANSWERED: &str = opinions!(
    "WHERE o.given_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM person_client x WHERE x.person_id = $2 AND x.client_id = k.client_id)
     ORDER BY o.id DESC LIMIT $1"
);

async fn all(store: &Store, sql: &'static str, bound: i64) -> Result<Vec<Opinion>, StoreError> {
    let rows: Vec<OpinionRow> = read!(store, |pool| sqlx::query_as(sql)
        .bind(bound)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One question.
pub async fn find(store: &Store, id: OpinionId) -> Result<Option<Opinion>, StoreError> {
    Ok(all(store, BY_ID, id.0).await?.pop())
}

/// All questions about a stance, or about a case on whose issues it rests; the first one first.
pub async fn of_stance(store: &Store, id: StanceId) -> Result<Vec<Opinion>, StoreError> {
    all(store, OF_STANCE, id.0).await
}

/// All questions about a case.
pub async fn of_case(store: &Store, id: CaseId) -> Result<Vec<Opinion>, StoreError> {
    all(store, OF_CASE, id.0).await
}

async fn read_by(
    store: &Store,
    reader: PersonId,
    sql: &'static str,
    limit: i64,
) -> Result<Vec<Opinion>, StoreError> {
    let rows: Vec<OpinionRow> = read!(store, |pool| sqlx::query_as(sql)
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What waits for this person of the committee, the oldest first.
pub async fn waiting(store: &Store, reader: PersonId, limit: i64) -> Result<Vec<Opinion>, StoreError> {
    read_by(store, reader, WAITING, limit).await
}

/// What the committee has answered, as this person reads it, the newest first.
pub async fn answered(store: &Store, reader: PersonId, limit: i64) -> Result<Vec<Opinion>, StoreError> {
    read_by(store, reader, ANSWERED, limit).await
}

/// Is a question to the committee about this issue: about its case, or about a stance that rests on it?
pub async fn is_put(store: &Store, issue: IssueId) -> Result<bool, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(IS_PUT)
        .bind(issue.0)
        .fetch_one(pool)
        .await)?)
}

const IS_PUT: &str = "
    SELECT EXISTS (SELECT 1 FROM issue i JOIN opinion o ON o.dossier_id = i.dossier_id WHERE i.id = $1)
        OR EXISTS (SELECT 1 FROM stance_ground g JOIN opinion o ON o.stance_id = g.stance_id WHERE g.issue_id = $1)";

/// How many questions wait for this person, up to a bound.
pub async fn count_waiting(store: &Store, reader: PersonId, bound: i64) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (
            SELECT 1 AS one FROM opinion o LEFT JOIN stance s ON s.id = o.stance_id LEFT JOIN dossier d ON d.id = o.dossier_id
            WHERE o.given_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM person_client x WHERE x.person_id = $2 AND x.client_id = COALESCE(s.client_id, d.client_id))
            LIMIT $1) AS a";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(bound)
        .bind(reader.0)
        .fetch_one(pool)
        .await)?)
}

/// Puts a question; one waits already: [`StoreError::Duplicate`].
pub async fn ask(
    tx: &mut Tx,
    about: About,
    by: PersonId,
    question: &str,
    now: DateTime<Utc>,
) -> Result<OpinionId, StoreError> {
    const SQL: &str = "
        INSERT INTO opinion (stance_id, dossier_id, asked_by, asked_at, question) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let (stance, case) = match about {
        About::Stance(stance) => (Some(stance), None),
        About::Case(case) => (None, Some(case)),
    };
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(stance.map(|stance| stance.0))
        .bind(case.map(|case| case.0))
        .bind(by.0)
        .bind(now)
        .bind(question.trim())
        .fetch_one(&mut *conn)
        .await)?;
    let details = json!({"stance": stance, "case": case});
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
    ("opinions of a case", OF_CASE),
    ("an issue put to the committee", IS_PUT),
    ("opinions that wait", WAITING),
];
