//! Alerts: movers that speak, until somebody of the team dismisses them; who wants them by mail.

use super::{MoverRow, mover_columns, read_month};
use crate::error::touched;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::trend::movers::{Found, NamedMover};
use domain::{AlertId, ClientId, Month, Person, PersonId};
use serde_json::json;

/// An alert of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub id: AlertId,
    /// The last of the three months watched.
    pub month: Month,
    pub mover: NamedMover,
    pub revision: i64,
    /// Who dismissed it, when and why.
    pub dismissed: Option<(String, DateTime<Utc>, String)>,
}

impl Alert {
    /// The client that moved; `None` for a sector.
    pub const fn client(&self) -> Option<ClientId> {
        let Found { key, .. } = self.mover.found;
        match key.subject {
            domain::trend::movers::Subject::Client(client) => Some(client),
            domain::trend::movers::Subject::Sector(_) => None,
        }
    }
}

#[derive(sqlx::FromRow)]
struct AlertRow {
    id: i64,
    #[sqlx(flatten)]
    mover: MoverRow,
    name: String,
    revision: i64,
    dismissed_by: Option<String>,
    dismissed_at: Option<DateTime<Utc>>,
    dismiss_reason: String,
}

impl AlertRow {
    fn read(self) -> Result<Alert, StoreError> {
        Ok(Alert {
            id: AlertId(self.id),
            month: read_month(self.mover.month)?,
            mover: NamedMover {
                found: self.mover.found()?,
                name: self.name,
            },
            revision: self.revision,
            dismissed: self
                .dismissed_by
                .zip(self.dismissed_at)
                .map(|(by, at)| (by, at, self.dismiss_reason)),
        })
    }
}

macro_rules! alerts {
    ($where:literal) => {
        concat!(
            "SELECT m.id, ",
            mover_columns!(),
            ", COALESCE(c.name, '') AS name, m.revision, p.name AS dismissed_by, m.dismissed_at, m.dismiss_reason
             FROM mover m LEFT JOIN client_card c ON c.client_id = m.client_id LEFT JOIN person p ON p.id = m.dismissed_by
             WHERE NOT EXISTS (SELECT 1 FROM person_client k WHERE k.person_id = $1 AND k.client_id = m.client_id) AND ",
            $where
        )
    };
}

const OPEN: &str =
    alerts!("NOT m.silent AND m.dismissed_at IS NULL ORDER BY m.month DESC, m.cautious DESC, m.id LIMIT $2");
const ONE: &str = alerts!("NOT m.silent AND m.id = $2");
const DISMISSED: &str = alerts!(
    "m.dismissed_at IS NOT NULL AND m.month >= (SELECT COALESCE(MAX(month), 0) FROM mover_run) - 100
     ORDER BY m.dismissed_at DESC LIMIT $2"
);
const COUNT: &str = "
    SELECT COUNT(*) FROM (SELECT 1 AS one FROM mover m WHERE NOT m.silent AND m.dismissed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM person_client k WHERE k.person_id = $1 AND k.client_id = m.client_id) LIMIT $2) AS few";

/// Alerts that nobody has dismissed, the newest month first; without those of clients that the reader is kept out of.
pub async fn open(store: &Store, reader: &Person, limit: i64) -> Result<Vec<Alert>, StoreError> {
    list(store, OPEN, reader, limit).await
}

/// The last ones that were dismissed, of a year.
pub async fn dismissed(store: &Store, reader: &Person, limit: i64) -> Result<Vec<Alert>, StoreError> {
    list(store, DISMISSED, reader, limit).await
}

/// One of those that speak, whoever asks: the caller holds it against the reader's rights.
pub async fn find(store: &Store, id: AlertId) -> Result<Option<Alert>, StoreError> {
    let row: Option<AlertRow> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(0_i64)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(AlertRow::read).transpose()
}

async fn list(
    store: &Store,
    sql: &'static str,
    reader: &Person,
    limit: i64,
) -> Result<Vec<Alert>, StoreError> {
    let rows: Vec<AlertRow> = read!(store, |pool| sqlx::query_as(sql)
        .bind(reader.id.0)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    rows.into_iter().map(AlertRow::read).collect()
}

/// How many wait, up to a bound.
pub async fn count_open(store: &Store, reader: &Person, bound: i64) -> Result<i64, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(COUNT)
        .bind(reader.id.0)
        .bind(bound)
        .fetch_one(pool)
        .await)?)
}

/// Takes an alert off everybody's list. [`StoreError::Conflict`] where a colleague was faster, or where it is of a client that
/// this person is kept out of.
pub async fn dismiss(
    tx: &mut Tx,
    id: AlertId,
    revision: i64,
    by: &Person,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE mover SET dismissed_by = $3, dismissed_at = $4, dismiss_reason = $5, revision = revision + 1
        WHERE id = $1 AND revision = $2 AND dismissed_at IS NULL AND NOT silent
          AND NOT EXISTS (SELECT 1 FROM person_client k WHERE k.person_id = $3 AND k.client_id = mover.client_id)";
    touched(on!(&mut *tx, |conn| sqlx::query(SQL)
        .bind(id.0)
        .bind(revision)
        .bind(by.id.0)
        .bind(now)
        .bind(reason.trim())
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)?;
    audit::record(
        tx,
        Some(by.id),
        AuditAction::DismissAlert,
        &format!("alert {id}"),
        json!({}),
        now,
    )
    .await
}

/// Begins or ends the mails of a person.
pub async fn set_subscription(
    tx: &mut Tx,
    person: PersonId,
    wanted: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const BEGIN: &str = "INSERT INTO alert_subscription (person_id, since) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
    const END: &str = "DELETE FROM alert_subscription WHERE person_id = $1 AND since <= $2";
    let sql = if wanted { BEGIN } else { END };
    let changed = on!(&mut *tx, |conn| sqlx::query(sql)
        .bind(person.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 0 {
        return Ok(());
    }
    let details = json!({ "changed": "alerts", "wanted": wanted });
    let object = format!("person {person}");
    audit::record(tx, Some(person), AuditAction::EditPerson, &object, details, now).await
}

/// Does this person want alerts by mail?
pub async fn is_subscribed(store: &Store, person: PersonId) -> Result<bool, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM alert_subscription WHERE person_id = $1)"
    )
    .bind(person.0)
    .fetch_one(pool)
    .await)?)
}

/// The texts of this file with their names, for the test of query plans.
#[doc(hidden)]
pub const TEXTS: &[(&str, &str)] = &[("alerts that wait", OPEN), ("how many alerts wait", COUNT)];
