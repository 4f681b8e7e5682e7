//! A kept check: its reference, its answer, what it needs, the go-ahead, what came of it; one printable page.

use super::answer::{Answered, answer, kept_answer, need_by, need_sentence, sentence};
use super::model;
use crate::parts::{
    Errors, Field, answer_badge, button, error_summary, files, form_key, heading, notice, quote, tag,
};
use crate::{format, texts, words};
use domain::Lang;
use domain::check::{CheckState, EarlierGoAhead, KeptCheck, KeptNeed, NeedState, Outcome};
use leptos::prelude::*;

/// What was typed into one of the page's forms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    pub comment: String,
    /// The place of a need, and what was typed beside it.
    pub need: Option<(i64, String)>,
}

/// The answer as it would be now, where a fact has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub answered: Answered,
    /// It changed under a decision that was just tried.
    pub overtaken: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPage {
    pub lang: Lang,
    pub kept: KeptCheck,
    pub answered: Answered,
    pub needs: Vec<KeptNeed>,
    pub earlier: Vec<EarlierGoAhead>,
    /// For who decides and for who kept it, where a fact has changed.
    pub now: Option<Changed>,
    /// A yes can still be given.
    pub grantable: bool,
    /// The reader may give or decline the go-ahead.
    pub may_answer: bool,
    /// The reader kept it: another person answers.
    pub own: bool,
    pub may_tick: bool,
    pub may_waive: bool,
    /// The reader may open the client's sheet.
    pub staff: bool,
    pub typed: Typed,
    pub errors: Errors,
    pub key: String,
}

fn client_name(p: &KeptPage) -> String {
    p.kept
        .client_name
        .clone()
        .unwrap_or_else(|| p.kept.offer.client_text.clone())
}

/// The page's title.
pub fn title(p: &KeptPage) -> String {
    texts::kept_check::title(p.lang, p.kept.id.reference(), client_name(p))
}

/// The page.
pub fn kept(p: &KeptPage) -> AnyView {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    let (profession, first) = (
        &k.profession_names[l as usize],
        format::date(l, k.offer.starts_on),
    );
    let work = if k.offer.starts_on == k.offer.ends_on {
        t::work_day(l, profession, first)
    } else {
        t::work_line(l, profession, first, format::date(l, k.offer.ends_on))
    };
    let sheet = k
        .offer
        .client
        .filter(|_| p.staff)
        .map(|id| view! { " · "<a class="screen-only" href=format!("/clients/{id}")>{t::sheet(l)}</a> });
    view! {
        <article class="reading stack">
            {heading::heading(title(p))}
            {error_summary::error_summary(l, &p.errors)}
            <p>{t::kept_by(l, &k.kept_by_name, format::date(l, domain::clock::day(k.kept_at)))}" · "{t::valid(l, format::date(l, k.valid_until))}</p>
            {holds(p)}
            {go_ahead(p)}
            <p><strong>{t::work(l)}</strong>" · "{work}{sheet}</p>
            {needs(p)}
            {changed(p)}
            {kept_answer(l, &p.answered)}
            {earlier(p)}
            {decide(p)}
            {outcome(p)}
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
    let again = p.own.then(|| view! { " "<a href=again>{t::again(l)}</a> });
    Some(notice::warning(view! { <p>{told}{again}</p> }))
}

fn go_ahead(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let (l, k) = (p.lang, &p.kept);
    let by = k.decided_by_name.clone().unwrap_or_default();
    let told = match k.state {
        CheckState::Kept => return None,
        CheckState::Asked => t::asked(l, k.due_on.map(|day| format::date(l, day)).unwrap_or_default()),
        CheckState::Granted => {
            let until = k
                .go_ahead_until
                .map(|day| format::date(l, day))
                .unwrap_or_default();
            t::granted(l, by, until)
        }
        CheckState::Declined => t::declined(l, by),
    };
    let comment = (!k.comment.is_empty()).then(|| quote::quote(k.comment.clone(), None));
    Some(notice::info(view! { <p><strong>{told}</strong></p>{comment} }))
}

/// Each need with its state: a form where it is open and the reader may settle it.
fn needs(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    if p.needs.is_empty() {
        return None;
    }
    let l = p.lang;
    let items = p.needs.iter().map(|need| one_need(p, need)).collect_view();
    let open = p
        .needs
        .iter()
        .filter(|need| need.state == NeedState::Open)
        .count();
    let line = if open == 0 {
        t::needs_done(l).to_owned()
    } else {
        t::needs_open(l, open as i64)
    };
    let view = view! {
        <section class="stack" aria-labelledby="needs">
            {heading::section("needs", t::needs(l))}
            <p>{line}</p>
            <ol class="needed">{items}</ol>
        </section>
    };
    Some(view.into_any())
}

fn one_need(p: &KeptPage, need: &KeptNeed) -> AnyView {
    use texts::kept_check as t;
    let l = p.lang;
    let state = match need.state {
        NeedState::Open => tag::quiet(t::need_open(l)),
        NeedState::Met => tag::tag(t::need_met(l)),
        NeedState::Waived => tag::tag(t::need_waived(l)),
    };
    let by = need.by_name.as_ref().zip(need.at).map(|(name, at)| {
        let day = format::date(l, domain::clock::day(at));
        let line = match need.state {
            NeedState::Waived => t::waived_by(l, name, day),
            NeedState::Open | NeedState::Met => t::met_by(l, name, day),
        };
        view! { <p class="soft">{line}</p> }
    });
    let text = (!need.text.is_empty()).then(|| view! { <p class="kept-lines">{need.text.clone()}</p> });
    let file = need.file.as_ref().map(|(id, name)| {
        view! { <p><a href=format!("/files/{id}")>{name.clone()}</a></p> }
    });
    view! {
        <li id=format!("need-{}", need.position)>
            <strong>{need_sentence(l, &need.need)}</strong>" "{state}<br/>
            <span class="soft">{need_by(l, &need.need)}</span>
            {by}{text}{file}
            {(need.state == NeedState::Open).then(|| model::model(l, &p.answered, &need.need))}
            {settle(p, need)}
        </li>
    }
    .into_any()
}

fn settle(p: &KeptPage, need: &KeptNeed) -> Option<AnyView> {
    use texts::kept_check as t;
    let l = p.lang;
    let tickable = p.may_tick
        && !need.need.is_figure()
        && (p.staff || need.need.brought_by() != domain::stance::condition::BroughtBy::Cooperative);
    if need.state != NeedState::Open || !(tickable || p.may_waive) {
        return None;
    }
    let name = format!("text-{}", need.position);
    let typed = p.typed.need.as_ref().filter(|(at, _)| *at == need.position);
    let typed = typed.map(|(_, text)| text.clone()).unwrap_or_default();
    let file_name = format!("file-{}", need.position);
    let wrong = p.errors.get(&name).or_else(|| p.errors.get(&file_name)).is_some();
    let open = (!typed.is_empty() || wrong).then_some("");
    let label = if tickable {
        t::need_text(l)
    } else {
        t::need_reason(l)
    };
    let mut buttons = Vec::new();
    if tickable {
        buttons.push(button::named(t::need_tick(l), "step", "tick", true));
    }
    if p.may_waive {
        buttons.push(button::named(t::need_waive(l), "step", "waive", false));
    }
    let says = if tickable {
        t::need_settle(l)
    } else {
        t::need_waive(l)
    };
    let view = view! {
        <details class="more screen-only" open=open>
            <summary>{says}</summary>
            <form class="stack" method="post" enctype=files::MULTIPART action=format!("/checks/{}/needs/{}", p.kept.id, need.position)>
                {form_key::key(&format!("{}-{}", p.key, need.position))}{form_key::revision(need.revision)}
                {Field::new(name, label).value(typed).error(&p.errors).textarea(2)}
                {tickable.then(|| files::input(l, &file_name, t::need_file(l), &p.errors, wrong))}
                {button::row(buttons)}
            </form>
        </details>
    };
    Some(view.into_any())
}

/// The answer as it would be now, beside the one that was kept.
fn changed(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let l = p.lang;
    let now = p.now.as_ref()?;
    let overtaken = now
        .overtaken
        .then(|| notice::warning(view! { <p>{t::overtaken(l)}</p> }));
    let view = view! {
        {overtaken}
        <section class="stack" aria-labelledby="now">
            {heading::section("now", t::now(l))}
            <p>{answer_badge::saying(now.answered.answer.answer, sentence(l, &now.answered.answer))}</p>
            <details class="more screen-only"><summary>{t::now_all(l)}</summary>{answer(l, &now.answered)}</details>
            {heading::section("then", t::then(l, format::date(l, domain::clock::day(p.kept.kept_at))))}
        </section>
    };
    Some(view.into_any())
}

fn earlier(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    if !p.may_answer || p.kept.state == CheckState::Kept {
        return None;
    }
    let l = p.lang;
    let list = if p.earlier.is_empty() {
        view! { <p class="soft">{t::earlier_none(l)}</p> }.into_any()
    } else {
        let items = p
            .earlier
            .iter()
            .map(|one| {
                let day = format::date(l, domain::clock::day(one.at));
                let line = match (one.granted, one.until) {
                    (true, Some(until)) => t::earlier_granted(l, &one.by_name, day, format::date(l, until)),
                    _ => t::earlier_declined(l, &one.by_name, day),
                };
                let comment = (!one.comment.is_empty()).then(|| format!(" {}", texts::app::quoted(l, &one.comment)));
                view! { <li><a href=format!("/checks/{}", one.check)>{one.check.reference()}</a>" · "{line}{comment}</li> }
            })
            .collect_view();
        view! { <ul>{items}</ul> }.into_any()
    };
    let view = view! {
        <section class="stack screen-only" aria-labelledby="earlier">
            {heading::section("earlier", t::earlier(l))}
            {list}
        </section>
    };
    Some(view.into_any())
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
    let mut buttons = Vec::new();
    if p.grantable {
        buttons.push(button::named(t::grant(l), "answer", "grant", true));
    }
    buttons.push(button::named(t::decline(l), "answer", "decline", !p.grantable));
    let cannot = (!p.grantable).then(|| notice::info(view! { <p>{t::cannot_grant(l)}</p> }));
    let view = view! {
        <section class="panel stack screen-only" aria-labelledby="answer-title">
            <h2 id="answer-title">{t::answer_title(l)}</h2>
            {cannot}
            <form class="stack" method="post" id="approval" action=format!("/checks/{}/approval", k.id)>
                {form_key::key(&p.key)}{form_key::revision(k.revision)}{form_key::hidden("facts", k.facts_revision.to_string())}
                {Field::new("comment", t::comment(l)).hint(t::decline_reason(l)).value(&p.typed.comment).error(&p.errors).textarea(3)}
                {button::row(buttons)}
            </form>
        </section>
    };
    Some(view.into_any())
}

/// Asks the keeper what they did in the end; it is counted and not kept beside their name.
fn outcome(p: &KeptPage) -> Option<AnyView> {
    use texts::kept_check as t;
    let l = p.lang;
    if !p.own {
        return None;
    }
    if p.kept.outcome_told {
        return Some(view! { <p class="soft screen-only">{t::outcome_told(l)}</p> }.into_any());
    }
    let buttons = Outcome::ALL
        .iter()
        .map(|outcome| {
            button::named(
                words::check_outcome(l, *outcome),
                "outcome",
                outcome.code(),
                false,
            )
        })
        .collect();
    let wrong = p
        .errors
        .get("outcome")
        .map(|error| view! { <p class="wrong">{error.to_owned()}</p> });
    let view = view! {
        <section class="panel stack screen-only" aria-labelledby="outcome">
            {heading::section("outcome", t::outcome(l))}
            <p class="hint">{t::outcome_hint(l)}</p>
            {wrong}
            <form method="post" id="f-outcome" action=format!("/checks/{}/outcome", p.kept.id)>
                {form_key::key(&format!("{}-o", p.key))}
                {button::row(buttons)}
            </form>
        </section>
    };
    Some(view.into_any())
}
