//! Kept checks: written with their needs, read again, listed.

use super::facts::revision_of;
use crate::error::word;
use crate::trend::{self, Delta};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::check::{Answer, CheckAnswer, CheckState, KeptCheck, Need, Offer, VALID_DAYS, approval, needs};
use domain::trend::{ALL, Measure, Split};
use domain::{CheckId, Month, PersonId, ProfessionId};
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
    INSERT INTO kept_check (person_id, client_id, profession_id, offer, answer, kept_at, valid_until, facts_revision,
                            profession_revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT p.revision FROM profession p WHERE p.id = $3)) RETURNING id";
const ASK: &str =
    "INSERT INTO approval (kept_check_id, state, asked_at, due_on) VALUES ($1, 'asked', $2, $3)";

/// Keeps a check for 14 days with what it still needs; opens an approval where the answer asks for one, due within 1
/// working day.
pub async fn keep(tx: &mut Tx, check: &NewCheck<'_>, now: DateTime<Utc>) -> Result<CheckId, StoreError> {
    let today = domain::clock::day(now);
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(KEEP)
        .bind(check.by.0)
        .bind(check.offer.client.map(|c| c.0))
        .bind(check.offer.profession.0)
        .bind(Json(check.offer))
        .bind(Json(check.answer))
        .bind(now)
        .bind(today + Days::new(VALID_DAYS))
        .bind(check.facts_revision)
        .fetch_one(&mut *conn)
        .await)?;
    write_needs(tx, id, check.answer).await?;
    if check.answer.needs_approval {
        on!(tx, |conn| sqlx::query(ASK)
            .bind(id)
            .bind(now)
            .bind(approval::due_on(today))
            .execute(&mut *conn)
            .await
            .map(drop))?;
    }
    trend::append(
        tx,
        &deltas(
            Month::of_instant(now),
            check.answer.answer,
            check.offer.profession,
        ),
    )
    .await?;
    super::offered::count(tx, id, check, Month::of_instant(now)).await?;
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

/// How the log names a check.
pub(super) fn object(id: CheckId) -> String {
    format!("check {id}")
}

/// One row for each need that is ticked or waived; the go-ahead has a row of its own.
async fn write_needs(tx: &mut Tx, check: i64, answer: &CheckAnswer) -> Result<(), StoreError> {
    let needs: Vec<(i64, Need)> = (1..)
        .zip(
            needs(&answer.reasons)
                .into_iter()
                .filter(|need| !need.is_go_ahead()),
        )
        .collect();
    insert_many!(
        tx,
        4,
        "INSERT INTO check_need (kept_check_id, position, need, state) ",
        needs,
        |numbered, b| {
            b.push_bind(check)
                .push_bind(numbered.0)
                .push_bind(Json(numbered.1))
                .push_bind("open");
        }
    )?;
    Ok(())
}

/// The cells in which a kept check counts.
pub(crate) fn deltas(month: Month, answer: Answer, profession: ProfessionId) -> Vec<Delta> {
    let delta = |split, cell: String| Delta::new(Measure::Checks, month, split, cell, 1);
    vec![
        delta(Split::All, ALL.to_owned()),
        delta(Split::Answer, answer.code().to_owned()),
        delta(Split::Profession, profession.to_string()),
    ]
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
    go_ahead_until: Option<NaiveDate>,
    facts_now: i64,
    outcome_told: bool,
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
            go_ahead_until: row.go_ahead_until,
            facts_revision: row.facts_now,
            outcome_told: row.outcome_told,
            revision: row.revision,
        })
    }
}

/// A stance, a hold or the profession changed since: `k` the check, `o` its client, `q` its profession.
macro_rules! outdated {
    () => {
        concat!(
            "(",
            revision_of!("k.client_id", "o.parent_id"),
            " <> k.facts_revision OR q.revision <> k.profession_revision)"
        )
    };
}
pub(super) use outdated;

macro_rules! kept {
    ($where:literal) => {
        concat!(
            "
    SELECT k.id, k.person_id, p.name AS person_name, c.name AS client_name, c.number AS client_number, k.offer, k.answer,
           k.kept_at, k.valid_until, k.outcome_told, ",
            revision_of!("k.client_id", "o.parent_id"),
            " + q.revision AS facts_now,
           ",
            outdated!(),
            " AS outdated,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'fr' AND n.preferred) AS name_fr,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'nl' AND n.preferred) AS name_nl,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'en' AND n.preferred) AS name_en,
           (SELECT n.name FROM profession_name n WHERE n.profession_id = k.profession_id AND n.language = 'de' AND n.preferred) AS name_de,
           a.state, a.due_on, d.name AS decided_by_name, a.decided_at, a.comment, a.valid_until AS go_ahead_until,
           COALESCE(a.revision, k.revision) AS revision
    FROM kept_check k
    JOIN person p ON p.id = k.person_id
    JOIN profession q ON q.id = k.profession_id
    LEFT JOIN client o ON o.id = k.client_id
    LEFT JOIN client_card c ON c.client_id = k.client_id
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
