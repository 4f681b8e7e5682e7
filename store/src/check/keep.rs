//! Kept checks and the go-ahead that some of them need.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit, job};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::check::{CheckAnswer, CheckState, KeptCheck, Offer, VALID_DAYS};
use domain::{CheckId, ClientId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// A check to keep, as it was answered.
#[derive(Debug, Clone)]
pub struct NewCheck<'a> {
    pub by: PersonId,
    pub offer: &'a Offer,
    pub answer: &'a CheckAnswer,
    /// The revision of the client's facts that the answer was made from.
    pub facts_revision: i64,
}

const KEEP: &str = "
    INSERT INTO kept_check (person_id, client_id, profession_id, offer, answer, kept_at, valid_until, facts_revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
const ASK: &str =
    "INSERT INTO approval (kept_check_id, state, asked_at, due_on) VALUES ($1, 'asked', $2, $3)";

/// Keeps a check for 14 days; opens an approval where the answer needs one, due on `due_on`.
pub async fn keep(
    tx: &mut Tx,
    check: &NewCheck<'_>,
    due_on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<CheckId, StoreError> {
    let valid_until = domain::clock::day(now) + Days::new(VALID_DAYS);
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(KEEP)
        .bind(check.by.0)
        .bind(check.offer.client.map(|c| c.0))
        .bind(check.offer.profession.0)
        .bind(Json(check.offer))
        .bind(Json(check.answer))
        .bind(now)
        .bind(valid_until)
        .bind(check.facts_revision)
        .fetch_one(&mut *conn)
        .await)?;
    if check.answer.needs_approval {
        on!(tx, |conn| sqlx::query(ASK)
            .bind(id)
            .bind(now)
            .bind(due_on)
            .execute(&mut *conn)
            .await
            .map(drop))?;
        job::enqueue(
            tx,
            "approval_reminder",
            json!({"check": id}),
            Some(&format!("approval {id}")),
            now,
        )
        .await?;
    }
    let details = json!({"answer": check.answer.answer, "client": check.offer.client});
    audit::record(
        tx,
        Some(check.by),
        AuditAction::KeepCheck,
        &format!("check {id}"),
        details,
        now,
    )
    .await?;
    Ok(CheckId(id))
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    id: i64,
    person_id: i64,
    person_name: String,
    client_name: Option<String>,
    client_number: Option<String>,
    offer: Json<Offer>,
    answer: Json<CheckAnswer>,
    kept_at: DateTime<Utc>,
    valid_until: NaiveDate,
    outdated: bool,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
    state: Option<String>,
    due_on: Option<NaiveDate>,
    decided_by_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    comment: Option<String>,
    revision: i64,
}

impl TryFrom<KeptRow> for KeptCheck {
    type Error = StoreError;
    fn try_from(row: KeptRow) -> Result<Self, StoreError> {
        let state = row
            .state
            .as_deref()
            .map(|s| word::<CheckState>(s, "approval.state"))
            .transpose()?;
        Ok(Self {
            id: CheckId(row.id),
            kept_by: PersonId(row.person_id),
            kept_by_name: row.person_name,
            offer: row.offer.0,
            client_name: row.client_name,
            client_number: row.client_number.unwrap_or_default(),
            profession_names: [row.name_fr, row.name_nl, row.name_en, row.name_de],
            answer: row.answer.0,
            kept_at: row.kept_at,
            valid_until: row.valid_until,
            outdated: row.outdated,
            state: state.unwrap_or(CheckState::Kept),
            due_on: row.due_on,
            decided_by_name: row.decided_by_name,
            decided_at: row.decided_at,
            comment: row.comment.unwrap_or_default(),
            revision: row.revision,
        })
    }
}

macro_rules! kept {
    ($where:literal) => {
        concat!(
            "
    SELECT k.id, k.person_id, p.name AS person_name, c.name AS client_name, c.number AS client_number, k.offer, k.answer,
           k.kept_at, k.valid_until, COALESCE(f.revision, 0) <> k.facts_revision AS outdated,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'fr' AND n.preferred) AS name_fr,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'nl' AND n.preferred) AS name_nl,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'en' AND n.preferred) AS name_en,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'de' AND n.preferred) AS name_de,
           a.state, a.due_on, d.name AS decided_by_name, a.decided_at, a.comment, COALESCE(a.revision, k.revision) AS revision
    FROM kept_check k
    JOIN person p ON p.id = k.person_id
    LEFT JOIN client_card c ON c.client_id = k.client_id
    LEFT JOIN client_facts f ON f.client_id = k.client_id
    LEFT JOIN approval a ON a.kept_check_id = k.id
    LEFT JOIN person d ON d.id = a.decided_by
    ",
            $where
        )
    };
}

/// A kept check, with its go-ahead where one was asked.
pub async fn find(store: &Store, id: CheckId) -> Result<Option<KeptCheck>, StoreError> {
    const SQL: &str = kept!("WHERE k.id = $1");
    let row: Option<KeptRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// The newest checks that a person kept, `before` the given one.
pub async fn own(
    store: &Store,
    person: PersonId,
    before: Option<CheckId>,
    limit: i64,
) -> Result<Vec<KeptCheck>, StoreError> {
    const SQL: &str = kept!("WHERE k.person_id = $1 AND k.id < $2 ORDER BY k.id DESC LIMIT $3");
    let rows: Vec<KeptRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(person.0)
        .bind(before.map_or(i64::MAX, |c| c.0))
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The go-aheads to answer, the oldest first, after the given one.
pub async fn waiting(
    store: &Store,
    after: Option<CheckId>,
    limit: i64,
) -> Result<Vec<KeptCheck>, StoreError> {
    const SQL: &str =
        kept!("WHERE a.state = 'asked' AND a.kept_check_id > $1 ORDER BY a.kept_check_id LIMIT $2");
    let rows: Vec<KeptRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(after.map_or(0, |c| c.0))
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A counsellor's yes or no; a yes holds for 3 months.
pub async fn answer_approval(
    tx: &mut Tx,
    id: CheckId,
    revision: i64,
    granted: bool,
    by: PersonId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE approval SET state = $3, decided_by = $4, decided_at = $5, valid_until = $6, comment = $7,
               revision = revision + 1
        WHERE kept_check_id = $1 AND revision = $2 AND state = 'asked'";
    let today = domain::clock::day(now);
    let valid_until = granted.then(|| today.checked_add_months(Months::new(3)).unwrap_or(today));
    let state = if granted {
        CheckState::Granted
    } else {
        CheckState::Declined
    };
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(state.code())
        .bind(by.0)
        .bind(now)
        .bind(valid_until)
        .bind(comment.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    audit::record(
        tx,
        Some(by),
        AuditAction::AnswerApproval,
        &format!("check {id}"),
        json!({"state": state}),
        now,
    )
    .await?;
    Ok(())
}

/// Is there a go-ahead in force for this person, client and profession?
pub async fn granted(
    store: &Store,
    person: PersonId,
    client: ClientId,
    profession: domain::ProfessionId,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM kept_check k JOIN approval a ON a.kept_check_id = k.id
            WHERE k.person_id = $1 AND k.client_id = $2 AND k.profession_id = $3
              AND a.state = 'granted' AND a.valid_until >= $4)";
    let found: bool = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(person.0)
        .bind(client.0)
        .bind(profession.0)
        .bind(today)
        .fetch_one(pool)
        .await)?;
    Ok(found)
}
