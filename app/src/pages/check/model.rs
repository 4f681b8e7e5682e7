//! A text ready to be sent to the client, in the client's language: what the member asks for before work starts.

use super::answer::Answered;
use crate::{format, texts};
use domain::Lang;
use domain::check::Need;
use domain::profession::Proof;
use domain::stance::condition::Condition;
use leptos::prelude::*;

/// The text to send for a need that the client sees to; none for the others.
pub fn text(a: &Answered, need: &Need) -> Option<String> {
    use texts::check_model as t;
    let l = a.client_lang;
    let asked = match need {
        Need::Condition(Condition::WrittenOrder) => match a.offer.price {
            Some(price) => t::written_order(l, format::money(l, price)),
            None => t::written_order_open(l).to_owned(),
        },
        Need::Condition(Condition::InsuranceCertificate) => t::insurance(l).to_owned(),
        Need::Condition(Condition::Prepayment { percent }) => {
            t::prepayment(l, format::percent(l, percent * 100))
        }
        Need::Condition(Condition::MinimumPrice { price }) => t::price(l, format::money(l, *price)),
        Need::Condition(Condition::MinimumWage { .. }) => match a.offer.price {
            Some(_) => t::wage(l).to_owned(),
            None => return None,
        },
        Need::Condition(Condition::Approval | Condition::ValueAtMost { .. } | Condition::Acknowledgement)
        | Need::Proof(
            Proof::InsuranceCertificate
            | Proof::Diploma
            | Proof::HygieneTraining
            | Proof::SafetyPlan
            | Proof::Licence
            | Proof::PriorAgreement,
        ) => return None,
    };
    let (profession, first) = (&a.profession_for_client, format::date(l, a.offer.starts_on));
    let work = if a.offer.starts_on == a.offer.ends_on {
        t::work_day(l, profession, first)
    } else {
        t::work(l, profession, first, format::date(l, a.offer.ends_on))
    };
    Some(format!(
        "{}\n\n{work}\n\n{asked}\n\n{}",
        t::hello(l),
        t::thanks(l)
    ))
}

/// The text behind a line to open, to be copied.
pub fn model(l: Lang, a: &Answered, need: &Need) -> Option<AnyView> {
    let text = text(a, need)?;
    let view = view! {
        <details class="more screen-only">
            <summary>{texts::check_model::title(l)}</summary>
            <p class="kept-lines model" lang=a.client_lang.code()>{text}</p>
        </details>
    };
    Some(view.into_any())
}
