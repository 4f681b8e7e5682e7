//! Appeals: filed by a client's link or a touched member, judged once by somebody who took no part.

use crate::error::{touched, word};
use crate::{Store, StoreError, Tx, audit, notice, reply, stance};
use chrono::{DateTime, NaiveDate, Utc};
use domain::appeal::{AppealSheet, AppealState, AppealSummary, Appellant, AsItWas, Judgement, Part, due_on};
use domain::audit::AuditAction;
use domain::stance::life::StanceState;
use domain::{AppealId, ClientId, NoticeId, PersonId, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// Who files it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client(NoticeId),
    Member(PersonId),
}

/// Writes an appeal; one of the same side that is still open is [`StoreError::Duplicate`].
pub async fn file(
    tx: &mut Tx,
    stance: StanceId,
    side: Side,
    text: &str,
    as_it_was: &AsItWas,
    now: DateTime<Utc>,
) -> Result<AppealId, StoreError> {
    const INSERT: &str = "
        INSERT INTO appeal (stance_id, notice_id, person_id, text, at, due_on, state, snapshot)
        SELECT $1, $2, $3, $4, $5, $6, 'open', $7 FROM stance WHERE id = $1 AND state = 'in_force' RETURNING id";
    let (notice, person) = match side {
        Side::Client(notice) => (Some(notice.0), None),
        Side::Member(person) => (None, Some(person.0)),
    };
    let id: Option<i64> = on!(tx, |conn| sqlx::query_scalar(INSERT)
        .bind(stance.0)
        .bind(notice)
        .bind(person)
        .bind(text.trim())
        .bind(now)
        .bind(due_on(domain::clock::day(now)))
        .bind(Json(as_it_was))
        .fetch_optional(&mut *conn)
        .await)?;
    let id = id.ok_or(StoreError::Conflict)?;
    let details = json!({"stance": stance, "by_client": notice.is_some()});
    let by = person.map(PersonId);
    audit::record(
        tx,
        by,
        AuditAction::FileAppeal,
        &object(AppealId(id)),
        details,
        now,
    )
    .await?;
    Ok(AppealId(id))
}

fn object(id: AppealId) -> String {
    format!("appeal {id}")
}

/// Judges an open appeal, guarded by the revision that was seen. The caller moves the stance on in the same transaction.
pub async fn judge(
    tx: &mut Tx,
    id: AppealId,
    revision: i64,
    judgement: &Judgement,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE appeal SET state = $3, reasons = $4, conditions = $5, decided_by = $6, decided_at = $7, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND state = 'open'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(judgement.to.code())
        .bind(judgement.reasons.trim())
        .bind(judgement.conditions.trim())
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    touched(rows)?;
    let details = json!({"to": judgement.to});
    audit::record(tx, Some(by), AuditAction::JudgeAppeal, &object(id), details, now).await
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: i64,
    stance_id: i64,
    client_id: i64,
    client_name: String,
    kind: String,
    by_member: bool,
    state: String,
    at: DateTime<Utc>,
    due_on: NaiveDate,
}

impl TryFrom<SummaryRow> for AppealSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: AppealId(row.id),
            stance: StanceId(row.stance_id),
            client: ClientId(row.client_id),
            client_name: row.client_name,
            kind: word(&row.kind, "stance.kind")?,
            by_member: row.by_member,
            state: word(&row.state, "appeal.state")?,
            at: row.at,
            due_on: row.due_on,
        })
    }
}

/// The columns of a list, up to its own conditions; the kind is that of the stance when it was put to the client.
/// Joined by hand: SQLite keeps this order, so that a list begins with the appeals.
macro_rules! summary {
    () => {
        "SELECT a.id, a.stance_id, s.client_id, c.name AS client_name, COALESCE(s.stepped_down_from, s.kind) AS kind,
                a.person_id IS NOT NULL AS by_member, a.state, a.at, a.due_on
         FROM appeal a CROSS JOIN stance s CROSS JOIN client_card c
         WHERE s.id = a.stance_id AND c.client_id = s.client_id AND "
    };
}

/// Whether the reader ($2) is kept out of the client: no list of theirs shows an appeal about it.
macro_rules! not_kept_out {
    () => {
        " AND NOT EXISTS (SELECT 1 FROM person_client o WHERE o.person_id = $2 AND o.client_id = s.client_id) "
    };
}

const OPEN: &str = concat!(
    summary!(),
    "a.state = 'open'",
    not_kept_out!(),
    "ORDER BY a.due_on, a.id LIMIT $1"
);
const DECIDED: &str = concat!(
    summary!(),
    "a.state <> 'open'",
    not_kept_out!(),
    "ORDER BY a.id DESC LIMIT $1"
);
const OF_STANCE: &str = concat!(summary!(), "a.stance_id = $1 ORDER BY a.id DESC");
const OF_MEMBER: &str = concat!(
    summary!(),
    "a.person_id = $1 AND a.person_id IS NOT NULL AND s.client_id = $2 ORDER BY a.id DESC"
);

/// Appeals that wait, as this person reads them, the nearest deadline first.
pub async fn open(store: &Store, reader: PersonId, limit: i64) -> Result<Vec<AppealSummary>, StoreError> {
    summaries(read!(store, |pool| sqlx::query_as(OPEN)
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?)
}

/// Appeals that were judged, as this person reads them, the newest first.
pub async fn decided(store: &Store, reader: PersonId, limit: i64) -> Result<Vec<AppealSummary>, StoreError> {
    summaries(read!(store, |pool| sqlx::query_as(DECIDED)
        .bind(limit)
        .bind(reader.0)
        .fetch_all(pool)
        .await)?)
}

/// The appeals of a stance, the newest first.
pub async fn of_stance(store: &Store, stance: StanceId) -> Result<Vec<AppealSummary>, StoreError> {
    summaries(read!(store, |pool| sqlx::query_as(OF_STANCE)
        .bind(stance.0)
        .fetch_all(pool)
        .await)?)
}

fn summaries(rows: Vec<SummaryRow>) -> Result<Vec<AppealSummary>, StoreError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many appeals wait, up to one more than `bound`.
pub async fn count_open(store: &Store, bound: i64) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(COUNT_OPEN)
        .bind(bound)
        .fetch_one(pool)
        .await)?)
}

const COUNT_OPEN: &str =
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM appeal WHERE state = 'open' LIMIT $1) AS a";

/// A member's appeals about one client, with what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAppeal {
    pub summary: AppealSummary,
    pub text: String,
    pub reasons: String,
    pub conditions: String,
}

/// What a member appealed about a client.
pub async fn of_member(
    store: &Store,
    person: PersonId,
    client: ClientId,
) -> Result<Vec<OwnAppeal>, StoreError> {
    let rows = summaries(read!(store, |pool| sqlx::query_as(OF_MEMBER)
        .bind(person.0)
        .bind(client.0)
        .fetch_all(pool)
        .await)?)?;
    let mut own = Vec::with_capacity(rows.len());
    for summary in rows {
        let Some(words) = words(store, summary.id).await? else {
            continue;
        };
        own.push(OwnAppeal {
            summary,
            text: words.text,
            reasons: words.reasons,
            conditions: words.conditions,
        });
    }
    Ok(own)
}

#[derive(sqlx::FromRow)]
struct WordsRow {
    text: String,
    reasons: String,
    conditions: String,
}

async fn words(store: &Store, id: AppealId) -> Result<Option<WordsRow>, StoreError> {
    const SQL: &str = "SELECT text, reasons, conditions FROM appeal WHERE id = $1";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?)
}

#[derive(sqlx::FromRow)]
struct SheetRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    person_id: Option<i64>,
    person_name: Option<String>,
    text: String,
    snapshot: Json<AsItWas>,
    stance_state: String,
    stance_revision: i64,
    decided_at: Option<DateTime<Utc>>,
    decided_by_name: Option<String>,
    reasons: String,
    conditions: String,
    revision: i64,
}

const SHEET: &str = "
    SELECT a.id, a.stance_id, s.client_id, c.name AS client_name, COALESCE(s.stepped_down_from, s.kind) AS kind,
           a.person_id IS NOT NULL AS by_member, a.state, a.at, a.due_on, a.person_id, p.name AS person_name, a.text, a.snapshot,
           s.state AS stance_state, s.revision AS stance_revision, a.decided_at, d.name AS decided_by_name, a.reasons,
           a.conditions, a.revision
    FROM appeal a JOIN stance s ON s.id = a.stance_id JOIN client_card c ON c.client_id = s.client_id
    LEFT JOIN person p ON p.id = a.person_id LEFT JOIN person d ON d.id = a.decided_by
    WHERE a.id = $1";

/// An appeal in full, as its judge reads it.
pub async fn sheet(store: &Store, id: AppealId) -> Result<Option<AppealSheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let summary: AppealSummary = row.summary.try_into()?;
    let appellant = row.person_id.map(PersonId);
    let by = match (appellant, row.person_name) {
        (Some(id), Some(name)) => Appellant::Member { id, name },
        _ => Appellant::Client,
    };
    Ok(Some(AppealSheet {
        part: Part {
            client: summary.client,
            took_part: stance::took_part(store, summary.stance).await?,
            appellant,
        },
        summary,
        by,
        text: row.text,
        as_it_was: row.snapshot.0,
        stance_state: word::<StanceState>(&row.stance_state, "stance.state")?,
        stance_revision: row.stance_revision,
        decided: row.decided_at.zip(row.decided_by_name),
        reasons: row.reasons,
        conditions: row.conditions,
        revision: row.revision,
    }))
}

#[derive(sqlx::FromRow)]
struct WasRow {
    state: String,
    proposed_at: DateTime<Utc>,
    in_force_at: Option<DateTime<Utc>>,
    recommended: String,
    departs_because: String,
}

/// What a judge of this stance would have to read today: what the client was sent and said, and what was judged.
pub async fn as_it_is(store: &Store, stance: StanceId) -> Result<Option<AsItWas>, StoreError> {
    const SQL: &str =
        "SELECT state, proposed_at, in_force_at, recommended, departs_because FROM stance WHERE id = $1";
    let row: Option<WasRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(stance.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let sent = notice::of_stance(store, stance).await?.into_iter().next();
    let letter = match sent {
        Some(notice) => notice.letter,
        None => match notice::draft(store, stance).await? {
            Some(draft) => draft.letter,
            None => return Ok(None),
        },
    };
    let replies = reply::of_stance(store, stance).await?;
    Ok(Some(AsItWas {
        letter,
        frozen: stance::frozen(store, stance).await?,
        state: word(&row.state, "stance.state")?,
        proposed_on: domain::clock::day(row.proposed_at),
        in_force_on: row.in_force_at.map(domain::clock::day),
        recommended: row.recommended,
        departs_because: row.departs_because,
        replies: replies
            .into_iter()
            .map(|reply| (domain::clock::day(reply.at), reply.text))
            .collect(),
    }))
}

const DUE: &str = concat!(
    summary!(),
    "a.state = 'open' AND a.due_on <= $1 AND a.reminded_on IS NULL ORDER BY a.due_on, a.id LIMIT $2"
);

/// Open appeals whose last day is near and of which nobody was reminded.
pub async fn due(store: &Store, until: NaiveDate, limit: i64) -> Result<Vec<AppealSummary>, StoreError> {
    summaries(read!(store, |pool| sqlx::query_as(DUE)
        .bind(until)
        .bind(limit)
        .fetch_all(pool)
        .await)?)
}

/// Marks an appeal as reminded of; `false` where another server did it.
pub async fn reminded(tx: &mut Tx, id: AppealId, today: NaiveDate) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE appeal SET reminded_on = $2 WHERE id = $1 AND reminded_on IS NULL AND state = 'open'";
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(today)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Is an appeal of this side open?
pub async fn is_open(store: &Store, stance: StanceId, side: Side) -> Result<bool, StoreError> {
    const CLIENT: &str =
        "SELECT id FROM appeal WHERE stance_id = $1 AND state = 'open' AND notice_id IS NOT NULL LIMIT 1";
    const MEMBER: &str =
        "SELECT id FROM appeal WHERE stance_id = $1 AND state = 'open' AND person_id = $2 LIMIT 1";
    let found: Option<i64> = match side {
        Side::Client(_) => read!(store, |pool| sqlx::query_scalar(CLIENT)
            .bind(stance.0)
            .fetch_optional(pool)
            .await)?,
        Side::Member(person) => read!(store, |pool| sqlx::query_scalar(MEMBER)
            .bind(stance.0)
            .bind(person.0)
            .fetch_optional(pool)
            .await)?,
    };
    Ok(found.is_some())
}

/// The answer to a client's newest appeal of a stance: for its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub state: AppealState,
    pub at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub reasons: String,
    pub conditions: String,
}

#[derive(sqlx::FromRow)]
struct AnsweredRow {
    state: String,
    at: DateTime<Utc>,
    due_on: NaiveDate,
    decided_at: Option<DateTime<Utc>>,
    reasons: String,
    conditions: String,
}

/// The newest appeal that a client made about a stance.
pub async fn of_client(store: &Store, stance: StanceId) -> Result<Option<Answered>, StoreError> {
    const SQL: &str = "
        SELECT state, at, due_on, decided_at, reasons, conditions FROM appeal
        WHERE stance_id = $1 AND notice_id IS NOT NULL ORDER BY id DESC LIMIT 1";
    let row: Option<AnsweredRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(stance.0)
        .fetch_optional(pool)
        .await)?;
    row.map(|row| {
        Ok(Answered {
            state: word(&row.state, "appeal.state")?,
            at: row.at,
            due_on: row.due_on,
            decided_on: row.decided_at.map(domain::clock::day),
            reasons: row.reasons,
            conditions: row.conditions,
        })
    })
    .transpose()
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("open appeals", OPEN),
    ("how many appeals wait", COUNT_OPEN),
    ("the appeals of a stance", OF_STANCE),
    ("a member's appeals", OF_MEMBER),
    ("appeals to remind of", DUE),
];
