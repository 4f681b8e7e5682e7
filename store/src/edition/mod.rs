//! The monthly editions: asked for once, frozen once, read, decided on, sent by mail.

mod decision;
mod document;

pub use decision::{decide, decision, decisions, finish, overdue_of};
pub use document::{document, keep_document};

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit, job, message};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::edition::{EditionState, EditionSummary, Reader, Scope};
use domain::message::Message;
use domain::permission::{self, Action};
use domain::trend::chart::Figures;
use domain::{Month, Person, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// The kind of the job that freezes an edition.
pub const MAKE_JOB: &str = "make_edition";

/// As the log names it.
fn object(month: Month) -> String {
    format!("edition {month}")
}

fn month(number: i64) -> Result<Month, StoreError> {
    Month::from_number(number).ok_or(StoreError::Corrupt("edition.month"))
}

/// Asks for the edition of a month, with the job that makes it; `false` where it is there or on its way already.
pub async fn ask(
    tx: &mut Tx,
    month: Month,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO edition (month, state, asked_at, asked_by) VALUES ($1, 'asked', $2, $3)
        ON CONFLICT (month) DO UPDATE SET state = 'asked', asked_at = excluded.asked_at, asked_by = excluded.asked_by
        WHERE edition.state = 'failed'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(month.number())
        .bind(now)
        .bind(by.map(|person| person.0))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Ok(false);
    }
    let key = format!("{MAKE_JOB}:{}:{}", month.number(), now.timestamp_micros());
    job::enqueue(tx, MAKE_JOB, json!({"month": month.number()}), Some(&key), now).await?;
    let details = json!({"state": EditionState::Asked});
    audit::record(tx, by, AuditAction::MakeEdition, &object(month), details, now).await?;
    Ok(true)
}

/// Freezes the figures of an edition that was asked for; `false` where another was faster: its figures stay.
pub async fn freeze(
    tx: &mut Tx,
    month: Month,
    figures: &Figures,
    payment: &Figures,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE edition SET state = 'ready', made_at = $2, figures = $3, payment = $4 WHERE month = $1 AND state <> 'ready'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(month.number())
        .bind(now)
        .bind(Json(figures))
        .bind(Json(payment))
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 {
        let details = json!({"state": EditionState::Ready});
        audit::record(tx, None, AuditAction::MakeEdition, &object(month), details, now).await?;
    }
    Ok(rows == 1)
}

/// It could not be made, and nobody tries again by himself.
pub async fn fail(tx: &mut Tx, month: Month, now: DateTime<Utc>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE edition SET state = 'failed' WHERE month = $1 AND state = 'asked'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(month.number())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 {
        let details = json!({"state": EditionState::Failed});
        audit::record(tx, None, AuditAction::MakeEdition, &object(month), details, now).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    month: i64,
    state: String,
    asked_at: DateTime<Utc>,
    asked_by_name: Option<String>,
    made_at: Option<DateTime<Utc>>,
    readers: i64,
    decisions: i64,
    decisions_open: i64,
}

impl TryFrom<SummaryRow> for EditionSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            month: month(row.month)?,
            state: word(&row.state, "edition.state")?,
            asked_at: row.asked_at,
            asked_by_name: row.asked_by_name,
            made_at: row.made_at,
            readers: row.readers,
            decisions: row.decisions,
            decisions_open: row.decisions_open,
        })
    }
}

macro_rules! editions {
    ($where:literal) => {
        concat!(
            "SELECT e.month, e.state, e.asked_at, p.name AS asked_by_name, e.made_at,
               (SELECT COUNT(*) FROM edition_reader r WHERE r.month = e.month) AS readers,
               (SELECT COUNT(*) FROM edition_decision d WHERE d.month = e.month) AS decisions,
               (SELECT COUNT(*) FROM edition_decision d WHERE d.month = e.month AND d.done_at IS NULL) AS decisions_open
        FROM edition e LEFT JOIN person p ON p.id = e.asked_by ",
            $where
        )
    };
}

const BY_MONTH: &str = editions!("WHERE e.month = $1");
const NEWEST: &str = editions!("ORDER BY e.month DESC LIMIT $1");

/// The edition of a month.
pub async fn find(store: &Store, month: Month) -> Result<Option<EditionSummary>, StoreError> {
    let row: Option<SummaryRow> = read!(store, |pool| sqlx::query_as(BY_MONTH)
        .bind(month.number())
        .fetch_optional(pool)
        .await)?;
    row.map(TryInto::try_into).transpose()
}

/// The newest editions.
pub async fn newest(store: &Store, limit: i64) -> Result<Vec<EditionSummary>, StoreError> {
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(NEWEST)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

const FIGURES: &str = "SELECT figures FROM edition WHERE month = $1";
const PAYMENT: &str = "SELECT payment FROM edition WHERE month = $1";

/// The frozen figures, for this kind of reader; `None` until they are.
pub async fn figures(store: &Store, month: Month, scope: Scope) -> Result<Option<Figures>, StoreError> {
    let sql = match scope {
        Scope::All => FIGURES,
        Scope::Payment => PAYMENT,
    };
    let found: Option<Option<Json<Figures>>> = read!(store, |pool| sqlx::query_scalar(sql)
        .bind(month.number())
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten().map(|figures| figures.0))
}

/// Has anything ever been counted? An empty house makes no edition by itself.
pub async fn is_anything_counted(store: &Store) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM trend_total) OR EXISTS (SELECT 1 FROM trend_delta)
            OR EXISTS (SELECT 1 FROM trend_histogram) OR EXISTS (SELECT 1 FROM trend_bar_delta)";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .fetch_one(pool)
        .await)?)
}

/// Notes that a person has read it; `false` where that stands already.
pub async fn read(tx: &mut Tx, month: Month, by: PersonId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO edition_reader (month, person_id, at) VALUES ($1, $2, $3) ON CONFLICT (month, person_id) DO NOTHING";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(month.number())
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 {
        audit::record(
            tx,
            Some(by),
            AuditAction::ReadEdition,
            &object(month),
            json!({}),
            now,
        )
        .await?;
    }
    Ok(rows == 1)
}

#[derive(sqlx::FromRow)]
struct ReaderRow {
    person_id: i64,
    name: String,
    at: DateTime<Utc>,
}

const READERS: &str = "
    SELECT r.person_id, p.name, r.at FROM edition_reader r JOIN person p ON p.id = r.person_id
    WHERE r.month = $1 ORDER BY r.at, r.person_id";

/// Who has read it, in the order in which they did.
pub async fn readers(store: &Store, month: Month) -> Result<Vec<Reader>, StoreError> {
    let rows: Vec<ReaderRow> = read!(store, |pool| sqlx::query_as(READERS)
        .bind(month.number())
        .fetch_all(pool)
        .await)?;
    let reader = |row: ReaderRow| Reader {
        person: PersonId(row.person_id),
        name: row.name,
        at: row.at,
    };
    Ok(rows.into_iter().map(reader).collect())
}

/// Asks for each edition by mail, or no longer; `false` where nothing changed.
pub async fn subscribe(
    tx: &mut Tx,
    person: PersonId,
    wants: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const BEGIN: &str = "
        INSERT INTO edition_subscription (person_id, since_at) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
    const END: &str = "DELETE FROM edition_subscription WHERE person_id = $1";
    let rows = if wants {
        on!(tx, |conn| sqlx::query(BEGIN)
            .bind(person.0)
            .bind(now)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?
    } else {
        on!(tx, |conn| sqlx::query(END)
            .bind(person.0)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?
    };
    if rows == 1 {
        let details = json!({"by_mail": wants});
        let object = format!("person {person}");
        audit::record(
            tx,
            Some(person),
            AuditAction::SubscribeEdition,
            &object,
            details,
            now,
        )
        .await?;
    }
    Ok(rows == 1)
}

/// Does this person get editions by mail?
pub async fn is_subscribed(store: &Store, person: PersonId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM edition_subscription WHERE person_id = $1)";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(person.0)
        .fetch_one(pool)
        .await)?)
}

/// Those who asked for editions by mail and still may read them, of `team`.
pub async fn subscribers(store: &Store, team: &[Person]) -> Result<Vec<PersonId>, StoreError> {
    const SQL: &str = "SELECT person_id FROM edition_subscription ORDER BY person_id";
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(SQL).fetch_all(pool).await)?;
    let may = |id: &&i64| {
        team.iter()
            .any(|p| p.id.0 == **id && permission::may_at_all(p, Action::ReadEdition).is_ok())
    };
    Ok(ids.iter().filter(may).map(|id| PersonId(*id)).collect())
}

/// Tells these people that it is there: on their first page, and by mail.
pub async fn tell(
    tx: &mut Tx,
    month: Month,
    people: &[PersonId],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let words: Vec<_> = people
        .iter()
        .map(|person| (*person, Message::EditionReady { month }))
        .collect();
    message::tell_all(tx, &words, now).await
}

/// The texts of this folder with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("an edition", BY_MONTH),
    ("the newest editions", NEWEST),
    ("who read an edition", READERS),
    ("what was decided on an edition", decision::OF_EDITION),
    ("what somebody has to do", decision::OVERDUE),
];
