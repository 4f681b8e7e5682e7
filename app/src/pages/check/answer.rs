//! The answer of a check: the word first, then what is needed, why, and the figures.

use crate::parts::{answer_badge, condition, facts, heading, payment_bands, quote};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::check::{Answer, CheckAnswer, Estimated, Offer, Reason};
use domain::profession::Proof;
use domain::stance::StanceCard;
use domain::stance::condition::{BroughtBy, Condition};
use domain::{ClientId, Lang, Money};
use leptos::prelude::*;

/// An answer with what its sentences need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub client: Option<ClientId>,
    pub client_name: Option<String>,
    pub client_number: String,
    pub profession: String,
    /// Why the profession is conditional or refused; empty for an accepted one.
    pub profession_reason: String,
    pub offer: Offer,
    pub answer: CheckAnswer,
    /// The price to ask for the wage that the law or the profession demands, before VAT: an estimate.
    pub price_to_ask: Option<Money>,
    pub today: NaiveDate,
}

/// The answer.
pub fn answer(l: Lang, a: &Answered) -> AnyView {
    view! {
        <section class="answer panel stack">
            <p class="answer-line">{answer_badge::saying(a.answer.answer, sentence(l, &a.answer))}</p>
            {a.client_name.as_ref().map(|name| view! {
                <p class="answer-client"><strong>{name.clone()}</strong>{(!a.client_number.is_empty()).then(|| format!(" · {}", a.client_number))}</p>
            })}
            {needed(l, a)}
            {why(l, a)}
            {notes(l, a)}
            {figures(l, a)}
            {next(l, a)}
        </section>
    }
    .into_any()
}

/// The answer as one sentence: "Yes, on 2 conditions".
pub fn sentence(l: Lang, answer: &CheckAnswer) -> String {
    use texts::check_answer as t;
    match answer.answer {
        Answer::Clear => t::clear(l).to_owned(),
        Answer::NothingKnown => t::nothing_known(l).to_owned(),
        Answer::TakeNote => t::take_note(l).to_owned(),
        Answer::OnConditions => t::on_conditions(l, needs(&answer.reasons).len() as i64),
        Answer::SpeakFirst => t::speak_first(l).to_owned(),
        Answer::Refused => t::refused(l).to_owned(),
    }
}

/// One thing that is needed before signing.
enum Need<'a> {
    Condition(&'a Condition),
    Proof(Proof),
}

fn needs(reasons: &[Reason]) -> Vec<Need<'_>> {
    let mut needs = Vec::new();
    for reason in reasons {
        match reason {
            Reason::Conditions { unmet, .. } => needs.extend(unmet.iter().map(Need::Condition)),
            Reason::ProfessionProofs { proofs } => needs.extend(proofs.iter().copied().map(Need::Proof)),
            _ => {}
        }
    }
    needs
}

fn needed(l: Lang, a: &Answered) -> Option<AnyView> {
    use texts::check_answer as t;
    let needs = needs(&a.answer.reasons);
    if needs.is_empty() {
        return None;
    }
    let items = needs
        .iter()
        .map(|need| {
            let (what, who) = match need {
                Need::Condition(c) => (condition::sentence(l, c), c.kind().brought_by()),
                Need::Proof(proof) => (words::proof(l, *proof).to_owned(), BroughtBy::Member),
            };
            let who = match who {
                BroughtBy::Cooperative => t::by_cooperative(l),
                BroughtBy::Client => t::by_client(l),
                BroughtBy::Member => t::by_member(l),
            };
            view! { <li><strong>{what}</strong><br/><span class="soft">{who}</span></li> }
        })
        .collect_view();
    let met = a.answer.reasons.iter().find_map(|r| match r {
        Reason::Conditions { met, .. } if !met.is_empty() => {
            let met: Vec<_> = met.iter().map(|c| condition::sentence(l, c)).collect();
            Some(format!("{} {}", t::met(l), met.join(" · ")))
        }
        _ => None,
    });
    let view = view! {
        {heading::section("needed", t::conditions(l))}
        <ol class="needed">{items}</ol>
        {met.map(|text| view! { <p class="soft">{text}</p> })}
    };
    Some(view.into_any())
}

fn why(l: Lang, a: &Answered) -> AnyView {
    let items = a
        .answer
        .reasons
        .iter()
        .map(|r| view! { <li>{reason(l, a, r)}</li> })
        .collect_view();
    view! { {heading::section("why", texts::check_answer::why(l))}<ul class="reasons">{items}</ul> }
        .into_any()
}

fn reason(l: Lang, a: &Answered, reason: &Reason) -> String {
    use texts::check_answer as t;
    let date = |day| format::date(l, day);
    let money = |wage: domain::Wage| format::money(l, wage.0);
    let unit = words::wage_unit(l, a.offer.unit);
    let ask = a
        .price_to_ask
        .map(|p| format!(" {}", t::ask_price(l, format::money(l, p))))
        .unwrap_or_default();
    let profession = |first: &str| format!("{first} {}", a.profession_reason).trim().to_owned();
    match reason {
        Reason::Sanction { stance } => t::sanction(l, date(stance.review_on)),
        Reason::ProfessionRefused => profession(t::profession_refused(l)),
        Reason::ProfessionPaused => profession(t::profession_paused(l)),
        Reason::ProfessionProofs { .. } => profession(t::profession_proofs(l)),
        Reason::WageUnderMinimum { offered, needed } => {
            t::under_minimum(l, money(*offered), unit, money(*needed)) + &ask
        }
        Reason::WageUnderReference { offered, reference } => {
            t::under_reference(l, money(*offered), unit, money(*reference)) + &ask
        }
        Reason::Hold => t::hold(l).to_owned(),
        Reason::Conditions { stance, .. } => {
            t::restrictive(l, date(stance.in_force_on), date(stance.review_on))
        }
        Reason::Informative { stance } => t::informative(l, date(stance.in_force_on)),
        Reason::ParentStance { parent, kind } => {
            t::parent(l, parent, words::stance_kind(l, *kind).to_lowercase())
        }
        Reason::RegisterStopped => t::register_stopped(l).to_owned(),
        Reason::RegisterBankrupt => t::register_bankrupt(l).to_owned(),
        Reason::NotInRegister => t::not_in_register(l).to_owned(),
        Reason::ClientUnknown => t::client_unknown(l).to_owned(),
        Reason::NothingKnown => t::nothing_known_reason(l).to_owned(),
        Reason::NothingMore => t::nothing_more(l).to_owned(),
        Reason::PaidBefore { contracts } => t::paid_before(l, format::number(l, *contracts)),
    }
}

fn notes(l: Lang, a: &Answered) -> Option<AnyView> {
    let of = |reason: &Reason| -> Option<StanceCard> {
        match reason {
            Reason::Sanction { stance }
            | Reason::Conditions { stance, .. }
            | Reason::Informative { stance } => Some(stance.clone()),
            _ => None,
        }
    };
    let stance = a.answer.reasons.iter().find_map(of)?;
    let text = stance.note_for_members(a.today)?.text(l).to_owned();
    let lang = if l == Lang::Nl { "nl" } else { "fr" };
    let view = view! {
        {heading::section("note", texts::check_answer::note(l))}
        <div lang=lang>{quote::quote(text, None)}</div>
    };
    Some(view.into_any())
}

fn figures(l: Lang, a: &Answered) -> AnyView {
    use texts::check_answer as t;
    let unit = words::wage_unit(l, a.offer.unit);
    let mut pairs = Vec::new();
    if let Some(wage) = a.offer.wage {
        let wage = t::wage_line(l, format::money(l, wage.0), unit);
        let estimate = estimated(a, Estimated::Wage, t::wage_estimated(l));
        pairs.push((t::wage(l).to_owned(), format!("{wage}{estimate}").into_any()));
    }
    let figure = |wage: Option<domain::Wage>| {
        wage.map_or_else(|| t::no_figure(l).to_owned(), |w| format::money(l, w.0))
    };
    let confirm = if a.answer.pay.to_confirm {
        format!(" ({})", t::to_confirm(l))
    } else {
        String::new()
    };
    pairs.push((
        t::minimum(l).to_owned(),
        format!("{}{confirm}", figure(a.answer.pay.minimum)).into_any(),
    ));
    pairs.push((
        t::reference(l).to_owned(),
        figure(a.answer.pay.reference).into_any(),
    ));
    if let Some(price) = a.offer.price {
        let estimate = estimated(a, Estimated::Price, t::price_estimated(l));
        pairs.push((
            t::price(l).to_owned(),
            format!("{}{estimate}", format::money(l, price)).into_any(),
        ));
    }
    pairs.push((t::profession(l).to_owned(), a.profession.clone().into_any()));
    if a.client.is_some() {
        pairs.push((t::payment(l).to_owned(), payment(l, a)));
    }
    facts::facts(pairs)
}

/// " (estimated …)" behind the side of the offer that is an estimate.
fn estimated(a: &Answered, side: Estimated, words: &str) -> String {
    if a.offer.estimated == Some(side) {
        format!(" ({words})")
    } else {
        String::new()
    }
}

fn payment(l: Lang, a: &Answered) -> AnyView {
    use texts::check_answer as t;
    match a.answer.payment {
        None => t::payment_hidden(l).into_any(),
        Some(p) => view! {
            <p>{t::payment_over(l, p.contracts())}</p>
            {payment_bands::payment_bands(l, [p.on_time, p.late_30, p.late_60, p.late_over_60])}
        }
        .into_any(),
    }
}

fn next(l: Lang, a: &Answered) -> AnyView {
    use texts::check_answer as t;
    let report = a
        .client
        .map(|id| view! { <a href=format!("/clients/{id}/issues/new")>{t::report(l)}</a> });
    view! { <p class="soft screen-only">{t::counsellor(l)}" "{report}</p> }.into_any()
}
