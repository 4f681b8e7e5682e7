//! Control limits that begin anew: from which month on, by whom, and why (`statistics.md` 12).

use crate::error::word;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::trend::rebase::{Place, Rebased};
use domain::{Month, PersonId, clock};
use serde_json::json;
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Row {
    chart: String,
    split: String,
    cell: String,
    from_month: i64,
    reason: String,
    by_name: String,
    at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<(Place, Rebased), StoreError> {
        let place = Place {
            chart: word(&self.chart, "limits_begun.chart")?,
            split: word(&self.split, "limits_begun.split")?,
            cell: self.cell,
        };
        let rebased = Rebased {
            from: Month::from_number(self.from_month)
                .ok_or(StoreError::Corrupt("limits_begun.from_month"))?,
            by_name: self.by_name,
            on: clock::day(self.at),
            reason: self.reason,
        };
        Ok((place, rebased))
    }
}

macro_rules! limits {
    ($where:literal) => {
        concat!(
            "SELECT l.chart, l.split, l.cell, l.from_month, l.reason, p.name AS by_name, l.at
             FROM limits_begun l JOIN person p ON p.id = l.by_id ",
            $where
        )
    };
}

const NEWEST: &str = limits!(
    "WHERE l.turn = (SELECT MAX(n.turn) FROM limits_begun n
       WHERE n.chart = l.chart AND n.split = l.split AND n.cell = l.cell)"
);
const HISTORY: &str =
    limits!("WHERE l.chart = $1 AND l.split = $2 AND l.cell = $3 ORDER BY l.turn DESC LIMIT 100");

/// The limits that began anew, the newest of each series: as many as managers decided, and no more than there are series.
pub async fn rebased(store: &Store) -> Result<BTreeMap<Place, Rebased>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(NEWEST).fetch_all(pool).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// All of one series, the newest first: their number is what a form has seen.
pub async fn rebase_history(store: &Store, place: &Place) -> Result<Vec<Rebased>, StoreError> {
    let rows: Vec<Row> = read!(store, |pool| sqlx::query_as(HISTORY)
        .bind(place.chart.code())
        .bind(place.split.code())
        .bind(place.cell.as_str())
        .fetch_all(pool)
        .await)?;
    let rebased = |row: Row| row.read().map(|(_, rebased)| rebased);
    rows.into_iter().map(rebased).collect()
}

/// What is to begin anew, after [`domain::trend::rebase::problems`] found nothing.
#[derive(Debug, Clone)]
pub struct NewLimits<'a> {
    pub place: &'a Place,
    pub from: Month,
    pub reason: &'a str,
    /// How often these limits had begun anew when it was decided.
    pub seen: i64,
}

/// Lets limits begin anew. [`StoreError::Conflict`] where somebody did meanwhile.
pub async fn rebase(
    tx: &mut Tx,
    new: &NewLimits<'_>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO limits_begun (chart, split, cell, turn, from_month, reason, by_id, at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8
        WHERE $4 = 1 + (SELECT COUNT(*) FROM limits_begun WHERE chart = $1 AND split = $2 AND cell = $3)
        ON CONFLICT (chart, split, cell, turn) DO NOTHING";
    let Place { chart, split, cell } = new.place;
    let rows = on!(tx, |conn| sqlx::query(SQL)
        .bind(chart.code())
        .bind(split.code())
        .bind(cell.as_str())
        .bind(new.seen + 1)
        .bind(new.from.number())
        .bind(new.reason.trim())
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Err(StoreError::Conflict);
    }
    let details = json!({"split": split, "cell": cell, "from": new.from});
    let object = format!("chart {chart}");
    audit::record(tx, Some(by), AuditAction::RebaseLimits, &object, details, now).await
}
