use super::super::attack::Puzzle;
use super::*;
use proptest::prelude::*;

const FLOORS: [Floor; 2] = [Floor::ANALYSTS, Floor::MEMBERS];

fn month(n: i32) -> Month {
    Month::new(2024, 1).unwrap().plus(n)
}

fn fact(n: i32, person: u64, filter: &str, category: &str, sector: &str) -> Fact {
    Fact {
        month: month(n),
        person,
        client: person % 4,
        cells: BTreeMap::from([
            (Split::Category, Cell::within(filter, category)),
            (Split::Sector, Cell::new(sector)),
        ]),
    }
}

fn units(facts: &[Fact], months: i32) -> Vec<Unit> {
    (0..months).map(|n| Unit::month(month(n), facts)).collect()
}

fn codes(rows: &[Row]) -> Vec<(String, i64)> {
    let join = |cells: &BTreeSet<String>| cells.iter().cloned().collect::<Vec<_>>().join("+");
    rows.iter().map(|row| (join(&row.cells), row.count)).collect()
}

/// So many facts of as many people.
fn many(n: i32, count: u64, category: &str, sector: &str) -> Vec<Fact> {
    (0..count)
        .map(|person| fact(n, person, "ethics", category, sector))
        .collect()
}

#[test]
fn a_small_cell_is_merged_with_the_next_smallest() {
    let facts = [
        many(0, 9, "pay", "arts"),
        many(0, 6, "test", "arts"),
        many(0, 2, "hours", "arts"),
    ]
    .concat();
    let atom = next_atom(&units(&facts, 1), Floor::MEMBERS).unwrap();
    // The two people of "hours" are among the six of "test".
    let expected = [("hours+test".to_owned(), 8), ("pay".to_owned(), 9)];
    assert_eq!(codes(&atom.rows(Split::Category)), expected);
    assert_eq!(codes(&atom.rows(Split::Sector)), [("arts".to_owned(), 17)]);
}

#[test]
fn a_row_never_names_as_many_cells_as_it_counts() {
    let one_each = |n: i32, first: u64| {
        [("ethics", "pay"), ("ethics", "hours"), ("legal", "contract")]
            .into_iter()
            .zip(first..)
            .map(|((filter, category), person)| fact(n, person, filter, category, "arts"))
            .collect::<Vec<_>>()
    };
    let three = one_each(0, 0);
    // Three people, three cells: one row of all of them would say one each, and the attack finds it.
    let row = Row {
        within: BTreeSet::new(),
        cells: ["contract", "hours", "pay"].map(str::to_owned).into(),
        count: 3,
    };
    let mut reader = Reader::new(1);
    reader.reads(Split::Category, &[row], 0, 0);
    assert!(reader.reveals(3));
    assert_eq!(next_atom(&units(&three, 1), Floor::ANALYSTS), None);
    // With a fourth report nobody knows which of them has two.
    let four = [three.clone(), many(0, 1, "pay", "arts")].concat();
    let atom = next_atom(&units(&four, 1), Floor::ANALYSTS).unwrap();
    assert_eq!(
        codes(&atom.rows(Split::Category)),
        [("contract+hours+pay".to_owned(), 4)]
    );
    // Else the month waits for its quarter.
    let quarter = [three, one_each(2, 7)].concat();
    let found = atoms(&units(&quarter, 3), Floor::ANALYSTS);
    assert_eq!((found.len(), found[0].last), (1, month(2)));
    let mut reader = Reader::new(3);
    reader.reads_all(&found);
    assert!(!reader.reveals(3));
}

#[test]
fn many_reports_of_few_people_are_few() {
    let facts: Vec<Fact> = (0..40).map(|i| fact(0, i % 4, "ethics", "pay", "arts")).collect();
    assert_eq!(next_atom(&units(&facts, 3), Floor::MEMBERS), None);
    assert!(next_atom(&units(&facts, 1), Floor::ANALYSTS).is_some());
}

#[test]
fn a_small_filter_is_merged_whole_and_categories_only_within_their_filter() {
    let mut facts = many(0, 9, "pay", "arts");
    facts.extend(many(0, 3, "hours", "arts"));
    facts.extend((0..2).map(|p| fact(0, p, "legal", "contract", "arts")));
    facts.extend((0..6).map(|p| fact(0, p, "payment", "late", "arts")));
    let atom = next_atom(&units(&facts, 1), Floor::MEMBERS).unwrap();
    let expected = [("hours+pay".to_owned(), 12), ("contract+late".to_owned(), 8)];
    assert_eq!(codes(&atom.rows(Split::Category)), expected);
}

#[test]
fn a_small_month_waits_for_its_quarter_and_a_small_quarter_for_its_year() {
    let mut facts = many(0, 6, "pay", "arts");
    facts.extend(many(1, 2, "pay", "arts"));
    facts.extend(many(2, 7, "pay", "arts"));
    facts.extend(many(3, 1, "pay", "arts"));
    facts.extend(many(9, 5, "pay", "arts"));
    let ends = |months| {
        let atoms = atoms(&units(&facts, months), Floor::MEMBERS);
        atoms
            .iter()
            .map(|atom| (atom.first, atom.last))
            .collect::<Vec<_>>()
    };
    // February waits for March: two people and seven, of whom two are the same.
    assert_eq!(ends(2), [(month(0), month(0))]);
    assert_eq!(ends(3), [(month(0), month(0)), (month(1), month(2))]);
    // April holds one, and May and June nothing: the second quarter waits for the year.
    assert_eq!(ends(8).last(), Some(&(month(1), month(2))));
    assert_eq!(ends(12).last(), Some(&(month(3), month(11))));
}

#[test]
fn a_month_without_facts_is_published_as_zero() {
    let facts = many(1, 5, "pay", "arts");
    let found = atoms(&units(&facts, 3), Floor::MEMBERS);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].rows(Split::Category), []);
}

#[test]
fn public_tables_need_three_clients() {
    let facts: Vec<Fact> = (0..9).map(|p| fact(0, p * 4, "ethics", "pay", "arts")).collect();
    assert!(next_atom(&units(&facts, 1), Floor::MEMBERS).is_some());
    assert_eq!(next_atom(&units(&facts, 1), Floor::PUBLIC), None);
}

#[test]
fn larger_periods_are_sums_of_atoms_or_not_shown() {
    let mut facts = [many(0, 9, "pay", "arts"), many(0, 2, "hours", "arts")].concat();
    facts.extend(
        [
            many(1, 5, "pay", "arts"),
            many(1, 6, "hours", "arts"),
            many(1, 5, "test", "arts"),
        ]
        .concat(),
    );
    facts.extend(many(2, 2, "pay", "arts"));
    let found = atoms(&units(&facts, 3), Floor::MEMBERS);
    // March waits: the quarter is not filled.
    assert_eq!(period(&found, Split::Category, month(0), month(2)), None);
    let both = period(&found, Split::Category, month(0), month(1)).unwrap();
    // January had "hours" and "pay" together, so both months together have too.
    assert_eq!(
        codes(&both),
        [("hours+pay".to_owned(), 22), ("test".to_owned(), 5)]
    );
}

#[test]
fn a_quantile_needs_k_members_on_both_sides() {
    assert!(quantile_allowed(10, 50, 5));
    assert!(!quantile_allowed(9, 50, 5));
    assert!(quantile_allowed(50, 90, 5) && quantile_allowed(50, 10, 5));
    assert!(!quantile_allowed(49, 90, 5) && !quantile_allowed(40, 100, 5));
}

/// Everything a reader has: the tables of these floors, month by month, and every quarter and year that they fill.
struct Reader {
    puzzle: Puzzle,
    months: i32,
}

const CELLS: [(&str, &str); 4] = [
    ("ethics", "pay"),
    ("ethics", "hours"),
    ("legal", "contract"),
    ("payment", "late"),
];
const SECTORS: [&str; 3] = ["arts", "care", "events"];

impl Reader {
    fn new(months: i32) -> Self {
        let unknowns = months as usize * CELLS.len() * SECTORS.len();
        Self {
            puzzle: Puzzle::new(unknowns),
            months,
        }
    }

    /// The unknowns behind some cells of a split in some months: of each month, category and sector together.
    fn behind(split: Split, cells: &BTreeSet<String>, first: i32, last: i32) -> Vec<usize> {
        let mut unknowns = Vec::new();
        for n in first..=last {
            for (c, (_, category)) in CELLS.iter().enumerate() {
                for (s, sector) in SECTORS.iter().enumerate() {
                    let code = if split == Split::Category {
                        category
                    } else {
                        sector
                    };
                    if cells.contains(*code) {
                        unknowns.push((n as usize * CELLS.len() + c) * SECTORS.len() + s);
                    }
                }
            }
        }
        unknowns
    }

    /// The rows of a period with the cells that they name, none of which is empty, and zero for the cells in no row.
    fn reads(&mut self, split: Split, rows: &[Row], first: i32, last: i32) {
        let mut zero = Self::all_cells(split);
        for row in rows {
            self.puzzle
                .publish(&Self::behind(split, &row.cells, first, last), row.count);
            for cell in row.cells.iter().filter(|_| row.cells.len() > 1) {
                let named = BTreeSet::from([cell.clone()]);
                self.puzzle.at_least(&Self::behind(split, &named, first, last), 1);
            }
            zero.retain(|cell| !row.cells.contains(cell));
        }
        self.puzzle.publish(&Self::behind(split, &zero, first, last), 0);
    }

    fn all_cells(split: Split) -> BTreeSet<String> {
        if split == Split::Category {
            CELLS.iter().map(|(_, code)| (*code).to_owned()).collect()
        } else {
            SECTORS.iter().map(|code| (*code).to_owned()).collect()
        }
    }

    fn reads_all(&mut self, atoms: &[Unit]) {
        for split in [Split::Category, Split::Sector] {
            for atom in atoms {
                let (first, last) = (
                    atom.first.index() - month(0).index(),
                    atom.last.index() - month(0).index(),
                );
                self.reads(split, &atom.rows(split), first, last);
            }
            for length in [3, 12] {
                for first in (0..self.months).step_by(length as usize) {
                    let last = first + length - 1;
                    if let Some(rows) = period(atoms, split, month(first), month(last)) {
                        self.reads(split, &rows, first, last);
                    }
                }
            }
        }
    }

    /// Is a count of 1 to k − 1 pinned: of a month's category, sector, or both together?
    fn reveals(mut self, k: i64) -> bool {
        for n in 0..self.months {
            for split in [Split::Category, Split::Sector] {
                for cell in Self::all_cells(split) {
                    self.puzzle
                        .watch(&Self::behind(split, &BTreeSet::from([cell]), n, n));
                }
            }
        }
        self.puzzle
            .bounds()
            .into_iter()
            .any(|bounds| bounds.reveals_under(k))
    }
}

/// What must not be done: each month on its own, cells under k left out, the whole shown.
fn hide_cells(facts: &[Fact], months: i32, k: usize) -> Reader {
    let mut reader = Reader::new(months);
    for n in 0..months {
        let unit = Unit::month(month(n), facts);
        for split in [Split::Category, Split::Sector] {
            let all = Reader::all_cells(split);
            let whole: i64 = unit.rows(split).iter().map(|row| row.count).sum();
            reader.puzzle.publish(&Reader::behind(split, &all, n, n), whole);
            let mut zero = all;
            for row in unit.rows(split) {
                zero.retain(|cell| !row.cells.contains(cell));
            }
            reader.puzzle.publish(&Reader::behind(split, &zero, n, n), 0);
            for (row, people) in unit.rows(split).iter().zip(unit.people(split)) {
                if people >= k {
                    reader
                        .puzzle
                        .publish(&Reader::behind(split, &row.cells, n, n), row.count);
                }
            }
        }
    }
    reader
}

#[test]
fn hiding_single_cells_is_caught_by_the_attack() {
    let facts = [
        many(0, 9, "pay", "arts"),
        many(0, 6, "contract", "arts"),
        many(0, 2, "late", "care"),
    ]
    .concat();
    // Without the rule, the whole less the cells shown pins what was left out: two in "care".
    assert!(hide_cells(&facts, 1, 5).reveals(5));
    let mut reader = Reader::new(1);
    reader.reads_all(&atoms(&units(&facts, 1), Floor::MEMBERS));
    assert!(!reader.reveals(5));
}

fn history() -> impl Strategy<Value = (i32, Vec<Fact>)> {
    let one = (0i32..13, 0u64..12, 0usize..4, 0usize..3);
    (1i32..14, prop::collection::vec(one, 0..90)).prop_map(|(months, facts)| {
        let fact = |(n, person, c, s): (i32, u64, usize, usize)| {
            // Cells are uneven, as they are: some nearly empty, some full.
            let (filter, category) = CELLS[if person % 3 > 0 { 0 } else { c }];
            fact(
                n % months,
                person,
                filter,
                category,
                SECTORS[if person % 4 > 0 { 0 } else { s }],
            )
        };
        (months, facts.into_iter().map(fact).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The attack of `statistics.md` 20, on all tables over time, of both floors.
    #[test]
    fn no_reader_can_compute_a_count_under_the_floor((months, facts) in history()) {
        let fine = atoms(&units(&facts, months), Floor::ANALYSTS);
        let coarse = atoms(&fine, Floor::MEMBERS);
        let mut member = Reader::new(months);
        member.reads_all(&coarse);
        prop_assert!(!member.reveals(5));
        let mut analyst = Reader::new(months);
        analyst.reads_all(&fine);
        analyst.reads_all(&coarse);
        prop_assert!(!analyst.reveals(3));
    }
}

proptest! {
    #[test]
    fn every_row_holds_its_floor_and_nothing_is_lost((months, facts) in history()) {
        let mut units = units(&facts, months);
        for floor in FLOORS {
            let found = atoms(&units, floor);
            let mut next = month(0);
            for atom in &found {
                prop_assert_eq!(atom.first, next);
                next = atom.last.plus(1);
                let counted = facts.iter().filter(|f| (atom.first..=atom.last).contains(&f.month)).count() as i64;
                for split in [Split::Category, Split::Sector] {
                    prop_assert!(atom.people(split).iter().all(|people| *people >= floor.people));
                    prop_assert!(atom.rows(split).iter().all(|row| row.count > row.cells.len() as i64));
                    prop_assert_eq!(atom.rows(split).iter().map(|row| row.count).sum::<i64>(), counted);
                }
            }
            units = found;
        }
    }

    /// What was published stays: later facts never change an earlier atom.
    #[test]
    fn a_later_month_changes_no_earlier_atom((months, facts) in history()) {
        let all = atoms(&units(&facts, months), Floor::MEMBERS);
        let fewer = atoms(&units(&facts, months - 1), Floor::MEMBERS);
        prop_assert_eq!(&all[..fewer.len()], &fewer[..]);
    }
}
