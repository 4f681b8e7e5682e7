//! What many facts count as, added up before it is written once.

use super::insert;
use crate::trend::Delta;
use crate::{StoreError, Tx};
use domain::Month;
use domain::trend::{Measure, Split};
use std::collections::HashMap;

/// Folded counts: one row for each cell instead of eight for each fact.
#[derive(Debug, Default)]
pub struct Totals {
    cells: HashMap<(&'static str, &'static str, Month, String), i64>,
}

impl Totals {
    /// Adds what a fact counts as.
    pub fn add(&mut self, deltas: Vec<Delta>) {
        for Delta {
            series,
            month,
            split,
            cell,
            delta,
        } in deltas
        {
            *self
                .cells
                .entry((Measure::code(series), Split::code(split), month, cell))
                .or_default() += delta;
        }
    }

    /// Writes them as if a job had folded them.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let mut cells: Vec<_> = self.cells.into_iter().filter(|(_, total)| *total != 0).collect();
        cells.sort_unstable();
        insert!(
            tx,
            "INSERT INTO trend_total (series, split, month, cell, total)",
            5,
            cells,
            |row, q| q
                .bind(row.0.0)
                .bind(row.0.1)
                .bind(row.0.2.number())
                .bind(row.0.3.as_str())
                .bind(row.1)
        );
        Ok(())
    }
}
