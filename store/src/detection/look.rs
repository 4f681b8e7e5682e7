//! Which clients are to be looked at, and what is found in their lines.

use super::limits::SectorLimits;
use crate::contract::{Row, columns};
use crate::error::word;
use crate::{Store, StoreError};
use chrono::NaiveDate;
use domain::client::sector::SectorGroup;
use domain::detection::{Finding, Line, MONTHS_BACK, detect, next_look};
use domain::pay::PayReference;
use domain::{ClientId, Lang, Month};

/// A client that is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub client: ClientId,
    pub sector: SectorGroup,
    pub language: Lang,
    /// What stood when it was asked for: a later change is looked at again.
    pub revision: i64,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    client_id: i64,
    sector: String,
    language: String,
    revision: i64,
}

const DUE: &str = "
    SELECT t.client_id, c.sector, c.language, t.revision
    FROM detection_due t JOIN client c ON c.id = t.client_id
    WHERE t.due_on <= $1 ORDER BY t.due_on, t.client_id LIMIT $2";

/// Clients to look at by `today`, the longest waiting first.
pub async fn due(store: &Store, today: NaiveDate, limit: i64) -> Result<Vec<Subject>, StoreError> {
    let rows: Vec<DueRow> = read!(store, |pool| sqlx::query_as(DUE)
        .bind(today)
        .bind(limit)
        .fetch_all(pool)
        .await)?;
    let subject = |row: DueRow| {
        Ok(Subject {
            client: ClientId(row.client_id),
            sector: word(&row.sector, "client.sector")?,
            language: word(&row.language, "client.language")?,
            revision: row.revision,
        })
    };
    rows.into_iter().map(subject).collect()
}

/// What a look has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub findings: Vec<Finding>,
    /// When time alone can change something.
    pub next: Option<NaiveDate>,
}

/// Lines that can still say something: those of the last years, by the client's own index.
const LINES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM contract c WHERE c.client_id = $1 AND c.start_on >= $2 ORDER BY c.start_on, c.id"
);

/// Looks at a client's ledger. Writes nothing.
pub async fn look(
    store: &Store,
    subject: &Subject,
    limits: &SectorLimits,
    references: &[PayReference],
    today: NaiveDate,
) -> Result<Looked, StoreError> {
    // An invoice crosses the 60 days at most half a year after its work began, terms and reminders included.
    let since = Month::of(today).plus(-MONTHS_BACK - 6).first_day();
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(LINES)
        .bind(subject.client.0)
        .bind(since)
        .fetch_all(pool)
        .await)?;
    let lines = rows.iter().map(|row| {
        Ok(Line {
            id: row.contract_id(),
            member: row.member(),
            profession: row.profession(),
            contract: row.contract()?,
        })
    });
    let lines: Vec<Line> = lines.collect::<Result<_, StoreError>>()?;
    let above = |late, due| limits.are_left_by(subject.sector, late, due);
    Ok(Looked {
        findings: detect(&lines, references, above, today),
        next: next_look(&lines, today),
    })
}

pub(super) fn texts() -> Vec<&'static str> {
    vec![DUE, LINES]
}
