//! A condition with its figure, as one sentence.

use crate::{format, texts, words};
use domain::Lang;
use domain::stance::condition::Condition;

/// "30 % prepaid to the cooperative".
pub fn sentence(l: Lang, condition: &Condition) -> String {
    use texts::condition as t;
    match condition {
        Condition::Approval => t::full_approval(l).to_owned(),
        Condition::Prepayment { percent } => t::full_prepayment(l, format::percent(l, percent * 100)),
        Condition::WrittenOrder => t::full_written_order(l).to_owned(),
        Condition::MinimumWage { unit, wage } => {
            t::full_minimum_wage(l, format::money(l, wage.0), words::wage_unit(l, *unit))
        }
        Condition::MinimumPrice { price } => t::full_minimum_price(l, format::money(l, *price)),
        Condition::InsuranceCertificate => t::full_insurance_certificate(l).to_owned(),
        Condition::ValueAtMost { price } => t::full_value_at_most(l, format::money(l, *price)),
        Condition::Acknowledgement => t::full_acknowledgement(l).to_owned(),
    }
}
