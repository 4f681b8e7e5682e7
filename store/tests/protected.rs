//! Protected tables as they are stored: made once, by one server, and nothing small can be computed from all of them.

use crate::merge::join;
use crate::stance::staff;
use crate::support::ledger::{client_of, import, line};
use crate::support::make::{client, day, instant, person};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::trend::Split;
use domain::trend::attack::Puzzle;
use domain::trend::people::DistinctSeries::{ReportedClients, Reporters};
use domain::trend::people::{Distinct, DistinctSeries};
use domain::trend::protected::{ProtectedMeasure, Readers, Row, Table, over};
use domain::{CategoryId, ClientId, Month, Role};
use sqlx::types::Json;
use std::collections::BTreeSet;
use store::trend::protected::{Missing, make, missing, tables};
use store::trend::{IssueFacts, distinct};
use store::{Store, house, on};

fn month(n: i32) -> Month {
    Month::new(2024, 1).unwrap().plus(n)
}

/// The first day on which the month `n` is mature.
fn matured(n: i32) -> DateTime<Utc> {
    let day: NaiveDate = month(n).last_day() + Days::new(60);
    instant(&format!("{day}T09:00:00Z"))
}

/// Filter, and a category of it.
const CELLS: [(&str, i64); 4] = [("ethics", 901), ("ethics", 902), ("legal", 903), ("payment", 904)];
const SECTORS: [&str; 3] = ["events", "media", "other"];

async fn categories(store: &Store) {
    let mut tx = store.write().await.unwrap();
    for (filter, id) in CELLS {
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO category (id, code, filter, sensitivity, name_fr, name_nl, name_en, name_de, position)
             VALUES ($1, $2, $3, 'ordinary', 'a', 'b', 'c', 'd', 99)"
        )
        .bind(id)
        .bind(format!("of_this_test_{id}"))
        .bind(filter)
        .execute(&mut *conn)
        .await)
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// An issue of a month by a person, about a client; a third of them are decided in time.
async fn report(store: &Store, n: i32, person: u64, client: ClientId, cell: usize, sector: usize) {
    const ISSUE: &str = "
        INSERT INTO issue (client_id, category_id, filter, sensitivity, severity, cause, state, source, facts, happened_on,
            reported_at, reporter_pseudonym, may_tell_client, sector, region, size_band, reported_month)
        VALUES ($1, $2, $3, 'ordinary', 'minor', 'unknown', $4, $5, '', $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id";
    let names = house::Pseudonyms::load(store).await.unwrap();
    let at = instant(&format!("{}T10:00:00Z", month(n).first_day()));
    let confirmed = person.is_multiple_of(3);
    let mut tx = store.write().await.unwrap();
    let id: i64 = on!(&mut tx, |conn| sqlx::query_scalar(ISSUE)
        .bind(client.0)
        .bind(CELLS[cell].1)
        .bind(CELLS[cell].0)
        .bind(if confirmed { "confirmed" } else { "reported" })
        .bind(if person.is_multiple_of(5) {
            "staff"
        } else {
            "member"
        })
        .bind(month(n).first_day())
        .bind(at)
        .bind(names.of("member", person as i64))
        .bind(false)
        .bind(SECTORS[sector])
        .bind(if person.is_multiple_of(2) {
            "brussels"
        } else {
            "wallonia"
        })
        .bind(if person.is_multiple_of(7) { "1" } else { "2_9" })
        .bind(month(n).number())
        .fetch_one(&mut *conn)
        .await)
    .unwrap();
    if confirmed {
        on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO issue_event (issue_id, step, from_state, to_state, at) VALUES ($1, 'confirm', 'reported', 'confirmed', $2)"
        )
        .bind(id)
        .bind(at + chrono::TimeDelta::days(person as i64 * 9))
        .execute(&mut *conn)
        .await)
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// So many people, one report each.
async fn many(store: &Store, n: i32, people: u64, client: ClientId, cell: usize, sector: usize) {
    for person in 1..=people {
        report(store, n, person, client, cell, sector).await;
    }
}

async fn all(store: &Store, readers: Readers, measure: ProtectedMeasure) -> Vec<Table> {
    tables(store, readers, measure, Month::BEGINNING, month(600))
        .await
        .unwrap()
}

fn codes(rows: &[Row]) -> Vec<(String, i64)> {
    let join = |cells: &BTreeSet<String>| cells.iter().cloned().collect::<Vec<_>>().join("+");
    rows.iter().map(|row| (join(&row.cells), row.count)).collect()
}

/// Numbers that look random and are the same in each run (a linear congruence, after Knuth).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What a reader of all published tables knows of two splits: the unknowns are the cells of both together, by month.
struct Reader {
    puzzle: Puzzle,
    months: i32,
    splits: [(Split, Vec<String>); 2],
}

impl Reader {
    fn new(months: i32, splits: [(Split, Vec<String>); 2]) -> Self {
        let cells = splits[0].1.len() * splits[1].1.len();
        Self {
            puzzle: Puzzle::new(months as usize * cells),
            months,
            splits,
        }
    }

    fn behind(&self, split: usize, cells: &BTreeSet<String>, first: i32, last: i32) -> Vec<usize> {
        let (a, b) = (&self.splits[0].1, &self.splits[1].1);
        let mut unknowns = Vec::new();
        for n in first.max(0)..=last.min(self.months - 1) {
            for (i, x) in a.iter().enumerate() {
                for (j, y) in b.iter().enumerate() {
                    if cells.contains(if split == 0 { x } else { y }) {
                        unknowns.push((n as usize * a.len() + i) * b.len() + j);
                    }
                }
            }
        }
        unknowns
    }

    /// The rows of a period with the cells that they name, none of which is empty, and zero for the cells in no row.
    fn reads(&mut self, split: usize, rows: &[Row], first: i32, last: i32) {
        let mut zero: BTreeSet<String> = self.splits[split].1.iter().cloned().collect();
        for row in rows {
            let behind = self.behind(split, &row.cells, first, last);
            self.puzzle.publish(&behind, row.count);
            for cell in row.cells.iter().filter(|_| row.cells.len() > 1) {
                let named = self.behind(split, &BTreeSet::from([cell.clone()]), first, last);
                self.puzzle.at_least(&named, 1);
            }
            zero.retain(|cell| !row.cells.contains(cell));
        }
        let behind = self.behind(split, &zero, first, last);
        self.puzzle.publish(&behind, 0);
    }

    /// Every table, and every quarter and year that they fill.
    fn reads_all(&mut self, tables: &[Table]) {
        let at = |month: Month| month.index() - self::month(0).index();
        for side in 0..2 {
            let split = self.splits[side].0;
            for table in tables {
                self.reads(side, table.rows(split), at(table.first), at(table.last));
            }
            for length in [3, 12] {
                for first in (0..self.months).step_by(length as usize) {
                    let last = first + length - 1;
                    if let Some(rows) = over(tables, split, month(first), month(last)) {
                        self.reads(side, &rows, first, last);
                    }
                }
            }
        }
    }

    /// Is a count of 1 to k − 1 pinned: of a cell of either split in a month, or of both together?
    fn reveals(mut self, k: i64) -> bool {
        for n in 0..self.months {
            for side in 0..2 {
                for cell in self.splits[side].1.clone() {
                    let behind = self.behind(side, &BTreeSet::from([cell]), n, n);
                    self.puzzle.watch(&behind);
                }
            }
        }
        self.puzzle
            .bounds()
            .into_iter()
            .any(|bounds| bounds.reveals_under(k))
    }
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

/// The pairs of splits of issues under attack.
fn issue_pairs() -> Vec<[(Split, Vec<String>); 2]> {
    let categories = (
        Split::Category,
        CELLS.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>(),
    );
    let sectors = (Split::Sector, words(&SECTORS));
    let outcomes = (
        Split::Outcome,
        words(&["confirmed", "dismissed", "withdrawn", "open"]),
    );
    let sources = (Split::Source, words(&["member", "staff"]));
    vec![
        [categories.clone(), sectors.clone()],
        [categories, outcomes.clone()],
        [sectors, sources.clone()],
        [outcomes, sources],
    ]
}

async fn assert_nothing_small(
    store: &Store,
    measure: ProtectedMeasure,
    months: i32,
    pairs: &[[(Split, Vec<String>); 2]],
) {
    let analysts = all(store, Readers::Analysts, measure).await;
    let members = all(store, Readers::Members, measure).await;
    let public = all(store, Readers::Public, measure).await;
    for pair in pairs {
        let mut analyst = Reader::new(months, pair.clone());
        // Analysts read what members and the public read, too.
        for tables in [&analysts, &members, &public] {
            analyst.reads_all(tables);
        }
        assert!(!analyst.reveals(3), "{measure} {pair:?} {analysts:?}");
        let mut member = Reader::new(months, pair.clone());
        member.reads_all(&members);
        member.reads_all(&public);
        assert!(!member.reveals(5), "{measure} {pair:?} {members:?}");
    }
}

/// How many different ones there are in a month.
async fn distinct_in(store: &Store, series: DistinctSeries, n: i32) -> Option<i64> {
    let counts = distinct::read(store, month(n), month(n)).await.unwrap();
    let of_month = |count: &&Distinct| count.series == series && count.first == month(n);
    counts.iter().find(of_month).map(|count| count.n)
}

/// What a purge leaves of a dismissed issue of a month.
async fn bury(store: &Store, n: i32, person: &str, client: &str) {
    let facts = IssueFacts {
        month: month(n),
        detected: false,
        filter: domain::category::Filter::Ethics,
        category: CategoryId(901),
        sector: "events".to_owned(),
        region: "brussels".to_owned(),
        size: "1".to_owned(),
        funder: None,
        profession: None,
        handlers: false,
    };
    let mut tombstone = serde_json::to_value(facts).unwrap();
    tombstone["state"] = "dismissed".into();
    tombstone["waits"] = serde_json::json!([["wait_dismissed", 12]]);
    tombstone["remains"] = serde_json::json!({"reporter": person.repeat(64), "client": client});
    let mut tx = store.write().await.unwrap();
    on!(&mut tx, |conn| sqlx::query(
        "INSERT INTO tombstone (kind, facts, purged_at) VALUES ('issue', $1, $2)"
    )
    .bind(Json(&tombstone))
    .bind(matured(0))
    .execute(&mut *conn)
    .await)
    .unwrap();
    tx.commit().await.unwrap();
}

both_engines! {
    async fn a_table_is_made_once_when_its_month_is_mature_and_a_later_correction_moves_nothing(store) {
        categories(&store).await;
        let id = client(&store, "Rapid Courses").await;
        many(&store, 0, 9, id, 0, 0).await;
        many(&store, 0, 2, id, 1, 0).await;
        let early = matured(0) - chrono::TimeDelta::days(1);
        assert_eq!(make(&store, "one", early).await.unwrap(), 0);
        // One client alone: analysts and members read it, the public does not.
        assert_eq!(make(&store, "one", matured(0)).await.unwrap(), 2);
        assert_eq!(make(&store, "one", matured(0)).await.unwrap(), 0);
        let first = all(&store, Readers::Members, ProtectedMeasure::Issues).await;
        assert_eq!(codes(first[0].rows(Split::Category)), [("901+902".to_owned(), 11)]);
        // Confirmed after 27 and 54 days; after 81 it was still open on the sixtieth. Too few: all are one row.
        assert_eq!(codes(first[0].rows(Split::Outcome)), [("confirmed+open".to_owned(), 11)]);
        assert_eq!(all(&store, Readers::Public, ProtectedMeasure::Issues).await, []);

        // What is found out later about January stays out of what was published.
        many(&store, 0, 9, id, 2, 1).await;
        many(&store, 1, 6, id, 0, 0).await;
        assert_eq!(make(&store, "one", matured(1)).await.unwrap(), 2);
        let both = all(&store, Readers::Members, ProtectedMeasure::Issues).await;
        assert_eq!(both[0], first[0]);
        assert_eq!((both.len(), both[1].total()), (2, 6));
    }

    async fn of_two_servers_one_makes_a_table(store) {
        categories(&store).await;
        let id = client(&store, "Rapid Courses").await;
        for n in 0..4 {
            many(&store, n, 9, id, 0, 0).await;
        }
        let (one, two) = tokio::join!(make(&store, "one", matured(3)), make(&store, "two", matured(3)));
        // Who comes second finds a lease, or a table that stands.
        assert_eq!(one.unwrap_or(0) + two.unwrap_or(0), 8);
        assert_eq!(all(&store, Readers::Analysts, ProtectedMeasure::Issues).await.len(), 4);
        assert_eq!(missing(&store, domain::clock::day(matured(3))).await.unwrap(), []);
    }

    async fn a_missing_table_is_named(store) {
        categories(&store).await;
        let id = client(&store, "Rapid Courses").await;
        many(&store, 0, 5, id, 0, 0).await;
        let (measure, first) = (ProtectedMeasure::Issues, month(0));
        let today = domain::clock::day(matured(1));
        assert_eq!(missing(&store, today).await.unwrap(), [Missing::Months { measure, first, last: month(1) }]);
        make(&store, "one", matured(2)).await.unwrap();
        assert_eq!(missing(&store, today).await.unwrap(), []);
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("DELETE FROM protected_table WHERE readers = 'members' AND first_month = 202402")
            .execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();
        let today = domain::clock::day(matured(2));
        let named = missing(&store, today).await.unwrap();
        assert!(matches!(named[..], [Missing::Gap { readers: Readers::Members, .. }]), "{named:?}");
    }

    async fn nothing_small_follows_from_all_that_was_published_over_time(store) {
        const MONTHS: i32 = 7;
        categories(&store).await;
        let mut clients = Vec::new();
        for name in ["Aurore", "Boréal", "Cascade", "Dune"] {
            clients.push(client(&store, name).await);
        }
        let mut draw = Draw(20_240_101);
        for n in 0..MONTHS {
            // Uneven, as it is: some months nearly empty; now and then something comes late into a month that is out.
            for _ in 0..draw.below(26) {
                let late = if draw.below(8) == 0 { draw.below(3) as i32 } else { 0 };
                let person = draw.below(14);
                let cell = if person.is_multiple_of(3) { draw.below(4) as usize } else { 0 };
                let sector = if person.is_multiple_of(4) { draw.below(3) as usize } else { 0 };
                let client = clients[draw.below(4) as usize];
                report(&store, (n - late).max(0), person, client, cell, sector).await;
            }
            make(&store, "one", matured(n)).await.unwrap();
        }
        assert!(all(&store, Readers::Analysts, ProtectedMeasure::Issues).await.len() > 1);
        assert_nothing_small(&store, ProtectedMeasure::Issues, MONTHS, &issue_pairs()).await;
    }

    async fn the_attack_finds_what_hiding_single_cells_gives_away(store) {
        categories(&store).await;
        let id = client(&store, "Rapid Courses").await;
        many(&store, 0, 9, id, 0, 0).await;
        many(&store, 0, 6, id, 2, 0).await;
        many(&store, 0, 2, id, 3, 1).await;
        make(&store, "one", matured(0)).await.unwrap();
        let pair = issue_pairs().swap_remove(0);
        let mut stored = Reader::new(1, pair.clone());
        stored.reads_all(&all(&store, Readers::Members, ProtectedMeasure::Issues).await);
        assert!(!stored.reveals(5));
        // The control: the same month with the small cell left out and the whole shown.
        let mut naive = Reader::new(1, pair);
        let whole = naive.behind(0, &CELLS.iter().map(|(_, id)| id.to_string()).collect(), 0, 0);
        naive.puzzle.publish(&whole, 17);
        for (cell, count) in [("901", 9), ("903", 6), ("902", 0)] {
            let behind = naive.behind(0, &BTreeSet::from([cell.to_owned()]), 0, 0);
            naive.puzzle.publish(&behind, count);
        }
        assert!(naive.reveals(5));
    }

    async fn invoices_count_by_their_delay_and_members_stand_behind_them(store) {
        let mut lines = Vec::new();
        for (at, days) in [(1, 0), (2, 3), (3, 20), (4, 45), (5, 90), (6, 0), (7, 9), (8, 10)] {
            for root in 1..=3 {
                let due = day("2024-01-10");
                let paid = (due + Days::new(days)).to_string();
                let paid = if days == 90 { "" } else { paid.as_str() };
                lines.push(line(&format!("K-{root}-{at}"), 4_440_000 + root, &format!("M{at}"), "2024-01-10", paid));
            }
        }
        import(&store, &lines, day("2024-03-01")).await;
        assert!(client_of(&store, 4_440_001).await.0 > 0);
        // Contracts and clients, analysts, members and the public: eight members of three clients hold every floor.
        assert_eq!(make(&store, "one", matured(0)).await.unwrap(), 3);
        let analysts = all(&store, Readers::Analysts, ProtectedMeasure::Payment).await;
        let public = all(&store, Readers::Public, ProtectedMeasure::Payment).await;
        // In time: three members; late: five, of whom three within 30 days, one within 60, one not at all.
        assert_eq!(
            codes(analysts[0].rows(Split::Delay)),
            [("on_time+to_7".to_owned(), 9), ("over_60+to_30+to_60".to_owned(), 15)]
        );
        assert_eq!(codes(public[0].rows(Split::Delay)), [("on_time+over_60+to_30+to_60+to_7".to_owned(), 24)]);
        let delays = words(&["on_time", "to_7", "to_30", "to_60", "over_60"]);
        let sectors = analysts[0].rows(Split::Sector).iter().flat_map(|row| row.cells.clone()).collect();
        let pair = [(Split::Delay, delays), (Split::Sector, sectors)];
        assert_nothing_small(&store, ProtectedMeasure::Payment, 1, &[pair]).await;
    }

    async fn distinct_people_are_counted_for_each_period_and_survive_a_purge(store) {
        categories(&store).await;
        let (a, b) = (client(&store, "Aurore").await, client(&store, "Boréal").await);
        many(&store, 0, 3, a, 0, 0).await;
        many(&store, 1, 4, b, 0, 0).await;
        many(&store, 3, 1, b, 0, 0).await;
        // A fifth person, whose report was purged.
        bury(&store, 2, "f", &"c".repeat(64)).await;
        assert!(distinct::count(&store, "one", matured(11)).await.unwrap());
        assert!(!distinct::count(&store, "two", matured(11)).await.unwrap());
        let counts = distinct::read(&store, month(0), month(11)).await.unwrap();
        let n = |series, first: i32, last: i32| {
            let found = counts.iter().find(|c: &&Distinct| (c.series, c.first, c.last) == (series, month(first), month(last)));
            found.map(|count| count.n)
        };
        assert_eq!([0, 1, 2, 3].map(|m| n(Reporters, m, m)), [Some(3), Some(4), Some(1), Some(1)]);
        // Three and four and one are five people in the quarter; the sum would say eight.
        assert_eq!((n(Reporters, 0, 2), n(Reporters, 3, 5), n(Reporters, 0, 11)), (Some(5), Some(1), Some(5)));
        assert_eq!((n(ReportedClients, 0, 0), n(ReportedClients, 0, 2)), (Some(1), Some(3)));
        assert_eq!(n(Reporters, 1, 3), None);
    }

    async fn a_purged_report_counts_for_the_client_that_its_own_has_become(store) {
        categories(&store).await;
        let (kept, gone) = (client(&store, "Aurore").await, client(&store, "Boréal").await);
        many(&store, 0, 1, kept, 0, 0).await;
        let names = house::Pseudonyms::load(&store).await.unwrap();
        bury(&store, 0, "f", &names.of("client", gone.0)).await;
        let manager = staff(person(&store, "direction", Role::Manager).await, Role::Manager);
        join(&store, kept, gone, &manager).await;
        assert!(distinct::count(&store, "one", matured(0)).await.unwrap());
        assert_eq!(distinct_in(&store, Reporters, 0).await, Some(2));
        assert_eq!(distinct_in(&store, ReportedClients, 0).await, Some(1));
    }

    async fn cases_for_named_handlers_are_in_no_table_and_in_no_count_of_people(store) {
        categories(&store).await;
        let (id, other) = (client(&store, "Aurore").await, client(&store, "Boréal").await);
        many(&store, 0, 6, id, 0, 0).await;
        for one in 11..=17 {
            report(&store, 0, one, other, 1, 1).await;
        }
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE issue SET sensitivity = 'named_handlers' WHERE category_id = 902")
            .execute(&mut *conn).await).unwrap();
        tx.commit().await.unwrap();
        make(&store, "one", matured(0)).await.unwrap();
        // As many as those who are kept out of these cases count: there is nothing to subtract.
        for readers in [Readers::Analysts, Readers::Members] {
            let found = all(&store, readers, ProtectedMeasure::Issues).await;
            assert_eq!(codes(found[0].rows(Split::Category)), [("901".to_owned(), 6)]);
            assert_eq!(codes(found[0].rows(Split::Sector)), [("events".to_owned(), 6)]);
        }
        assert!(distinct::count(&store, "one", matured(0)).await.unwrap());
        assert_eq!(distinct_in(&store, Reporters, 0).await, Some(6));
        assert_eq!(distinct_in(&store, ReportedClients, 0).await, Some(1));
    }

    async fn a_tombstone_counts_in_a_table_as_its_issue_would(store) {
        categories(&store).await;
        let id = client(&store, "Rapid Courses").await;
        many(&store, 0, 4, id, 0, 0).await;
        bury(&store, 0, "f", &"c".repeat(64)).await;
        make(&store, "one", matured(0)).await.unwrap();
        let found = all(&store, Readers::Members, ProtectedMeasure::Issues).await;
        assert_eq!((found.len(), found[0].total()), (1, 5));
    }
}
