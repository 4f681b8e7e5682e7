//! Tables as they are published: stored once, read as they are, added up to larger periods.

use super::{Floor, Group, Row, Unit, atoms};
use crate::Month;
use crate::trend::Split;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// Who reads a protected table, the one with the finest tables first: each one's tables are made from those before.
    Readers {
        Analysts = "analysts",
        /// Members, and clients of themselves.
        Members = "members",
        Public = "public",
    }
}

impl Readers {
    pub const fn floor(self) -> Floor {
        match self {
            Self::Analysts => Floor::ANALYSTS,
            Self::Members => Floor::MEMBERS,
            Self::Public => Floor::PUBLIC,
        }
    }
}

/// What is published of one period: an atom of one measure with all its splits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub first: Month,
    pub last: Month,
    /// A cell in no row of a split is zero; without any split nothing happened.
    pub splits: BTreeMap<Split, Vec<Row>>,
}

impl Table {
    pub fn of(unit: &Unit) -> Self {
        Self {
            first: unit.first,
            last: unit.last,
            splits: unit.splits().map(|split| (split, unit.rows(split))).collect(),
        }
    }

    pub fn rows(&self, split: Split) -> &[Row] {
        self.splits.get(&split).map_or(&[], Vec::as_slice)
    }

    /// All facts of the period: every split counts the same ones.
    pub fn total(&self) -> i64 {
        let rows = self.splits.values().next();
        rows.into_iter().flatten().map(|row| row.count).sum()
    }

    /// Do all splits count the same facts?
    pub fn agrees(&self) -> bool {
        let total = self.total();
        let sum = |rows: &Vec<Row>| rows.iter().map(|row| row.count).sum::<i64>();
        self.splits.values().all(|rows| sum(rows) == total)
    }

    pub fn months(&self) -> i32 {
        self.last.index() - self.first.index() + 1
    }

    /// As a unit of which nobody knows who stands behind it.
    fn unit(&self) -> Unit {
        let group = |row: &Row| Group {
            within: row.within.clone(),
            cells: row.cells.clone(),
            count: row.count,
            ..Group::default()
        };
        let splits = self.splits.iter();
        Unit {
            first: self.first,
            last: self.last,
            splits: splits
                .map(|(split, rows)| (*split, rows.iter().map(group).collect()))
                .collect(),
        }
    }
}

/// The rows of a larger period, as the sum of its tables; `None` unless tables fill it exactly.
pub fn over(tables: &[Table], split: Split, first: Month, last: Month) -> Option<Vec<Row>> {
    let within: Vec<Unit> = tables
        .iter()
        .filter(|table| first <= table.first && table.last <= last)
        .map(Table::unit)
        .collect();
    let months: i32 = within
        .iter()
        .map(|unit| unit.last.index() - unit.first.index() + 1)
        .sum();
    (months == last.index() - first.index() + 1)
        .then(|| Unit::joined(&within).map(|unit| unit.rows(split)))?
}

/// What waits at each step: closed months for the analysts' floor, analysts' tables for the members', members' for the
/// public's. Nothing of it is published.
pub type Waiting = [Vec<Unit>; 3];

/// Makes all tables that can be made of what waits, for each floor from those of the one before; the rest goes on
/// waiting.
pub fn publish(waiting: &mut Waiting) -> Vec<(Readers, Table)> {
    let mut published = Vec::new();
    for (at, readers) in Readers::ALL.iter().enumerate() {
        let made = atoms(&waiting[at], readers.floor());
        if let Some(end) = made.last().map(|unit| unit.last) {
            waiting[at].retain(|unit| unit.first > end);
        }
        published.extend(made.iter().map(|unit| (*readers, Table::of(unit))));
        if let Some(next) = waiting.get_mut(at + 1) {
            next.extend(made);
        }
    }
    published
}
