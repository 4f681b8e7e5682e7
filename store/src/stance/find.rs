//! Reading stances.

use super::row::{CardRow, EventRow, SheetRow, SummaryRow};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::stance::life::{StanceState, Standing};
use domain::stance::{Ground, StanceCard, StanceKind, StanceSheet, StanceSummary};
use domain::{ClientId, IssueId, Month, PersonId, StanceId};

pub(super) const IN_FORCE: &str = "
    SELECT id, kind, scope, conditions, review_on, in_force_at, note_fr, note_nl, note_from, to_lift, running
    FROM stance WHERE client_id = $1 AND state = 'in_force' ORDER BY id";

/// The stances in force on a client, in whatever scope.
pub async fn in_force(store: &Store, client: ClientId) -> Result<Vec<StanceCard>, StoreError> {
    let rows: Vec<CardRow> = read!(store, |pool| sqlx::query_as(IN_FORCE)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

const SHEET: &str = "
    SELECT s.id, s.client_id, c.name AS client_name, s.state, s.kind, s.scope, s.conditions, s.reason, s.running,
           s.review_on, s.to_lift, s.note_fr, s.note_nl, s.sent_on, s.proposed_by, p.name AS proposed_by_name,
           s.proposed_at, s.approved_by, a.name AS approved_by_name, s.in_force_at, s.ended_at, s.revision
    FROM stance s
    JOIN client_card c ON c.client_id = s.client_id
    JOIN person p ON p.id = s.proposed_by
    LEFT JOIN person a ON a.id = s.approved_by
    WHERE s.id = $1";

const EVENTS: &str = "
    SELECT e.step, e.to_state, e.by_id, p.name AS by_name, e.at, e.reason
    FROM stance_event e LEFT JOIN person p ON p.id = e.by_id
    WHERE e.stance_id = $1 ORDER BY e.id";

/// A stance in full, with its grounds and history.
pub async fn sheet(store: &Store, id: StanceId) -> Result<Option<StanceSheet>, StoreError> {
    let row: Option<SheetRow> = read!(store, |pool| sqlx::query_as(SHEET)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let events: Vec<EventRow> = read!(store, |pool| sqlx::query_as(EVENTS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    let events = events
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    let grounds = grounds_of(store, id).await?.iter().map(|g| g.issue).collect();
    row.into_sheet(grounds, events).map(Some)
}

#[derive(sqlx::FromRow)]
struct GroundRow {
    id: i64,
    client_id: i64,
    state: String,
    filter: String,
    reporter_id: Option<i64>,
    confirmed_by: Option<i64>,
}

impl TryFrom<GroundRow> for Ground {
    type Error = StoreError;
    fn try_from(row: GroundRow) -> Result<Self, StoreError> {
        Ok(Self {
            issue: IssueId(row.id),
            client: ClientId(row.client_id),
            confirmed: row.state == "confirmed",
            filter: word(&row.filter, "issue.filter")?,
            reporter: row.reporter_id.map(PersonId),
            confirmed_by: row.confirmed_by.map(PersonId),
        })
    }
}

const GROUNDS: &str = "
    SELECT i.id, i.client_id, i.state, i.filter, i.reporter_id, i.confirmed_by
    FROM stance_ground g JOIN issue i ON i.id = g.issue_id
    WHERE g.stance_id = $1 ORDER BY i.id";

/// The issues a stance rests on, as its rules see them.
pub async fn grounds_of(store: &Store, id: StanceId) -> Result<Vec<Ground>, StoreError> {
    let rows: Vec<GroundRow> = read!(store, |pool| sqlx::query_as(GROUNDS)
        .bind(id.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The day from which members read the note of a stance, once it was sent.
pub async fn note_from(store: &Store, id: StanceId) -> Result<Option<NaiveDate>, StoreError> {
    const SQL: &str = "SELECT note_from FROM stance WHERE id = $1";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(id.0)
        .fetch_one(pool)
        .await)?)
}

/// What the rules must know of a stance before a step.
pub async fn standing(store: &Store, sheet: &StanceSheet) -> Result<Standing, StoreError> {
    Ok(Standing {
        state: sheet.state,
        kind: sheet.kind,
        proposed_by: sheet.proposed_by,
        grounds: grounds_of(store, sheet.id).await?,
    })
}

/// Which stances a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Proposed or in force, by review date.
    State(StanceState),
    /// In force and to be reviewed before a day.
    ReviewBefore(NaiveDate),
}

const LIST: &str = "
    SELECT s.id, s.client_id, c.name AS client_name, s.kind, s.state, s.review_on, s.proposed_by,
           COALESCE(s.in_force_at, s.proposed_at) AS since
    FROM stance s JOIN client_card c ON c.client_id = s.client_id
    WHERE s.state = $1 AND (s.review_on, s.id) > ($2, $3) AND s.review_on < $4
    ORDER BY s.review_on, s.id LIMIT $5";

/// A page of stances in order of their review, after the one that the last page ended with.
pub async fn list(
    store: &Store,
    listing: Listing,
    after: Option<(NaiveDate, StanceId)>,
    limit: i64,
) -> Result<Vec<StanceSummary>, StoreError> {
    let (state, before) = match listing {
        Listing::State(state) => (state, NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default()),
        Listing::ReviewBefore(day) => (StanceState::InForce, day),
    };
    let (after_day, after_id) = after.map_or((NaiveDate::default(), 0), |(day, id)| (day, id.0));
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(LIST)
        .bind(state.code())
        .bind(after_day)
        .bind(after_id)
        .bind(before)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

const BEHIND_MARK: &str = "
    SELECT s.id, s.client_id, c.name AS client_name, s.kind, s.state, s.review_on, s.proposed_by,
           s.in_force_at AS since
    FROM stance s JOIN client_card c ON c.client_id = s.client_id
    WHERE s.kind = $1 AND s.in_force_month <= $2 AND (s.ended_month IS NULL OR s.ended_month > $2) AND s.id > $3
    ORDER BY s.id LIMIT $4";

/// The stances of a kind in force at the end of a month: the list behind a mark of the trend.
pub async fn behind_mark(
    store: &Store,
    kind: StanceKind,
    month: Month,
    after: StanceId,
    limit: i64,
) -> Result<Vec<StanceSummary>, StoreError> {
    let rows: Vec<SummaryRow> = read!(store, |pool| sqlx::query_as(BEHIND_MARK)
        .bind(kind.code())
        .bind(month.number())
        .bind(after.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many stances are in force: those alone are counted, in their index; past ones are not read.
pub async fn count_in_force(store: &Store) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM stance WHERE state = 'in_force'";
    Ok(read!(store, |pool| sqlx::query_scalar(SQL)
        .fetch_one(pool)
        .await)?)
}
