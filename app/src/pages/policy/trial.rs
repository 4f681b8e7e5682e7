//! A trial of a draft on all clients: who would change, whom it touches, how much hangs on the weights, past choices.

use crate::parts::pager::Pager;
use crate::parts::rows::Row;
use crate::parts::tabs::{Tab, tabs};
use crate::parts::{button, form_key, heading, key_figure, pager, rows, table};
use crate::{format, texts, words};
use chrono::NaiveDate;
use domain::policy::history::{Agreement, agreed};
use domain::policy::of_rank;
use domain::policy::simulate::{Table, Tally, milder_and_stricter, moved};
use domain::stance::StanceKind;
use domain::{ClientId, Lang, Money, PolicyId, SimulationId};
use leptos::prelude::*;

/// A client of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    pub client: ClientId,
    pub name: String,
    pub now: Option<StanceKind>,
    pub draft: Option<StanceKind>,
    pub half: Option<StanceKind>,
    pub more: Option<StanceKind>,
    pub members: i64,
    pub income: Money,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialPage {
    pub lang: Lang,
    pub id: SimulationId,
    pub policy: PolicyId,
    pub number: i64,
    /// The version it was compared with.
    pub against: i64,
    pub facts_on: NaiveDate,
    /// 100 when done.
    pub percent: i64,
    pub tally: Tally,
    pub history: Agreement,
    /// μ as measured, in millionths, where somebody was invoiced.
    pub mean: Option<i64>,
    /// The reader may take the means over into the draft; its revision.
    pub may_take: Option<i64>,
    /// The list shows those whom another weight would change.
    pub sensitive: bool,
    pub rows: Vec<TrialRow>,
    pub pager: Pager,
    pub key: String,
}

/// The page's title: the finding, or how far it is.
pub fn title(p: &TrialPage) -> String {
    use texts::policy_trial as t;
    let l = p.lang;
    if p.percent < 100 {
        return t::title_running(l, format::percent(l, p.percent * 100));
    }
    let clients = t::clients(l, p.tally.clients);
    match moved(&p.tally.changes) {
        0 => t::title_none(l, clients),
        n => t::title(l, n, clients),
    }
}

/// The page.
pub fn trial(p: &TrialPage) -> AnyView {
    use texts::policy_trial as t;
    let l = p.lang;
    let back = heading::back(
        format!("/admin/policy/{}", p.policy),
        texts::policy::version(l, p.number),
    );
    let about = t::about(l, p.number, p.against, format::date(l, p.facts_on));
    let body = if p.percent < 100 {
        let again = button::link(format!("/admin/policy/trials/{}", p.id), t::again(l));
        view! {
            <progress max="100" value=p.percent.to_string()>{format::percent(l, p.percent * 100)}</progress>
            <p>{t::running(l)}</p>
            {again}
        }
        .into_any()
    } else {
        found(p)
    };
    view! {
        <article class="wide stack">
            {heading::with(title(p), Some(back), vec![])}
            <p class="soft">{about}</p>
            {body}
        </article>
    }
    .into_any()
}

fn found(p: &TrialPage) -> AnyView {
    use texts::policy_trial as t;
    let l = p.lang;
    let (milder, stricter) = milder_and_stricter(&p.tally.changes);
    let figures = vec![
        key_figure::key_figure(format::number(l, milder), t::milder(l), None),
        key_figure::key_figure(format::number(l, stricter), t::stricter(l), None),
        key_figure::key_figure(format::number(l, p.tally.members), t::members(l), None),
        key_figure::key_figure(
            format::money_whole(l, Money(p.tally.income_cents)),
            t::income(l),
            None,
        ),
    ];
    view! {
        {key_figure::figures(figures)}
        {grid(l, t::table(l), t::now(l), &p.tally.changes)}
        {list(p)}
        {heading::section("sensitivity", t::sensitivity(l))}
        <p class="soft">{t::sensitivity_hint(l)}</p>
        <p>{t::half(l, moved(&p.tally.half))}</p>{grid(l, t::half_table(l), t::draft(l), &p.tally.half)}
        <p>{t::more(l, moved(&p.tally.more))}</p>{grid(l, t::more_table(l), t::draft(l), &p.tally.more)}
        {heading::section("past", t::history(l))}
        {history(p)}
        {means(p)}
    }
    .into_any()
}

/// Four rows and four columns, from no stance to sanction.
fn grid(l: Lang, caption: &str, from: &str, cells: &Table) -> AnyView {
    let name = |rank: usize| {
        of_rank(rank).map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind))
    };
    let mut columns = vec![table::words(from)];
    columns.extend((0..4).map(|rank| table::numbers(name(rank))));
    let rows = cells
        .iter()
        .enumerate()
        .map(|(rank, row)| {
            let mut line = vec![name(rank).into_any()];
            line.extend(row.iter().map(|n| format::number(l, *n).into_any()));
            line
        })
        .collect();
    table::table(caption, columns, rows)
}

fn list(p: &TrialPage) -> AnyView {
    use texts::policy_trial as t;
    let l = p.lang;
    let here = format!("/admin/policy/trials/{}", p.id);
    let tab = |name: &str, href: String, current| Tab {
        name: name.to_owned(),
        href,
        count: None,
        current,
    };
    let parts = vec![
        tab(t::list_changes(l), here.clone(), !p.sensitive),
        tab(
            t::list_sensitive(l),
            format!("{here}?show=sensitive"),
            p.sensitive,
        ),
    ];
    let label = if p.sensitive {
        t::list_sensitive(l)
    } else {
        t::list_changes(l)
    };
    let rows = if p.rows.is_empty() {
        view! { <p class="soft">{t::list_none(l)}</p> }.into_any()
    } else {
        view! { {rows::rows(p.rows.iter().map(|row| client(p, row)).collect())}{pager::pager(l, &p.pager)} }
            .into_any()
    };
    view! { <section class="stack" id="clients">{tabs(label, parts)}{rows}</section> }.into_any()
}

fn client(p: &TrialPage, row: &TrialRow) -> Row {
    use texts::policy_trial as t;
    let l = p.lang;
    let name = |kind: Option<StanceKind>| {
        kind.map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind))
    };
    let touches = t::row_touches(
        l,
        t::row_members(l, row.members),
        format::money_whole(l, row.income),
    );
    let what = if p.sensitive {
        format!(
            "{} ; {}",
            name(row.draft),
            t::row_weights(l, name(row.half), name(row.more))
        )
    } else {
        t::row(l, name(row.now), name(row.draft))
    };
    Row::new(format!("/clients/{}", row.client), row.name.clone())
        .meta(what)
        .side(touches)
}

fn history(p: &TrialPage) -> AnyView {
    use texts::policy_trial as t;
    let l = p.lang;
    let tried = agreed(&p.history.tried);
    if tried.choices == 0 {
        return view! { <p class="soft">{t::history_none(l)}</p> }.into_any();
    }
    let told = agreed(&p.history.told);
    let told = (told.choices > 0).then(|| {
        view! { <p>{t::history_told(l, told.choices, told.same, told.milder, told.harsher)}</p> }
    });
    view! {
        <p class="soft">{t::history_hint(l)}</p>
        <p>{t::history_tried(l, tried.choices, tried.same, tried.milder, tried.harsher)}</p>
        {told}
        {grid(l, t::history_table(l), t::draft(l), &p.history.tried)}
    }
    .into_any()
}

fn means(p: &TrialPage) -> Option<AnyView> {
    use texts::policy_trial as t;
    let l = p.lang;
    let mean = p.mean?;
    let button = p.may_take.map(|revision| {
        view! {
            <form method="post" action=format!("/admin/policy/trials/{}/means", p.id) id="means">
                {form_key::key(&p.key)}
                {form_key::revision(revision)}
                {button::secondary(t::means_button(l))}
            </form>
        }
    });
    let view = view! {
        <section class="stack">
            {heading::section("means-measured", t::means(l))}
            <p>{t::means_hint(l, format::percent(l, mean / 100))}</p>
            {button}
        </section>
    };
    Some(view.into_any())
}
