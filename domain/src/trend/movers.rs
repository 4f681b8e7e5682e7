//! What moved against its own past, once a month is mature: from sums of clients and sectors to what is kept and shown
//! (`statistics.md` 15).

use super::control::{ChartKind, Counted};
use super::mover::{Candidate, FEWEST, PAST, Prior, WATCHED, all_movers, is_silent};
use crate::client::sector::SectorGroup;
use crate::{ClientId, Month};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One in millionths.
const MILLION: f64 = 1_000_000.0;

words! {
    /// What moved.
    MoverMeasure {
        /// Invoices paid late, of those due (beta-binomial).
        Late = "late",
        /// Issues reported, over contracts begun (gamma-Poisson); without those for named handlers.
        Issues = "issues",
    }
}

/// Who moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Client(ClientId),
    Sector(SectorGroup),
}

/// Who moved, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MoverKey {
    pub subject: Subject,
    pub measure: MoverMeasure,
}

/// The months of a run: three that are watched, and the 24 before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub first_past: Month,
    pub first: Month,
    /// The last month watched: mature.
    pub last: Month,
}

impl Window {
    pub fn ending(last: Month) -> Self {
        let first = last.plus(1 - WATCHED);
        Self {
            first_past: first.plus(-PAST),
            first,
            last,
        }
    }
}

/// What one client or sector comes to, in the months watched and before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Late of due.
    pub late: Counted,
    pub late_past: Counted,
    /// Issues over contracts.
    pub issues: Counted,
    pub issues_past: Counted,
}

impl Sums {
    /// Without issues that are for named handlers only: so many of the months watched, so many of those before.
    pub fn without(mut self, watched: i64, past: i64) -> Self {
        self.issues.hits = (self.issues.hits - watched).max(0);
        self.issues_past.hits = (self.issues_past.hits - past).max(0);
        self
    }
}

/// The frozen numbers that a run was made with, in millionths and in invoices or contracts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priors {
    /// The mean share late over all clients, of the policy version.
    pub late_mean: i64,
    /// Of each sector that has its own.
    pub late_of: BTreeMap<SectorGroup, i64>,
    pub late_weight: i64,
    /// Issues over contracts of all clients together in the months before.
    pub issue_rate: i64,
    pub issue_weight: i64,
}

impl Priors {
    fn late(&self, sector: SectorGroup) -> Prior {
        let mean = self.late_of.get(&sector).copied().unwrap_or(self.late_mean);
        Prior {
            rate: mean as f64 / MILLION,
            weight: self.late_weight as f64,
        }
    }

    fn issues(&self) -> Prior {
        Prior {
            rate: self.issue_rate as f64 / MILLION,
            weight: self.issue_weight as f64,
        }
    }
}

/// The candidates of one client or sector: none without a past of its own, or with too few facts in the months watched.
pub fn candidates(
    subject: Subject,
    sector: SectorGroup,
    sums: &Sums,
    priors: &Priors,
) -> Vec<Candidate<MoverKey>> {
    let of = |measure: MoverMeasure, kind: ChartKind, now: Counted, past: Counted, prior: Prior| {
        (now.n >= FEWEST && past.n > 0).then_some(Candidate {
            key: MoverKey { subject, measure },
            kind,
            now,
            past,
            prior,
        })
    };
    let late = of(
        MoverMeasure::Late,
        ChartKind::Share,
        sums.late,
        sums.late_past,
        priors.late(sector),
    );
    let issues = of(
        MoverMeasure::Issues,
        ChartKind::Rate,
        sums.issues,
        sums.issues_past,
        priors.issues(),
    );
    late.into_iter().chain(issues).collect()
}

/// One that moved, as it is kept: rates in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub key: MoverKey,
    pub up: bool,
    /// Late of due, or issues over contracts, in the months watched.
    pub now: Counted,
    pub expected: i64,
    pub low: i64,
    pub high: i64,
    pub cautious: i64,
    /// How often chance alone would move it as far, rounded up.
    pub chance: i64,
    /// An alert about the same spoke in the three months before.
    pub silent: bool,
}

/// Tests everything together and gives what moved, the surest change first. `spoken`: the last month in which each spoke.
pub fn found(
    candidates: &[Candidate<MoverKey>],
    spoken: &BTreeMap<MoverKey, Month>,
    month: Month,
) -> Vec<Found> {
    let millionths = |rate: f64| (rate * MILLION).round() as i64;
    all_movers(candidates)
        .into_iter()
        .map(|mover| Found {
            key: mover.key,
            up: mover.up,
            now: mover.now,
            expected: millionths(mover.expected),
            low: millionths(mover.low),
            high: millionths(mover.high),
            cautious: millionths(mover.cautious),
            chance: (mover.p * MILLION).ceil() as i64,
            silent: is_silent(spoken.get(&mover.key).copied(), month),
        })
        .collect()
}

/// One that moved, with the name that a reader knows it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedMover {
    /// Empty for a sector, which is named in the reader's language.
    pub name: String,
    #[serde(flatten)]
    pub found: Found,
}

/// What moved by one measure in the newest mature months. Frozen figures of before hold both measures, and no `moved`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MoversTrend {
    /// The last month watched; `None` before the first run.
    pub month: Option<Month>,
    /// How many were tested.
    pub tested: i64,
    /// How many moved.
    #[serde(default)]
    pub moved: i64,
    /// The surest of them.
    pub movers: Vec<NamedMover>,
}

impl MoversTrend {
    /// Leaves out the clients that a reader is kept out of; says whether there were any.
    pub fn leave_out(&mut self, clients: &[ClientId]) -> bool {
        let all = self.movers.len();
        self.movers.retain(|mover| match mover.found.key.subject {
            Subject::Client(client) => !clients.contains(&client),
            Subject::Sector(_) => true,
        });
        let gone = all - self.movers.len();
        self.moved = (self.moved - gone as i64).max(0);
        gone > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priors() -> Priors {
        Priors {
            late_mean: 100_000,
            late_of: BTreeMap::from([(SectorGroup::Events, 300_000)]),
            late_weight: 10,
            issue_rate: 20_000,
            issue_weight: 10,
        }
    }

    fn sums(late: (i64, i64), past: (i64, i64)) -> Sums {
        Sums {
            late: Counted::new(late.0, late.1),
            late_past: Counted::new(past.0, past.1),
            ..Sums::default()
        }
    }

    #[test]
    fn three_months_are_held_against_the_24_before() {
        let window = Window::ending(Month::new(2026, 8).unwrap());
        assert_eq!(window.first, Month::new(2026, 6).unwrap());
        assert_eq!(window.first_past, Month::new(2024, 6).unwrap());
    }

    #[test]
    fn who_has_no_past_of_its_own_or_too_few_facts_is_not_tested() {
        let of = |sums: &Sums| candidates(Subject::Client(ClientId(1)), SectorGroup::Care, sums, &priors());
        assert_eq!(of(&sums((12, 12), (0, 0))), []);
        assert_eq!(of(&sums((9, 9), (1, 50))), []);
        let found = of(&sums((9, 12), (1, 50)));
        assert_eq!(found.len(), 1);
        assert!((found[0].prior.rate - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_sector_has_the_mean_of_its_own_where_the_policy_knows_one() {
        let found = candidates(
            Subject::Sector(SectorGroup::Events),
            SectorGroup::Events,
            &sums((5, 20), (30, 200)),
            &priors(),
        );
        assert!((found[0].prior.rate - 0.3).abs() < 1e-12);
    }

    #[test]
    fn what_moved_is_kept_in_whole_numbers_and_one_that_spoke_is_silent() {
        let month = Month::new(2026, 8).unwrap();
        let all: Vec<_> = (1..=2)
            .flat_map(|id| {
                candidates(
                    Subject::Client(ClientId(id)),
                    SectorGroup::Care,
                    &sums((12, 20), (20, 200)),
                    &priors(),
                )
            })
            .collect();
        let spoken = BTreeMap::from([(all[0].key, month.plus(-3)), (all[1].key, month.plus(-4))]);
        let found = found(&all, &spoken, month);
        assert_eq!(found.len(), 2);
        assert_eq!(found.iter().map(|f| f.silent).collect::<Vec<_>>(), [true, false]);
        assert_eq!(found[0].expected, 100_000);
        assert!(found[0].low < 600_000 && found[0].high > 600_000 && found[0].chance >= 1);
    }

    #[test]
    fn a_reader_is_kept_out_of_clients_of_its_own() {
        let all = candidates(
            Subject::Client(ClientId(7)),
            SectorGroup::Care,
            &sums((12, 20), (20, 200)),
            &priors(),
        );
        let found = found(&all, &BTreeMap::new(), Month::new(2026, 8).unwrap());
        let named = |found: &Found| NamedMover {
            name: "Halles du Quai".to_owned(),
            found: *found,
        };
        let mut trend = MoversTrend {
            tested: 9,
            moved: 4,
            movers: found.iter().map(named).collect(),
            ..MoversTrend::default()
        };
        assert!(!trend.leave_out(&[ClientId(8)]));
        assert_eq!((trend.moved, trend.movers.len()), (4, 1));
        assert!(trend.leave_out(&[ClientId(7)]));
        assert_eq!((trend.moved, trend.movers.len()), (3, 0));
    }

    #[test]
    fn issues_for_named_handlers_are_taken_out() {
        let sums = Sums {
            issues: Counted::new(5, 30),
            issues_past: Counted::new(2, 90),
            ..Sums::default()
        };
        assert_eq!(sums.without(3, 4).issues.hits, 2);
        assert_eq!(sums.without(3, 4).issues_past.hits, 0);
    }
}
