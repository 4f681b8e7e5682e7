//! One profession: may it be done, why, to what effect, with which proofs, for which pay; and how it came to that.

use super::{compared, state};
use crate::parts::{button, facts, filter_glyph, heading, notice, table, time};
use crate::{format, texts, words};
use chrono::{DateTime, NaiveDate, Utc};
use domain::Lang;
use domain::pay::PayReference;
use domain::profession::{PartChange, Profession, ProfessionState};
use leptos::prelude::*;

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub added: bool,
    pub by_name: Option<String>,
    pub proposed_by: Option<String>,
    pub at: DateTime<Utc>,
    pub changes: Vec<PartChange>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPage {
    pub lang: Lang,
    pub today: NaiveDate,
    pub profession: Profession,
    /// Other names in the reader's language.
    pub also: Vec<String>,
    /// Figures of today: the profession's own, else everybody's.
    pub pay: Vec<PayReference>,
    pub history: Vec<Step>,
    /// `Some(true)`: edits; `Some(false)`: proposes; `None`: reads.
    pub may_edit: Option<bool>,
    pub may_check: bool,
}

/// The finding: "Cook: on conditions".
pub fn title(p: &SheetPage) -> String {
    texts::profession::title_sheet(
        p.lang,
        p.profession.name(p.lang),
        words::profession_state(p.lang, p.profession.state).to_lowercase(),
    )
}

/// The page.
pub fn sheet(p: &SheetPage) -> AnyView {
    use texts::profession as t;
    let (l, x) = (p.lang, &p.profession);
    let edit = p.may_edit.map(|puts| {
        let text = if puts { t::edit(l) } else { t::propose(l) };
        button::link(format!("/professions/{}/edit", x.id), text)
    });
    let means = match x.state {
        ProfessionState::Accepted => t::means_accepted(l),
        ProfessionState::Conditional => t::means_conditional(l),
        ProfessionState::Refused => t::means_refused(l),
        ProfessionState::Paused => t::means_paused(l),
    };
    let check = p
        .may_check
        .then(|| button::row(vec![button::link_primary("/check", t::check(l))]));
    let overdue = (p.may_edit.is_some() && x.is_due(p.today))
        .then(|| notice::warning(view! { <p>{t::overdue(l)}</p> }));
    view! {
        <article class="reading">
            {heading::with(x.name(l).to_owned(), Some(heading::back("/professions", t::back(l))), edit.into_iter().collect())}
            <p class="line">{state(l, x.state)}<span>{means}</span></p>
            {overdue}
            {reasons(p)}
            {pay(p)}
            <section class="section screen-only">{check}</section>
            {history(p)}
        </article>
    }
    .into_any()
}

fn reasons(p: &SheetPage) -> AnyView {
    use texts::profession as t;
    let (l, x) = (p.lang, &p.profession);
    let mut pairs: Vec<(String, AnyView)> = Vec::new();
    if !x.reason(l).is_empty() {
        pairs.push((t::reason(l).to_owned(), x.reason(l).to_owned().into_any()));
    }
    if !x.effect(l).is_empty() {
        pairs.push((t::effect(l).to_owned(), x.effect(l).to_owned().into_any()));
    }
    if !x.proofs.is_empty() {
        let proofs = x
            .proofs
            .iter()
            .map(|proof| view! { <li>{words::proof(l, *proof)}</li> })
            .collect_view();
        pairs.push((t::proofs(l).to_owned(), view! { <ul>{proofs}</ul> }.into_any()));
    }
    if let Some(filter) = x.filter {
        pairs.push((t::filter(l).to_owned(), filter_glyph::filter(l, filter)));
    }
    pairs.push((
        t::field(l).to_owned(),
        words::profession_field(l, x.field).into_any(),
    ));
    if !p.also.is_empty() {
        pairs.push((t::also(l).to_owned(), p.also.join(", ").into_any()));
    }
    pairs.push((t::since(l).to_owned(), time::date(l, x.since)));
    if let Some(day) = x.review_on {
        pairs.push((t::review(l).to_owned(), time::date(l, day)));
    }
    if !x.source.is_empty() {
        pairs.push((t::source(l).to_owned(), x.source.clone().into_any()));
    }
    view! { <div class="section">{facts::facts(pairs)}</div> }.into_any()
}

fn pay(p: &SheetPage) -> Option<AnyView> {
    use texts::profession as t;
    let l = p.lang;
    if p.pay.is_empty() {
        return None;
    }
    let columns = vec![
        table::words(t::pay_what(l)),
        table::words(t::pay_unit(l)),
        table::numbers(t::pay_amount(l)),
        table::words(t::pay_since(l)),
    ];
    let figures = p
        .pay
        .iter()
        .map(|figure| {
            let kind = match figure.kind {
                domain::pay::PayKind::Minimum => t::pay_minimum(l),
                domain::pay::PayKind::Reference => t::pay_reference(l),
            };
            let sure = (!figure.confirmed).then(|| view! { " "<span class="soft">{t::to_confirm(l)}</span> });
            vec![
                view! { {kind}{sure} }.into_any(),
                words::wage_unit(l, figure.unit).into_any(),
                format::money(l, figure.amount.0).into_any(),
                time::short(l, figure.valid_from),
            ]
        })
        .collect();
    let view = view! {
        <section class="section" aria-labelledby="pay">
            {heading::section("pay", t::pay(l))}
            {table::table(p.profession.name(l), columns, figures)}
            <p><a href="/pay">{t::pay_all(l)}</a></p>
        </section>
    };
    Some(view.into_any())
}

fn history(p: &SheetPage) -> AnyView {
    use texts::profession as t;
    let l = p.lang;
    let steps = p
        .history
        .iter()
        .map(|step| {
            let by = step.by_name.clone().unwrap_or_default();
            let what = if step.added {
                t::event_added(l, by)
            } else {
                t::event_edited(l, by)
            };
            let proposed = step
                .proposed_by
                .clone()
                .map(|name| view! { <p class="soft">{t::event_proposed(l, name)}</p> });
            let changes = (!step.changes.is_empty())
                .then(|| compared(l, t::event_changes(l), &step.changes, [t::before(l), t::after(l)]));
            view! {
                <li>
                    <p><strong>{what}</strong>" "<span class="soft">{time::moment(l, step.at)}</span></p>
                    {proposed}
                    {changes}
                </li>
            }
        })
        .collect_view();
    let since = format::date(l, p.profession.since);
    view! {
        <section class="section" aria-labelledby="history">
            {heading::section("history", t::history(l))}
            <ul class="timeline">{steps}<li><p>{t::event_first(l, since)}</p></li></ul>
        </section>
    }
    .into_any()
}
