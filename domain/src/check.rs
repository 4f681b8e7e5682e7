//! A member's look at a client and an offer before accepting it: the order of answers, with every reason, what each
//! asks for, and what to do next.

mod answer;
pub mod approval;
mod facts;
mod kept;
mod needs;
mod next;
mod offer;
mod reason;

pub use answer::{CLEAR_FROM_CONTRACTS, CheckAnswer, answer};
pub use facts::{Between, CharterAccepted, CheckFacts, ClientFacts, GoAhead, PayFigures};
pub use kept::{CheckState, EarlierGoAhead, KeptCheck, Outcome, VALID_DAYS, all_settled};
pub use needs::{Blocked, KeptNeed, Need, NeedState, TickRefused, needs, sign, tick, waive};
pub use next::{NextStep, price_to_ask, steps, wage_left};
pub use offer::{Offer, OfferProblem, problems};
pub use reason::Reason;

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

#[cfg(test)]
mod tests;
