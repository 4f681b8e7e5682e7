//! An extract of the register under way: begun, written piece by piece, gone on with after an interruption, ended.

use super::rows::{self, Chunk};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::PersonId;
use domain::audit::AuditAction;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::BTreeMap;

/// The whole register, or what changed in it on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtractKind {
    Full,
    Update,
}

impl ExtractKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Update => "update",
        }
    }
}

/// What `meta.csv` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    pub number: i64,
    pub kind: ExtractKind,
    pub snapshot_on: NaiveDate,
}

/// Why an extract is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A newer one, with this number and of this day, is loaded already.
    Older { number: i64, snapshot_on: NaiveDate },
    /// An update changes a full extract, and none was loaded to its end.
    NoFull,
}

/// How far one file of an extract has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct FileDone {
    lines: u64,
    /// The last entity written.
    last: String,
    ended: bool,
}

/// An extract that is being loaded.
#[derive(Debug, Clone)]
pub struct Extract {
    id: i64,
    pub number: i64,
    pub kind: ExtractKind,
    pub snapshot_on: NaiveDate,
    /// It was loaded to its end before: nothing is left to do.
    pub finished: bool,
    /// Some of it was loaded before.
    pub resumed: bool,
    /// The register was empty before it: nothing has to be replaced.
    fresh: bool,
    run: i64,
    done: BTreeMap<String, FileDone>,
}

/// The beginning of an extract.
#[derive(Debug, Clone)]
pub enum Begun {
    Extract(Extract),
    Refused(Refused),
}

#[derive(sqlx::FromRow)]
struct ExtractRow {
    id: i64,
    number: i64,
    kind: String,
    snapshot_on: NaiveDate,
    finished_at: Option<DateTime<Utc>>,
    done: Json<BTreeMap<String, FileDone>>,
}

impl Extract {
    /// Rows of earlier extracts have to go where this one is written.
    pub(super) const fn replaces(&self) -> bool {
        matches!(self.kind, ExtractKind::Full) && !self.fresh
    }

    /// Lines of a file that were written before; `None` where all were.
    pub fn lines_done(&self, file: &str) -> Option<u64> {
        match self.done.get(file) {
            Some(done) if done.ended => None,
            Some(done) => Some(done.lines),
            None => Some(0),
        }
    }

    /// The last entity of a file that was written before.
    pub fn last_entity(&self, file: &str) -> &str {
        self.done
            .get(file)
            .map(|done| done.last.as_str())
            .unwrap_or_default()
    }

    /// Writes a piece of a file, and with it how far the file has come.
    pub async fn write(&mut self, tx: &mut Tx, chunk: &Chunk) -> Result<(), StoreError> {
        let before = self.done.get(&chunk.file).cloned().unwrap_or_default();
        rows::write(tx, self, chunk, &before.last).await?;
        let last = if chunk.last > before.last {
            chunk.last.clone()
        } else {
            before.last
        };
        self.done.insert(
            chunk.file.clone(),
            FileDone {
                lines: chunk.lines,
                last,
                ended: chunk.ended,
            },
        );
        on!(tx, |conn| sqlx::query(
            "UPDATE register_extract SET done = $1 WHERE id = $2"
        )
        .bind(Json(&self.done))
        .bind(self.id)
        .execute(conn)
        .await
        .map(drop))?;
        let lines = chunk.lines.saturating_sub(before.lines) as i64;
        on!(tx, |conn| sqlx::query(
            "UPDATE import_run SET lines = lines + $1 WHERE id = $2"
        )
        .bind(lines)
        .bind(self.run)
        .execute(conn)
        .await
        .map(drop))?;
        Ok(())
    }

    /// All files are in: from now on this is the register's day.
    pub async fn end(
        &mut self,
        tx: &mut Tx,
        by: Option<PersonId>,
        rejected: u64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let at = domain::clock::instant(now);
        on!(tx, |conn| sqlx::query(
            "UPDATE register_extract SET finished_at = $1 WHERE id = $2"
        )
        .bind(at)
        .bind(self.id)
        .execute(conn)
        .await
        .map(drop))?;
        on!(tx, |conn| sqlx::query(
            "UPDATE import_run SET finished_at = $1, rejected = $2 WHERE id = $3"
        )
        .bind(at)
        .bind(rejected as i64)
        .bind(self.run)
        .execute(conn)
        .await
        .map(drop))?;
        let lines: u64 = self.done.values().map(|file| file.lines).sum();
        let details = serde_json::json!({
            "kind": self.kind.code(), "snapshot_on": self.snapshot_on, "lines": lines, "rejected": rejected,
        });
        let object = format!("register extract {}", self.number);
        crate::audit::record(tx, by, AuditAction::ImportRegister, &object, details, now).await?;
        self.finished = true;
        Ok(())
    }
}

/// Begins an extract, or goes on with it where it was interrupted.
pub async fn begin(
    tx: &mut Tx,
    meta: Meta,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Begun, StoreError> {
    const ALL: &str =
        "SELECT id, number, kind, snapshot_on, finished_at, done FROM register_extract ORDER BY number";
    const NEW: &str = "INSERT INTO register_extract (number, kind, snapshot_on, started_at, done)
        VALUES ($1, $2, $3, $4, $5) RETURNING id";
    const ANY: &str = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM register_enterprise LIMIT 1) few";
    let rows: Vec<ExtractRow> = on!(tx, |conn| sqlx::query_as(ALL).fetch_all(conn).await)?;
    if let Some(refused) = refusal(meta, &rows) {
        return Ok(Begun::Refused(refused));
    }
    let same = rows
        .iter()
        .find(|row| row.number == meta.number && row.kind == meta.kind.code());
    let mut extract = Extract {
        id: 0,
        number: meta.number,
        kind: meta.kind,
        snapshot_on: meta.snapshot_on,
        finished: same.is_some_and(|row| row.finished_at.is_some()),
        resumed: same.is_some(),
        // Decided once: after an interruption the rows of the extract itself are there.
        fresh: false,
        run: 0,
        done: same.map(|row| row.done.0.clone()).unwrap_or_default(),
    };
    if extract.finished {
        return Ok(Begun::Extract(extract));
    }
    let others: i64 = on!(tx, |conn| sqlx::query_scalar(ANY).fetch_one(conn).await)?;
    extract.fresh = others == 0
        || rows
            .iter()
            .all(|row| row.number == meta.number && row.kind == meta.kind.code());
    extract.id = match same {
        Some(row) => row.id,
        None => on!(tx, |conn| sqlx::query_scalar(NEW)
            .bind(meta.number)
            .bind(meta.kind.code())
            .bind(meta.snapshot_on)
            .bind(domain::clock::instant(now))
            .bind(Json(&extract.done))
            .fetch_one(conn)
            .await)?,
    };
    extract.run = run(tx, meta, by, now).await?;
    Ok(Begun::Extract(extract))
}

fn refusal(meta: Meta, rows: &[ExtractRow]) -> Option<Refused> {
    let finished = || rows.iter().filter(|row| row.finished_at.is_some());
    let newer = finished()
        .filter(|row| row.number > meta.number)
        .max_by_key(|row| row.number);
    if let Some(row) = newer {
        return Some(Refused::Older {
            number: row.number,
            snapshot_on: row.snapshot_on,
        });
    }
    let full = finished().any(|row| row.kind == ExtractKind::Full.code());
    (meta.kind == ExtractKind::Update && !full).then_some(Refused::NoFull)
}

/// The same extract imported again goes on in its own run.
async fn run(tx: &mut Tx, meta: Meta, by: Option<PersonId>, now: DateTime<Utc>) -> Result<i64, StoreError> {
    const OPEN: &str =
        "SELECT id FROM import_run WHERE kind = 'register' AND file_hash = $1 AND finished_at IS NULL
        ORDER BY id DESC LIMIT 1";
    const NEW: &str =
        "INSERT INTO import_run (kind, file_hash, by_id, started_at) VALUES ('register', $1, $2, $3)
        RETURNING id";
    let file = format!("{} {}", meta.kind.code(), meta.number);
    let open: Option<i64> = on!(tx, |conn| sqlx::query_scalar(OPEN)
        .bind(&file)
        .fetch_optional(conn)
        .await)?;
    if let Some(id) = open {
        return Ok(id);
    }
    Ok(on!(tx, |conn| sqlx::query_scalar(NEW)
        .bind(&file)
        .bind(by.map(|person| person.0))
        .bind(domain::clock::instant(now))
        .fetch_one(conn)
        .await)?)
}
