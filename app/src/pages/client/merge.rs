//! Making one client of two: the search for the other, both side by side, what waits for a person, and undoing.

use crate::parts::{
    Errors, Field, button, error_summary, facts, field, form_key, heading, notice, rows, stance_badge, table,
    time,
};
use crate::{format, texts, words};
use chrono::{DateTime, Utc};
use domain::Lang;
use domain::client::merge::{Merge, Part, WaitingStance};
use domain::client::{ClientCandidate, ClientSheet};
use domain::stance::StanceKind;
use leptos::prelude::*;

/// One of the two, with how much of what is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    pub sheet: ClientSheet,
    pub parts: Vec<(Part, i64)>,
}

/// The other one, chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub side: Side,
    /// Who noted, and when, that they are not the same.
    pub different: Option<(String, DateTime<Utc>)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePage {
    pub lang: Lang,
    pub client: Side,
    /// What was typed to find the other one.
    pub typed: String,
    pub other: Option<Other>,
    pub candidates: Vec<ClientCandidate>,
    /// Stances that wait for a person after a merge, with their revisions.
    pub waiting: Vec<(WaitingStance, i64)>,
    pub may_choose: bool,
    pub past: Vec<Merge>,
    pub why: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn title(p: &MergePage) -> String {
    use texts::merge as t;
    let name = &p.client.sheet.name;
    match &p.other {
        Some(other) => t::title_two(p.lang, name, &other.side.sheet.name),
        None => t::title(p.lang, name),
    }
}

/// The page.
pub fn merge(p: &MergePage) -> AnyView {
    use texts::merge as t;
    let (l, id) = (p.lang, p.client.sheet.id);
    let back = heading::back(format!("/clients/{id}"), p.client.sheet.name.clone());
    let content = match &p.other {
        Some(other) => both(p, other),
        None => search(p),
    };
    view! {
        <article class="wide stack">
            {heading::with(title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {waiting(p)}
            <p class="lead">{t::intro(l)}</p>
            {content}
            {past(p)}
        </article>
    }
    .into_any()
}

fn search(p: &MergePage) -> AnyView {
    use texts::merge as t;
    let (l, id) = (p.lang, p.client.sheet.id);
    let found = p
        .candidates
        .iter()
        .map(|one| {
            let about = [
                one.number.as_str(),
                words::client_kind(l, one.kind),
                one.municipality.as_str(),
            ];
            let about = about
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            rows::Row::new(
                format!("/clients/{id}/merge?with={}", one.id.reference()),
                one.name.clone(),
            )
            .meta(about)
        })
        .collect::<Vec<_>>();
    let nothing = found.is_empty() && !p.typed.is_empty();
    let list = (!found.is_empty()).then(|| view! { <h2>{t::which(l)}</h2>{rows::rows(found)} });
    view! {
        <form class="stack" method="get" id="find" action=format!("/clients/{id}/merge") role="search" aria-label=t::with(l)>
            {Field::new("with", t::with(l)).hint(t::with_hint(l)).value(&p.typed).error(&p.errors).search()}
            {button::secondary(t::find(l))}
        </form>
        {nothing.then(|| notice::info(view! { <p>{t::nothing(l)}</p> }))}
        {list}
    }
    .into_any()
}

fn both(p: &MergePage, other: &Other) -> AnyView {
    use texts::merge as t;
    let l = p.lang;
    let (kept, gone) = (&p.client.sheet, &other.side.sheet);
    let different = other.different.as_ref().map(|(name, at)| {
        notice::warning(view! { <p>{t::different(l, name, format::date(l, domain::clock::day(*at)))}</p> })
    });
    let look_again = other.different.is_some().then(|| {
        view! {
            {field::checkbox("looked_again", "1", t::looked_again(l), None, false)}
            {p.errors.get("looked_again").map(|wrong| view! { <p class="wrong">{wrong.to_owned()}</p> })}
        }
    });
    let stances = (!kept.stances.is_empty() && !gone.stances.is_empty())
        .then(|| notice::info(view! { <p>{t::stances_wait(l)}</p> }));
    view! {
        {different}
        {compared(l, &p.client, &other.side)}
        <p><a href=format!("/clients/{}/merge?with={}", gone.id, kept.id.reference())>{t::other_way(l, &gone.name)}</a></p>
        {stances}
        <form class="stack" method="post" id="merge" action=format!("/clients/{}/merge", kept.id)>
            {form_key::key(&p.key)}
            {form_key::hidden("other", gone.id.to_string())}
            {form_key::revision(kept.revision)}
            {form_key::hidden("other_revision", gone.revision.to_string())}
            {look_again}
            {Field::new("why", t::why(l)).hint(t::why_hint(l)).value(&p.why).error(&p.errors).textarea(2)}
            {button::primary(t::merge(l, &gone.name, &kept.name))}
        </form>
        <form method="post" id="not-same" action=format!("/clients/{}/not-same", kept.id)>
            {form_key::key(&format!("{}-not", p.key))}
            {form_key::hidden("other", gone.id.to_string())}
            {button::secondary(t::not_same(l))}
        </form>
    }
    .into_any()
}

fn compared(l: Lang, kept: &Side, gone: &Side) -> AnyView {
    use texts::merge as t;
    let columns = vec![
        table::words(t::what(l)),
        table::words(t::stays(l, &kept.sheet.name)),
        table::words(t::goes(l, &gone.sheet.name)),
    ];
    let mut lines: Vec<Vec<AnyView>> = Vec::new();
    let mut line = |name: &str, value: fn(Lang, &ClientSheet) -> String| {
        lines.push(vec![
            name.to_owned().into_any(),
            value(l, &kept.sheet).into_any(),
            value(l, &gone.sheet).into_any(),
        ]);
    };
    line(t::reference(l), |_, c| c.id.reference());
    line(t::numbers(l), |_, c| {
        let all: Vec<String> = c
            .identifiers
            .iter()
            .map(domain::client::identifier::Identifier::printed)
            .collect();
        all.join(", ")
    });
    line(t::kind(l), |l, c| words::client_kind(l, c.kind).to_owned());
    line(t::sector(l), |l, c| words::sector(l, c.sector).to_owned());
    line(t::address(l), |_, c| {
        let town = format!("{} {}", c.address.postcode, c.address.municipality);
        let parts = [c.address.street.as_str(), town.trim()];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    });
    line(t::phone(l), |_, c| c.phone.clone());
    line(t::parent(l), |_, c| {
        c.parent
            .as_ref()
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    });
    line(t::register(l), |l, c| {
        words::register_state(l, c.register_state).to_owned()
    });
    line(t::overdue(l), |l, c| format::money_whole(l, c.overdue));
    let stance = |c: &ClientSheet| stance_badge::badge(l, c.stances.first().map(|stance| stance.kind));
    lines.push(vec![
        t::stance(l).into_any(),
        stance(&kept.sheet),
        stance(&gone.sheet),
    ]);
    for ((part, own), (_, other)) in kept.parts.iter().zip(&gone.parts) {
        lines.push(vec![
            words::merge_part(l, *part).into_any(),
            format::number(l, *own).into_any(),
            format::number(l, *other).into_any(),
        ]);
    }
    table::table(t::compared(l), columns, lines)
}

/// Stances that a named person has to look at.
fn waiting(p: &MergePage) -> Option<AnyView> {
    use texts::merge as t;
    let (l, id) = (p.lang, p.client.sheet.id);
    if p.waiting.is_empty() {
        return None;
    }
    let items = p
        .waiting
        .iter()
        .map(|(waiting, revision)| {
            let reference = waiting.stance.reference();
            let say = match waiting.beside {
                Some((other, kind)) => t::beside(l, other.reference(), kind_word(l, kind), kind_word(l, waiting.holds())),
                None => t::alone(l).to_owned(),
            };
            let take = (p.may_choose && waiting.may_be_taken_over()).then(|| {
                view! {
                    <form method="post" action=format!("/clients/{id}/take-over")>
                        {form_key::key(&format!("{}-take-{}", p.key, waiting.stance))}
                        {form_key::revision(*revision)}
                        {form_key::hidden("stance", waiting.stance.to_string())}
                        {button::secondary(t::take_over(l, &reference))}
                    </form>
                }
            });
            view! {
                <li class="stack">
                    <p class="line">{stance_badge::badge(l, Some(waiting.kind))}" "<a href=format!("/stances/{}", waiting.stance)>{reference}</a></p>
                    <p>{say}</p>
                    {take}
                </li>
            }
        })
        .collect_view();
    let view = view! {
        <section class="stack" aria-labelledby="waiting">
            {heading::section("waiting", t::waiting(l, p.waiting.len() as i64))}
            <ul class="plain stack">{items}</ul>
        </section>
    };
    Some(view.into_any())
}

fn kind_word(l: Lang, kind: StanceKind) -> String {
    words::stance_kind(l, kind).to_lowercase()
}

fn past(p: &MergePage) -> Option<AnyView> {
    use texts::merge as t;
    let l = p.lang;
    if p.past.is_empty() {
        return None;
    }
    let items = p
        .past
        .iter()
        .map(|merge| {
            let meta = match merge.undone_at {
                Some(at) => t::undone_on(l, format::date(l, domain::clock::day(at))),
                None => t::merged_on(l, format::date(l, domain::clock::day(merge.at)), &merge.by_name),
            };
            rows::Row::new(
                format!("/merges/{}", merge.id),
                t::line(l, &merge.gone_name, &merge.kept_name),
            )
            .meta(meta)
        })
        .collect();
    Some(view! { <section class="stack"><h2>{t::past(l)}</h2>{rows::rows(items)}</section> }.into_any())
}

/// One merge, and the form that undoes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePage {
    pub lang: Lang,
    pub merge: Merge,
    /// Why it cannot be undone, as a sentence.
    pub no_undo: Option<String>,
    pub why: String,
    pub errors: Errors,
    pub key: String,
}

/// The page's title.
pub fn one_title(p: &OnePage) -> String {
    texts::merge::line(p.lang, &p.merge.gone_name, &p.merge.kept_name)
}

/// The page.
pub fn one(p: &OnePage) -> AnyView {
    use texts::merge as t;
    let (l, m) = (p.lang, &p.merge);
    let back = heading::back(format!("/clients/{}", m.kept), m.kept_name.clone());
    let mut pairs = vec![
        (
            t::stayed(l).to_owned(),
            format!("{} · {}", m.kept_name, m.kept.reference()).into_any(),
        ),
        (
            t::went(l).to_owned(),
            format!("{} · {}", m.gone_name, m.gone.reference()).into_any(),
        ),
        (t::why(l).to_owned(), m.why.clone().into_any()),
        (
            t::who(l).to_owned(),
            view! { {m.by_name.clone()}" · "{time::moment(l, m.at)} }.into_any(),
        ),
    ];
    if let Some(at) = m.undone_at {
        let name = m.undone_by_name.clone().unwrap_or_default();
        pairs.push((
            t::undone(l).to_owned(),
            view! { {name}" · "{time::moment(l, at)} }.into_any(),
        ));
        pairs.push((t::undo_why(l).to_owned(), m.undo_why.clone().into_any()));
    }
    let undo = match &p.no_undo {
        Some(why) => notice::info(view! { <p>{why.clone()}</p> }),
        None => view! {
            <section class="stack" aria-labelledby="undo-title">
                {heading::section("undo-title", t::undo(l))}
                <p>{t::undo_intro(l)}</p>
                <form class="stack" method="post" id="undo" action=format!("/merges/{}", m.id)>
                    {form_key::key(&p.key)}
                    {Field::new("why", t::undo_why(l)).value(&p.why).error(&p.errors).textarea(2)}
                    {button::primary(t::undo(l))}
                </form>
            </section>
        }
        .into_any(),
    };
    view! {
        <article class="reading stack">
            {heading::with(one_title(p), Some(back), vec![])}
            {error_summary::error_summary(l, &p.errors)}
            {facts::facts(pairs)}
            {undo}
        </article>
    }
    .into_any()
}
