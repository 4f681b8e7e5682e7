//! What a client said: for staff in full with the step to show it to members, for members beside the note.

use super::notify::pointed;
use crate::parts::{Errors, button, error_summary, field, files, form_key, heading, quote};
use crate::{format, texts};
use domain::Lang;
use domain::file::FileSummary;
use domain::reply::{PublishedReply, Reply, ReplyKind};
use domain::wording::Pointed;
use leptos::prelude::*;

/// Everything the page of one reply shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPage {
    pub lang: Lang,
    pub client_name: String,
    pub reply: Reply,
    pub files: Vec<FileSummary>,
    pub pointed: Vec<Pointed>,
    pub read_again: bool,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &ReplyPage) -> String {
    match p.reply.kind {
        ReplyKind::Reply => texts::reply::title(p.lang, &p.client_name),
        ReplyKind::Correction => texts::reply::title_correction(p.lang, &p.client_name),
    }
}

/// The page: the words, the files, and showing them to members.
pub fn reply(p: &ReplyPage) -> AnyView {
    let l = p.lang;
    let back = heading::back(format!("/stances/{}", p.reply.stance), p.reply.stance.reference());
    let state = state(l, &p.reply);
    let publish = (p.reply.kind == ReplyKind::Reply && p.reply.published.is_none()).then(|| publish(p));
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {one(l, &p.reply, &p.files)}
            {state.map(|state| view! { <p class="soft">{state}</p> })}
            {publish}
        </article>
    }
    .into_any()
}

fn publish(p: &ReplyPage) -> AnyView {
    use texts::reply as t;
    let l = p.lang;
    let again = (!p.pointed.is_empty()).then(|| {
        view! {
            {p.errors.get("read_again").map(|error| view! { <p class="wrong" id="e-read_again">{error.to_owned()}</p> })}
            {field::checkbox("read_again", "yes", t::read_again(l), None, p.read_again)}
        }
    });
    view! {
        <section class="panel stack">
            {heading::section("publish-title", t::publish_title(l))}
            <p class="hint">{t::publish_hint(l)}</p>
            {pointed(l, &p.pointed, t::pointed(l))}
            <form class="stack" method="post" id="publish" action=format!("/replies/{}", p.reply.id)>
                {form_key::key(&p.key)}
                {again}
                {button::primary(t::publish(l))}
            </form>
        </section>
    }
    .into_any()
}

/// The words of one reply with its files.
pub fn one(l: Lang, reply: &Reply, attached: &[FileSummary]) -> AnyView {
    use texts::reply as t;
    let on = format::date(l, domain::clock::day(reply.at));
    let who = match reply.kind {
        ReplyKind::Reply => t::on(l, on),
        ReplyKind::Correction => t::correction_on(l, on),
    };
    view! {
        {quote::quote(reply.text.clone(), Some(who.into_any()))}
        {(!attached.is_empty()).then(|| files::list(l, attached, false))}
    }
    .into_any()
}

fn state(l: Lang, reply: &Reply) -> Option<String> {
    use texts::reply as t;
    match (&reply.published, reply.kind) {
        (Some((at, who)), _) => Some(t::published(l, format::date(l, domain::clock::day(*at)), who)),
        (None, ReplyKind::Reply) => Some(t::unpublished(l).to_owned()),
        (None, ReplyKind::Correction) => None,
    }
}

/// All that a client said about a stance, for staff: as large as what is held against it.
pub fn section(l: Lang, replies: &[(Reply, Vec<FileSummary>)]) -> AnyView {
    use texts::reply as t;
    let items = replies
        .iter()
        .map(|(reply, attached)| {
            let link = if reply.kind == ReplyKind::Reply && reply.published.is_none() {
                t::to_publish(l)
            } else {
                t::read(l)
            };
            view! {
                <div class="stack">
                    {one(l, reply, attached)}
                    <p class="soft">{state(l, reply)}" "<a href=format!("/replies/{}", reply.id)>{link}</a></p>
                </div>
            }
        })
        .collect_view();
    let none = replies
        .is_empty()
        .then(|| view! { <p class="soft">{t::none(l)}</p> });
    view! { <section class="stack">{heading::section("replies", t::section(l))}{none}{items}</section> }
        .into_any()
}

/// Published replies, for members beside the note.
pub fn published(l: Lang, replies: &[PublishedReply]) -> Option<AnyView> {
    use texts::reply as t;
    if replies.is_empty() {
        return None;
    }
    let items = replies
        .iter()
        .map(|reply| {
            let on = t::on(l, format::date(l, domain::clock::day(reply.at)));
            quote::quote(reply.text.clone(), Some(on.into_any()))
        })
        .collect_view();
    Some(view! { <section class="stack"><h2>{t::member_title(l)}</h2>{items}</section> }.into_any())
}
