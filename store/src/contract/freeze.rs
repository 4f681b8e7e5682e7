//! The figures of a contract's first day, frozen on it: of many contracts at once.

use super::row::Row;
use crate::error::word;
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use domain::ProfessionId;
use domain::contract::WageUnit;
use domain::pay::PayReference;
use domain::trend::work::DayFigures;
use std::collections::HashMap;

/// Looks each profession, unit and day up once.
pub(super) struct Figures {
    known: Vec<PayReference>,
    found: HashMap<(Option<i64>, WageUnit, NaiveDate), DayFigures>,
}

impl Figures {
    pub fn new(known: Vec<PayReference>) -> Self {
        Self {
            known,
            found: HashMap::new(),
        }
    }

    /// Freezes the figures of a row that nobody else has yet.
    pub fn freeze(&mut self, row: &mut Row) -> Result<(), StoreError> {
        let unit = word(&row.wage_unit, "contract.wage_unit")?;
        let figures = self.of(row.profession_id, unit, row.start_on);
        row.minimum_cents = figures.minimum.map(|wage| wage.0.cents());
        row.reference_cents = figures.reference.map(|wage| wage.0.cents());
        Ok(())
    }

    fn of(&mut self, profession: Option<i64>, unit: WageUnit, day: NaiveDate) -> DayFigures {
        let known = &self.known;
        *self
            .found
            .entry((profession, unit, day))
            .or_insert_with(|| DayFigures::on(profession.map(ProfessionId), unit, day, known))
    }
}

#[derive(sqlx::FromRow)]
struct WorkRow {
    id: i64,
    profession_id: Option<i64>,
    wage_unit: String,
    start_on: NaiveDate,
}

/// Contracts frozen with one statement.
const AT_A_TIME: i64 = 5_000;

/// Freezes the whole ledger with the figures known now; once, before its wages are counted for the first time.
pub(crate) async fn freeze_all(tx: &mut Tx) -> Result<(), StoreError> {
    const PAGE: &str =
        "SELECT id, profession_id, wage_unit, start_on FROM contract WHERE id > $1 ORDER BY id LIMIT $2";
    let mut figures = Figures::new(crate::reference::pay_in(tx).await?);
    let mut last = 0;
    loop {
        let rows: Vec<WorkRow> = on!(&mut *tx, |conn| sqlx::query_as(PAGE)
            .bind(last)
            .bind(AT_A_TIME)
            .fetch_all(&mut *conn)
            .await)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        let mut frozen = Vec::with_capacity(rows.len());
        for row in rows {
            let unit = word(&row.wage_unit, "contract.wage_unit")?;
            let found = figures.of(row.profession_id, unit, row.start_on);
            if found != DayFigures::default() {
                frozen.push((row.id, found));
            }
        }
        write(tx, &frozen).await?;
    }
}

async fn write(tx: &mut Tx, frozen: &[(i64, DayFigures)]) -> Result<(), StoreError> {
    const AFTER: &str =
        ") UPDATE contract SET minimum_cents = v.minimum_cents, reference_cents = v.reference_cents
        FROM v WHERE contract.id = v.id";
    for some in frozen.chunks(500) {
        on!(tx, |conn| {
            let mut query = sqlx::QueryBuilder::new("WITH v (id, minimum_cents, reference_cents) AS (");
            query.push_values(some, |mut b, (id, found)| {
                b.push_bind(*id)
                    .push_bind(found.minimum.map(|wage| wage.0.cents()))
                    .push_bind(found.reference.map(|wage| wage.0.cents()));
            });
            query.push(AFTER);
            query
                .build()
                .persistent(false)
                .execute(&mut *conn)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}
