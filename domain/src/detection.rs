//! What the ledger says by itself: one issue per client, quarter and kind, where the facts of the contracts call for it.
//!
//! An undisputed invoice more than 60 days late, a late share above the sector's upper control limit, wages under the
//! reference in at least two contracts (`product.md`, "The ledger"). Single delays stay facts of the ledger. A fact that
//! is corrected takes its issue away.

use crate::contract::{Contract, ContractState};
use crate::issue::{IssueState, Severity};
use crate::pay::{PayReference, WageOffer, WageVerdict, compare};
use crate::payment::{GRACE_DAYS, Payment, due_date, payment};
use crate::{ContractId, MemberId, Money, Month, ProfessionId, Wage};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Days past due beyond which one invoice is a finding.
pub const DAYS_LATE: i64 = 60;
/// Days past due beyond which one invoice is serious: half a year.
pub const LONG_LATE: i64 = 180;
/// Invoices of one quarter from which on they are serious together.
pub const SEVERAL_LATE: i64 = 3;
/// Contracts under the reference in one quarter that are a finding.
pub const LOW_WAGES: usize = 2;
/// Facts older than this count nowhere (`product.md`, "Recommendation"), and open nothing.
pub const MONTHS_BACK: i32 = 36;

words! {
    /// What was found.
    DetectedKind {
        /// An undisputed invoice more than 60 days late.
        Over60 = "over_60",
        /// The share paid late is above what its sector does by itself.
        LateShare = "late_share",
        /// Wages under the minimum, or under a confirmed reference, in at least two contracts.
        LowWages = "low_wages",
    }
}

/// A quarter of a year, written as `20263`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quarter(i64);

impl Quarter {
    /// The quarter of a day.
    pub fn of(day: NaiveDate) -> Self {
        let month = Month::of(day);
        Self(i64::from(month.year()) * 10 + i64::from((month.month() - 1) / 3) + 1)
    }

    /// `20263`, as stored.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The quarter that is stored so, if there is one.
    pub fn from_number(number: i64) -> Option<Self> {
        ((1900..=9999).contains(&(number / 10)) && (1..=4).contains(&(number % 10))).then_some(Self(number))
    }

    pub const fn year(self) -> i64 {
        self.0 / 10
    }

    /// 1 to 4.
    pub const fn place(self) -> i64 {
        self.0 % 10
    }

    fn last_month(self) -> Month {
        Month::new(self.year() as i32, self.place() as u32 * 3).unwrap_or(Month::of(NaiveDate::default()))
    }

    pub fn last_day(self) -> NaiveDate {
        self.last_month().last_day()
    }

    pub fn first_day(self) -> NaiveDate {
        self.last_month().plus(-2).first_day()
    }
}

/// A line of the ledger as detection reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: ContractId,
    pub member: MemberId,
    pub profession: Option<ProfessionId>,
    pub contract: Contract,
}

/// The numbers of a finding; what does not belong to its kind is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Invoices or contracts that the finding is about.
    pub contracts: i64,
    /// Distinct members of these (`statistics.md` 9).
    pub members: i64,
    /// Longest delay in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_late: Option<i64>,
    /// Of the late ones, not paid when it was found, before VAT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaid: Option<Money>,
    /// Invoices that fell due in the quarter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// Contracts under the legal minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_minimum: Option<i64>,
    /// What is missing most for one unit, beside the figure of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_wage: Option<(crate::contract::WageUnit, Wage, Wage)>,
}

/// Something that the ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: DetectedKind,
    pub quarter: Quarter,
    /// The day of the fact: it counts in this month, whenever it was imported.
    pub happened_on: NaiveDate,
    pub contracts: Vec<ContractId>,
    pub figures: Figures,
}

impl Finding {
    /// The code of its category in the first set.
    pub fn category(&self) -> &'static str {
        match self.kind {
            DetectedKind::Over60 if self.figures.unpaid.is_some_and(|sum| sum > Money::ZERO) => "non_payment",
            DetectedKind::Over60 | DetectedKind::LateShare => "late_payment",
            DetectedKind::LowWages => "low_pay",
        }
    }

    /// A convention: moderate; serious where several invoices, half a year or the legal minimum are concerned.
    pub fn severity(&self) -> Severity {
        let f = &self.figures;
        let serious = match self.kind {
            DetectedKind::Over60 => {
                f.contracts >= SEVERAL_LATE || f.days_late.is_some_and(|days| days > LONG_LATE)
            }
            DetectedKind::LateShare => false,
            DetectedKind::LowWages => f.below_minimum.is_some_and(|n| n > 0),
        };
        if serious {
            Severity::Serious
        } else {
            Severity::Moderate
        }
    }
}

/// All findings in a client's lines as known on `today`. `above` says whether so many late of so many due lie above the
/// sector's upper control limit; where the sector has no limits yet, it says no.
pub fn detect(
    lines: &[Line],
    references: &[PayReference],
    above: impl Fn(i64, i64) -> bool,
    today: NaiveDate,
) -> Vec<Finding> {
    let oldest = Month::of(today).plus(-MONTHS_BACK).first_day();
    let mut found = over_60(lines, oldest, today);
    found.extend(late_shares(lines, above, oldest, today));
    found.extend(low_wages(lines, references, oldest, today));
    found
}

fn members(lines: &[&Line]) -> i64 {
    let members: BTreeSet<MemberId> = lines.iter().map(|line| line.member).collect();
    members.len() as i64
}

fn finding(kind: DetectedKind, quarter: Quarter, happened_on: NaiveDate, lines: &[&Line]) -> Finding {
    Finding {
        kind,
        quarter,
        happened_on,
        contracts: lines.iter().map(|line| line.id).collect(),
        figures: Figures {
            contracts: lines.len() as i64,
            members: members(lines),
            ..Figures::default()
        },
    }
}

/// The day on which an invoice is more than 60 days late.
fn crossing(due: NaiveDate) -> NaiveDate {
    due + Days::new(DAYS_LATE.unsigned_abs() + 1)
}

fn over_60(lines: &[Line], oldest: NaiveDate, today: NaiveDate) -> Vec<Finding> {
    let mut quarters: BTreeMap<Quarter, Vec<(&Line, NaiveDate, i64, bool)>> = BTreeMap::new();
    for line in lines {
        let Some(due) = due_date(&line.contract) else {
            continue;
        };
        let (days, unpaid) = match payment(&line.contract, today) {
            Payment::Paid { delay } => (delay, false),
            Payment::Unpaid { days_past_due } => (days_past_due, true),
            Payment::Outside | Payment::PaidUndated => continue,
        };
        let on = crossing(due.on);
        if days > DAYS_LATE && (oldest..=today).contains(&on) {
            quarters
                .entry(Quarter::of(on))
                .or_default()
                .push((line, on, days, unpaid));
        }
    }
    let one = |(quarter, late): (Quarter, Vec<(&Line, NaiveDate, i64, bool)>)| {
        let first = late.iter().map(|(_, on, ..)| *on).min()?;
        let lines: Vec<&Line> = late.iter().map(|(line, ..)| *line).collect();
        let mut found = finding(DetectedKind::Over60, quarter, first, &lines);
        found.figures.days_late = late.iter().map(|(_, _, days, _)| *days).max();
        let unpaid = late.iter().filter(|(.., unpaid)| *unpaid);
        found.figures.unpaid = Some(unpaid.map(|(line, ..)| line.contract.price.0).sum());
        Some(found)
    };
    quarters.into_iter().filter_map(one).collect()
}

fn late_shares(
    lines: &[Line],
    above: impl Fn(i64, i64) -> bool,
    oldest: NaiveDate,
    today: NaiveDate,
) -> Vec<Finding> {
    let mut quarters: BTreeMap<Quarter, (i64, Vec<(&Line, NaiveDate)>)> = BTreeMap::new();
    for line in lines {
        let Some(due) = due_date(&line.contract) else {
            continue;
        };
        let how = payment(&line.contract, today);
        let known = match how {
            Payment::Paid { .. } => due.on <= today,
            Payment::Unpaid { days_past_due } => days_past_due > GRACE_DAYS,
            Payment::Outside | Payment::PaidUndated => false,
        };
        if !known || due.on < oldest {
            continue;
        }
        let quarter = quarters.entry(Quarter::of(due.on)).or_default();
        quarter.0 += 1;
        if how.is_late() {
            quarter.1.push((line, due.on));
        }
    }
    let one = |(quarter, (due, late)): (Quarter, (i64, Vec<(&Line, NaiveDate)>))| {
        if !above(late.len() as i64, due) {
            return None;
        }
        let last = late.iter().map(|(_, due)| *due).max()?;
        let on = (last + Days::new(GRACE_DAYS.unsigned_abs() + 1)).min(quarter.last_day());
        let lines: Vec<&Line> = late.iter().map(|(line, _)| *line).collect();
        let mut found = finding(DetectedKind::LateShare, quarter, on.min(today), &lines);
        found.figures.due = Some(due);
        Some(found)
    };
    quarters.into_iter().filter_map(one).collect()
}

/// The figure that a wage lies under: the minimum, or a reference that staff have confirmed. A figure of ours that nobody
/// has confirmed accuses no one.
fn short_of(line: &Line, references: &[PayReference]) -> Option<(Wage, bool)> {
    let contract = &line.contract;
    let offer = WageOffer {
        profession: line.profession,
        unit: contract.unit,
        wage: contract.wage,
        // The ledger does not tell how long a project or a service took.
        hours_a_unit: None,
    };
    let compared = compare(&offer, references, contract.start_on);
    match compared.verdict {
        WageVerdict::BelowMinimum { needed, .. } => Some((needed, true)),
        WageVerdict::UnderReference { reference, .. } => compared
            .reference
            .is_some_and(|figure| figure.from.confirmed)
            .then_some((reference, false)),
        WageVerdict::Fine | WageVerdict::Unknown { .. } => None,
    }
}

fn low_wages(
    lines: &[Line],
    references: &[PayReference],
    oldest: NaiveDate,
    today: NaiveDate,
) -> Vec<Finding> {
    let mut quarters: BTreeMap<Quarter, Vec<(&Line, Wage, bool)>> = BTreeMap::new();
    for line in lines {
        let contract = &line.contract;
        let work = contract.is_fact() && contract.state != ContractState::Refunded && !contract.taken_back;
        if !work || !(oldest..=today).contains(&contract.start_on) {
            continue;
        }
        if let Some((figure, minimum)) = short_of(line, references) {
            quarters
                .entry(Quarter::of(contract.start_on))
                .or_default()
                .push((line, figure, minimum));
        }
    }
    let one = |(quarter, mut low): (Quarter, Vec<(&Line, Wage, bool)>)| {
        low.sort_by_key(|(line, ..)| (line.contract.start_on, line.id));
        // With the second one it is more than a single case.
        let on = low.get(LOW_WAGES - 1)?.0.contract.start_on;
        let lines: Vec<&Line> = low.iter().map(|(line, ..)| *line).collect();
        let mut found = finding(DetectedKind::LowWages, quarter, on, &lines);
        found.figures.below_minimum = Some(low.iter().filter(|(.., minimum)| *minimum).count() as i64);
        found.figures.worst_wage = low
            .iter()
            .max_by_key(|(line, figure, _)| {
                let short = figure.0 - line.contract.wage.0;
                short.scaled(1_000_000, figure.0.cents())
            })
            .map(|(line, figure, _)| (line.contract.unit, line.contract.wage, *figure));
        Some(found)
    };
    quarters.into_iter().filter_map(one).collect()
}

/// The next day on which these lines can say something new without a change: an invoice becomes late, or more than 60
/// days late, or more than half a year, or work begins.
pub fn next_look(lines: &[Line], today: NaiveDate) -> Option<NaiveDate> {
    lines
        .iter()
        .filter(|line| line.contract.is_fact())
        .flat_map(|line| {
            let unpaid = matches!(payment(&line.contract, today), Payment::Unpaid { .. });
            let due = due_date(&line.contract).filter(|_| unpaid).map(|due| due.on);
            [
                due.map(|due| due + Days::new(GRACE_DAYS.unsigned_abs() + 1)),
                due.map(crossing),
                due.map(|due| due + Days::new(LONG_LATE.unsigned_abs() + 1)),
                Some(line.contract.start_on),
            ]
        })
        .flatten()
        .filter(|day| *day > today)
        .min()
}

/// What becomes of an issue whose fact no longer stands: one that a person has dismissed or resolved stays as it is.
pub const fn is_withdrawn_from(state: IssueState) -> bool {
    matches!(
        state,
        IssueState::Reported | IssueState::UnderReview | IssueState::Confirmed
    )
}

#[cfg(test)]
mod tests;
