//! What the pages of a merge read: both sides, what would move, past merges, stances that wait.

use crate::error::word;
use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::client::merge::{Merge, Part, Side, WaitingStance};
use domain::stance::StanceKind;
use domain::{ClientId, MergeId, PersonId, StanceId};

/// Merges of a client that its page lists.
const SHOWN: i64 = 50;

/// The client that a merged one now is; `None` where it stands for itself, or there is none.
pub async fn merged_into(store: &Store, client: ClientId) -> Result<Option<ClientId>, StoreError> {
    const SQL: &str = "SELECT merged_into_id FROM client WHERE id = $1";
    let found: Option<Option<i64>> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(client.0)
        .fetch_optional(pool)
        .await)?;
    Ok(found.flatten().map(ClientId))
}

/// One side of a merge with how much of what would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub side: Side,
    pub revision: i64,
    pub parts: Vec<(Part, i64)>,
}

#[derive(sqlx::FromRow)]
struct SideRow {
    merged_into_id: Option<i64>,
    erased_on: Option<NaiveDate>,
    revision: i64,
    names: i64,
    numbers: i64,
    establishments: i64,
    contracts: i64,
    issues: i64,
    cases: i64,
    stances: i64,
    notes: i64,
    checks: i64,
    agreements: i64,
}

const SIDE: &str = "
    SELECT c.merged_into_id, c.erased_on, c.revision,
           (SELECT COUNT(*) FROM client_name x WHERE x.client_id = c.id) AS names,
           (SELECT COUNT(*) FROM client_identifier x WHERE x.client_id = c.id) AS numbers,
           (SELECT COUNT(*) FROM establishment x WHERE x.client_id = c.id) AS establishments,
           COALESCE((SELECT k.contracts FROM client_card k WHERE k.client_id = c.id), 0) AS contracts,
           (SELECT COUNT(*) FROM issue x WHERE x.client_id = c.id AND (x.sensitivity <> 'named_handlers' OR $2)) AS issues,
           (SELECT COUNT(*) FROM dossier x WHERE x.client_id = c.id AND (NOT x.named_handlers OR $2)) AS cases,
           (SELECT COUNT(*) FROM stance x WHERE x.client_id = c.id) AS stances,
           (SELECT COUNT(*) FROM note x WHERE x.client_id = c.id) AS notes,
           (SELECT COUNT(*) FROM kept_check x WHERE x.client_id = c.id) AS checks,
           (SELECT COUNT(*) FROM agreement x WHERE x.client_id = c.id) AS agreements
    FROM client c WHERE c.id = $1";

/// A client as one side of a merge; issues for named handlers are counted for these only.
pub async fn beside(
    store: &Store,
    client: ClientId,
    named_handler: bool,
) -> Result<Option<Beside>, StoreError> {
    let row: Option<SideRow> = read!(store, |pool| sqlx::query_as(SIDE)
        .bind(client.0)
        .bind(named_handler)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(|row| Beside {
        side: Side {
            id: client,
            merged_into: row.merged_into_id.map(ClientId),
            erased: row.erased_on.is_some(),
        },
        revision: row.revision,
        parts: vec![
            (Part::Names, row.names),
            (Part::Numbers, row.numbers),
            (Part::Establishments, row.establishments),
            (Part::Contracts, row.contracts),
            (Part::Issues, row.issues),
            (Part::Cases, row.cases),
            (Part::Stances, row.stances),
            (Part::Notes, row.notes),
            (Part::Checks, row.checks),
            (Part::Agreements, row.agreements),
        ],
    }))
}

/// Who noted, and when, that two clients are not the same.
pub async fn different(
    store: &Store,
    one: ClientId,
    other: ClientId,
) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
    const SQL: &str = "
        SELECT p.name, n.decided_at FROM client_not_same n JOIN person p ON p.id = n.decided_by
        WHERE n.client_id = $1 AND n.other_id = $2";
    Ok(read!(store, |pool| sqlx::query_as(SQL)
        .bind(one.min(other).0)
        .bind(one.max(other).0)
        .fetch_optional(pool)
        .await)?)
}

#[derive(sqlx::FromRow)]
struct MergeRow {
    id: i64,
    kept_id: i64,
    kept_name: String,
    gone_id: i64,
    gone_name: String,
    why: String,
    by_id: i64,
    by_name: String,
    at: DateTime<Utc>,
    undone_at: Option<DateTime<Utc>>,
    undone_by_name: Option<String>,
    undo_why: String,
}

impl From<MergeRow> for Merge {
    fn from(row: MergeRow) -> Self {
        Self {
            id: MergeId(row.id),
            kept: ClientId(row.kept_id),
            kept_name: row.kept_name,
            gone: ClientId(row.gone_id),
            gone_name: row.gone_name,
            why: row.why,
            by: PersonId(row.by_id),
            by_name: row.by_name,
            at: row.at,
            undone_at: row.undone_at,
            undone_by_name: row.undone_by_name,
            undo_why: row.undo_why,
        }
    }
}

macro_rules! merges {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.kept_id, k.legal_name AS kept_name, m.gone_id, g.legal_name AS gone_name, m.why, m.by_id,
                    p.name AS by_name, m.at, m.undone_at, u.name AS undone_by_name, m.undo_why
             FROM client_merge m JOIN client k ON k.id = m.kept_id JOIN client g ON g.id = m.gone_id
             JOIN person p ON p.id = m.by_id LEFT JOIN person u ON u.id = m.undone_by WHERE ",
            $where
        )
    };
}

/// One merge.
pub async fn find(store: &Store, id: MergeId) -> Result<Option<Merge>, StoreError> {
    const SQL: &str = merges!("m.id = $1");
    let row: Option<MergeRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Into::into))
}

/// The merges of a client, the newest first.
pub async fn history(store: &Store, client: ClientId) -> Result<Vec<Merge>, StoreError> {
    const SQL: &str = merges!("(m.kept_id = $1 OR m.gone_id = $1) ORDER BY m.id DESC LIMIT $2");
    let rows: Vec<MergeRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(client.0)
        .bind(SHOWN)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    id: i64,
    kind: String,
    revision: i64,
    other_id: Option<i64>,
    other_kind: Option<String>,
}

/// Stances of a client that wait for a named person after a merge, each with its revision. Few, by an index of their own.
pub async fn waiting(store: &Store, client: ClientId) -> Result<Vec<(WaitingStance, i64)>, StoreError> {
    const SQL: &str = "
        SELECT s.id, s.kind, s.revision, o.id AS other_id, o.kind AS other_kind
        FROM stance s
        LEFT JOIN client_merge_row r ON r.merge_id = s.from_merge_id AND r.what = 'scope' AND r.row_id = s.id
        LEFT JOIN stance o ON o.client_id = s.client_id AND o.state = 'in_force' AND o.scope_key = r.was AND o.id <> s.id
        WHERE s.client_id = $1 AND s.from_merge_id IS NOT NULL
          AND s.state IN ('proposed', 'notified', 'heard', 'approved', 'in_force')
        ORDER BY s.id";
    let rows: Vec<WaitingRow> = read!(store, |pool| sqlx::query_as(SQL)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let other = row
                .other_kind
                .map(|kind| word::<StanceKind>(&kind, "stance.kind"))
                .transpose()?;
            let waiting = WaitingStance {
                stance: StanceId(row.id),
                kind: word(&row.kind, "stance.kind")?,
                beside: row.other_id.map(StanceId).zip(other),
            };
            Ok((waiting, row.revision))
        })
        .collect()
}
