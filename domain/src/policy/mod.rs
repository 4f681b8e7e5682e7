//! The policy: what facts weigh and which stance follows, as versioned data. The machine recommends; a person chooses.
//!
//! Everything is whole numbers (points and shares in millionths), so that the same facts, policy and day give the same
//! answer, byte for byte. `docs/policy.md` works twelve clients out by hand.

pub mod alike;
pub mod decay;
pub mod draft;
pub mod explain;
pub mod facts;
pub mod history;
pub mod measure;
pub mod recommend;
pub mod record;
pub mod setting;
pub mod simulate;
pub mod weigh;

#[cfg(test)]
mod make;
#[cfg(test)]
mod tests;

pub use facts::{ClientFacts, Debt, IssueFact, Ledger};
pub use recommend::{Cap, Fired, Recommendation, Rule, recommend};
pub use weigh::{Contribution, Fate, FilterVerdict, Verdict};

use crate::client::sector::SectorGroup;
use crate::issue::Severity;
use crate::stance::StanceKind;
use crate::{PersonId, PolicyId};
use chrono::{DateTime, NaiveDate, Utc};
use decay::MILLION;
use serde::{Deserialize, Serialize};

/// Weight of facts, in millionths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i64);

impl Points {
    /// This many whole points.
    pub const fn whole(points: i64) -> Self {
        Self(points * MILLION)
    }

    /// Cut to hundredths, as people read them.
    pub const fn hundredths(self) -> i64 {
        self.0 / 10_000
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        Self(points.map(|p| p.0).sum())
    }
}

/// What an issue weighs on the day it happened, by severity: a stated convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    pub minor: Points,
    pub moderate: Points,
    pub serious: Points,
    pub critical: Points,
}

impl Weights {
    pub const fn of(&self, severity: Severity) -> Points {
        match severity {
            Severity::Minor => self.minor,
            Severity::Moderate => self.moderate,
            Severity::Serious => self.serious,
            Severity::Critical => self.critical,
        }
    }
}

/// From how many points a filter is a concern, serious, grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub concern: Points,
    pub serious: Points,
    pub grave: Points,
}

/// When the share of invoices paid late asks for a stance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRule {
    /// At least this shrunk share, in millionths.
    pub share: i64,
    /// At least so many times the sector's share, in hundredths; 0 where the sector is not asked.
    pub times_sector: i64,
    /// Over at least so many invoices.
    pub contracts: i64,
}

/// Which caps hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// What rests only on low pay that the client's funding leaves no choice about is at most informative.
    pub structural: bool,
    /// A natural person is above informative only for proven debts.
    pub natural_person: bool,
    /// An agreement that is kept makes it one step milder.
    pub agreement: bool,
}

/// The frozen numbers by which ledger rates are shrunk (`statistics.md` 10), shares in millionths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shrinkage {
    /// How many contracts the sector's mean is worth beside a client's own.
    pub m: i64,
    /// How many clients the overall mean is worth beside a sector's own.
    pub m0: i64,
    /// μ: the mean share of late invoices over all clients.
    pub mean: i64,
    /// μs: a sector of 20 clients or more; the others use μ.
    pub sectors: Vec<(SectorGroup, i64)>,
}

impl Shrinkage {
    /// The mean late share of a sector, in millionths.
    pub fn of(&self, sector: SectorGroup) -> i64 {
        let own = self.sectors.iter().find(|(s, _)| *s == sector);
        own.map_or(self.mean, |(_, mean)| *mean)
    }

    /// (y + m·μs) / (n + m) in millionths, cut; `None` without an invoice: blank, not good.
    pub fn shrink(&self, late: i64, due: i64, sector: SectorGroup) -> Option<i64> {
        (due > 0).then(|| (late * MILLION + self.m * self.of(sector)) / (due + self.m))
    }
}

/// One version's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Facts at most so many months old are counted.
    pub months: u32,
    pub weights: Weights,
    /// After so many days half of a weight is left.
    pub half_days: u32,
    /// What is left of a weight by whole days of age, in millionths: frozen in the version.
    pub decay: Vec<i64>,
    /// What is left of a weight once the issue is resolved, in millionths.
    pub resolved: i64,
    /// Without a contract, one contribution a reporter and category in so many days.
    pub apart_days: i64,
    pub limits: Limits,
    /// A filter with nothing confirmed is blank under so many contracts.
    pub blank_under: i64,
    /// How many reporters make a critical issue as sure as evidence does.
    pub sure_reporters: i64,
    /// A proven debt asks for prepayment when it is more than so many days past due.
    pub debt_days: i64,
    /// A debt is proven so many days after its formal notice.
    pub notice_days: i64,
    /// So many unpaid contracts ask for a sanction.
    pub unpaid_contracts: i64,
    pub late_informative: LateRule,
    pub late_restrictive: LateRule,
    /// The prepayment that is suggested, in percent of the price.
    pub prepayment: i64,
    pub caps: Caps,
    pub shrinkage: Shrinkage,
}

impl Policy {
    /// Version 1 as `product.md` ("Recommendation") states it. The means of late payment are those published for Belgium and
    /// its neighbours until the house has measured its own; the weight of the priors is a convention.
    pub fn version_1() -> Self {
        Self {
            months: 36,
            weights: Weights {
                minor: Points::whole(1),
                moderate: Points::whole(3),
                serious: Points::whole(9),
                critical: Points::whole(27),
            },
            half_days: 365,
            decay: decay::table(365, 36),
            resolved: 300_000,
            apart_days: 90,
            limits: Limits {
                concern: Points::whole(3),
                serious: Points::whole(9),
                grave: Points::whole(27),
            },
            blank_under: 3,
            sure_reporters: 2,
            debt_days: 90,
            notice_days: 30,
            unpaid_contracts: 3,
            late_informative: LateRule {
                share: 250_000,
                times_sector: 200,
                contracts: 1,
            },
            late_restrictive: LateRule {
                share: 500_000,
                times_sector: 0,
                contracts: 5,
            },
            prepayment: 30,
            caps: Caps {
                structural: true,
                natural_person: true,
                agreement: true,
            },
            shrinkage: Shrinkage {
                m: 10,
                m0: 20,
                mean: 400_000,
                sectors: Vec::new(),
            },
        }
    }

    /// The first day whose facts still count on a day.
    pub fn counted_from(&self, on: NaiveDate) -> NaiveDate {
        on.checked_sub_months(chrono::Months::new(self.months))
            .unwrap_or(NaiveDate::MIN)
    }

    /// What is left of a weight after this many days, in millionths; facts of tomorrow weigh as those of today.
    pub fn left_after(&self, days: i64) -> i64 {
        let day = usize::try_from(days.max(0)).unwrap_or(usize::MAX);
        self.decay.get(day).copied().unwrap_or(0)
    }

    /// The same policy with weights of `percent` hundredths: how much hangs on the convention.
    pub fn with_weights(&self, percent: i64) -> Self {
        let scaled = |points: Points| Points(points.0 * percent / 100);
        let w = self.weights;
        Self {
            weights: Weights {
                minor: scaled(w.minor),
                moderate: scaled(w.moderate),
                serious: scaled(w.serious),
                critical: scaled(w.critical),
            },
            ..self.clone()
        }
    }
}

words! {
    /// Where a version of the policy stands on a day.
    PolicyState {
        Draft = "draft",
        /// Put in force from a day that is still to come.
        Coming = "coming",
        InForce = "in_force",
        Ended = "ended",
    }
}

/// A version as lists tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySummary {
    pub id: PolicyId,
    /// 1, 2, 3… in the order of drafting.
    pub number: i64,
    pub state: PolicyState,
    /// What it changes and why, in the words of whoever drafted it.
    pub why: String,
    /// From this day on, until the next version begins.
    pub valid_from: Option<NaiveDate>,
    /// The first day of the version after it.
    pub valid_to: Option<NaiveDate>,
    pub drafted_by: Option<PersonId>,
    pub drafted_by_name: Option<String>,
    pub drafted_at: DateTime<Utc>,
    pub put_by_name: Option<String>,
    pub revision: i64,
}

/// A version in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySheet {
    pub summary: PolicySummary,
    pub content: Policy,
}

/// Strictness of a recommendation as a number: none 0, informative 1, restrictive 2, punitive 3.
pub const fn rank(stance: Option<StanceKind>) -> usize {
    match stance {
        None => 0,
        Some(StanceKind::Informative) => 1,
        Some(StanceKind::Restrictive) => 2,
        Some(StanceKind::Punitive) => 3,
    }
}

/// The recommendation of this strictness.
pub const fn of_rank(rank: usize) -> Option<StanceKind> {
    match rank {
        0 => None,
        1 => Some(StanceKind::Informative),
        2 => Some(StanceKind::Restrictive),
        _ => Some(StanceKind::Punitive),
    }
}

/// The word of a recommendation in the database: `none` or the kind of stance.
pub const fn code(stance: Option<StanceKind>) -> &'static str {
    match stance {
        None => "none",
        Some(kind) => kind.code(),
    }
}

/// The recommendation with this word.
pub fn from_code(code: &str) -> Option<Option<StanceKind>> {
    match code {
        "none" => Some(None),
        word => StanceKind::from_code(word).map(Some),
    }
}
