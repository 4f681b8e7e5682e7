//! What to do next, for each reason of an answer.

use super::{CheckAnswer, Need, Offer, Reason, needs};
use crate::category::Filter;
use crate::money::{Estimate, PriceFactor};
use crate::stance::condition::BroughtBy;
use crate::{Money, Price, StanceId, Wage};
use serde::{Deserialize, Serialize};

/// A step that the member can take, or that the cooperative takes for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum NextStep {
    /// Negotiate for this wage by unit, which takes about this price for the whole contract.
    AskPrice {
        wage: Wage,
        price: Option<Estimate<Price>>,
    },
    /// Ask the client for it; a text to send stands ready.
    AskClient { need: Need },
    /// The cooperative asks the client for it.
    CooperativeAsks { need: Need },
    /// The member brings it or does it.
    Bring { need: Need },
    /// Ask the team for the go-ahead.
    AskGoAhead,
    /// Ask for a derogation, for hardship.
    AskDerogation { stance: StanceId },
    /// Speak to a counsellor.
    Counsellor,
    /// Look at the number again: the register does not have it, or says that the firm has stopped.
    CheckNumber,
    /// A training or a partner for this filter.
    Training { filter: Filter },
}

/// The price to ask for a wage by unit over the whole contract: an estimate by the factor of the day.
pub fn price_to_ask(wage: Wage, units: i64, factor: &PriceFactor) -> Estimate<Price> {
    factor.price_for(Wage(wage.for_units(units)))
}

/// The wage by unit that a price leaves: an estimate by the factor of the day. `None` without units.
pub fn wage_left(price: Money, units: i64, factor: &PriceFactor) -> Option<Estimate<Wage>> {
    let Estimate(all) = factor.wage_from(Price(price));
    (units > 0).then(|| Estimate(Wage(all.0.scaled(100, units))))
}

/// The steps that an answer leads to, each once, the first reasons first. `against` is the filter that speaks against
/// the profession.
pub fn steps(
    answer: &CheckAnswer,
    offer: &Offer,
    against: Option<Filter>,
    factor: Option<&PriceFactor>,
) -> Vec<NextStep> {
    let mut steps = Vec::new();
    let mut add = |step: NextStep| {
        if !steps.contains(&step) {
            steps.push(step);
        }
    };
    let ask = |wage: Wage| NextStep::AskPrice {
        wage,
        price: factor.map(|factor| price_to_ask(wage, offer.units, factor)),
    };
    for reason in &answer.reasons {
        match reason {
            Reason::WageUnderMinimum { needed, .. } => {
                // Who negotiates anyway asks for what is fair.
                let fair = answer.pay.reference.filter(|fair| fair > needed);
                add(ask(fair.unwrap_or(*needed)));
            }
            Reason::WageUnderReference { reference, .. } => add(ask(*reference)),
            Reason::Sanction { stance } => add(NextStep::AskDerogation { stance: stance.id }),
            Reason::Hold | Reason::ProfessionRefused | Reason::ProfessionPaused => add(NextStep::Counsellor),
            Reason::RegisterStopped
            | Reason::RegisterBankrupt
            | Reason::NotInRegister
            | Reason::ClientUnknown => {
                add(NextStep::CheckNumber);
            }
            Reason::Conditions { .. }
            | Reason::ProfessionProofs { .. }
            | Reason::Derogation { .. }
            | Reason::Informative { .. }
            | Reason::ParentStance { .. }
            | Reason::HoursMissing
            | Reason::NothingKnown
            | Reason::NothingMore
            | Reason::PaidBefore { .. } => {}
        }
    }
    for need in needs(&answer.reasons) {
        add(match need.brought_by() {
            _ if need.is_go_ahead() => NextStep::AskGoAhead,
            BroughtBy::Client => NextStep::AskClient { need },
            BroughtBy::Cooperative => NextStep::CooperativeAsks { need },
            BroughtBy::Member => NextStep::Bring { need },
        });
    }
    for reason in &answer.reasons {
        for filter in reason.filters(against) {
            add(NextStep::Training { filter });
        }
    }
    steps
}
