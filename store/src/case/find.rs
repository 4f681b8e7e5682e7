//! Reading cases: lists, one in full, its issues page by page. Who may read what is part of the SQL.

use crate::error::word;
use crate::issue::{SummaryRow, limited_to, summary_columns};
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::case::{Bounds, CaseEvent, CasePage, CaseSheet, CaseState, CaseSummary};
use domain::issue::IssueSummary;
use domain::issue::search::COUNTED;
use domain::{CaseId, ClientId, IssueId, Person, PersonId};
use serde_json::json;

/// Cases on one page.
const PAGE: usize = 25;

/// What a list of cases is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseSearch {
    /// Open ones only; else all.
    pub all: bool,
    pub client: Option<ClientId>,
    /// The last case of the page before.
    pub after: Option<CaseId>,
}

/// Cases that the reader ($1 person, $2 payment only, $3 named handler) may see.
macro_rules! readable {
    () => {
        " AND (CAST($2 AS TEXT) IS NULL OR d.filter = $2)
          AND ($3 OR NOT d.named_handlers)
          AND NOT EXISTS (SELECT 1 FROM person_client p WHERE p.person_id = $1 AND p.client_id = d.client_id)"
    };
}

macro_rules! summary {
    () => {
        "SELECT d.id, d.client_id, c.legal_name AS client_name, d.filter, d.named_handlers, d.title, d.state, d.opened_at,
            (SELECT COUNT(*) FROM issue i WHERE i.dossier_id = d.id) AS issues,
            (SELECT COUNT(*) FROM issue i WHERE i.dossier_id = d.id AND i.state IN ('reported', 'under_review')) AS undecided
         FROM dossier d JOIN client c ON c.id = d.client_id WHERE "
    };
}

const OPEN: &str = concat!(
    summary!(),
    "d.state = 'open' AND d.id > $4",
    readable!(),
    " ORDER BY d.id LIMIT $5"
);
const ALL: &str = concat!(
    summary!(),
    "d.id < $4",
    readable!(),
    " ORDER BY d.id DESC LIMIT $5"
);
const OF_CLIENT: &str = concat!(
    summary!(),
    "d.client_id = $6 AND d.id < $4",
    readable!(),
    " ORDER BY d.id DESC LIMIT $5"
);
const COUNT_OPEN: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier d WHERE d.state = 'open'",
    readable!(),
    " LIMIT $4) AS found"
);
const COUNT_ALL: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier d WHERE d.id > 0",
    readable!(),
    " LIMIT $4) AS found"
);
const COUNT_OF_CLIENT: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier d WHERE d.client_id = $5",
    readable!(),
    " LIMIT $4) AS found"
);
const ONE: &str = concat!(summary!(), "d.id = $1");
const ISSUES: &str = concat!(
    "SELECT ",
    summary_columns!(),
    " FROM issue i JOIN client c ON c.id = i.client_id WHERE i.dossier_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3"
);
const STATES: &str = "SELECT i.state, COUNT(*) FROM issue i WHERE i.dossier_id = $1 GROUP BY i.state";
const FIGURES: &str = "
    SELECT MIN(i.happened_on) AS first_on, MAX(i.happened_on) AS last_on,
           CAST(COALESCE(SUM(i.unpaid_cents), 0) AS BIGINT) AS unpaid_cents,
           COUNT(DISTINCT i.reporter_pseudonym) AS reporters
    FROM issue i WHERE i.dossier_id = $1";

/// Every text of this file with its name, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[
    ("open cases", OPEN),
    ("the cases of a client", OF_CLIENT),
    ("how many cases are open", COUNT_OPEN),
    ("one case", ONE),
    ("the issues of a case", ISSUES),
    ("the states in a case", STATES),
    ("the figures of a case", FIGURES),
];

#[derive(sqlx::FromRow)]
struct CaseRow {
    id: i64,
    client_id: i64,
    client_name: String,
    filter: String,
    named_handlers: bool,
    title: String,
    state: String,
    opened_at: DateTime<Utc>,
    issues: i64,
    undecided: i64,
}

impl TryFrom<CaseRow> for CaseSummary {
    type Error = StoreError;
    fn try_from(row: CaseRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: CaseId(row.id),
            bounds: Bounds {
                client: ClientId(row.client_id),
                filter: word(&row.filter, "dossier.filter")?,
                named_handlers: row.named_handlers,
            },
            client_name: row.client_name,
            title: row.title,
            state: word::<CaseState>(&row.state, "dossier.state")?,
            opened_at: row.opened_at,
            issues: row.issues,
            undecided: row.undecided,
        })
    }
}

macro_rules! reading {
    ($query:expr, $reader:expr) => {
        $query
            .bind($reader.id.0)
            .bind(limited_to($reader))
            .bind($reader.named_handler)
    };
}

/// One page of the cases that the reader may see: open ones the oldest first, all the newest first.
pub async fn list(store: &Store, reader: &Person, search: &CaseSearch) -> Result<CasePage, StoreError> {
    let rows = PAGE as i64 + 1;
    let after = search.after.map(|id| id.0);
    let newest = after.unwrap_or(i64::MAX);
    let found: Vec<CaseRow> = read!(store, |pool| match (search.client, search.all) {
        (Some(client), _) =>
            reading!(sqlx::query_as(OF_CLIENT), reader)
                .bind(newest)
                .bind(rows)
                .bind(client.0)
                .fetch_all(pool)
                .await,
        (None, true) =>
            reading!(sqlx::query_as(ALL), reader)
                .bind(newest)
                .bind(rows)
                .fetch_all(pool)
                .await,
        (None, false) =>
            reading!(sqlx::query_as(OPEN), reader)
                .bind(after.unwrap_or(0))
                .bind(rows)
                .fetch_all(pool)
                .await,
    })?;
    let counted: i64 = read!(store, |pool| match (search.client, search.all) {
        (Some(client), _) =>
            reading!(sqlx::query_scalar(COUNT_OF_CLIENT), reader)
                .bind(COUNTED)
                .bind(client.0)
                .fetch_one(pool)
                .await,
        (None, true) =>
            reading!(sqlx::query_scalar(COUNT_ALL), reader)
                .bind(COUNTED)
                .fetch_one(pool)
                .await,
        (None, false) =>
            reading!(sqlx::query_scalar(COUNT_OPEN), reader)
                .bind(COUNTED)
                .fetch_one(pool)
                .await,
    })?;
    let mut cases: Vec<CaseSummary> = found
        .into_iter()
        .map(CaseSummary::try_from)
        .collect::<Result<_, _>>()?;
    let more = cases.len() > PAGE;
    cases.truncate(PAGE);
    Ok(CasePage {
        cases,
        more,
        found: counted,
    })
}

/// How many open cases the reader may see, counted up to `most`: for the queue.
pub async fn count_open(store: &Store, reader: &Person, most: i64) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| reading!(
        sqlx::query_scalar(COUNT_OPEN),
        reader
    )
    .bind(most)
    .fetch_one(pool)
    .await)?)
}

#[derive(sqlx::FromRow)]
struct MoreRow {
    opened_by_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    revision: i64,
}

#[derive(sqlx::FromRow)]
struct FiguresRow {
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
    unpaid_cents: i64,
    reporters: i64,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    by_name: Option<String>,
    at: DateTime<Utc>,
    reason: String,
    issues: i64,
}

/// A case in full; whether it may be shown is asked with [`Bounds::object`].
pub async fn sheet(store: &Store, id: CaseId) -> Result<Option<CaseSheet>, StoreError> {
    const MORE: &str = "
        SELECT p.name AS opened_by_name, d.decided_at, d.revision
        FROM dossier d LEFT JOIN person p ON p.id = d.opened_by WHERE d.id = $1";
    const EVENTS: &str = "
        SELECT e.kind, p.name AS by_name, e.at, e.reason, e.issues
        FROM dossier_event e LEFT JOIN person p ON p.id = e.by_id WHERE e.dossier_id = $1 ORDER BY e.id DESC LIMIT 200";
    let row: Option<CaseRow> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let more: MoreRow = read!(store, |pool| sqlx::query_as(MORE)
        .bind(id.0)
        .fetch_one(pool)
        .await)?;
    let states: Vec<(String, i64)> = read!(store, |pool| sqlx::query_as(STATES)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let figures: FiguresRow = read!(store, |pool| sqlx::query_as(FIGURES)
        .bind(id.0)
        .fetch_one(pool)
        .await)?;
    let events: Vec<EventRow> = read!(store, |pool| sqlx::query_as(EVENTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let mut counted = Vec::with_capacity(states.len());
    for (state, n) in states {
        counted.push((word(&state, "issue.state")?, n));
    }
    counted.sort_unstable();
    let mut history = Vec::with_capacity(events.len());
    for event in events {
        history.push(CaseEvent {
            step: word(&event.kind, "dossier_event.kind")?,
            by_name: event.by_name,
            at: event.at,
            reason: event.reason,
            issues: event.issues,
        });
    }
    Ok(Some(CaseSheet {
        summary: row.try_into()?,
        opened_by_name: more.opened_by_name,
        decided_at: more.decided_at,
        revision: more.revision,
        states: counted,
        happened: figures.first_on.zip(figures.last_on),
        unpaid_cents: figures.unpaid_cents,
        reporters: figures.reporters,
        events: history,
    }))
}

/// The issues of a case, the oldest first, and whether more follow.
pub async fn issues(
    store: &Store,
    id: CaseId,
    after: Option<IssueId>,
    rows: usize,
) -> Result<(Vec<IssueSummary>, bool), StoreError> {
    let found: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(ISSUES)
        .bind(id.0)
        .bind(after.map_or(0, |issue| issue.0))
        .bind(rows as i64 + 1)
        .fetch_all(pool)
        .await)?;
    let mut issues: Vec<IssueSummary> = found
        .into_iter()
        .map(IssueSummary::try_from)
        .collect::<Result<_, _>>()?;
    let more = issues.len() > rows;
    issues.truncate(rows);
    Ok((issues, more))
}

/// The title of a case and its revision, for the sheet of an issue in it.
pub async fn label(store: &Store, id: CaseId) -> Result<Option<(String, i64)>, StoreError> {
    const SQL: &str = "SELECT title, revision FROM dossier WHERE id = $1";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?)
}

/// Notes in the log that a person read the case and the issues of one of its pages; commit before answering.
pub async fn read_by(
    tx: &mut Tx,
    id: CaseId,
    after: Option<IssueId>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let details = json!({"after": after});
    audit::record(
        tx,
        Some(by),
        AuditAction::ReadCase,
        &format!("case {id}"),
        details,
        now,
    )
    .await
}
