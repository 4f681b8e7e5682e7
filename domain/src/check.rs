//! A member's look at a client and an offer before accepting it: the order of answers, with every reason.

use crate::client::{ClientCandidate, PaymentCounts};
use crate::contract::WageUnit;
use crate::money::{Estimate, PriceFactor};
use crate::pay::WageOffer;
use crate::profession::{Profession, ProfessionState, Proof};
use crate::register::RegisterState;
use crate::stance::condition::{Condition, met_by_offer};
use crate::stance::{StanceCard, StanceKind};
use crate::{CheckId, ClientId, EstablishmentId, Money, Price, ProfessionId, Wage};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// The answers, from the best to the worst: the worst wins (`product.md`, "Check").
    Answer {
        Clear = "clear",
        NothingKnown = "nothing_known",
        TakeNote = "take_note",
        OnConditions = "on_conditions",
        /// A hold: speak to a counsellor first.
        SpeakFirst = "speak_first",
        Refused = "refused",
    }
}

words! {
    /// The side of an offer that is an estimate.
    Estimated { Wage = "wage", Price = "price" }
}

/// What the member typed, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub client: Option<ClientId>,
    /// What was typed to find the client, kept where none was found.
    pub client_text: String,
    pub establishment: Option<EstablishmentId>,
    pub profession: ProfessionId,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub unit: WageUnit,
    /// Hundredths of a unit.
    pub units: i64,
    /// Hundredths of an hour in one unit, for a service or a project.
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
    found
}

/// The figures of the day that the wage is held against, for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PayFigures {
    /// Binds by law.
    pub minimum: Option<Wage>,
    /// Fair for the profession.
    pub reference: Option<Wage>,
    /// The minimum still has to be confirmed by staff.
    pub to_confirm: bool,
}

/// All that the answer is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFacts {
    pub profession: Profession,
    pub pay: PayFigures,
    /// `None`: no client of that name or number is known.
    pub client: Option<ClientFacts>,
}

/// What is known of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFacts {
    pub candidate: ClientCandidate,
    /// In force today, in whatever scope.
    pub stances: Vec<StanceCard>,
    /// The strictest stance in force on its parent.
    pub parent: Option<(String, StanceCard)>,
    pub held: bool,
    pub register: RegisterState,
    /// The day of the register's extract; `None` where no register was imported.
    pub register_as_of: Option<NaiveDate>,
    /// Without the reader's own contracts.
    pub payment: PaymentCounts,
    /// Contracts of others paid in full.
    pub paid_contracts: i64,
    /// Issues confirmed in the last 24 months.
    pub confirmed_recently: i64,
}

/// One reason of an answer; each stands at its own level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// A punitive stance covers this work.
    Sanction {
        stance: StanceCard,
    },
    ProfessionRefused,
    ProfessionPaused,
    /// Gross for one unit: what is offered and what the law demands.
    WageUnderMinimum {
        offered: Wage,
        needed: Wage,
    },
    Hold,
    Conditions {
        stance: StanceCard,
        unmet: Vec<Condition>,
        met: Vec<Condition>,
    },
    ProfessionProofs {
        proofs: Vec<Proof>,
    },
    Informative {
        stance: StanceCard,
    },
    ParentStance {
        parent: String,
        kind: StanceKind,
    },
    WageUnderReference {
        offered: Wage,
        reference: Wage,
    },
    RegisterStopped,
    RegisterBankrupt,
    NotInRegister,
    ClientUnknown,
    /// Too few paid contracts of others to say anything.
    NothingKnown,
    /// Enough paid contracts, but not clear either; what is not published is not told.
    NothingMore,
    /// This many contracts of others were paid and nothing was confirmed in 24 months.
    PaidBefore {
        contracts: i64,
    },
}

impl Reason {
    /// The answer that this reason alone would give.
    pub const fn answer(&self) -> Answer {
        match self {
            Self::Sanction { .. }
            | Self::ProfessionRefused
            | Self::ProfessionPaused
            | Self::WageUnderMinimum { .. } => Answer::Refused,
            Self::Hold => Answer::SpeakFirst,
            Self::Conditions { .. } | Self::ProfessionProofs { .. } => Answer::OnConditions,
            Self::Informative { .. }
            | Self::ParentStance { .. }
            | Self::WageUnderReference { .. }
            | Self::RegisterStopped
            | Self::RegisterBankrupt
            | Self::NotInRegister => Answer::TakeNote,
            Self::ClientUnknown | Self::NothingKnown | Self::NothingMore => Answer::NothingKnown,
            Self::PaidBefore { .. } => Answer::Clear,
        }
    }
}

/// The answer with all its reasons, the worst first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckAnswer {
    pub answer: Answer,
    pub reasons: Vec<Reason>,
    pub pay: PayFigures,
    /// Payment bands, from 3 contracts of 2 members on.
    pub payment: Option<PaymentCounts>,
    /// A counsellor's yes is among the conditions.
    pub needs_approval: bool,
}

/// Paid contracts from which a client is called clear.
pub const CLEAR_FROM_CONTRACTS: i64 = 3;

/// Answers a check. Pure: the same facts and offer give the same answer.
pub fn answer(offer: &Offer, facts: &CheckFacts) -> CheckAnswer {
    let mut reasons = Vec::new();
    wage_reasons(offer, facts, &mut reasons);
    profession_reasons(&facts.profession, &mut reasons);
    match &facts.client {
        Some(client) => client_reasons(offer, client, &mut reasons),
        None => reasons.push(Reason::ClientUnknown),
    }
    reasons.extend(facts.client.as_ref().map(record_reason));
    // Stable: reasons of one level keep the order in which they were found.
    reasons.sort_by_key(|r| std::cmp::Reverse(r.answer()));
    let needs_approval = reasons.iter().any(|r| match r {
        Reason::Conditions { unmet, .. } => unmet.contains(&Condition::Approval),
        Reason::ProfessionProofs { proofs } => proofs.contains(&Proof::PriorAgreement),
        _ => false,
    });
    CheckAnswer {
        answer: reasons.first().map_or(Answer::NothingKnown, Reason::answer),
        pay: facts.pay,
        payment: facts
            .client
            .as_ref()
            .map(|c| c.payment)
            .filter(PaymentCounts::shown_to_members),
        needs_approval,
        reasons,
    }
}

fn wage_reasons(offer: &Offer, facts: &CheckFacts, reasons: &mut Vec<Reason>) {
    let Some(offered) = offer.wage else { return };
    if let Some(needed) = facts.pay.minimum.filter(|m| offered < *m) {
        reasons.push(Reason::WageUnderMinimum { offered, needed });
    } else if let Some(reference) = facts.pay.reference.filter(|r| offered < *r) {
        reasons.push(Reason::WageUnderReference { offered, reference });
    }
}

fn profession_reasons(profession: &Profession, reasons: &mut Vec<Reason>) {
    match profession.state {
        ProfessionState::Refused => reasons.push(Reason::ProfessionRefused),
        ProfessionState::Paused => reasons.push(Reason::ProfessionPaused),
        ProfessionState::Conditional => {
            reasons.push(Reason::ProfessionProofs {
                proofs: profession.proofs.clone(),
            });
        }
        ProfessionState::Accepted => {}
    }
}

fn client_reasons(offer: &Offer, client: &ClientFacts, reasons: &mut Vec<Reason>) {
    if client.held {
        reasons.push(Reason::Hold);
    }
    let in_scope = client
        .stances
        .iter()
        .filter(|s| s.scope.covers(offer.establishment, Some(offer.profession)));
    if let Some(strictest) = in_scope.max_by_key(|s| s.kind) {
        reasons.push(stance_reason(offer, strictest.clone()));
    }
    if let Some((parent, stance)) = &client.parent {
        reasons.push(Reason::ParentStance {
            parent: parent.clone(),
            kind: stance.kind,
        });
    }
    match client.register {
        RegisterState::Bankrupt => reasons.push(Reason::RegisterBankrupt),
        RegisterState::Stopped => reasons.push(Reason::RegisterStopped),
        RegisterState::Unknown if client.register_as_of.is_some() => reasons.push(Reason::NotInRegister),
        RegisterState::Unknown | RegisterState::Normal | RegisterState::Other => {}
    }
}

fn stance_reason(offer: &Offer, stance: StanceCard) -> Reason {
    match stance.kind {
        StanceKind::Punitive => Reason::Sanction { stance },
        StanceKind::Informative => Reason::Informative { stance },
        StanceKind::Restrictive => {
            let wage = offer.wage.map(|w| (offer.unit, w));
            let (met, unmet) = stance
                .conditions
                .iter()
                .partition(|c| met_by_offer(c, wage, offer.price) == Some(true));
            Reason::Conditions { met, unmet, stance }
        }
    }
}

fn record_reason(client: &ClientFacts) -> Reason {
    if client.paid_contracts < CLEAR_FROM_CONTRACTS {
        Reason::NothingKnown
    } else if client.confirmed_recently > 0 {
        Reason::NothingMore
    } else {
        Reason::PaidBefore {
            contracts: client.paid_contracts,
        }
    }
}

/// Days for which a kept check holds, unless a fact changes before.
pub const VALID_DAYS: u64 = 14;

words! {
    /// What became of a kept check.
    CheckState {
        /// No go-ahead is needed.
        Kept = "kept",
        /// A counsellor's answer is awaited.
        Asked = "asked",
        Granted = "granted",
        Declined = "declined",
    }
}

/// A kept check, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheck {
    pub id: CheckId,
    pub kept_by: crate::PersonId,
    pub kept_by_name: String,
    pub offer: Offer,
    pub client_name: Option<String>,
    pub client_number: String,
    pub profession_names: [String; 4],
    pub answer: CheckAnswer,
    pub kept_at: DateTime<Utc>,
    pub valid_until: NaiveDate,
    /// A stance, hold or profession changed since: the answer no longer holds.
    pub outdated: bool,
    pub state: CheckState,
    /// When the counsellor's answer is due.
    pub due_on: Option<NaiveDate>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub comment: String,
    pub revision: i64,
}

#[cfg(test)]
mod tests;
