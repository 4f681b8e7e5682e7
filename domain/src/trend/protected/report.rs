//! What a page shows of one measure: its published tables over a period, their sum by split, and nothing else.

use super::{DueBand, ProtectedMeasure, Readers, Row, Table, over};
use crate::Month;
use crate::trend::Split;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How often invoices of all clients are paid late: what one client's record is read beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateOfAll {
    pub late: i64,
    pub of: i64,
    pub first: Month,
    pub last: Month,
}

/// Invoices paid late, among these rows of [`Split::Delay`]; `None` where late and in time were put together.
fn late_in(rows: &[Row]) -> Option<i64> {
    let mut late = 0;
    for row in rows {
        if row.within.len() > 1 {
            return None;
        }
        if row.within.contains(DueBand::LATE) {
            late += row.count;
        }
    }
    Some(late)
}

impl Table {
    /// Of a table of payment: how many of its invoices were paid late, if it tells and has any.
    pub fn late_of_all(&self) -> Option<LateOfAll> {
        let late = late_in(self.rows(Split::Delay))?;
        (self.total() > 0).then(|| LateOfAll {
            late,
            of: self.total(),
            first: self.first,
            last: self.last,
        })
    }
}

/// The published figures of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedReport {
    pub measure: ProtectedMeasure,
    pub readers: Readers,
    /// In order, without gaps; the first and the last may reach beyond the months that were asked for.
    pub tables: Vec<Table>,
    /// Names of cells that are data (categories by their id), in the order of `Lang::ALL`.
    pub names: BTreeMap<String, [String; 4]>,
}

impl ProtectedReport {
    /// The months that are told of; `None` while nothing is published.
    pub fn months(&self) -> Option<(Month, Month)> {
        Some((self.tables.first()?.first, self.tables.last()?.last))
    }

    pub fn total(&self) -> i64 {
        self.tables.iter().map(Table::total).sum()
    }

    /// Each table is one month.
    pub fn is_monthly(&self) -> bool {
        self.tables.iter().all(|table| table.months() == 1)
    }

    /// The sum of all tables by one split, the largest first.
    pub fn rows(&self, split: Split) -> Vec<Row> {
        let sum = self
            .months()
            .and_then(|(first, last)| over(&self.tables, split, first, last));
        let mut rows = sum.unwrap_or_default();
        rows.sort_by(|a, b| (b.count, &a.cells).cmp(&(a.count, &b.cells)));
        rows
    }

    /// The count of a cell that stands alone; zero where it is in no row; `None` where it was put together with others.
    pub fn alone(&self, split: Split, cell: &str) -> Option<i64> {
        let only = BTreeSet::from([cell.to_owned()]);
        match self.rows(split).iter().find(|row| row.cells.contains(cell)) {
            None => Some(0),
            Some(row) => (row.cells == only).then_some(row.count),
        }
    }

    /// Invoices paid late, of all; `None` where late and in time were put together.
    pub fn late(&self) -> Option<(i64, i64)> {
        late_in(&self.rows(Split::Delay)).map(|late| (late, self.total()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(within: &[&str], cells: &[&str], count: i64) -> Row {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Row {
            within: set(within),
            cells: set(cells),
            count,
        }
    }

    fn table(n: u32, delays: Vec<Row>) -> Table {
        let month = Month::new(2026, n).unwrap();
        Table {
            first: month,
            last: month,
            splits: BTreeMap::from([(Split::Delay, delays)]),
        }
    }

    fn report(tables: Vec<Table>) -> ProtectedReport {
        ProtectedReport {
            measure: ProtectedMeasure::Payment,
            readers: Readers::Members,
            tables,
            names: BTreeMap::new(),
        }
    }

    #[test]
    fn late_is_told_where_no_row_holds_both() {
        let january = table(
            1,
            vec![
                row(&["in_time"], &["on_time", "to_7"], 40),
                row(&["late"], &["to_30"], 8),
            ],
        );
        let february = table(
            2,
            vec![
                row(&["in_time"], &["on_time"], 30),
                row(&["late"], &["over_60", "to_30"], 5),
            ],
        );
        let both = report(vec![january.clone(), february]);
        assert_eq!(both.late(), Some((13, 83)));
        let all = both.tables[0].late_of_all().unwrap();
        assert_eq!(
            (all.late, all.of, all.last),
            (8, 48, Month::new(2026, 1).unwrap())
        );
        assert_eq!(both.total(), 83);
        assert_eq!(both.alone(Split::Delay, "to_30"), None);
        assert_eq!(both.alone(Split::Delay, "to_60"), Some(0));
        assert_eq!(both.rows(Split::Delay)[0].count, 70);
        let mixed = table(2, vec![row(&["in_time", "late"], &["on_time", "to_30"], 9)]);
        assert_eq!(report(vec![january, mixed]).late(), None);
    }

    #[test]
    fn without_a_table_there_is_nothing_to_tell() {
        let empty = report(Vec::new());
        assert_eq!((empty.months(), empty.total()), (None, 0));
        assert_eq!(empty.rows(Split::Delay), []);
    }
}
