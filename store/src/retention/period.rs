//! The periods as people have changed them; where they have not, the first ones of the house hold.

use crate::error::word;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::PersonId;
use domain::audit::AuditAction;
use domain::retention::{Period, PeriodChange, Periods, Subject};
use serde_json::json;

const CHANGES: &str = "SELECT subject, from_on, months FROM retention_period ORDER BY id";

type ChangeRow = (String, NaiveDate, i64);

fn read(rows: Vec<ChangeRow>) -> Result<Vec<(Subject, NaiveDate, u32)>, StoreError> {
    rows.into_iter()
        .map(|(subject, from, months)| {
            let months = u32::try_from(months).map_err(|_| StoreError::Corrupt("retention_period.months"))?;
            Ok((word(&subject, "retention_period.subject")?, from, months))
        })
        .collect()
}

/// Every change, in the order in which they were made.
pub async fn changes(store: &Store) -> Result<Vec<(Subject, NaiveDate, u32)>, StoreError> {
    let rows: Vec<ChangeRow> = read!(store, |pool| sqlx::query_as(CHANGES).fetch_all(pool).await)?;
    read(rows)
}

/// The periods that hold on a day.
pub async fn periods_on(store: &Store, day: NaiveDate) -> Result<Periods, StoreError> {
    Ok(Periods::on(day, &changes(store).await?))
}

pub(super) async fn periods_in(tx: &mut Tx, day: NaiveDate) -> Result<Periods, StoreError> {
    let rows: Vec<ChangeRow> = on!(tx, |conn| sqlx::query_as(CHANGES).fetch_all(&mut *conn).await)?;
    Ok(Periods::on(day, &read(rows)?))
}

/// Changes a period from a day on. Whoever was faster with the same subject stands in the history too: the later holds.
pub async fn set(
    tx: &mut Tx,
    change: &PeriodChange,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO retention_period (subject, months, from_on, why, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(change.subject.code())
        .bind(i64::from(change.months))
        .bind(change.from_on)
        .bind(change.why.trim())
        .bind(by.0)
        .bind(now)
        .execute(&mut *conn)
        .await)?;
    let details = json!({"subject": change.subject, "months": change.months, "from": change.from_on});
    audit::record(tx, Some(by), AuditAction::SetPeriod, "retention", details, now).await
}

#[derive(sqlx::FromRow)]
struct HistoryRow {
    subject: String,
    months: i64,
    from_on: NaiveDate,
    why: String,
    set_by_name: String,
    set_at: DateTime<Utc>,
}

/// The newest fifty changes with who made them and why.
pub async fn history(store: &Store) -> Result<Vec<Period>, StoreError> {
    const SQL: &str = "
        SELECT r.subject, r.months, r.from_on, r.why, p.name AS set_by_name, r.set_at
        FROM retention_period r JOIN person p ON p.id = r.set_by ORDER BY r.id DESC LIMIT 50";
    let rows: Vec<HistoryRow> = read!(store, |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Period {
                subject: word(&row.subject, "retention_period.subject")?,
                months: u32::try_from(row.months)
                    .map_err(|_| StoreError::Corrupt("retention_period.months"))?,
                from_on: row.from_on,
                why: row.why,
                set_by_name: row.set_by_name,
                set_at: row.set_at,
            })
        })
        .collect()
}
