//! What is asked and answered, as JSON. Amounts are whole cents, units and hours hundredths: nothing is rounded on the way.

use app::pages::check::answer::{self, Answered};
use app::parts::condition;
use app::words;
use domain::Lang;
use domain::check::{CheckAnswer, Need, NextStep, Reason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The client, by one of its numbers or by its id in Vigie.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClientAsked {
    /// An enterprise or VAT number in any punctuation.
    #[schema(example = "0999.100.295")]
    pub number: Option<String>,
    /// The number behind `C-`.
    pub id: Option<i64>,
}

/// An offer of work.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferAsked {
    /// The member as the contract system knows them.
    #[schema(example = "M-10001")]
    pub member: String,
    pub client: ClientAsked,
    /// Where the answer of a check lists establishments: the id of the one the work is for. Without it the strictest counts.
    #[serde(default)]
    pub establishment_id: Option<i64>,
    /// The code of the profession in the nomenclature.
    #[schema(example = "sound_technician")]
    pub profession: String,
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    pub starts_on: String,
    /// The same day where it is absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<String>,
    /// `hour`, `day`, `service`, `cachet` or `project`.
    #[schema(example = "day")]
    pub unit: String,
    /// Hundredths of a unit: 150 is one and a half.
    #[schema(example = 100)]
    pub units_hundredths: i64,
    /// Hundredths of an hour in one service or project: a project needs them, and without them a service is not held
    /// against an hourly minimum.
    #[serde(default)]
    pub hours_a_unit_hundredths: Option<i64>,
    /// Gross wage for one unit, in cents. This or the price is needed.
    #[serde(default)]
    #[schema(example = 16500)]
    pub wage_cents: Option<i64>,
    /// Price of the whole contract before VAT, in cents.
    #[serde(default)]
    pub price_cents: Option<i64>,
}

/// A question: what does Vigie say of this offer?
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    pub offer: OfferAsked,
}

/// A question at signature: may this contract be signed? If so, the signature is recorded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignRequest {
    /// How the contract system names the contract; one signature each.
    #[schema(example = "2026-000123")]
    pub contract: String,
    /// The kept check whose conditions were ticked or waived for this contract.
    #[serde(default)]
    #[schema(example = "V-20391")]
    pub check: Option<String>,
    pub offer: OfferAsked,
}

/// The client that was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClientFound {
    pub id: i64,
    pub name: String,
    pub number: String,
}

/// An establishment of the client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstablishmentGiven {
    pub id: i64,
    pub name: String,
}

/// One reason of the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonGiven {
    /// A stable word: `sanction`, `wage_under_minimum`, `conditions`…
    pub code: &'static str,
    /// The answer that this reason alone would give.
    pub answer: &'static str,
    /// In the language of `Accept-Language`.
    pub sentence: String,
}

/// One thing that is needed before signing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NeedGiven {
    /// `written_order`, `prepayment`, `insurance_certificate`, `approval`…
    pub code: &'static str,
    pub sentence: String,
    /// `cooperative`, `client` or `member`.
    pub brought_by: &'static str,
    /// `open`, `met` or `waived`; absent in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
}

/// The figures of the day for one unit, in cents.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PayGiven {
    /// Binds by law.
    pub minimum_cents: Option<i64>,
    /// Fair for the profession.
    pub reference_cents: Option<i64>,
    /// The minimum still has to be confirmed by staff.
    pub to_confirm: bool,
    /// The reference still has to be confirmed by staff.
    pub reference_to_confirm: bool,
}

/// Paid contracts of others by how long after due, to the last closed month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaymentGiven {
    pub on_time: i64,
    pub late_1_to_30: i64,
    pub late_31_to_60: i64,
    pub late_over_60: i64,
}

/// A step to take next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepGiven {
    /// `ask_price`, `ask_client`, `cooperative_asks`, `bring`, `ask_go_ahead`, `ask_derogation`, `counsellor`,
    /// `check_number` or `training`.
    pub code: &'static str,
    /// The price to ask, an estimate, in cents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_cents: Option<i64>,
    /// The wage to negotiate for, in cents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wage_cents: Option<i64>,
}

/// The answer of a check.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckGiven {
    /// From the best to the worst: `clear`, `nothing_known`, `take_note`, `on_conditions`, `speak_first`, `refused`.
    pub answer: &'static str,
    pub sentence: String,
    /// Absent where nobody knows this client.
    pub client: Option<ClientFound>,
    /// The client's, where a stance is about one of them: name it in the offer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub establishments: Vec<EstablishmentGiven>,
    /// The worst first.
    pub reasons: Vec<ReasonGiven>,
    pub needs: Vec<NeedGiven>,
    /// A counsellor's yes is among what is needed.
    pub needs_go_ahead: bool,
    pub pay: PayGiven,
    /// From 3 contracts of 2 members on, without the member's own.
    pub payment: Option<PaymentGiven>,
    /// Gross for one unit, in cents.
    pub wage_cents: Option<i64>,
    /// Of the whole contract before VAT, in cents.
    pub price_cents: Option<i64>,
    /// `wage` or `price`: that one is an estimate made from the other.
    pub estimated: Option<&'static str>,
    pub steps: Vec<StepGiven>,
}

/// What stands in the way of a signature.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BlockedGiven {
    /// `refused`, `speak_first` or `missing`.
    pub code: &'static str,
    /// What is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<NeedGiven>,
}

/// The answer at signature.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignGiven {
    /// The contract may be signed, and the signature is recorded.
    pub may_sign: bool,
    pub blocked: Vec<BlockedGiven>,
    /// The check as it stands at this moment.
    pub check: CheckGiven,
}

/// A kept check.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeptGiven {
    #[schema(example = "V-20391")]
    pub reference: String,
    pub answer: &'static str,
    /// The answer still holds: no fact has changed, and its 14 days are not past.
    pub holds: bool,
    #[schema(value_type = String, format = Date)]
    pub valid_until: String,
    /// `kept` (none is needed), `asked`, `granted` or `declined`.
    pub go_ahead: &'static str,
    #[schema(value_type = Option<String>, format = Date)]
    pub go_ahead_until: Option<String>,
    pub needs: Vec<NeedGiven>,
}

/// One need with its sentence.
pub fn need(l: Lang, need: &Need, state: Option<&'static str>) -> NeedGiven {
    let (code, sentence) = match need {
        Need::Condition(one) => (one.kind().code(), condition::sentence(l, one)),
        Need::Proof(proof) => (proof.code(), words::proof(l, *proof).to_owned()),
    };
    NeedGiven {
        code,
        sentence,
        brought_by: need.brought_by().code(),
        state,
    }
}

fn step(step: &NextStep) -> StepGiven {
    let (mut price_cents, mut wage_cents) = (None, None);
    let code = match step {
        NextStep::AskPrice { wage, price } => {
            wage_cents = Some(wage.0.cents());
            price_cents = price.map(|price| price.0.0.cents());
            "ask_price"
        }
        NextStep::AskClient { .. } => "ask_client",
        NextStep::CooperativeAsks { .. } => "cooperative_asks",
        NextStep::Bring { .. } => "bring",
        NextStep::AskGoAhead => "ask_go_ahead",
        NextStep::AskDerogation { .. } => "ask_derogation",
        NextStep::Counsellor => "counsellor",
        NextStep::CheckNumber => "check_number",
        NextStep::Training { .. } => "training",
    };
    StepGiven {
        code,
        price_cents,
        wage_cents,
    }
}

/// The answer in the language of the caller.
pub fn check(l: Lang, answered: &Answered) -> CheckGiven {
    let CheckAnswer {
        answer: word,
        reasons,
        pay,
        payment,
        needs_approval,
        ..
    } = &answered.answer;
    let reason = |reason: &Reason| ReasonGiven {
        code: reason.code(),
        answer: reason.answer().code(),
        sentence: answer::reason(l, answered, reason),
    };
    CheckGiven {
        answer: word.code(),
        sentence: answer::sentence(l, &answered.answer),
        client: answered
            .client
            .zip(answered.client_name.clone())
            .map(|(id, name)| ClientFound {
                id: id.0,
                name,
                number: answered.client_number.clone(),
            }),
        establishments: answered
            .establishments
            .iter()
            .map(|(id, name)| EstablishmentGiven {
                id: id.0,
                name: name.clone(),
            })
            .collect(),
        reasons: reasons.iter().map(reason).collect(),
        needs: domain::check::needs(reasons)
            .iter()
            .map(|one| need(l, one, None))
            .collect(),
        needs_go_ahead: *needs_approval,
        pay: PayGiven {
            minimum_cents: pay.minimum.map(|wage| wage.0.cents()),
            reference_cents: pay.reference.map(|wage| wage.0.cents()),
            to_confirm: pay.to_confirm,
            reference_to_confirm: pay.reference_to_confirm,
        },
        payment: payment.map(|bands| PaymentGiven {
            on_time: bands.on_time,
            late_1_to_30: bands.late_30,
            late_31_to_60: bands.late_60,
            late_over_60: bands.late_over_60,
        }),
        wage_cents: answered.offer.wage.map(|wage| wage.0.cents()),
        price_cents: answered.offer.price.map(domain::Money::cents),
        estimated: answered.offer.estimated.map(domain::check::Estimated::code),
        steps: answered.steps.iter().map(step).collect(),
    }
}
