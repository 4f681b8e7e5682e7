//! A wage held against the minimum that binds and the reference that is fair, unit by unit, with the figures of the day.

pub mod figure;

use crate::check::PayFigures;
use crate::contract::WageUnit;
use crate::money::{Estimate, PriceFactor};
use crate::{Money, Month, Price, ProfessionId, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Hundredths of an hour in a working day: 7.6 hours, a fifth of 38.
pub const HOURS_A_DAY: i64 = 760;

words! {
    /// What a figure is.
    PayKind {
        /// Binds by law.
        Minimum = "minimum",
        /// Fair for the profession.
        Reference = "reference",
    }
}

/// One dated figure, with where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayReference {
    pub kind: PayKind,
    /// `None`: for every profession that has no figure of its own.
    pub profession: Option<ProfessionId>,
    pub unit: WageUnit,
    /// Gross, for one unit.
    pub amount: Wage,
    pub valid_from: NaiveDate,
    /// Last day on which it counts; `None` until a newer one is entered.
    pub valid_to: Option<NaiveDate>,
    pub source: String,
    /// Empty where there is none.
    pub source_url: String,
    /// False while staff have still to confirm the figure.
    pub confirmed: bool,
}

impl PayReference {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A wage as offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WageOffer {
    pub profession: Option<ProfessionId>,
    pub unit: WageUnit,
    /// Gross, for one unit.
    pub wage: Wage,
    /// Hundredths of an hour that one project or one service takes, where told.
    pub hours_a_unit: Option<i64>,
}

impl WageOffer {
    /// Hundredths of an hour in one unit. A cachet pays a task, not hours.
    fn hours(&self) -> Option<i64> {
        match self.unit {
            WageUnit::Hour => Some(100),
            WageUnit::Day => Some(HOURS_A_DAY),
            WageUnit::Service | WageUnit::Project => self.hours_a_unit.filter(|hours| *hours > 0),
            WageUnit::Cachet => None,
        }
    }
}

/// A figure for one unit of the offer, and the reference that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayFigure<'a> {
    pub amount: Wage,
    pub from: &'a PayReference,
}

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum WageVerdict {
    /// The wage needed for one unit, and what is missing.
    BelowMinimum {
        needed: Wage,
        short: Money,
    },
    /// Lawful, but under what is fair by so much for one unit.
    UnderReference {
        reference: Wage,
        short: Money,
    },
    /// Under none of the figures that are known.
    Fine,
    Unknown {
        why: WageUnknown,
    },
}

words! {
    /// Why a wage cannot be judged.
    WageUnknown {
        /// No figure of the day for this unit.
        NoReference = "no_reference",
        /// A project or a service whose hours were not told.
        HoursMissing = "hours_missing",
    }
}

/// An offer beside the figures of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayComparison<'a> {
    pub minimum: Option<PayFigure<'a>>,
    pub reference: Option<PayFigure<'a>>,
    pub verdict: WageVerdict,
    /// A minimum binds, but cannot be held against the wage: the hours of one unit were not told.
    pub hours_missing: bool,
}

impl From<&PayComparison<'_>> for PayFigures {
    fn from(found: &PayComparison<'_>) -> Self {
        Self {
            minimum: found.minimum.map(|figure| figure.amount),
            reference: found.reference.map(|figure| figure.amount),
            to_confirm: found.minimum.is_some_and(|figure| !figure.from.confirmed),
            reference_to_confirm: found.reference.is_some_and(|figure| !figure.from.confirmed),
            hours_missing: found.hours_missing,
        }
    }
}

/// Holds an offer against the references of a day (the first day of work). *Under* is strictly below.
pub fn compare<'a>(offer: &WageOffer, references: &'a [PayReference], day: NaiveDate) -> PayComparison<'a> {
    let minimum = figure(PayKind::Minimum, offer, references, day);
    let reference = figure(PayKind::Reference, offer, references, day);
    let below = |figure: Option<PayFigure<'a>>| figure.filter(|f| offer.wage < f.amount);
    let verdict = if let Some(needed) = below(minimum) {
        WageVerdict::BelowMinimum {
            needed: needed.amount,
            short: needed.amount.0 - offer.wage.0,
        }
    } else if let Some(fair) = below(reference) {
        WageVerdict::UnderReference {
            reference: fair.amount,
            short: fair.amount.0 - offer.wage.0,
        }
    } else if minimum.is_some() || reference.is_some() {
        WageVerdict::Fine
    } else {
        WageVerdict::Unknown {
            why: why_unknown(offer, references, day),
        }
    };
    PayComparison {
        minimum,
        reference,
        verdict,
        hours_missing: minimum.is_none()
            && figure(PayKind::Minimum, &with_hours(offer), references, day).is_some(),
    }
}

/// The figure of one kind for one unit of the offer: the profession's own before the general one, the same unit
/// before another, the newest first.
pub fn figure<'a>(
    kind: PayKind,
    offer: &WageOffer,
    references: &'a [PayReference],
    day: NaiveDate,
) -> Option<PayFigure<'a>> {
    references
        .iter()
        .filter(|reference| reference.kind == kind && reference.holds_on(day))
        .filter(|reference| reference.profession.is_none() || reference.profession == offer.profession)
        .filter_map(|from| {
            Some(PayFigure {
                amount: in_unit_of(offer, from)?,
                from,
            })
        })
        .max_by_key(|figure| {
            let from = figure.from;
            // A day's figure was rounded once for 7.6 hours, an hour's 7.6 times: convert from the day.
            (
                from.profession.is_some(),
                from.unit == offer.unit,
                from.unit == WageUnit::Day,
                from.valid_from,
            )
        })
}

/// The amount of a reference for one unit of the offer; minima are rounded up, so that they stay minima.
fn in_unit_of(offer: &WageOffer, reference: &PayReference) -> Option<Wage> {
    if reference.unit == offer.unit {
        return Some(reference.amount);
    }
    let their_hours = match reference.unit {
        WageUnit::Hour => 100,
        WageUnit::Day => HOURS_A_DAY,
        WageUnit::Service | WageUnit::Cachet | WageUnit::Project => return None,
    };
    let hours = offer.hours()?;
    Some(Wage(match reference.kind {
        PayKind::Minimum => reference.amount.0.scaled_up(hours, their_hours),
        PayKind::Reference => reference.amount.0.scaled(hours, their_hours),
    }))
}

/// The same offer as if its hours had been told.
fn with_hours(offer: &WageOffer) -> WageOffer {
    WageOffer {
        hours_a_unit: Some(100),
        ..*offer
    }
}

fn why_unknown(offer: &WageOffer, references: &[PayReference], day: NaiveDate) -> WageUnknown {
    let would_be_known = [PayKind::Minimum, PayKind::Reference]
        .into_iter()
        .any(|kind| figure(kind, &with_hours(offer), references, day).is_some());
    if would_be_known {
        WageUnknown::HoursMissing
    } else {
        WageUnknown::NoReference
    }
}

/// What a member needs in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "need", content = "amount", rename_all = "snake_case")]
pub enum MonthlyNeed {
    Gross(Money),
    /// In hand; the gross wage is then estimated too.
    Net(Money),
}

/// Input of the calculator "to live from it".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Living<'a> {
    pub need: MonthlyNeed,
    /// Hundredths of a day that can be invoiced in a month.
    pub billable_days: i64,
    /// What is left in hand of a gross wage, in basis points (7,000 is 70 %).
    pub net_share: i64,
    pub factor: &'a PriceFactor,
}

/// What to ask for, so as to live from it. Prices rest on the factor and are estimates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LivingAnswer {
    pub gross_a_month: Money,
    pub wage_a_day: Wage,
    pub wage_an_hour: Wage,
    pub price_a_day: Estimate<Price>,
    pub price_an_hour: Estimate<Price>,
    /// The gross wage itself was estimated from a net one.
    pub gross_estimated: bool,
}

words! {
    /// Why the calculator cannot answer.
    LivingError {
        /// The need is not a positive amount, or over a million euros.
        Need = "need",
        /// No billable day, or more than a month has.
        Days = "days",
        /// The net share is not between 1 and 100 %.
        NetShare = "net_share",
    }
}

impl std::error::Error for LivingError {}

/// The price to ask per day and per hour to earn what is needed; every step is rounded up, so that it is enough.
pub fn to_live_from_it(input: &Living<'_>) -> Result<LivingAnswer, LivingError> {
    let (need, gross_estimated) = match input.need {
        MonthlyNeed::Gross(amount) => (amount, false),
        MonthlyNeed::Net(amount) => (amount, true),
    };
    if !(1..=100_000_000).contains(&need.cents()) {
        return Err(LivingError::Need);
    }
    if !(1..=3_100).contains(&input.billable_days) {
        return Err(LivingError::Days);
    }
    if gross_estimated && !(100..=10_000).contains(&input.net_share) {
        return Err(LivingError::NetShare);
    }
    let gross_a_month = if gross_estimated {
        need.scaled_up(10_000, input.net_share)
    } else {
        need
    };
    let wage_a_day = Wage(gross_a_month.scaled_up(100, input.billable_days));
    let wage_an_hour = Wage(wage_a_day.0.scaled_up(100, HOURS_A_DAY));
    Ok(LivingAnswer {
        gross_a_month,
        wage_a_day,
        wage_an_hour,
        price_a_day: input.factor.price_for(wage_a_day),
        price_an_hour: input.factor.price_for(wage_an_hour),
        gross_estimated,
    })
}

/// Guaranteed average minimum monthly income (RMMMG/GGMMI, CCT/cao 43), 18 and over, full time: first month or day,
/// cents a month, confirmed by an official source.
const MONTHLY_MINIMUM: &[(i32, u32, i64, bool)] = &[
    (2022, 1, 169_140, true),
    (2022, 3, 172_521, true),
    (2022, 4, 180_616, true),
    (2022, 5, 184_228, true),
    (2022, 8, 187_913, true),
    (2022, 12, 195_499, false),
    (2023, 11, 199_418, true),
    (2024, 4, 202_988, true),
    (2024, 5, 207_048, true),
    (2025, 2, 211_189, true),
];

/// The figures to start from, for every profession: an hour and a day at least, a cachet (1/26 of the month) as a
/// reference; what is derived for a day or a cachet is to be confirmed. Staff enter the later ones and those of their
/// joint committees.
pub fn known_references() -> Vec<PayReference> {
    let starts: Vec<NaiveDate> = MONTHLY_MINIMUM
        .iter()
        .filter_map(|&(year, month, ..)| Month::new(year, month).map(Month::first_day))
        .collect();
    let mut all = Vec::new();
    for (at, (&valid_from, &(.., cents, confirmed))) in starts.iter().zip(MONTHLY_MINIMUM).enumerate() {
        let month = Money(cents);
        // A month is 52/12 weeks of 38 hours in 5 days.
        for (kind, unit, amount) in [
            (PayKind::Minimum, WageUnit::Hour, month.scaled(3, 13 * 38)),
            (PayKind::Minimum, WageUnit::Day, month.scaled(3, 13 * 5)),
            (PayKind::Reference, WageUnit::Cachet, month.scaled(1, 26)),
        ] {
            all.push(PayReference {
                kind,
                profession: None,
                unit,
                amount: Wage(amount),
                valid_from,
                valid_to: starts.get(at + 1).and_then(NaiveDate::pred_opt),
                source: "CCT/cao 43".to_owned(),
                source_url: "https://www.salairesminimums.be/".to_owned(),
                confirmed: confirmed && unit == WageUnit::Hour,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests;
