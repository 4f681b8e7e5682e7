//! A kept check: its reference, its answer, the go-ahead; one printable page.

use super::answer::{Answered, answer};
use crate::parts::{Errors, Field, button, error_summary, form_key, heading, notice, quote};
use crate::{format, texts};
use domain::Lang;
use domain::check::{CheckState, KeptCheck};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPage {
    pub lang: Lang,
    pub kept: KeptCheck,
    pub answered: Answered,
    /// The reader may give or decline the go-ahead.
    pub may_answer: bool,
    /// The reader kept it: another person answers.
    pub own: bool,
    pub comment: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &KeptPage) -> String {
    let client = p
        .kept
        .client_name
        .clone()
        .unwrap_or_else(|| p.kept.offer.client_text.clone());
    texts::kept_check::title(p.lang, p.kept.id.reference(), client)
}

/// The page.
pub fn kept(p: &KeptPage) -> AnyView {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    let work = t::work_line(
        l,
        &k.profession_names[l as usize],
        format::date(l, k.offer.starts_on),
        format::date(l, k.offer.ends_on),
    );
    view! {
        <article class="reading stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            <p>{t::kept_by(l, &k.kept_by_name, format::date(l, domain::clock::day(k.kept_at)))}" · "{t::valid(l, format::date(l, k.valid_until))}</p>
            {holds(p)}
            {go_ahead(p)}
            <p><strong>{t::work(l)}</strong>" · "{work}</p>
            {answer(l, &p.answered)}
            {decide(p)}
        </article>
    }
    .into_any()
}

fn holds(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    let told = if k.outdated {
        t::outdated(l)
    } else if k.valid_until < p.answered.today {
        t::expired(l)
    } else {
        return None;
    };
    let again = k.offer.client.map_or_else(
        || "/check".to_owned(),
        |c| format!("/check?client={}", c.reference()),
    );
    Some(notice::warning(
        view! { <p>{told}" "<a href=again>{t::again(l)}</a></p> },
    ))
}

fn go_ahead(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    let by = k.decided_by_name.clone().unwrap_or_default();
    let told = match k.state {
        CheckState::Kept => return None,
        CheckState::Asked => t::asked(l, k.due_on.map(|day| format::date(l, day)).unwrap_or_default()),
        CheckState::Granted => t::granted(l, by),
        CheckState::Declined => t::declined(l, by),
    };
    let comment = (!k.comment.is_empty()).then(|| quote::quote(k.comment.clone(), None));
    Some(notice::info(view! { <p><strong>{told}</strong></p>{comment} }))
}

fn decide(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    if k.state != CheckState::Asked || !(p.may_answer || p.own) {
        return None;
    }
    if p.own {
        return p
            .may_answer
            .then(|| notice::info(view! { <p>{t::own_check(l)}</p> }));
    }
    let view = view! {
        <section class="panel stack screen-only" aria-labelledby="answer-title">
            <h2 id="answer-title">{t::answer_title(l)}</h2>
            <form class="stack" method="post" id="approval" action=format!("/checks/{}/approval", k.id)>
                {form_key::key(&p.key)}{form_key::revision(k.revision)}
                {Field::new("comment", t::comment(l)).hint(t::decline_reason(l)).value(&p.comment).error(&p.errors).textarea(3)}
                {button::row(vec![
                    button::named(t::grant(l), "answer", "grant", true),
                    button::named(t::decline(l), "answer", "decline", false),
                ])}
            </form>
        </section>
    };
    Some(view.into_any())
}
