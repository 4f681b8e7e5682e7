//! The writing of one batch: new rows together, changed ones with their earlier version, pairs with what they move.

use super::batch;
use super::import::{Import, Work};
use super::line::Outcome;
use super::row::{Row, columns};
use crate::many::among;
use crate::{StoreError, Tx};
use domain::payment::is_overdue_money;
use sqlx::types::Json;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct IdRow {
    id: i64,
    reference: String,
}

impl Work<'_> {
    /// A row that is new, or the next version of one that is known.
    pub(super) async fn write(&mut self, tx: &mut Tx, row: Row) -> Result<Outcome, StoreError> {
        if !self.known.contains_key(&row.reference) {
            self.known.insert(row.reference.clone(), row.clone());
            let refund = row.amends_id;
            self.new.push(row);
            if refund.is_some() {
                self.flush(tx).await?;
            }
            return Ok(Outcome::Added);
        }
        // The earlier version may be one of this very batch.
        self.flush(tx).await?;
        let Some(before) = self.known.get(&row.reference).cloned() else {
            return Err(StoreError::Conflict);
        };
        let row = Row {
            id: before.id,
            revision: before.revision,
            size_band: before.size_band.clone(),
            ..row
        };
        self.update(tx, &before, row).await?;
        Ok(Outcome::Updated)
    }

    /// Inserts the rows that wait, and pairs those that take others back.
    pub(super) async fn flush(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let mut rows = std::mem::take(&mut self.new);
        if rows.is_empty() {
            return Ok(());
        }
        batch::set_sizes(tx, &mut rows).await?;
        batch::insert(tx, &rows, false, self.import.now).await?;
        self.learn_ids(tx, &rows).await?;
        for row in &rows {
            self.changes.add(row);
            if let (Some(amends), Some(id)) = (row.amends_id, self.known.get(&row.reference).map(|r| r.id)) {
                self.pair(tx, amends, Some(id)).await?;
            }
        }
        Ok(())
    }

    /// The ids that the database gave, needed only where a later line of the batch may name one of the rows.
    async fn learn_ids(&mut self, tx: &mut Tx, rows: &[Row]) -> Result<(), StoreError> {
        let references: Vec<&str> = rows.iter().map(|row| row.reference.as_str()).collect();
        let found = among!(
            tx,
            IdRow,
            "SELECT id, reference FROM contract WHERE reference IN (",
            references,
            ")"
        );
        let bands: HashMap<&str, &Row> = rows.iter().map(|row| (row.reference.as_str(), row)).collect();
        for row in found {
            if let (Some(known), Some(new)) = (
                self.known.get_mut(&row.reference),
                bands.get(row.reference.as_str()),
            ) {
                known.id = row.id;
                known.size_band.clone_from(&new.size_band);
            }
        }
        Ok(())
    }

    /// Marks a line as taken back by another, or (with `None`) as standing again; its figures follow.
    async fn pair(&mut self, tx: &mut Tx, taken: i64, by: Option<i64>) -> Result<(), StoreError> {
        const ONE: &str = concat!("SELECT ", columns!(), " FROM contract c WHERE c.id = $1");
        const PAIR: &str =
            "UPDATE contract SET amended_by_id = $1, counted = $2, overdue = $3, revision = revision + 1
            WHERE id = $4 AND revision = $5";
        let before: Row = on!(tx, |conn| sqlx::query_as(ONE).bind(taken).fetch_one(conn).await)?;
        if before.amended_by_id == by {
            return Ok(());
        }
        let mut contract = before.contract()?;
        contract.taken_back = by.is_some();
        let after = Row {
            amended_by_id: by,
            counted: contract.counts(),
            overdue: is_overdue_money(&contract, self.import.today),
            revision: before.revision + 1,
            ..before.clone()
        };
        let touched = on!(tx, |conn| sqlx::query(PAIR)
            .bind(after.amended_by_id)
            .bind(after.counted)
            .bind(after.overdue)
            .bind(after.id)
            .bind(before.revision)
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))?;
        crate::error::touched(touched)?;
        self.changes.take_off(&before);
        self.changes.add(&after);
        let kind = if by.is_some() {
            "taken_back"
        } else {
            "standing_again"
        };
        event(
            tx,
            taken,
            kind,
            self.import,
            &serde_json::json!({ "by": by.or(before.amended_by_id) }),
        )
        .await?;
        if let Some(known) = self.known.get_mut(&after.reference) {
            *known = after;
        }
        Ok(())
    }

    /// The same reference with other content: the earlier version goes into the contract's history.
    async fn update(&mut self, tx: &mut Tx, before: &Row, after: Row) -> Result<(), StoreError> {
        const CHANGE: &str = "UPDATE contract SET establishment_id = $1, member_id = $2, profession_id = $3,
            profession_text = $4, start_on = $5, end_on = $6, wage_unit = $7, units = $8, wage_cents = $9,
            price_cents = $10, invoiced_on = $11, received_on = $12, agreed_due_on = $13, due_on = $14, paid_on = $15,
            state = $16, debt_state = $17, amends_id = $18, counted = $19, overdue = $20, due_month = $21,
            line_hash = $22, client_id = $23, sector = $24, region = $25, minimum_cents = $26, reference_cents = $27,
            revision = revision + 1
            WHERE id = $28 AND revision = $29";
        let touched = on!(tx, |conn| sqlx::query(CHANGE)
            .bind(after.establishment_id)
            .bind(after.member_id)
            .bind(after.profession_id)
            .bind(&after.profession_text)
            .bind(after.start_on)
            .bind(after.end_on)
            .bind(&after.wage_unit)
            .bind(after.units)
            .bind(after.wage_cents)
            .bind(after.price_cents)
            .bind(after.invoiced_on)
            .bind(after.received_on)
            .bind(after.agreed_due_on)
            .bind(after.due_on)
            .bind(after.paid_on)
            .bind(&after.state)
            .bind(&after.debt_state)
            .bind(after.amends_id)
            .bind(after.counted)
            .bind(after.overdue)
            .bind(after.due_month)
            .bind(&after.line_hash)
            .bind(after.client_id)
            .bind(&after.sector)
            .bind(&after.region)
            .bind(after.minimum_cents)
            .bind(after.reference_cents)
            .bind(after.id)
            .bind(before.revision)
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))?;
        crate::error::touched(touched)?;
        let earlier = serde_json::json!({
            "client": before.client_id, "member": before.member_id, "profession": before.profession_text,
            "contract": before.contract()?,
        });
        event(tx, before.id, "updated", self.import, &earlier).await?;
        crate::debt::imported(tx, before, &after, self.import).await?;
        self.changes.take_off(before);
        self.changes.add(&after);
        let (id, was, is) = (after.id, before.amends_id, after.amends_id);
        self.known.insert(
            after.reference.clone(),
            Row {
                revision: before.revision + 1,
                ..after
            },
        );
        if was != is {
            if let Some(was) = was {
                self.pair(tx, was, None).await?;
            }
            if let Some(is) = is {
                self.pair(tx, is, Some(id)).await?;
            }
        }
        Ok(())
    }
}

async fn event(
    tx: &mut Tx,
    contract: i64,
    kind: &'static str,
    import: &Import,
    details: &serde_json::Value,
) -> Result<(), StoreError> {
    let rows = [(contract, kind)];
    insert_many!(
        tx,
        5,
        "INSERT INTO contract_event (contract_id, kind, by_id, at, details) ",
        rows,
        |row, b| {
            b.push_bind(row.0)
                .push_bind(row.1)
                .push_bind(import.by.map(|person| person.0))
                .push_bind(domain::clock::instant(import.now))
                .push_bind(Json(details));
        }
    )?;
    Ok(())
}
