//! The answer of a check: the word first, then what is needed, why, what to do next, and the figures.

use super::model;
use crate::parts::{answer_badge, condition, facts, heading, payment_bands, quote};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::category::Filter;
use domain::check::{Answer, CheckAnswer, Estimated, Need, NextStep, Offer, Reason, needs};
use domain::money::Estimate;
use domain::partner::Partner;
use domain::stance::condition::BroughtBy;
use domain::{ClientId, EstablishmentId, Lang, Money, Price, Wage};
use leptos::prelude::*;

/// An answer with what its sentences need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub client: Option<ClientId>,
    pub client_name: Option<String>,
    pub client_number: String,
    /// The language in which the client is written to.
    pub client_lang: Lang,
    pub profession: String,
    /// The same in the client's language.
    pub profession_for_client: String,
    /// Why the profession is conditional or refused; empty for an accepted one.
    pub profession_reason: String,
    /// The filter that speaks against it.
    pub profession_filter: Option<Filter>,
    pub offer: Offer,
    pub answer: CheckAnswer,
    /// What to do next.
    pub steps: Vec<NextStep>,
    /// Who helps, by the filter of a step.
    pub partners: Vec<(Filter, Vec<Partner>)>,
    /// Those of the client, where a stance is about one of them.
    pub establishments: Vec<(EstablishmentId, String)>,
    /// The wage that the member would like, with the price it takes.
    pub wish: Option<Wish>,
    pub today: NaiveDate,
}

/// "To live from it": a wage wanted for one unit, and the price of the whole contract that it takes, an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub wage: Wage,
    pub price: Money,
}

/// The answer.
pub fn answer(l: Lang, a: &Answered) -> AnyView {
    body(l, a, needed(l, a))
}

/// The answer of a kept check, whose needs stand above it with what became of them.
pub fn kept_answer(l: Lang, a: &Answered) -> AnyView {
    body(l, a, None)
}

fn body(l: Lang, a: &Answered, needed: Option<AnyView>) -> AnyView {
    view! {
        <section class="answer panel stack">
            <p class="answer-line">{answer_badge::saying(a.answer.answer, sentence(l, &a.answer))}</p>
            {a.client_name.as_ref().map(|name| view! {
                <p class="answer-client"><strong>{name.clone()}</strong>{(!a.client_number.is_empty()).then(|| format!(" · {}", a.client_number))}</p>
            })}
            {needed}
            {why(l, a)}
            {notes(l, a)}
            {next(l, a)}
            {figures(l, a)}
            {links(l, a)}
        </section>
    }
    .into_any()
}

/// The sign and the sentence alone, with a way to the whole: what stays in sight while one types on a phone.
pub fn peek(l: Lang, a: &Answered) -> AnyView {
    view! { <a class="peek" href="#answer">{answer_badge::saying(a.answer.answer, sentence(l, &a.answer))}</a> }
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

/// A need in words: "30 % prepaid to the cooperative".
pub fn need_sentence(l: Lang, need: &Need) -> String {
    match need {
        Need::Condition(one) => condition::sentence(l, one),
        Need::Proof(proof) => words::proof(l, *proof).to_owned(),
    }
}

/// Who sees to a need.
pub fn need_by(l: Lang, need: &Need) -> &'static str {
    use texts::check_answer as t;
    match need.brought_by() {
        _ if need.is_go_ahead() => t::by_team(l),
        BroughtBy::Cooperative => t::by_cooperative(l),
        BroughtBy::Client => t::by_client(l),
        BroughtBy::Member => t::by_member(l),
    }
}

fn needed(l: Lang, a: &Answered) -> Option<AnyView> {
    use texts::check_answer as t;
    let needs = needs(&a.answer.reasons);
    if needs.is_empty() && a.answer.answer != Answer::OnConditions {
        return None;
    }
    let items = needs
        .iter()
        .map(|need| {
            view! {
                <li><strong>{need_sentence(l, need)}</strong><br/><span class="soft">{need_by(l, need)}</span>
                    {model::model(l, a, need)}</li>
            }
        })
        .collect_view();
    let met: Vec<String> = a
        .answer
        .reasons
        .iter()
        .flat_map(|r| match r {
            Reason::Conditions { met, .. } => met.as_slice(),
            _ => &[],
        })
        .map(|one| condition::sentence(l, one))
        .collect();
    let met = (!met.is_empty()).then(|| {
        let text = format!("{} {}", t::met(l), met.join(" · "));
        view! { <p class="soft">{text}</p> }
    });
    let approved = a.answer.reasons.iter().find_map(|r| match r {
        Reason::Conditions { approved_until, .. } | Reason::ProfessionProofs { approved_until, .. } => {
            *approved_until
        }
        _ => None,
    });
    let approved = approved.map(|day| view! { <p>{t::approved_until(l, format::date(l, day))}</p> });
    let list = (!needs.is_empty()).then(|| {
        view! { {heading::section("needed", t::conditions(l))}<ol class="needed">{items}</ol> }
    });
    Some(view! { {list}{met}{approved} }.into_any())
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

/// A reason as a sentence.
pub fn reason(l: Lang, a: &Answered, reason: &Reason) -> String {
    use texts::check_answer as t;
    let date = |day| format::date(l, day);
    let money = |wage: Wage| format::money(l, wage.0);
    let unit = words::wage_unit(l, a.offer.unit);
    let profession = |first: &str| format!("{first} {}", a.profession_reason).trim().to_owned();
    match reason {
        Reason::Sanction { stance } => {
            let running = words::running_sentence(l, stance.running);
            format!("{} {running}", t::sanction(l, date(stance.review_on)))
        }
        Reason::ProfessionRefused => profession(t::profession_refused(l)),
        Reason::ProfessionPaused => profession(t::profession_paused(l)),
        Reason::ProfessionProofs { proofs, .. } if proofs.is_empty() => profession(t::profession_agreed(l)),
        Reason::ProfessionProofs { .. } => profession(t::profession_proofs(l)),
        Reason::WageUnderMinimum { offered, needed } => {
            t::under_minimum(l, money(*offered), unit, money(*needed))
        }
        Reason::WageUnderReference { offered, reference } => {
            t::under_reference(l, money(*offered), unit, money(*reference))
        }
        Reason::Hold => t::hold(l).to_owned(),
        Reason::Conditions { stance, .. } => {
            t::restrictive(l, date(stance.in_force_on), date(stance.review_on))
        }
        Reason::Derogation { until, .. } => t::derogation(l, date(*until)),
        Reason::Informative { stance } => t::informative(l, date(stance.in_force_on)),
        Reason::ParentStance { parent, kind } => {
            t::parent(l, parent, words::stance_kind(l, *kind).to_lowercase())
        }
        Reason::HoursMissing => t::hours_missing(l).to_owned(),
        Reason::RegisterStopped => t::register_stopped(l).to_owned(),
        Reason::RegisterBankrupt => t::register_bankrupt(l).to_owned(),
        Reason::NotInRegister => t::not_in_register(l).to_owned(),
        Reason::ClientUnknown => t::client_unknown(l).to_owned(),
        Reason::NothingKnown => t::nothing_known_reason(l).to_owned(),
        Reason::NothingMore => t::nothing_more(l).to_owned(),
        Reason::PaidBefore { contracts } => t::paid_before(l, format::number(l, *contracts)),
    }
}

/// The published note of each stance among the reasons, and the client's reply, set as large.
fn notes(l: Lang, a: &Answered) -> Option<AnyView> {
    use texts::check_answer as t;
    let lang = if l == Lang::Nl { "nl" } else { "fr" };
    let notes: Vec<AnyView> = a
        .answer
        .reasons
        .iter()
        .filter_map(Reason::stance)
        .filter_map(|stance| stance.note_for_members(a.today))
        .map(|note| view! { <div lang=lang>{quote::quote(note.text(l), None)}</div> }.into_any())
        .collect();
    let replies: Vec<AnyView> = a
        .answer
        .replies(a.today)
        .into_iter()
        .map(|reply| {
            let when = t::reply_on(l, format::date(l, domain::clock::day(reply.at)));
            quote::quote(reply.text.clone(), Some(when.into_any()))
        })
        .collect();
    if notes.is_empty() && replies.is_empty() {
        return None;
    }
    let note = (!notes.is_empty()).then(|| view! { {heading::section("note", t::note(l))}{notes} });
    let reply = (!replies.is_empty()).then(|| view! { {heading::section("reply", t::reply(l))}{replies} });
    Some(view! { {note}{reply} }.into_any())
}

/// What to do next, beside what is needed and told above.
fn next(l: Lang, a: &Answered) -> Option<AnyView> {
    use texts::check_next as t;
    let unit = words::wage_unit(l, a.offer.unit);
    let money = |amount: Money| format::money(l, amount);
    let step = |step: &NextStep| -> Option<AnyView> {
        Some(match step {
            NextStep::AskPrice { wage, price } => {
                let first = t::ask_wage(l, money(wage.0), unit);
                let then = price.map(|Estimate(Price(price))| format!(" {}", t::ask_price(l, money(price))));
                format!("{first}{}", then.unwrap_or_default()).into_any()
            }
            NextStep::AskDerogation { stance } => {
                let href = format!("/stances/{stance}/derogation");
                view! { {t::derogation(l)}" "<a class="screen-only" href=href>{t::ask_derogation(l)}</a> }
                    .into_any()
            }
            NextStep::Counsellor => t::counsellor(l).into_any(),
            NextStep::CheckNumber => t::number(l).into_any(),
            NextStep::Training { filter } => {
                let href = format!("/partners?filter={filter}");
                let offered = a.partners.iter().filter(|(of, _)| of == filter);
                let offered: Vec<AnyView> = offered
                    .flat_map(|(_, partners)| partners)
                    .map(|partner| {
                        let line = format!("{} · {}", partner.is.name, partner.offer(l));
                        view! { <li>{line}</li> }.into_any()
                    })
                    .collect();
                let list = (!offered.is_empty()).then(|| view! { <ul>{offered}</ul> });
                view! {
                    {t::training(l, words::filter(l, *filter))}" "<a class="screen-only" href=href>{t::partners(l)}</a>
                    {list}
                }
                .into_any()
            }
            NextStep::AskGoAhead => t::go_ahead(l).into_any(),
            NextStep::AskClient { .. } | NextStep::CooperativeAsks { .. } | NextStep::Bring { .. } => {
                return None;
            }
        })
    };
    let steps: Vec<AnyView> = a
        .steps
        .iter()
        .filter_map(step)
        .map(|step| view! { <li>{step}</li> }.into_any())
        .collect();
    let wish = a
        .wish
        .map(|wish| t::wish(l, money(wish.wage.0), unit, money(wish.price)));
    if steps.is_empty() && wish.is_none() {
        return None;
    }
    let view = view! {
        {heading::section("next", t::title(l))}
        {(!steps.is_empty()).then(|| view! { <ul class="reasons">{steps}</ul> })}
        {wish.map(|text| view! { <p>{text}</p> })}
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
    let figure =
        |wage: Option<Wage>| wage.map_or_else(|| t::no_figure(l).to_owned(), |w| format::money(l, w.0));
    let sure = |wage: Option<Wage>, to_confirm: bool| {
        let confirm = to_confirm.then(|| format!(" ({})", t::to_confirm(l)));
        format!("{}{}", figure(wage), confirm.unwrap_or_default()).into_any()
    };
    let pay = a.answer.pay;
    pairs.push((t::minimum(l).to_owned(), sure(pay.minimum, pay.to_confirm)));
    pairs.push((
        t::reference(l).to_owned(),
        sure(pay.reference, pay.reference_to_confirm),
    ));
    if let Some(price) = a.offer.price {
        let estimate = estimated(a, Estimated::Price, t::price_estimated(l));
        pairs.push((
            t::price(l).to_owned(),
            format!("{}{estimate}", format::money(l, price)).into_any(),
        ));
    }
    pairs.push((t::profession(l).to_owned(), profession(l, a).into_any()));
    let own = |(id, _): &&(EstablishmentId, String)| Some(*id) == a.offer.establishment;
    if let Some((_, place)) = a.establishments.iter().find(own) {
        let label = texts::check::establishment(l).to_owned();
        pairs.push((label, place.clone().into_any()));
    }
    if a.client.is_some() {
        pairs.push((t::payment(l).to_owned(), payment(l, a)));
        let charter = match &a.answer.charter {
            Some(charter) if charter.current => t::charter_accepted(l, format::date(l, charter.on)),
            Some(charter) => t::charter_earlier(l, format::date(l, charter.on)),
            None => t::charter_not(l).to_owned(),
        };
        pairs.push((t::charter(l).to_owned(), charter.into_any()));
    }
    facts::facts(pairs)
}

/// "Sound technician, accepted".
fn profession(l: Lang, a: &Answered) -> String {
    use texts::check_answer as t;
    let asks = a
        .answer
        .reasons
        .iter()
        .any(|r| matches!(r, Reason::ProfessionProofs { .. }));
    let refused = a
        .answer
        .reasons
        .iter()
        .any(|r| matches!(r, Reason::ProfessionRefused | Reason::ProfessionPaused));
    let state = match (refused, asks) {
        (true, _) => t::profession_no(l),
        (false, true) => t::profession_asks(l),
        (false, false) => t::profession_yes(l),
    };
    format!("{}, {state}", a.profession)
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

fn links(l: Lang, a: &Answered) -> AnyView {
    use texts::check_answer as t;
    let report = a
        .client
        .map(|id| view! { <a href=format!("/clients/{id}/issues/new")>{t::report(l)}</a> });
    view! { <p class="soft screen-only">{t::counsellor(l)}" "{report}</p> }.into_any()
}
