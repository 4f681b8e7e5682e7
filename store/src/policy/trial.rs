//! A draft tried on all clients: asked for once, done in steps by whichever server has time, its result kept.

use super::record::{BATCH, choices, records};
use super::version::event;
use crate::error::touched;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::policy::history::Agreement;
use domain::policy::simulate::{self, Outcome, Tally};
use domain::policy::{Policy, PolicySheet, of_rank, rank, recommend};
use domain::stance::StanceKind;
use domain::{ClientId, Money, PersonId, PolicyId, SimulationId};
use serde_json::json;
use sqlx::types::Json;

/// Clients on one page of a result.
const PAGE: i64 = 25;

/// A trial as lists tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialHead {
    pub id: SimulationId,
    pub policy: PolicyId,
    /// The revision of the draft that was tried.
    pub revision: i64,
    /// The number of the version that it was compared with.
    pub against: i64,
    pub facts_on: NaiveDate,
    pub asked_by_name: String,
    pub asked_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    /// Of the clients, how far it is, in percent.
    pub percent: i64,
}

/// A trial with what it found so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub head: TrialHead,
    pub tally: Tally,
    pub history: Agreement,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: i64,
    policy_id: i64,
    revision_tried: i64,
    against: i64,
    facts_on: NaiveDate,
    asked_by_name: String,
    asked_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
    reached: i64,
    last_client: i64,
}

impl From<HeadRow> for TrialHead {
    fn from(row: HeadRow) -> Self {
        Self {
            id: SimulationId(row.id),
            policy: PolicyId(row.policy_id),
            revision: row.revision_tried,
            against: row.against,
            facts_on: row.facts_on,
            asked_by_name: row.asked_by_name,
            asked_at: row.asked_at,
            done_at: row.done_at,
            percent: if row.done_at.is_some() {
                100
            } else {
                (row.reached * 100 / row.last_client.max(1)).min(99)
            },
        }
    }
}

#[derive(sqlx::FromRow)]
struct TrialRow {
    #[sqlx(flatten)]
    head: HeadRow,
    tally_json: Json<Tally>,
    history_json: Json<Agreement>,
}

macro_rules! head {
    () => {
        "t.id, t.policy_id, t.revision_tried, a.number AS against, t.facts_on, w.name AS asked_by_name, t.asked_at, t.done_at,
         t.reached, t.last_client"
    };
}
macro_rules! joined {
    () => {
        " FROM policy_trial t JOIN policy a ON a.id = t.against_id JOIN person w ON w.id = t.asked_by "
    };
}

const TRIAL: &str = concat!(
    "SELECT ",
    head!(),
    ", t.tally_json, t.history_json",
    joined!(),
    "WHERE t.id = $1"
);
const TRIALS: &str = concat!(
    "SELECT ",
    head!(),
    joined!(),
    "WHERE t.policy_id = $1 ORDER BY t.id DESC LIMIT 10"
);

/// What became of the wish for a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    New(SimulationId),
    /// The same draft is being tried already, or was on this day.
    Known(SimulationId),
}

impl Asked {
    pub const fn id(self) -> SimulationId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// Asks for a trial of a draft as it stands, against the policy in force, on the facts of a day.
pub async fn ask(
    tx: &mut Tx,
    draft: &PolicySheet,
    against: &PolicySheet,
    day: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Asked, StoreError> {
    // Takes the draft's row first: of two at once the second finds the first's trial.
    const HOLD: &str = "UPDATE policy SET revision = revision WHERE id = $1 AND revision = $2";
    const WAITING: &str = "
        SELECT id FROM policy_trial WHERE policy_id = $1 AND revision_tried = $2 AND against_id = $3 AND done_at IS NULL";
    const LAST: &str = "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM client";
    const ASK: &str = "
        INSERT INTO policy_trial (policy_id, draft_json, against_json, against_id, revision_tried, facts_on, asked_by, asked_at,
                                  last_client, tally_json, history_json)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let summary = &draft.summary;
    let held = on!(tx, |conn| sqlx::query(HOLD)
        .bind(summary.id.0)
        .bind(summary.revision)
        .execute(&mut *conn)
        .await)?;
    touched(held.rows_affected())?;
    let waiting: Option<i64> = on!(tx, |conn| sqlx::query_scalar(WAITING)
        .bind(summary.id.0)
        .bind(summary.revision)
        .bind(against.summary.id.0)
        .fetch_optional(&mut *conn)
        .await)?;
    if let Some(id) = waiting {
        return Ok(Asked::Known(SimulationId(id)));
    }
    let last: i64 = on!(tx, |conn| sqlx::query_scalar(LAST).fetch_one(&mut *conn).await)?;
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(ASK)
        .bind(summary.id.0)
        .bind(Json(&draft.content))
        .bind(Json(&against.content))
        .bind(against.summary.id.0)
        .bind(summary.revision)
        .bind(day)
        .bind(by.0)
        .bind(now)
        .bind(last)
        .bind(Json(Tally::default()))
        .bind(Json(Agreement::default()))
        .fetch_one(&mut *conn)
        .await)?;
    event(
        tx,
        summary.id,
        "simulate",
        AuditAction::SimulatePolicy,
        json!({"trial": id}),
        by,
        now,
    )
    .await?;
    Ok(Asked::New(SimulationId(id)))
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    id: i64,
    draft_json: Json<Policy>,
    against_json: Json<Policy>,
    facts_on: NaiveDate,
    reached: i64,
    last_client: i64,
    tally_json: Json<Tally>,
    history_json: Json<Agreement>,
}

/// Does a trial wait for its clients?
pub async fn waits(store: &Store) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT id FROM policy_trial WHERE done_at IS NULL ORDER BY id LIMIT 1";
    let waiting: Option<i64> = read!(store, |pool| sqlx::query_scalar(SQL).fetch_optional(pool).await)?;
    Ok(waiting.is_some())
}

/// Takes the oldest waiting trial one batch of clients further; `false` where none waits.
/// Two servers may compute the same batch: only one of them writes it.
pub async fn step(store: &Store, now: DateTime<Utc>) -> Result<bool, StoreError> {
    const NEXT: &str = "
        SELECT id, draft_json, against_json, facts_on, reached, last_client, tally_json, history_json
        FROM policy_trial WHERE done_at IS NULL ORDER BY id LIMIT 1";
    let waiting: Option<WaitingRow> = read!(store, |pool| sqlx::query_as(NEXT).fetch_optional(pool).await)?;
    let Some(waiting) = waiting else { return Ok(false) };
    let mut batch = records(store, ClientId(waiting.reached), BATCH, None).await?;
    // Clients added since are not in it.
    batch.retain(|record| record.client.0 <= waiting.last_client);
    let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
        finish(store, &waiting, now).await?;
        return Ok(true);
    };
    let reached = last.client;
    let chosen = choices(store, first.client, reached).await?;
    let trial = simulate::Trial::new(waiting.against_json.0.clone(), waiting.draft_json.0.clone());
    let (mut tally, mut history) = (waiting.tally_json.0.clone(), waiting.history_json.0.clone());
    let mut told: Vec<(Outcome, i64, i64)> = Vec::new();
    for record in &batch {
        let (outcome, ledger) = trial.of(record, waiting.facts_on);
        tally.measured.count(record.sector, ledger.late, ledger.due);
        let touched = record.touched(waiting.facts_on);
        tally.count(&outcome, touched);
        if outcome.changes() || outcome.is_sensitive() {
            told.push((outcome, touched.members, touched.income.0));
        }
        for choice in chosen.get(&record.client).into_iter().flatten() {
            let facts = record.facts_on(&trial.draft, choice.on);
            history.count(choice, recommend(&trial.draft, &facts, choice.on).stance);
        }
    }
    write(store, &waiting, reached, &told, &tally, &history).await?;
    Ok(true)
}

async fn write(
    store: &Store,
    waiting: &WaitingRow,
    reached: ClientId,
    told: &[(Outcome, i64, i64)],
    tally: &Tally,
    history: &Agreement,
) -> Result<(), StoreError> {
    const REACHED: &str = "
        UPDATE policy_trial SET reached = $3, tally_json = $4, history_json = $5
        WHERE id = $1 AND reached = $2 AND done_at IS NULL";
    let mut tx = store.write().await?;
    let moved = on!(&mut tx, |conn| sqlx::query(REACHED)
        .bind(waiting.id)
        .bind(waiting.reached)
        .bind(reached.0)
        .bind(Json(tally))
        .bind(Json(history))
        .execute(&mut *conn)
        .await)?;
    if moved.rows_affected() == 0 {
        // Another server was faster, or the draft was thrown away.
        return tx.rollback().await;
    }
    insert_many!(
        &mut tx,
        9,
        "INSERT INTO policy_trial_client (trial_id, client_id, now_rank, draft_rank, half_rank, more_rank, changes, members, income_cents) ",
        told,
        |row, b| {
            let (outcome, members, income) = row;
            b.push_bind(waiting.id).push_bind(outcome.client.0);
            for stance in [outcome.now, outcome.draft, outcome.half, outcome.more] {
                b.push_bind(rank(stance) as i64);
            }
            b.push_bind(outcome.changes())
                .push_bind(*members)
                .push_bind(*income)
        }
    )?;
    tx.commit().await
}

async fn finish(store: &Store, waiting: &WaitingRow, now: DateTime<Utc>) -> Result<(), StoreError> {
    const DONE: &str =
        "UPDATE policy_trial SET done_at = $3 WHERE id = $1 AND reached = $2 AND done_at IS NULL";
    let mut tx = store.write().await?;
    on!(&mut tx, |conn| sqlx::query(DONE)
        .bind(waiting.id)
        .bind(waiting.reached)
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    tx.commit().await
}

/// A trial with what it found.
pub async fn trial(store: &Store, id: SimulationId) -> Result<Option<Trial>, StoreError> {
    let row: Option<TrialRow> = read!(store, |pool| sqlx::query_as(TRIAL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| Trial {
        head: row.head.into(),
        tally: row.tally_json.0,
        history: row.history_json.0,
    }))
}

/// The latest trials of a version, the newest first.
pub async fn trials(store: &Store, policy: PolicyId) -> Result<Vec<TrialHead>, StoreError> {
    let rows: Vec<HeadRow> = read!(store, |pool| sqlx::query_as(TRIALS)
        .bind(policy.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(TrialHead::from).collect())
}

/// Which clients of a result to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrialList {
    /// Those whom the draft would change.
    #[default]
    Changes,
    /// Those whom another weight would change.
    Sensitive,
}

/// One client of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialClient {
    pub client: ClientId,
    pub name: String,
    pub now: Option<StanceKind>,
    pub draft: Option<StanceKind>,
    pub half: Option<StanceKind>,
    pub more: Option<StanceKind>,
    pub members: i64,
    pub income: Money,
}

#[derive(sqlx::FromRow)]
struct ClientRow {
    client_id: i64,
    name: String,
    now_rank: i64,
    draft_rank: i64,
    half_rank: i64,
    more_rank: i64,
    members: i64,
    income_cents: i64,
}

const CHANGES: &str = "
    SELECT r.client_id, c.name, r.now_rank, r.draft_rank, r.half_rank, r.more_rank, r.members, r.income_cents
    FROM policy_trial_client r JOIN client_card c ON c.client_id = r.client_id
    WHERE r.trial_id = $1 AND r.changes AND (r.income_cents < $2 OR (r.income_cents = $2 AND r.client_id > $3))
    ORDER BY r.income_cents DESC, r.client_id LIMIT $4";
const SENSITIVE: &str = "
    SELECT r.client_id, c.name, r.now_rank, r.draft_rank, r.half_rank, r.more_rank, r.members, r.income_cents
    FROM policy_trial_client r JOIN client_card c ON c.client_id = r.client_id
    WHERE r.trial_id = $1 AND r.client_id > $3 AND r.income_cents <= $2
      AND (r.half_rank <> r.draft_rank OR r.more_rank <> r.draft_rank)
    ORDER BY r.client_id LIMIT $4";

/// Statements over many clients, with their names, for the test of their plans.
pub const TRIAL_TEXTS: &[(&str, &str)] = &[
    ("clients that change", CHANGES),
    ("clients that another weight would change", SENSITIVE),
    super::record::TEXTS[0],
    super::record::TEXTS[1],
    super::record::TEXTS[2],
    super::record::TEXTS[3],
    super::record::TEXTS[4],
    super::record::TEXTS[5],
    super::record::TEXTS[6],
];

/// One page of a result: the clients after the one named, and whether there are more.
pub async fn clients(
    store: &Store,
    trial: SimulationId,
    list: TrialList,
    after: Option<(Money, ClientId)>,
) -> Result<(Vec<TrialClient>, bool), StoreError> {
    let sql = match list {
        TrialList::Changes => CHANGES,
        TrialList::Sensitive => SENSITIVE,
    };
    let (income, client) = match (list, after) {
        (_, None) => (i64::MAX, 0),
        (TrialList::Changes, Some((income, client))) => (income.0, client.0),
        (TrialList::Sensitive, Some((_, client))) => (i64::MAX, client.0),
    };
    let rows: Vec<ClientRow> = read!(store, |pool| sqlx::query_as(sql)
        .bind(trial.0)
        .bind(income)
        .bind(client)
        .bind(PAGE + 1)
        .fetch_all(pool)
        .await)?;
    let more = rows.len() as i64 > PAGE;
    let kind = |rank: i64| of_rank(usize::try_from(rank).unwrap_or_default());
    let found = rows.into_iter().take(PAGE as usize).map(|row| TrialClient {
        client: ClientId(row.client_id),
        name: row.name,
        now: kind(row.now_rank),
        draft: kind(row.draft_rank),
        half: kind(row.half_rank),
        more: kind(row.more_rank),
        members: row.members,
        income: Money(row.income_cents),
    });
    Ok((found.collect(), more))
}
