//! A letter in the client's language: what is held in facts and dates, what it can do, until when. It prints on paper.

use crate::parts::{condition, heading, quote, time};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::appeal::JUDGED_WITHIN_DAYS;
use domain::stance::StanceKind;
use domain::stance::hearing::{Channel, Purpose};
use domain::stance::letter::{HeldFact, Letter};
use domain::{Lang, StanceId};
use leptos::prelude::*;

/// Where the letter stands, and what its link looks like there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkShown {
    /// The address in full: on the letter that is about to leave.
    Address(String),
    /// It is added when the letter is sent.
    AtSending,
    /// It was on the letter; only its hash is kept.
    Hidden,
    /// The reader is on the page behind it.
    None,
}

/// A letter with its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView<'a> {
    /// The language of the letter, not of whoever looks at it.
    pub lang: Lang,
    pub letter: &'a Letter,
    pub stance: StanceId,
    pub purpose: Purpose,
    pub channel: Channel,
    pub sent_on: NaiveDate,
    pub expires_on: NaiveDate,
    /// The stance was proposed and not retained.
    pub refused: bool,
    pub link: LinkShown,
}

/// The title of a letter.
pub const fn title(l: Lang, purpose: Purpose, refused: bool) -> &'static str {
    use texts::letter as t;
    match (purpose, refused) {
        (Purpose::Hearing, _) => t::title_hearing(l),
        (Purpose::Decision, _) => t::title_decision(l),
        (Purpose::End, false) => t::title_end(l),
        (Purpose::End, true) => t::title_refused(l),
    }
}

/// The letter as it is printed and sent.
pub fn letter(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let l = v.lang;
    let letter = v.letter;
    let lines = letter
        .address
        .iter()
        .map(|line| view! { <br/>{line.clone()} })
        .collect_view();
    let number = (!letter.client_number.is_empty()).then(|| view! { <br/>{letter.client_number.clone()} });
    let registered =
        (v.channel == Channel::Registered).then(|| view! { <p><strong>{t::by_registered(l)}</strong></p> });
    view! {
        <article class="letter stack" lang=l.code()>
            <p>{t::sender(l)}</p>
            {registered}
            <p><strong>{letter.client_name.clone()}</strong>{lines}{number}</p>
            <p class="soft">{t::reference(l, v.stance.reference(), format::date(l, v.sent_on))}</p>
            <h2>{title(l, v.purpose, v.refused)}</h2>
            <p>{t::greeting(l)}</p>
            {body(v)}
            {link(v)}
            <p class="kept-lines">{t::closing(l)}</p>
        </article>
    }
    .into_any()
}

/// What the letter says, without its frame: also on the page behind the link, and before the judge of an appeal.
pub fn body(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let (l, letter) = (v.lang, v.letter);
    let client = &letter.client_name;
    let on = || format::date(l, letter.decided_on.unwrap_or(v.sent_on));
    let intro = match (v.purpose, v.refused) {
        (Purpose::Hearing, _) => t::intro_hearing(l, client),
        (Purpose::Decision, _) => t::intro_decision(l, client),
        (Purpose::End, false) => t::intro_end(l, client, on()),
        (Purpose::End, true) => t::intro_refused(l, client),
    };
    let said = (!letter.decision.trim().is_empty()).then(|| {
        view! { <p class="kept-lines"><strong>{labelled(l, t::said(l), "")}</strong>{letter.decision.clone()}</p> }
    });
    view! {
        <p>{intro}</p>
        {said}
        {held(l, letter)}
        <h3>{t::reason(l)}</h3>
        <p class="kept-lines">{letter.reason.clone()}</p>
        {measure(v)}
        {note(v)}
        {can_do(v)}
    }
    .into_any()
}

/// What is held against the client, as large as anything it will say.
pub fn held(l: Lang, letter: &Letter) -> AnyView {
    use texts::letter as t;
    let facts = letter.held.iter().map(|fact| held_fact(l, fact)).collect_view();
    let told = match (letter.held.is_empty(), letter.others_kept_back) {
        (true, _) => Some(t::held_none(l)),
        (false, true) => Some(t::kept_back(l)),
        (false, false) => None,
    };
    view! {
        <h3>{t::held(l)}</h3>
        <ul class="stack plain">{facts}</ul>
        {told.map(|told| view! { <p>{told}</p> })}
    }
    .into_any()
}

fn held_fact(l: Lang, fact: &HeldFact) -> AnyView {
    use texts::letter as t;
    let figures = [
        fact.unpaid.map(|amount| t::unpaid(l, format::money(l, amount))),
        fact.days_late.map(|days| t::days_late(l, format::days(l, days))),
        fact.hours.map(|hours| t::hours(l, format::hundredths(l, hours))),
        fact.wage
            .map(|(unit, wage)| t::wage(l, format::money(l, wage.0), words::wage_unit(l, unit))),
    ];
    let figures: Vec<String> = figures.into_iter().flatten().collect();
    let figures = (!figures.is_empty()).then(|| view! { <p>{figures.join(" · ")}</p> });
    view! {
        <li>
            <p><strong>{fact.category(l).to_owned()}</strong>" · "{time::date(l, fact.happened_on)}</p>
            {figures}
            {quote::quote(fact.facts.clone(), None)}
        </li>
    }
    .into_any()
}

/// French puts a blank before the colon.
fn labelled(l: Lang, label: &str, value: &str) -> String {
    let colon = if l == Lang::Fr { "\u{a0}:" } else { ":" };
    format!("{label}{colon} {value}")
}

/// What is considered or decided: kind, scope, conditions, running contracts, until when.
fn measure(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let (l, letter) = (v.lang, v.letter);
    let heading = match (v.purpose, v.refused) {
        (Purpose::Hearing, _) => t::considered(l),
        (Purpose::Decision, _) => t::decided(l),
        (Purpose::End, false) => t::was_decided(l),
        (Purpose::End, true) => t::was_considered(l),
    };
    let what = match letter.kind {
        StanceKind::Informative => t::what_informative(l),
        StanceKind::Restrictive => t::what_restrictive(l),
        StanceKind::Punitive => t::what_punitive(l),
    };
    let scope = if letter.scope_names.is_empty() {
        t::scope_client(l).to_owned()
    } else {
        let names: Vec<&str> = letter
            .scope_names
            .iter()
            .map(|names| names[l as usize].as_str())
            .collect();
        names.join(", ")
    };
    let conditions = (!letter.conditions.is_empty()).then(|| {
        let items = letter
            .conditions
            .iter()
            .map(|c| view! { <li>{condition::sentence(l, c)}</li> })
            .collect_view();
        view! { <p>{labelled(l, t::conditions(l), "")}</p><ul>{items}</ul> }
    });
    let running = words::running_contracts(l, letter.running).to_lowercase();
    let until = if letter.kind == StanceKind::Punitive {
        t::ends(l)
    } else {
        t::review(l)
    };
    view! {
        <h3>{heading}</h3>
        <p>{what}</p>
        {conditions}
        <p>
            {format!("{}. {}. {until} ", labelled(l, t::scope(l), &scope), labelled(l, t::running(l), &running))}
            {time::date(l, letter.review_on)}"."
        </p>
    }
    .into_any()
}

fn note(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let (l, letter) = (v.lang, v.letter);
    if v.purpose == Purpose::End {
        return ().into_any();
    }
    let heading = if v.purpose == Purpose::Hearing {
        t::note(l)
    } else {
        t::note_decided(l)
    };
    view! {
        <h3>{heading}</h3>
        <div lang="fr">{quote::quote(letter.note.fr.clone(), None)}</div>
        <div lang="nl">{quote::quote(letter.note.nl.clone(), None)}</div>
    }
    .into_any()
}

fn can_do(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let (l, letter) = (v.lang, v.letter);
    let can: Vec<String> = match v.purpose {
        Purpose::Hearing => vec![
            t::can_reply(l, letter.kind.reaction_days()),
            t::can_extend(l).to_owned(),
            t::can_correct(l).to_owned(),
            t::can_appeal_later(l).to_owned(),
        ],
        Purpose::Decision => vec![t::can_appeal(l, JUDGED_WITHIN_DAYS)],
        Purpose::End => return ().into_any(),
    };
    let to_lift = if v.purpose == Purpose::Hearing {
        t::to_avoid(l)
    } else {
        t::to_lift(l)
    };
    let items = can
        .into_iter()
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    let silence = (v.purpose == Purpose::Hearing).then(|| view! { <p>{t::silence(l)}</p> });
    view! {
        <h3>{t::can_do(l)}</h3>
        <ul>{items}</ul>
        {silence}
        <h3>{to_lift}</h3>
        <p class="kept-lines">{letter.to_lift.clone()}</p>
    }
    .into_any()
}

fn link(v: &LetterView<'_>) -> AnyView {
    use texts::letter as t;
    let l = v.lang;
    let address = match &v.link {
        LinkShown::None => return ().into_any(),
        LinkShown::Address(address) => view! { <p class="letter-link">{address.clone()}</p> }.into_any(),
        LinkShown::AtSending => view! { <p class="soft">{t::link_at_sending(l)}</p> }.into_any(),
        LinkShown::Hidden => view! { <p class="soft">{t::link_hidden(l)}</p> }.into_any(),
    };
    view! {
        <h3>{t::link_title(l)}</h3>
        <p>{t::link(l, format::date(l, v.expires_on))}</p>
        {address}
    }
    .into_any()
}

/// The page that prints one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintPage<'a> {
    /// The language of whoever prints it.
    pub lang: Lang,
    pub view: LetterView<'a>,
}

/// The letter alone on a page; how to go on stands on the screen only.
pub fn print(p: &PrintPage<'_>) -> AnyView {
    use texts::notify as t;
    let l = p.lang;
    let v = &p.view;
    let back = heading::back(format!("/stances/{}/notify", v.stance), v.stance.reference());
    let hint = matches!(v.link, LinkShown::Address(_)).then(|| {
        let hint = crate::parts::notice::info(view! { <p>{t::print_hint(l)}</p> });
        view! { <div class="screen-only">{hint}</div> }
    });
    view! {
        <div class="reading stack">
            <div class="screen-only">{heading::with(t::print_title(l, &v.letter.client_name), Some(back), vec![])}</div>
            {hint}
            {letter(v)}
        </div>
    }
    .into_any()
}
