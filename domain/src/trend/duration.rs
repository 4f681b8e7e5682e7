//! How long things take when some of them are not over yet: Kaplan and Meier in whole days (`statistics.md` 6 and 7).

use super::histogram::Histogram;
use crate::contract::Contract;
use crate::payment::{Payment, due_date, payment};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a spell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum Spell {
    /// It ended after so many days (negative: before the day it is counted from).
    Ended { days: i64 },
    /// Not yet, after so many days.
    Open { days: i64 },
    /// It never will: at risk for ever.
    Never,
}

/// Spells of one cohort, by day: exact, and added up over cohorts by adding counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spells {
    pub ended: Histogram,
    /// By the days after which they were last seen open.
    pub open: Histogram,
    pub never: i64,
}

impl Spells {
    pub fn of(spells: impl IntoIterator<Item = Spell>) -> Self {
        let mut all = Self::default();
        for spell in spells {
            all.add(spell, 1);
        }
        all
    }

    /// Counts a spell so many times; a negative number takes it back.
    pub fn add(&mut self, spell: Spell, times: i64) {
        match spell {
            Spell::Ended { days } => self.ended.add(days, times),
            Spell::Open { days } => self.open.add(days, times),
            Spell::Never => self.never += times,
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: &Self) {
        self.ended.merge(&other.ended);
        self.open.merge(&other.open);
        self.never += other.never;
    }

    pub fn total(&self) -> i64 {
        self.ended.total() + self.open.total() + self.never
    }

    /// The share that lasts longer, after each day on which one ended. Endings come before the censorings of the same
    /// day.
    pub fn curve(&self) -> Vec<Step> {
        let mut at_risk = self.total();
        let mut censored = self.open.counts().peekable();
        // The share at the last censoring, and how many were at risk then: what follows is one fraction, so that
        // without censoring the curve is exactly that of the counts.
        let (mut level, mut of) = (1.0, at_risk);
        let mut curve = Vec::new();
        for (days, ended) in self.ended.counts() {
            let mut gone = 0;
            while let Some((_, open)) = censored.next_if(|(day, _)| *day < days) {
                gone += open;
            }
            if gone > 0 {
                level *= at_risk as f64 / of.max(1) as f64;
                at_risk -= gone;
                of = at_risk;
            }
            let before = at_risk;
            at_risk -= ended;
            curve.push(Step {
                days,
                at_risk: before,
                ended,
                longer: level * at_risk as f64 / of.max(1) as f64,
            });
        }
        curve
    }

    /// The share that lasts longer than so many days.
    pub fn longer_than(&self, days: i64) -> f64 {
        self.curve()
            .iter()
            .take_while(|step| step.days <= days)
            .last()
            .map_or(1.0, |step| step.longer)
    }

    /// The smallest number of days after which at most `100 − percent` in a hundred go on; `None` of no spell.
    pub fn quantile(&self, percent: u32) -> Option<Quantile> {
        if self.total() <= 0 {
            return None;
        }
        let go_on = 1.0 - f64::from(percent) / 100.0;
        // Equal fractions may differ in their last bit; different ones differ by far more.
        let reached = self.curve().into_iter().find(|step| step.longer <= go_on + 1e-12);
        Some(match reached {
            Some(step) => Quantile::Days(step.days),
            None => Quantile::Over(self.ended.greatest().max(self.open.greatest())),
        })
    }
}

/// A day on which spells ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub days: i64,
    /// Still going on just before.
    pub at_risk: i64,
    pub ended: i64,
    /// The share that lasts longer than this.
    pub longer: f64,
}

/// A quantile of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantile {
    Days(i64),
    /// Over so many days, not reached yet; without a number where nothing was watched for any time.
    Over(Option<i64>),
}

/// What happened to an issue that begins or ends the wait for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Confirmed,
    Dismissed,
    Withdrawn,
    Reopened,
}

/// The waits of one issue: from its report, and from each reopening, to the first decision after it; a withdrawal ends
/// the watching. `turns` are in order of time.
pub fn waits_for_decision(reported: NaiveDate, turns: &[(NaiveDate, Turn)], today: NaiveDate) -> Vec<Spell> {
    let mut waits = Vec::new();
    let mut since = Some(reported);
    for (day, turn) in turns {
        match (turn, since) {
            (Turn::Reopened, None) => since = Some(*day),
            (Turn::Reopened, Some(_)) | (Turn::Confirmed | Turn::Dismissed | Turn::Withdrawn, None) => {}
            (Turn::Confirmed | Turn::Dismissed, Some(from)) => {
                waits.push(Spell::Ended {
                    days: (*day - from).num_days(),
                });
                since = None;
            }
            (Turn::Withdrawn, Some(from)) => {
                waits.push(Spell::Open {
                    days: (*day - from).num_days(),
                });
                since = None;
            }
        }
    }
    waits.extend(since.map(|from| Spell::Open {
        days: (today - from).num_days(),
    }));
    waits
}

/// The delay of an invoice on `today`, in days after due (negative when early); `None` for what is outside every rate,
/// and for what is said to be paid on an unknown day. Written off or bankrupt: never.
pub fn payment_delay(contract: &Contract, today: NaiveDate) -> Option<Spell> {
    let due = due_date(contract)?.on;
    match payment(contract, today) {
        Payment::Outside | Payment::PaidUndated => None,
        Payment::Paid { delay } => Some(Spell::Ended { days: delay }),
        Payment::Unpaid { .. } if contract.debt.is_lost() => Some(Spell::Never),
        Payment::Unpaid { .. } => Some(Spell::Open {
            days: (today - due).num_days(),
        }),
    }
}

#[cfg(test)]
mod tests;
