//! What a member is offered, as typed and checked.

use super::Estimated;
use crate::client::identifier::guess;
use crate::contract::WageUnit;
use crate::money::{Estimate, PriceFactor};
use crate::pay::WageOffer;
use crate::{ClientId, EstablishmentId, Money, Price, ProfessionId, Wage};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the member typed, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub client: Option<ClientId>,
    /// What was typed to find the client, kept where none was found.
    pub client_text: String,
    /// Asked for where a stance is about one establishment; where it was not told, the strictest counts.
    pub establishment: Option<EstablishmentId>,
    pub profession: ProfessionId,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub unit: WageUnit,
    /// Hundredths of a unit.
    pub units: i64,
    /// Hundredths of an hour in one unit: a project comes with them, a service should.
    pub hours_a_unit: Option<i64>,
    /// Gross, for one unit; estimated from the price where only that was given.
    pub wage: Option<Wage>,
    /// What the dated factor filled in from the other, where only one was given.
    pub estimated: Option<Estimated>,
    /// Whole contract, before VAT.
    pub price: Option<Money>,
}

impl Offer {
    /// Fills in the wage from the price, or the price from the wage, where only one was given; both are estimates then.
    pub fn with_estimate(mut self, factor: Option<&PriceFactor>) -> Self {
        let Some(factor) = factor.filter(|_| self.units > 0) else {
            return self;
        };
        match (self.wage, self.price) {
            (None, Some(price)) => {
                let Estimate(all) = factor.wage_from(Price(price));
                self.wage = Some(Wage(all.0.scaled(100, self.units)));
                self.estimated = Some(Estimated::Wage);
            }
            (Some(wage), None) => {
                let Estimate(price) = factor.price_for(Wage(wage.for_units(self.units)));
                self.price = Some(price.0);
                self.estimated = Some(Estimated::Price);
            }
            (None, None) | (Some(_), Some(_)) => {}
        }
        self
    }

    /// The wage as [`crate::pay::compare`] holds it against the figures of the day.
    pub fn wage_offer(&self) -> Option<WageOffer> {
        self.wage.map(|wage| WageOffer {
            profession: Some(self.profession),
            unit: self.unit,
            wage,
            hours_a_unit: self.hours_a_unit,
        })
    }

    /// The same client; of those that nobody knows yet, the number that was typed tells.
    pub fn same_client(&self, other: &Self) -> bool {
        match (self.client, other.client) {
            (None, None) => {
                let numbers = guess(&other.client_text);
                guess(&self.client_text).iter().any(|one| numbers.contains(one))
            }
            (one, two) => one == two,
        }
    }

    /// The same place, dates and pay: what was settled for one is settled for the other. A side that is only an estimate was
    /// not told, and is compared where the two told nothing in common.
    pub fn same_terms(&self, other: &Self) -> bool {
        let work = |o: &Self| (o.establishment, o.starts_on, o.ends_on, o.unit, o.units);
        let wages = self.told_wage().zip(other.told_wage());
        let prices = self.told_price().zip(other.told_price());
        let paid = if wages.is_none() && prices.is_none() {
            self.wage == other.wage
        } else {
            wages.is_none_or(|(one, two)| one == two) && prices.is_none_or(|(one, two)| one == two)
        };
        work(self) == work(other) && paid
    }

    fn told_wage(&self) -> Option<Wage> {
        self.wage.filter(|_| self.estimated != Some(Estimated::Wage))
    }

    fn told_price(&self) -> Option<Money> {
        self.price.filter(|_| self.estimated != Some(Estimated::Price))
    }
}

/// What is wrong with an offer; each problem names its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferProblem {
    #[error("the work ends before it starts")]
    EndsBeforeStart,
    #[error("the work starts more than two years away")]
    StartOutOfRange,
    #[error("the number of units is not positive or beyond measure")]
    UnitsOutOfRange,
    #[error("an amount is negative or beyond measure")]
    AmountOutOfRange,
    #[error("a project comes with its hours: without them no minimum can be held against it")]
    HoursMissing,
}

/// Checks the parts of an offer that no field can check alone.
pub fn problems(offer: &Offer, today: NaiveDate) -> Vec<OfferProblem> {
    let mut found = Vec::new();
    if offer.ends_on < offer.starts_on {
        found.push(OfferProblem::EndsBeforeStart);
    }
    if offer.starts_on.signed_duration_since(today).num_days().abs() > 731 {
        found.push(OfferProblem::StartOutOfRange);
    }
    if !(1..=1_000_000).contains(&offer.units) {
        found.push(OfferProblem::UnitsOutOfRange);
    }
    let amounts = [offer.wage.map(|w| w.0.0), offer.price.map(|p| p.0)];
    if amounts
        .into_iter()
        .flatten()
        .any(|cents| !(0..=1_000_000_000).contains(&cents))
    {
        found.push(OfferProblem::AmountOutOfRange);
    }
    if offer.unit == WageUnit::Project && offer.hours_a_unit.is_none_or(|hours| hours <= 0) {
        found.push(OfferProblem::HoursMissing);
    }
    found
}
