//! What was judged, as it was; and two versions beside each other, where somebody read one and another stands now.

use super::content::paragraph;
use crate::parts::{condition, facts, heading, notice, stance_badge, table, time};
use crate::{format, texts, words};
use domain::category::{Category, Sensitivity};
use domain::stance::life::{Frozen, Judged, JudgedGround};
use domain::{Lang, StanceId};
use leptos::prelude::*;

/// Everything the page of a frozen version shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedPage {
    pub lang: Lang,
    pub stance: StanceId,
    pub client_name: String,
    pub frozen: Frozen,
    pub hash: String,
    pub categories: Vec<Category>,
    /// May this reader read harassment and discrimination?
    pub named_handler: bool,
}

/// The page's title.
pub fn title(p: &JudgedPage) -> String {
    texts::judged::title(p.lang, &p.client_name, format::date(p.lang, p.frozen.on))
}

/// The page.
pub fn judged(p: &JudgedPage) -> AnyView {
    use texts::judged as t;
    let l = p.lang;
    let back = heading::back(format!("/stances/{}", p.stance), p.stance.reference());
    let figures = &p.frozen.figures;
    let touched = vec![
        (
            t::members(l).to_owned(),
            format::number(l, figures.members).into_any(),
        ),
        (
            t::contracts(l).to_owned(),
            format::number(l, figures.contracts).into_any(),
        ),
        (
            t::income(l).to_owned(),
            format::money_whole(l, figures.income).into_any(),
        ),
        (
            t::open(l).to_owned(),
            format::money_whole(l, figures.open).into_any(),
        ),
        (
            t::overdue(l).to_owned(),
            format::money_whole(l, figures.overdue).into_any(),
        ),
    ];
    view! {
        <article class="reading stack">
            {heading::with(title(p), Some(back), vec![])}
            <p class="lead">{t::intro(l)}</p>
            <p>{stance_badge::badge(l, Some(p.frozen.judged.kind))}</p>
            {facts::facts(pairs(l, &p.frozen.judged))}
            {heading::section("grounds", texts::stance_sheet::grounds(l))}
            {grounds(l, &p.frozen.judged.grounds, &p.categories, p.named_handler)}
            {heading::section("figures", t::figures(l))}
            {facts::facts(touched)}
            <p class="hint">{t::hash(l)}" "<code class="breaks">{p.hash.clone()}</code></p>
        </article>
    }
    .into_any()
}

fn pairs(l: Lang, j: &Judged) -> Vec<(String, AnyView)> {
    use texts::stance_sheet as t;
    let mut pairs = vec![(t::reason(l).to_owned(), paragraph(&j.reason))];
    if !j.conditions.is_empty() {
        let items = j
            .conditions
            .iter()
            .map(|c| view! { <li>{condition::sentence(l, c)}</li> })
            .collect_view();
        pairs.push((t::conditions(l).to_owned(), view! { <ul>{items}</ul> }.into_any()));
    }
    pairs.push((
        t::running(l).to_owned(),
        words::running_contracts(l, j.running).into_any(),
    ));
    pairs.push((t::review_on(l).to_owned(), time::date(l, j.review_on)));
    pairs.push((t::to_lift(l).to_owned(), paragraph(&j.to_lift)));
    pairs.push((
        t::note(l).to_owned(),
        view! { <div lang="fr">{paragraph(&j.note.fr)}</div><div lang="nl">{paragraph(&j.note.nl)}</div> }
            .into_any(),
    ));
    pairs
}

/// The grounds with their facts, never who reported them.
pub(super) fn grounds(
    l: Lang,
    grounds: &[JudgedGround],
    categories: &[Category],
    named_handler: bool,
) -> AnyView {
    use texts::judged as t;
    let items = grounds
        .iter()
        .map(|g| {
            let category = categories
                .iter()
                .find(|c| c.code == g.category)
                .map_or_else(|| g.category.clone(), |c| c.name(l).to_owned());
            let line = format!(
                "{} · {} · {} · {}",
                words::filter(l, g.filter),
                words::severity(l, g.severity),
                format::date(l, g.happened_on),
                words::issue_state(l, g.state)
            );
            let kept = g.sensitivity == Sensitivity::NamedHandlers && !named_handler;
            let facts = if kept {
                view! { <p class="soft">{t::sensitive(l)}</p> }.into_any()
            } else {
                paragraph(&g.facts)
            };
            let late = g.days_late.map(|days| texts::unit::days(l, days));
            let unpaid = g.unpaid.map(|money| format::money(l, money));
            let figures = [late, unpaid]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            let files = (!g.files.is_empty())
                .then(|| view! { <p class="hint">{t::files(l, g.files.len() as i64)}</p> });
            view! {
                <li class="stack">
                    <p><strong>{g.issue.reference()}" · "{category}</strong></p>
                    <p class="soft">{line}</p>
                    {facts}
                    {(!figures.is_empty()).then(|| view! { <p>{figures}</p> })}
                    {files}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain stack">{items}</ul> }.into_any()
}

/// Two versions beside each other: only what differs, in the order of the form.
pub(super) fn beside(l: Lang, before: &Judged, now: &Judged) -> AnyView {
    use texts::judged as t;
    let mut rows: Vec<(&'static str, String, String)> = Vec::new();
    let mut push = |label: &'static str, one: String, two: String| {
        if one != two {
            rows.push((label, one, two));
        }
    };
    {
        use texts::stance_choose as c;
        use texts::stance_sheet as s;
        let kind = |j: &Judged| words::stance_kind(l, j.kind).to_owned();
        push(c::kind(l), kind(before), kind(now));
        push(s::scope(l), before.scope.key(), now.scope.key());
        let conditions = |j: &Judged| {
            let all: Vec<_> = j.conditions.iter().map(|c| condition::sentence(l, c)).collect();
            all.join("\n")
        };
        push(s::conditions(l), conditions(before), conditions(now));
        let review = |j: &Judged| format::date(l, j.review_on);
        push(s::review_on(l), review(before), review(now));
        let running = |j: &Judged| words::running_contracts(l, j.running).to_owned();
        push(s::running(l), running(before), running(now));
        push(s::reason(l), before.reason.clone(), now.reason.clone());
        push(s::to_lift(l), before.to_lift.clone(), now.to_lift.clone());
        push(c::note_fr(l), before.note.fr.clone(), now.note.fr.clone());
        push(c::note_nl(l), before.note.nl.clone(), now.note.nl.clone());
        push(s::grounds(l), ground_lines(l, before), ground_lines(l, now));
    }
    if rows.is_empty() {
        return view! { <p>{t::facts_moved(l)}</p> }.into_any();
    }
    let cell = |text: String| view! { <span class="kept-lines">{text}</span> }.into_any();
    let rows = rows
        .into_iter()
        .map(|(label, one, two)| vec![label.into_any(), cell(one), cell(two)])
        .collect();
    let columns = vec![
        table::words(t::part(l)),
        table::words(t::before(l)),
        table::words(t::now(l)),
    ];
    table::table(t::beside(l), columns, rows)
}

fn ground_lines(l: Lang, j: &Judged) -> String {
    let line = |g: &JudgedGround| {
        format!(
            "{} · {} · {} · {}",
            g.issue.reference(),
            words::issue_state(l, g.state),
            words::severity(l, g.severity),
            texts::judged::files(l, g.files.len() as i64)
        )
    };
    j.grounds.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Everything the page of a conflict shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictPage {
    pub lang: Lang,
    pub stance: StanceId,
    pub client_name: String,
    /// What the person had read; `None` where it was never written down.
    pub read: Option<Judged>,
    pub now: Judged,
}

/// The page's title.
pub fn conflict_title(p: &ConflictPage) -> String {
    texts::judged::conflict_title(p.lang, &p.client_name)
}

/// The page of somebody who decided about what had just changed: nothing was done, both versions are shown.
pub fn conflict(p: &ConflictPage) -> AnyView {
    use texts::judged as t;
    let l = p.lang;
    let versions = match &p.read {
        Some(read) => beside(l, read, &p.now),
        None => facts::facts(pairs(l, &p.now)),
    };
    view! {
        <article class="reading stack" id="conflict">
            {heading::heading(conflict_title(p))}
            {notice::warning(view! { <p>{t::conflict(l)}</p> })}
            {versions}
            <p>{crate::parts::button::link_primary(format!("/stances/{}", p.stance), t::read_again(l))}</p>
        </article>
    }
    .into_any()
}
