//! Mails in words, in the reader's language: messages to people, letters and reminders to clients.

use app::{format, messages, texts, words};
use chrono::NaiveDate;
use domain::appeal::Judgement;
use domain::message::Message;
use domain::notice::Notice;
use domain::stance::hearing::Purpose;
use domain::{Lang, Person};
use store::mail::NewMail;

/// A message as a mail: one sentence, and where to read more.
pub fn message(origin: &str, to: &Person, what: &Message) -> NewMail {
    use texts::message as t;
    let l = to.lang;
    let sentence = messages::sentence(l, what);
    let link = format!("{origin}{}", messages::place(to.role, what));
    NewMail {
        to: to.email.clone(),
        language: l,
        body: paragraphs(&[
            t::hello(l, &to.name),
            sentence.clone(),
            t::read_more(l, link),
            t::foot(l).to_owned(),
        ]),
        subject: sentence,
    }
}

/// The mail that brings a letter to a client: that there is one, until when, and its link. The letter is read on its page.
pub fn letter(l: Lang, to: &str, purpose: Purpose, client: &str, days: u64, link: &str) -> NewMail {
    use texts::letter as t;
    let (subject, first) = match purpose {
        Purpose::Hearing => (t::mail_hearing_subject(l, client), t::mail_hearing(l, days)),
        Purpose::Decision => (
            t::mail_decision_subject(l, client),
            t::mail_decision(l).to_owned(),
        ),
        Purpose::End => (t::mail_end_subject(l, client), t::mail_end(l).to_owned()),
    };
    NewMail {
        to: to.to_owned(),
        language: l,
        subject,
        body: paragraphs(&[
            t::greeting(l).to_owned(),
            first,
            t::mail_link(l, link),
            t::mail_private(l).to_owned(),
            t::closing(l).to_owned(),
        ]),
    }
}

/// The reminder before the last day. It cannot hold the link again: only its hash is kept.
pub fn reminder(notice: &Notice, due_on: NaiveDate) -> NewMail {
    use texts::letter as t;
    let l = notice.language;
    let sent = format::date(l, notice.hearing.sent_on);
    NewMail {
        to: notice.address.clone(),
        language: l,
        subject: t::mail_reminder_subject(l, format::date(l, due_on)),
        body: paragraphs(&[
            t::greeting(l).to_owned(),
            t::mail_reminder(l, format::date(l, due_on), sent),
            t::closing(l).to_owned(),
        ]),
    }
}

/// The answer to a client's appeal, in the language of its letters: the result and the reasons.
pub fn judgement(letter: &Notice, client: &str, appealed_on: NaiveDate, judgement: &Judgement) -> NewMail {
    use texts::{letter as t, link};
    let l = letter.language;
    let state = words::appeal_state(l, judgement.to).to_lowercase();
    let said = |label: &str, text: &str| format!("{label}\n{}", text.trim());
    let mut parts = vec![
        t::greeting(l).to_owned(),
        link::appeal_decided(l, format::date(l, appealed_on), state),
        said(link::appeal_reasons(l), &judgement.reasons),
    ];
    if !judgement.conditions.trim().is_empty() {
        parts.push(said(link::appeal_conditions(l), &judgement.conditions));
    }
    parts.push(t::closing(l).to_owned());
    NewMail {
        to: letter.address.clone(),
        language: l,
        subject: t::mail_appeal_subject(l, client),
        body: paragraphs(&parts),
    }
}

fn paragraphs(parts: &[String]) -> String {
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}
