//! Writing to a client about a stance: how, in which language, exactly what; and what became of earlier letters.

use super::letter::{LetterView, letter};
use crate::parts::{
    Choice, Errors, Field, button, error_summary, field, form_key, heading, notice, stance_badge,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::notice::Notice;
use domain::stance::StanceKind;
use domain::stance::hearing::{Channel, Purpose, ReceivedHow};
use domain::wording::{Named, Pointed};
use domain::{Lang, NoticeId, StanceId};
use leptos::prelude::*;

/// The form as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotifyForm {
    pub channel: String,
    pub language: String,
    pub email: String,
    /// The words of reporters' names that were read again.
    pub names_read: String,
}

/// What became of the mail of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTold {
    Waits,
    Gone(NaiveDate),
    Failed,
}

/// A letter that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    pub notice: Notice,
    pub mail: Option<MailTold>,
}

/// A form of a letter that came back with an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepForm {
    pub notice: Option<NoticeId>,
    pub received_on: String,
    pub received_how: String,
    pub bounced_on: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifyPage<'a> {
    pub lang: Lang,
    pub today: NaiveDate,
    pub stance: StanceId,
    pub revision: i64,
    /// The letter that would be sent; `None` where nothing is to send now.
    pub draft: Option<LetterView<'a>>,
    pub client_name: String,
    pub kind: StanceKind,
    /// Reporters' names in the text: with a whole one it cannot leave; words of one are read again by a person.
    pub names_reporter: Vec<Named>,
    pub pointed: Vec<Pointed>,
    /// A mail server is set.
    pub mail_works: bool,
    pub letters: Vec<SentLetter>,
    pub form: NotifyForm,
    pub step: StepForm,
    pub errors: Errors,
    pub key: String,
    /// The token of the link that this form would send; nobody else knows it.
    pub token: String,
}

/// The page's title: the task.
pub fn title(p: &NotifyPage<'_>) -> String {
    use texts::notify as t;
    match p.draft.as_ref().map(|draft| draft.purpose) {
        Some(Purpose::Hearing) => t::title_hearing(p.lang, &p.client_name),
        Some(Purpose::Decision) => t::title_decision(p.lang, &p.client_name),
        Some(Purpose::End) | None => t::title_end(p.lang, &p.client_name),
    }
}

/// The page.
pub fn notify(p: &NotifyPage<'_>) -> AnyView {
    use texts::notify as t;
    let l = p.lang;
    let back = heading::back(format!("/stances/{}", p.stance), p.stance.reference());
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            <p>{stance_badge::badge(l, Some(p.kind))}</p>
            {new_letter(p)}
            {heading::section("letters", t::letters(l))}
            {letters(p)}
        </article>
    }
    .into_any()
}

fn new_letter(p: &NotifyPage<'_>) -> AnyView {
    use texts::notify as t;
    let l = p.lang;
    let Some(draft) = &p.draft else {
        return notice::info(view! { <p>{t::not_now(l)}</p> });
    };
    let intro = if draft.purpose == Purpose::Hearing {
        t::intro_hearing(l)
    } else {
        t::intro_other(l)
    };
    if p.names_reporter.iter().any(|name| name.whole) {
        let told = t::names_reporter(l, words_of(&p.names_reporter));
        return view! {
            {notice::warning(view! { <p>{told}</p> })}
            {heading::section("exact", t::exact(l))}
            <div class="panel">{letter(draft)}</div>
        }
        .into_any();
    }
    view! {
        <p class="lead">{intro}</p>
        {pointed(l, &p.pointed, t::pointed(l))}
        {send_form(p, draft)}
        {heading::section("exact", t::exact(l))}
        {languages(p, draft)}
        <div class="panel">{letter(draft)}</div>
    }
    .into_any()
}

/// Words to read again, each with what it speaks of; nothing where there are none.
pub fn pointed(l: Lang, pointed: &[Pointed], lead: &'static str) -> Option<AnyView> {
    if pointed.is_empty() {
        return None;
    }
    let items = pointed
        .iter()
        .map(|p| {
            let quoted = texts::app::quoted(l, &p.words);
            view! { <li>{texts::app::labelled(l, quoted, words::concern(l, p.concern))}</li> }
        })
        .collect_view();
    Some(notice::warning(view! { <p>{lead}</p><ul>{items}</ul> }))
}

/// The words in one line, as a page lists them and a person says to have read them.
pub fn words_of(names: &[Named]) -> String {
    let mut words: Vec<&str> = names
        .iter()
        .flat_map(|name| &name.words)
        .map(String::as_str)
        .collect();
    words.sort_unstable();
    words.dedup();
    words.join(", ")
}

/// Words of a reporter's name that are ordinary words as well: which, and the box that says they were read again.
fn names_read(p: &NotifyPage<'_>) -> Option<AnyView> {
    use texts::notify as t;
    let l = p.lang;
    if p.names_reporter.is_empty() {
        return None;
    }
    let words = words_of(&p.names_reporter);
    let choice = Choice::new(words.clone(), t::names_read(l, &words));
    Some(field::checkboxes(
        "names_read",
        t::names_read_title(l),
        Some(t::names_read_hint(l).to_owned()),
        &p.errors,
        vec![choice],
        std::slice::from_ref(&p.form.names_read),
    ))
}

fn send_form(p: &NotifyPage<'_>, draft: &LetterView<'_>) -> AnyView {
    use texts::notify as t;
    let l = p.lang;
    let registered_only = draft.purpose == Purpose::Hearing && p.kind == StanceKind::Punitive;
    let channels = Channel::ALL
        .iter()
        .filter(|channel| !registered_only || **channel == Channel::Registered)
        .map(|channel| Choice::new(channel.code(), words::letter_channel(l, *channel)))
        .collect();
    let mut channel = Field::new("channel", t::channel(l))
        .value(&p.form.channel)
        .error(&p.errors);
    if registered_only {
        channel = channel.hint(t::channel_punitive(l));
    } else if !p.mail_works {
        channel = channel.hint(t::no_mail(l));
    }
    let languages = Lang::ALL
        .iter()
        .map(|lang| Choice::new(lang.code(), words::lang(*lang)))
        .collect();
    let email = (!registered_only).then(|| {
        Field::new("email", t::email(l))
            .optional(l)
            .hint(t::email_hint(l))
            .value(&p.form.email)
            .error(&p.errors)
            .email()
    });
    view! {
        <form class="stack" method="post" id="notify" action=format!("/stances/{}/notify", p.stance)>
            {form_key::key(&p.key)}
            {form_key::revision(p.revision)}
            {form_key::hidden("token", p.token.clone())}
            {form_key::hidden("purpose", draft.purpose.code())}
            {channel.radios(channels)}
            {Field::new("language", t::language(l)).value(&p.form.language).error(&p.errors).select_of(languages)}
            {email}
            {names_read(p)}
            {button::primary(t::send(l))}
        </form>
    }
    .into_any()
}

/// The same letter in another language, without sending it.
fn languages(p: &NotifyPage<'_>, draft: &LetterView<'_>) -> AnyView {
    let links = Lang::ALL
        .iter()
        .map(|lang| {
            let current = (*lang == draft.lang).then_some("true");
            let href = format!("/stances/{}/notify?language={lang}#exact", p.stance);
            view! { <li><a href=href lang=lang.code() aria-current=current>{words::lang(*lang)}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label=texts::notify::preview(p.lang)><ul class="line plain">{links}</ul></nav> }
        .into_any()
}

fn letters(p: &NotifyPage<'_>) -> AnyView {
    use texts::notify as t;
    if p.letters.is_empty() {
        return view! { <p class="soft">{t::none_sent(p.lang)}</p> }.into_any();
    }
    let items = p.letters.iter().map(|sent| sent_letter(p, sent)).collect_view();
    view! { <ol class="stack plain">{items}</ol> }.into_any()
}

fn sent_letter(p: &NotifyPage<'_>, sent: &SentLetter) -> AnyView {
    use texts::notify as t;
    let (l, n) = (p.lang, &sent.notice);
    let who = n
        .sent_by_name
        .clone()
        .unwrap_or_else(|| t::by_program(l).to_owned());
    let purpose = match n.purpose {
        Purpose::Hearing => t::purpose_hearing(l),
        Purpose::Decision => t::purpose_decision(l),
        Purpose::End => t::purpose_end(l),
    };
    let first = t::sent(
        l,
        format::date(l, n.hearing.sent_on),
        words::letter_channel(l, n.channel()).to_lowercase(),
        who,
    );
    let lines: Vec<String> = state_lines(l, n, sent.mail);
    let lines = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    view! {
        <li class="panel stack">
            <p><strong>{purpose}</strong>" · "{first}</p>
            {lines}
            <p><a href=format!("/notices/{}/letter", n.id)>{t::read_letter(l)}</a></p>
            {steps(p, n)}
        </li>
    }
    .into_any()
}

/// What has become of a letter, one sentence a fact.
pub fn state_lines(l: Lang, n: &Notice, mail: Option<MailTold>) -> Vec<String> {
    use texts::notify as t;
    let h = &n.hearing;
    let mut lines = Vec::new();
    match mail {
        Some(MailTold::Waits) => lines.push(t::mail_waits(l).to_owned()),
        Some(MailTold::Gone(day)) => lines.push(t::mail_gone(l, format::date(l, day))),
        Some(MailTold::Failed) => lines.push(t::mail_failed(l).to_owned()),
        None => {}
    }
    match (h.bounced_on, h.received) {
        (Some(day), _) => lines.push(t::bounced(l, format::date(l, day))),
        (None, Some((day, how))) => {
            lines.push(t::received(
                l,
                format::date(l, day),
                words::received_how(l, how).to_lowercase(),
            ));
        }
        (None, None) => lines.push(t::not_received(l).to_owned()),
    }
    if let Some(day) = h.extended_on {
        lines.push(t::extended(l, format::date(l, day)));
    }
    if n.purpose == Purpose::Hearing {
        match (h.closed_on, n.due_on()) {
            (Some(day), _) => lines.push(t::closed(l, format::date(l, day))),
            (None, Some(day)) => lines.push(t::due(l, format::date(l, day))),
            (None, None) => {}
        }
    }
    if h.revoked {
        lines.push(t::replaced(l).to_owned());
    }
    lines
}

/// Receipt and return, for a letter whose link still works.
fn steps(p: &NotifyPage<'_>, n: &Notice) -> Option<AnyView> {
    use texts::notify as t;
    let l = p.lang;
    let h = &n.hearing;
    if h.revoked || h.bounced_on.is_some() {
        return None;
    }
    let mine = p.step.notice == Some(n.id);
    let typed = |text: &str| if mine { text.to_owned() } else { String::new() };
    let errors = if mine { p.errors.clone() } else { Errors::none() };
    let hows = ReceivedHow::ALL
        .iter()
        .filter(|how| **how != ReceivedHow::Link)
        .filter(|how| match how {
            ReceivedHow::MailReceipt => n.channel() == Channel::Mail && n.kind != StanceKind::Punitive,
            ReceivedHow::Registered => n.channel() == Channel::Registered,
            ReceivedHow::Staff => n.kind != StanceKind::Punitive,
            ReceivedHow::Link => false,
        })
        .map(|how| Choice::new(how.code(), words::received_how(l, *how)))
        .collect();
    let receive = h.received.is_none().then(|| {
        view! {
            <details class="more" open=mine && !p.step.received_on.is_empty()>
                <summary>{t::receive_title(l)}</summary>
                <form class="stack" method="post" action=format!("/notices/{}/receive", n.id)>
                    {form_key::key(&p.key)}{form_key::revision(n.revision)}
                    {Field::new("received_on", t::receive_on(l)).value(typed(&p.step.received_on)).error(&errors).date()}
                    {Field::new("received_how", t::receive_how(l)).value(typed(&p.step.received_how)).error(&errors).select(l, hows)}
                    {button::secondary(t::receive(l))}
                </form>
            </details>
        }
    });
    let opened = matches!(h.received, Some((_, ReceivedHow::Link)));
    let bounce = (!opened && n.purpose == Purpose::Hearing).then(|| {
        view! {
            <details class="more" open=mine && !p.step.bounced_on.is_empty()>
                <summary>{t::bounce_title(l)}</summary>
                <form class="stack" method="post" action=format!("/notices/{}/bounce", n.id)>
                    {form_key::key(&p.key)}{form_key::revision(n.revision)}
                    {Field::new("bounced_on", t::bounce_on(l)).value(typed(&p.step.bounced_on)).error(&errors).date()}
                    {button::secondary(t::bounce(l))}
                </form>
            </details>
        }
    });
    Some(view! { {receive}{bounce} }.into_any())
}
