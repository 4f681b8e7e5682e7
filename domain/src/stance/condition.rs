//! What a restrictive stance demands before a contract.

use crate::client::ClientKind;
use crate::contract::WageUnit;
use crate::{Money, Wage};
use serde::{Deserialize, Serialize};

words! {
    /// The kinds of condition, in the order of the form.
    ConditionKind {
        Approval = "approval",
        Prepayment = "prepayment",
        WrittenOrder = "written_order",
        MinimumWage = "minimum_wage",
        MinimumPrice = "minimum_price",
        InsuranceCertificate = "insurance_certificate",
        ValueAtMost = "value_at_most",
        Acknowledgement = "acknowledgement",
    }
}

impl ConditionKind {
    /// A public body signs an order, it does not prepay (`product.md`, "Stance").
    pub const fn allowed_for(self, kind: ClientKind) -> bool {
        !matches!((self, kind), (Self::Prepayment, ClientKind::PublicBody))
    }

    /// Who brings the proof.
    pub const fn brought_by(self) -> BroughtBy {
        match self {
            Self::Approval | Self::Prepayment => BroughtBy::Cooperative,
            Self::WrittenOrder | Self::InsuranceCertificate => BroughtBy::Client,
            Self::MinimumWage | Self::MinimumPrice | Self::ValueAtMost | Self::Acknowledgement => {
                BroughtBy::Member
            }
        }
    }
}

words! {
    /// Who has to see to a condition.
    BroughtBy { Cooperative = "cooperative", Client = "client", Member = "member" }
}

/// One condition with its figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    Approval,
    /// This share of the price, in percent, paid to the cooperative before work starts.
    Prepayment {
        percent: i64,
    },
    WrittenOrder,
    /// Gross wage for one unit.
    MinimumWage {
        unit: WageUnit,
        wage: Wage,
    },
    /// Price of the whole contract before VAT.
    MinimumPrice {
        price: Money,
    },
    InsuranceCertificate,
    /// Price of the whole contract before VAT.
    ValueAtMost {
        price: Money,
    },
    Acknowledgement,
}

impl Condition {
    pub const fn kind(&self) -> ConditionKind {
        match self {
            Self::Approval => ConditionKind::Approval,
            Self::Prepayment { .. } => ConditionKind::Prepayment,
            Self::WrittenOrder => ConditionKind::WrittenOrder,
            Self::MinimumWage { .. } => ConditionKind::MinimumWage,
            Self::MinimumPrice { .. } => ConditionKind::MinimumPrice,
            Self::InsuranceCertificate => ConditionKind::InsuranceCertificate,
            Self::ValueAtMost { .. } => ConditionKind::ValueAtMost,
            Self::Acknowledgement => ConditionKind::Acknowledgement,
        }
    }

    /// A percentage lies between 1 and 100, an amount between one cent and ten million euros.
    pub const fn figure_in_range(&self) -> bool {
        match self {
            Self::Prepayment { percent } => *percent >= 1 && *percent <= 100,
            Self::MinimumWage { wage, .. } => wage.0.0 > 0 && wage.0.0 <= 1_000_000_000,
            Self::MinimumPrice { price } | Self::ValueAtMost { price } => {
                price.0 > 0 && price.0 <= 1_000_000_000
            }
            Self::Approval | Self::WrittenOrder | Self::InsuranceCertificate | Self::Acknowledgement => true,
        }
    }
}

/// Does this offer already meet a condition that is a figure? `None` where a proof is needed.
pub fn met_by_offer(
    condition: &Condition,
    wage: Option<(WageUnit, Wage)>,
    price: Option<Money>,
) -> Option<bool> {
    match condition {
        Condition::MinimumWage { unit, wage: least } => wage
            .filter(|(u, _)| u == unit)
            .map(|(_, offered)| offered >= *least),
        Condition::MinimumPrice { price: least } => price.map(|p| p >= *least),
        Condition::ValueAtMost { price: most } => price.map(|p| p <= *most),
        Condition::Approval
        | Condition::Prepayment { .. }
        | Condition::WrittenOrder
        | Condition::InsuranceCertificate
        | Condition::Acknowledgement => None,
    }
}
