//! Small numbers: protected tables, built once per closed and mature period and never again (`statistics.md` 17 to 20).
//!
//! A protected table is period × one split. Its periods, the *atoms*, are the same for all splits: a month, or where a
//! month holds too few people, the rest of its quarter, then of its year, then years. Within an atom, cells that hold too
//! few people are merged whole into one row, together with the next smallest where that is not enough. Larger periods
//! are sums of atoms. Readers with a higher floor get tables made of those of a lower floor, so that one table is always
//! a coarser view of the other, and both together tell no more than the finer one.

mod fact;
mod few;
mod report;
mod table;

pub use fact::{DueBand, ProtectedMeasure, decided_within};
pub use few::ENOUGH;
pub use report::{LateOfAll, ProtectedReport};
pub use table::{Readers, Table, Waiting, over, publish};

use super::Split;
use crate::Month;
use few::Few;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many distinct people, and how many distinct clients, a cell needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// Reporters; members for pay and payment.
    pub people: usize,
    pub clients: usize,
}

impl Floor {
    /// Analysts.
    pub const ANALYSTS: Self = Self {
        people: 3,
        clients: 1,
    };
    /// Members and clients.
    pub const MEMBERS: Self = Self {
        people: 5,
        clients: 1,
    };
    /// The public: at least three clients a cell as well.
    pub const PUBLIC: Self = Self {
        people: 5,
        clients: 3,
    };
}

/// A quantile of so many distinct members may be shown: `n·min(p, 1 − p) ≥ k`.
pub fn quantile_allowed(members: i64, percent: u32, k: i64) -> bool {
    members * i64::from(percent.min(100 - percent.min(100))) >= 100 * k
}

/// One fact as the tables count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub month: Month,
    /// Keyed pseudonyms: they count, and tell nothing. For stances, which have no people, the client is the person.
    pub person: u64,
    pub client: u64,
    /// Its cell in each split; every fact has one in every split.
    pub cells: BTreeMap<Split, Cell>,
}

/// A cell of a split. Filter and category are one split: a category lies within its filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub within: Option<String>,
    pub code: String,
}

impl Cell {
    pub fn new(code: impl Into<String>) -> Self {
        Self {
            within: None,
            code: code.into(),
        }
    }

    pub fn within(outer: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            within: Some(outer.into()),
            code: code.into(),
        }
    }
}

/// What is published of some cells together. A cell in no row of its split is zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The outer cells (filters) that these cells lie in; empty where the split has none.
    pub within: BTreeSet<String>,
    /// One cell, or those merged into "other".
    pub cells: BTreeSet<String>,
    pub count: i64,
}

/// Cells with who stands behind them: before publication.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Group {
    within: BTreeSet<String>,
    cells: BTreeSet<String>,
    count: i64,
    people: Few,
    clients: Few,
}

impl Group {
    fn join(&mut self, other: Self) {
        self.within.extend(other.within);
        self.cells.extend(other.cells);
        self.count += other.count;
        self.people.join(other.people);
        self.clients.join(other.clients);
    }

    fn all(groups: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for group in groups {
            all.join(group);
        }
        all
    }

    /// May it be one row? A row names its cells, of which each has at least one fact: as many facts as cells would say
    /// that each has exactly one.
    fn holds(&self, floor: Floor) -> bool {
        self.count == 0
            || (self.people.len() >= floor.people
                && self.clients.len() >= floor.clients
                && self.count > self.cells.len() as i64)
    }
}

/// Facts on their way into months: what they say is counted as they come, and then forgotten.
#[derive(Debug, Default)]
pub struct Gathering {
    months: BTreeMap<Month, HashMap<(Split, Cell), Group>>,
}

impl Gathering {
    /// Counts a fact.
    pub fn add(&mut self, fact: Fact) {
        let month = self.months.entry(fact.month).or_default();
        for place in fact.cells {
            let group = month.entry(place).or_default();
            group.count += 1;
            group.people.add(fact.person);
            group.clients.add(fact.client);
        }
    }

    /// The months from `first` to `last`, both included; one without a fact is there.
    pub fn units(mut self, first: Month, last: Month) -> Vec<Unit> {
        let month = |month| Unit::of(month, self.months.remove(&month).unwrap_or_default());
        first.through(last).map(month).collect()
    }
}

/// A period with its groups in each split: a month as it was, or an atom as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub first: Month,
    pub last: Month,
    splits: BTreeMap<Split, Vec<Group>>,
}

impl Unit {
    fn of(month: Month, cells: HashMap<(Split, Cell), Group>) -> Self {
        let mut splits: BTreeMap<Split, Vec<Group>> = BTreeMap::new();
        let cells: BTreeMap<_, _> = cells.into_iter().collect();
        for ((split, cell), group) in cells {
            splits.entry(split).or_default().push(Group {
                within: cell.within.into_iter().collect(),
                cells: BTreeSet::from([cell.code]),
                ..group
            });
        }
        Self {
            first: month,
            last: month,
            splits,
        }
    }

    /// A month with all its facts; others are left out.
    pub fn month<'a>(month: Month, facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut gathering = Gathering::default();
        for fact in facts.into_iter().filter(|fact| fact.month == month) {
            gathering.add(fact.clone());
        }
        Self::of(month, gathering.months.remove(&month).unwrap_or_default())
    }

    /// Consecutive units as one. Cells that one of them has merged are merged in the whole.
    fn joined(units: &[Self]) -> Option<Self> {
        let mut splits: BTreeMap<Split, Vec<Group>> = BTreeMap::new();
        for (split, groups) in units.iter().flat_map(|unit| &unit.splits) {
            splits.entry(*split).or_default().extend(groups.iter().cloned());
        }
        let join = |(split, groups): (Split, Vec<Group>)| {
            let parts = connected(&groups, |group| &group.cells);
            (split, parts.into_iter().map(Group::all).collect())
        };
        Some(Self {
            first: units.first()?.first,
            last: units.last()?.last,
            splits: splits.into_iter().map(join).collect(),
        })
    }

    /// Everyone together holds the floor; the splits all count the same facts.
    fn holds(&self, floor: Floor) -> bool {
        self.splits
            .values()
            .all(|groups| Group::all(groups.iter().cloned()).holds(floor))
    }

    fn merged(self, floor: Floor) -> Self {
        let merge = |(split, groups)| (split, merged(groups, floor));
        Self {
            splits: self.splits.into_iter().map(merge).collect(),
            ..self
        }
    }

    /// What is published of a split.
    pub fn rows(&self, split: Split) -> Vec<Row> {
        let row = |group: &Group| Row {
            within: group.within.clone(),
            cells: group.cells.clone(),
            count: group.count,
        };
        self.splits.get(&split).into_iter().flatten().map(row).collect()
    }

    pub fn splits(&self) -> impl Iterator<Item = Split> + '_ {
        self.splits.keys().copied()
    }

    /// How many distinct people stand behind each row of a split, in the order of its rows; told apart up to [`ENOUGH`].
    pub fn people(&self, split: Split) -> Vec<usize> {
        self.splits
            .get(&split)
            .into_iter()
            .flatten()
            .map(|group| group.people.len())
            .collect()
    }
}

/// Merges whole cells until each row holds the floor. Where cells lie within others, the outer ones are merged first,
/// and the cells of outer ones that stand alone then among themselves.
fn merged(groups: Vec<Group>, floor: Floor) -> Vec<Group> {
    let outer = connected(&groups, |group| &group.within);
    let mut rows = Vec::new();
    for (parts, is_other) in merge_small(outer, floor) {
        if is_other {
            rows.push(Group::all(parts));
        } else {
            let cells = parts.into_iter().map(|group| vec![group]).collect();
            rows.extend(
                merge_small(cells, floor)
                    .into_iter()
                    .map(|(parts, _)| Group::all(parts)),
            );
        }
    }
    rows.sort_by(|a, b| (&a.within, &a.cells).cmp(&(&b.within, &b.cells)));
    rows
}

/// Bundles that hold the floor stay; the others become one, with the smallest of those that hold it (by people and
/// clients as far as they are told apart, then by count, then by their codes) for as long as it does not. The second value says which one was merged.
fn merge_small(bundles: Vec<Vec<Group>>, floor: Floor) -> Vec<(Vec<Group>, bool)> {
    let mut kept = Vec::new();
    let mut other: Vec<Group> = Vec::new();
    let mut merged = 0;
    for bundle in bundles {
        let all = Group::all(bundle.iter().cloned());
        if all.holds(floor) {
            kept.push((
                (all.people.len(), all.clients.len(), all.count, all.cells),
                bundle,
            ));
        } else {
            merged += 1;
            other.extend(bundle);
        }
    }
    kept.sort_by(|a, b| b.0.cmp(&a.0));
    while !Group::all(other.iter().cloned()).holds(floor) {
        let Some((_, bundle)) = kept.pop() else {
            break;
        };
        merged += 1;
        other.extend(bundle);
    }
    let mut result: Vec<(Vec<Group>, bool)> = kept.into_iter().map(|(_, bundle)| (bundle, false)).collect();
    if !other.is_empty() {
        result.push((other, merged > 1));
    }
    result
}

/// The groups in bundles that share no key: two that share one are in the same bundle. Groups without any key are one
/// bundle.
fn connected(groups: &[Group], keys: impl Fn(&Group) -> &BTreeSet<String>) -> Vec<Vec<Group>> {
    let mut bundles: Vec<(BTreeSet<String>, Vec<Group>)> = Vec::new();
    for group in groups {
        let mut own = keys(group).clone();
        let mut bundle = vec![group.clone()];
        let shares =
            |other: &BTreeSet<String>| !own.is_disjoint(other) || (own.is_empty() && other.is_empty());
        let (shared, apart): (Vec<_>, Vec<_>) = bundles.into_iter().partition(|(other, _)| shares(other));
        bundles = apart;
        for (keys, groups) in shared {
            own.extend(keys);
            bundle.extend(groups);
        }
        bundles.push((own, bundle));
    }
    bundles.sort_by(|a, b| a.0.cmp(&b.0));
    bundles.into_iter().map(|(_, bundle)| bundle).collect()
}

/// The next atom of these closed, mature, consecutive units, the first of which comes right after the last atom; `None`
/// while it has to wait.
///
/// The first unit alone if it holds the floor; else all up to the end of its quarter; else of its year; else of the
/// first later year with which it does.
pub fn next_atom(units: &[Unit], floor: Floor) -> Option<Unit> {
    let first = units.first()?;
    if first.holds(floor) {
        return Some(first.clone().merged(floor));
    }
    let quarter = units
        .iter()
        .position(|unit| unit.last.month().is_multiple_of(3))?;
    let years = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.last.month() == 12)
        .map(|(i, _)| i);
    std::iter::once(quarter)
        .chain(years)
        .filter_map(|end| Unit::joined(&units[..=end]))
        .find(|unit| unit.holds(floor))
        .map(|unit| unit.merged(floor))
}

/// All atoms that these consecutive units make, in order; what is left over waits.
pub fn atoms(units: &[Unit], floor: Floor) -> Vec<Unit> {
    let mut atoms: Vec<Unit> = Vec::new();
    let mut rest = units;
    while let Some(atom) = next_atom(rest, floor) {
        let used = rest.iter().take_while(|unit| unit.last <= atom.last).count();
        rest = &rest[used..];
        atoms.push(atom);
    }
    atoms
}

/// The rows of a larger period, as the sum of its atoms; `None` unless atoms fill it exactly.
pub fn period(atoms: &[Unit], split: Split, first: Month, last: Month) -> Option<Vec<Row>> {
    let tables: Vec<Table> = atoms.iter().map(Table::of).collect();
    over(&tables, split, first, last)
}

#[cfg(test)]
mod tests;
