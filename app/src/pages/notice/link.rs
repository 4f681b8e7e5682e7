//! The client's own page, behind the link of its letter: read, reply, ask, appeal, accept the charter. No account, no script.

use super::letter::{LetterView, body, title as letter_title};
use crate::parts::{
    Choice, Errors, Field, button, error_summary, field, files, form_key, heading, notice, quote,
};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::Lang;
use domain::appeal::{AppealState, JUDGED_WITHIN_DAYS};
use domain::charter::Article;
use domain::file::FileSummary;
use domain::reply::{MAX_REPLY, Reply, ReplyKind};
use leptos::prelude::*;

/// The page before the letter is opened: mail programs look at links, so a look is no receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverPage {
    pub lang: Lang,
    pub token: String,
    /// The client's days run from the opening.
    pub asks: bool,
    /// Somebody of the house looks at the client's link.
    pub signed_in: bool,
    pub key: String,
}

/// The cover.
pub fn cover(p: &CoverPage) -> AnyView {
    use texts::link as t;
    let l = p.lang;
    let told = match (p.signed_in, p.asks) {
        (true, _) => t::signed_in(l),
        (false, true) => t::cover(l),
        (false, false) => t::cover_other(l),
    };
    let open = (!p.signed_in).then(|| {
        view! {
            <form method="post" id="open" action=format!("/reply/{}/open", p.token)>
                {form_key::key(&p.key)}
                {button::primary(t::open(l))}
            </form>
        }
    });
    view! {
        <div class="reading stack">
            {heading::heading(t::cover_title(l))}
            <p class="lead">{told}</p>
            {open}
        </div>
    }
    .into_any()
}

/// An unknown, an expired and a replaced link get the same answer.
pub fn unknown(l: Lang) -> AnyView {
    use texts::link as t;
    view! {
        <div class="reading stack">
            {heading::heading(t::unknown_title(l))}
            <p class="lead">{t::unknown(l)}</p>
        </div>
    }
    .into_any()
}

/// Where the matter stands, for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// Its days run, until this one.
    Asks(NaiveDate),
    /// It said everything on this day.
    Closed(NaiveDate),
    /// Its last day was this one.
    Passed(NaiveDate),
    /// Nothing more is asked; the decision is not yet in force.
    Waiting,
    InForce(NaiveDate),
    Refused,
    Ended(NaiveDate),
}

/// The client's newest appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAppeal {
    pub state: AppealState,
    pub on: NaiveDate,
    pub due_on: NaiveDate,
    pub reasons: String,
    pub conditions: String,
}

/// The forms as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkForm {
    pub kind: String,
    pub text: String,
    pub more: bool,
    pub appeal_text: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPage<'a> {
    pub lang: Lang,
    pub token: String,
    pub letter: LetterView<'a>,
    pub matter: Matter,
    pub extended: bool,
    pub replies: Vec<(Reply, Vec<FileSummary>)>,
    pub appeal: Option<OwnAppeal>,
    /// The charter in force, and the day on which this client accepted it.
    pub charter: Vec<Article>,
    pub accepted_on: Option<NaiveDate>,
    pub form: LinkForm,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &LinkPage<'_>) -> String {
    letter_title(p.lang, p.letter.purpose, p.letter.refused).to_owned()
}

/// The page.
pub fn link(p: &LinkPage<'_>) -> AnyView {
    let l = p.lang;
    view! {
        <div class="reading stack">
            {heading::with(title(p), Some(p.letter.letter.client_name.clone().into_any()), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {matter(p)}
            <article class="stack">{heading::section("letter-title", texts::link::letter_title(l))}{body(&p.letter)}</article>
            {said(p)}
            {reply(p)}
            {extend(p)}
            {appeal(p)}
            {charter(p)}
        </div>
    }
    .into_any()
}

fn matter(p: &LinkPage<'_>) -> AnyView {
    use texts::link as t;
    let l = p.lang;
    let day = |day| format::date(l, day);
    let told = match p.matter {
        Matter::Asks(due) => t::due(l, day(due)),
        Matter::Closed(on) => t::over_closed(l, day(on)),
        Matter::Passed(due) => t::over_passed(l, day(due)),
        Matter::Waiting => t::state_waiting(l).to_owned(),
        Matter::InForce(since) => t::state_in_force(l, day(since)),
        Matter::Refused => t::state_refused(l).to_owned(),
        Matter::Ended(on) => t::state_ended(l, day(on)),
    };
    notice::info(view! { <p><strong>{told}</strong></p> })
}

/// What the client said, as large as what is held against it.
fn said(p: &LinkPage<'_>) -> Option<AnyView> {
    use texts::link as t;
    let l = p.lang;
    if p.replies.is_empty() {
        return None;
    }
    let items = p
        .replies
        .iter()
        .map(|(reply, attached)| {
            let on = format::date(l, domain::clock::day(reply.at));
            let who = match reply.kind {
                ReplyKind::Reply => t::said_on(l, on),
                ReplyKind::Correction => t::said_correction(l, on),
            };
            let names = attached
                .iter()
                .map(|file| view! { <li>{file.name.clone()}</li> })
                .collect_view();
            view! {
                {quote::quote(reply.text.clone(), Some(who.into_any()))}
                {(!attached.is_empty()).then(|| view! { <ul>{names}</ul> })}
            }
        })
        .collect_view();
    Some(
        view! { <section class="stack">{heading::section("said", t::said_title(l))}{items}</section> }
            .into_any(),
    )
}

fn reply(p: &LinkPage<'_>) -> Option<AnyView> {
    use texts::link as t;
    let l = p.lang;
    let Matter::Asks(_) = p.matter else { return None };
    let kinds = vec![
        Choice::new(ReplyKind::Reply.code(), t::kind_reply(l)),
        Choice::new(ReplyKind::Correction.code(), t::kind_correction(l)),
    ];
    let view = view! {
        <section class="panel stack">
            {heading::section("reply-title", t::reply_title(l))}
            <p class="hint">{t::reply_hint(l)}</p>
            <form class="stack" method="post" id="reply" action=format!("/reply/{}/reply", p.token) enctype=files::MULTIPART>
                {form_key::key(&p.key)}
                {Field::new("kind", t::kind(l)).value(&p.form.kind).error(&p.errors).radios(kinds)}
                {Field::new("text", t::text(l)).hint(t::text_hint(l, format::number(l, MAX_REPLY as i64))).value(&p.form.text).error(&p.errors).textarea(8)}
                {files::input(l, "files", texts::file::title(l), &p.errors, !p.errors.is_empty())}
                {field::checkbox("more", "yes", t::more(l), Some(t::more_hint(l).to_owned()), p.form.more)}
                {button::primary(t::send_reply(l))}
            </form>
        </section>
    };
    Some(view.into_any())
}

fn extend(p: &LinkPage<'_>) -> Option<AnyView> {
    use texts::link as t;
    let l = p.lang;
    let Matter::Asks(_) = p.matter else { return None };
    if p.extended {
        return Some(view! { <p class="soft">{t::extended(l)}</p> }.into_any());
    }
    let view = view! {
        <section class="stack">
            {heading::section("extend-title", t::extend_title(l))}
            <form class="stack" method="post" id="extend" action=format!("/reply/{}/extend", p.token)>
                {form_key::key(&p.key)}
                <p class="hint">{t::extend_hint(l)}</p>
                {p.errors.get("extend").map(|error| view! { <p class="wrong" id="e-extend">{error.to_owned()}</p> })}
                {button::secondary(t::extend(l))}
            </form>
        </section>
    };
    Some(view.into_any())
}

fn appeal(p: &LinkPage<'_>) -> AnyView {
    use texts::link as t;
    let l = p.lang;
    let day = |day| format::date(l, day);
    let own = p.appeal.as_ref().map(|appeal| {
        if appeal.state == AppealState::Open {
            let told = t::appeal_open(l, day(appeal.on), day(appeal.due_on));
            return notice::info(view! { <p>{told}</p> });
        }
        let state = words::appeal_state(l, appeal.state).to_lowercase();
        let conditions = (!appeal.conditions.is_empty()).then(|| {
            view! {
                <p><strong>{t::appeal_conditions(l)}</strong></p>
                <p class="kept-lines">{appeal.conditions.clone()}</p>
            }
        });
        view! {
            <section class="stack">
                <p><strong>{t::appeal_decided(l, day(appeal.on), state)}</strong></p>
                <p><strong>{t::appeal_reasons(l)}</strong></p>
                <p class="kept-lines">{appeal.reasons.clone()}</p>
                {conditions}
            </section>
        }
        .into_any()
    });
    let open = p.appeal.as_ref().is_some_and(|a| a.state == AppealState::Open);
    let form = (matches!(p.matter, Matter::InForce(_)) && !open).then(|| {
        view! {
            <section class="panel stack">
                {heading::section("appeal-title", t::appeal_title(l))}
                <p class="hint">{t::appeal_hint(l, JUDGED_WITHIN_DAYS)}</p>
                <form class="stack" method="post" id="appeal" action=format!("/reply/{}/appeal", p.token) enctype=files::MULTIPART>
                    {form_key::key(&p.key)}
                    {Field::new("appeal_text", t::text(l)).hint(t::text_hint(l, format::number(l, MAX_REPLY as i64))).value(&p.form.appeal_text).error(&p.errors).textarea(8)}
                    {files::input(l, "appeal_files", texts::file::title(l), &p.errors, !p.errors.is_empty())}
                    {button::primary(t::appeal(l))}
                </form>
            </section>
        }
    });
    view! { {own}{form} }.into_any()
}

fn charter(p: &LinkPage<'_>) -> Option<AnyView> {
    use texts::link as t;
    let l = p.lang;
    if p.charter.is_empty() {
        return None;
    }
    let articles = p
        .charter
        .iter()
        .map(|article| {
            view! { <li><p><strong>{article.title(l).to_owned()}</strong></p><p class="kept-lines">{article.text(l).to_owned()}</p></li> }
        })
        .collect_view();
    let ok = match p.accepted_on {
        Some(day) => view! { <p><strong>{t::charter_done(l, format::date(l, day))}</strong></p> }.into_any(),
        None => view! {
            <form method="post" id="charter" action=format!("/reply/{}/charter", p.token)>
                {form_key::key(&p.key)}
                {button::secondary(t::charter_ok(l))}
            </form>
        }
        .into_any(),
    };
    let view = view! {
        <section class="stack">
            {heading::section("charter-title", t::charter_title(l))}
            <p>{t::charter(l)}</p>
            <details class="more"><summary>{t::charter_read(l)}</summary><ol class="stack">{articles}</ol></details>
            {ok}
        </section>
    };
    Some(view.into_any())
}
