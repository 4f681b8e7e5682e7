//! From facts to the answer: the worst reason wins, whatever the order in which the facts come.

use super::{Answer, Between, CharterAccepted, CheckFacts, ClientFacts, Need, Offer, PayFigures, Reason};
use crate::client::PaymentCounts;
use crate::profession::{Profession, ProfessionState, Proof};
use crate::register::RegisterState;
use crate::reply::PublishedReply;
use crate::stance::condition::{Condition, met_by_offer};
use crate::stance::{StanceCard, StanceKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Whether the client clicked OK on the charter, and on which version.
    #[serde(default)]
    pub charter: Option<CharterAccepted>,
}

impl CheckAnswer {
    /// What the client replied to the stances among the reasons, as it stands on their cards beside the note; each once.
    pub fn replies(&self, today: NaiveDate) -> Vec<&PublishedReply> {
        let mut stances: Vec<&StanceCard> = Vec::new();
        for stance in self.reasons.iter().filter_map(Reason::stance) {
            let again = stances.iter().any(|other| other.id == stance.id);
            if !again && stance.note_for_members(today).is_some() {
                stances.push(stance);
            }
        }
        stances.into_iter().flat_map(|stance| &stance.replies).collect()
    }
}

/// Paid contracts from which a client is called clear.
pub const CLEAR_FROM_CONTRACTS: i64 = 3;

/// Answers a check. Pure: the same facts and offer give the same answer.
pub fn answer(offer: &Offer, facts: &CheckFacts) -> CheckAnswer {
    let mut reasons = Vec::new();
    wage_reasons(offer, facts, &mut reasons);
    profession_reasons(&facts.profession, &facts.between, &mut reasons);
    match &facts.client {
        Some(client) => {
            client_reasons(offer, client, &facts.between, &mut reasons);
            reasons.push(record_reason(client));
        }
        None => {
            // No register imported says nothing; a number that it does not have is looked at again.
            reasons.extend(facts.register.and_then(register_reason));
            reasons.push(Reason::ClientUnknown);
        }
    }
    // Stable: reasons of one level keep the order in which they are looked for.
    reasons.sort_by_key(|r| std::cmp::Reverse(r.answer()));
    CheckAnswer {
        answer: reasons.first().map_or(Answer::NothingKnown, Reason::answer),
        pay: facts.pay,
        payment: facts
            .client
            .as_ref()
            .map(|c| c.payment)
            .filter(PaymentCounts::shown_to_members),
        needs_approval: super::needs(&reasons).iter().any(Need::is_go_ahead),
        charter: facts.client.as_ref().and_then(|c| c.charter.clone()),
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
    if facts.pay.hours_missing {
        reasons.push(Reason::HoursMissing);
    }
}

fn profession_reasons(profession: &Profession, between: &Between, reasons: &mut Vec<Reason>) {
    match profession.state {
        ProfessionState::Refused => reasons.push(Reason::ProfessionRefused),
        ProfessionState::Paused => reasons.push(Reason::ProfessionPaused),
        ProfessionState::Conditional => {
            let agreed = between
                .go_ahead()
                .filter(|_| profession.proofs.contains(&Proof::PriorAgreement));
            let mut proofs = profession.proofs.clone();
            proofs.retain(|proof| *proof != Proof::PriorAgreement || agreed.is_none());
            reasons.push(Reason::ProfessionProofs {
                proofs,
                approved_until: agreed,
            });
        }
        ProfessionState::Accepted => {}
    }
}

fn client_reasons(offer: &Offer, client: &ClientFacts, between: &Between, reasons: &mut Vec<Reason>) {
    if client.held {
        reasons.push(Reason::Hold);
    }
    stance_reasons(offer, client, between, reasons);
    if let Some((parent, stance)) = &client.parent {
        reasons.push(Reason::ParentStance {
            parent: parent.clone(),
            kind: stance.kind,
        });
    }
    let imported = client.register_as_of.is_some();
    let told = imported || client.register != RegisterState::Unknown;
    reasons.extend(register_reason(client.register).filter(|_| told));
}

/// What an imported register says against a client, if it does.
const fn register_reason(state: RegisterState) -> Option<Reason> {
    match state {
        RegisterState::Bankrupt => Some(Reason::RegisterBankrupt),
        RegisterState::Stopped => Some(Reason::RegisterStopped),
        RegisterState::Unknown => Some(Reason::NotInRegister),
        RegisterState::Normal | RegisterState::Other => None,
    }
}

/// The strictest stance in scope counts; several of one kind (the whole client, and this profession) count together.
/// A punitive one from which this member has a derogation is told, and the strictest of the others counts.
fn stance_reasons(offer: &Offer, client: &ClientFacts, between: &Between, reasons: &mut Vec<Reason>) {
    let mut in_scope: Vec<&StanceCard> = client
        .stances
        .iter()
        .filter(|s| s.scope.covers(offer.establishment, Some(offer.profession)))
        .collect();
    in_scope.sort_by_key(|s| s.id);
    let allowed = |s: &StanceCard| {
        between
            .derogation_from(s.id)
            .filter(|_| s.kind == StanceKind::Punitive)
    };
    for stance in &in_scope {
        if let Some(until) = allowed(stance) {
            let stance = (*stance).clone();
            reasons.push(Reason::Derogation { stance, until });
        }
    }
    in_scope.retain(|s| allowed(s).is_none());
    let strictest = in_scope.iter().map(|s| s.kind).max();
    for stance in in_scope.into_iter().filter(|s| Some(s.kind) == strictest) {
        reasons.push(stance_reason(offer, stance.clone(), between));
    }
}

fn stance_reason(offer: &Offer, stance: StanceCard, between: &Between) -> Reason {
    match stance.kind {
        StanceKind::Punitive => Reason::Sanction { stance },
        StanceKind::Informative => Reason::Informative { stance },
        StanceKind::Restrictive => {
            let wage = offer.wage.map(|w| (offer.unit, w));
            let approved_until = between
                .go_ahead_under(stance.id)
                .filter(|_| stance.conditions.contains(&Condition::Approval));
            let (met, unmet) = stance.conditions.iter().partition(|c| match c {
                Condition::Approval => approved_until.is_some(),
                other => met_by_offer(other, wage, offer.price) == Some(true),
            });
            Reason::Conditions {
                met,
                unmet,
                stance,
                approved_until,
            }
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
