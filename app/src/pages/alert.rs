//! Alerts: what moved against its own past, with the rule that says so, until somebody of the team takes it off the list.

use crate::parts::{button, empty_state, form_key, heading, tag};
use crate::{format, texts, words};
use chrono::{DateTime, Utc};
use domain::trend::movers::{Found, MoverMeasure, NamedMover, Subject};
use domain::{AlertId, Lang, Month};
use leptos::prelude::*;

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertLine {
    pub id: AlertId,
    /// The last of the three months watched.
    pub month: Month,
    pub mover: NamedMover,
    pub revision: i64,
    /// Who took it off, when and why.
    pub dismissed: Option<(String, DateTime<Utc>, String)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertsPage {
    pub lang: Lang,
    pub key: String,
    pub open: Vec<AlertLine>,
    pub dismissed: Vec<AlertLine>,
}

/// The page's title.
pub fn title(p: &AlertsPage) -> String {
    match p.open.len() {
        0 => texts::alerts::title(p.lang).to_owned(),
        n => texts::home::alerts(p.lang, n as i64),
    }
}

/// Who moved, in the reader's language.
pub fn who(l: Lang, mover: &NamedMover) -> String {
    match mover.found.key.subject {
        Subject::Client(_) => mover.name.clone(),
        Subject::Sector(sector) => texts::alerts::sector(l, words::sector(l, sector)),
    }
}

/// The list behind it: a client's sheet, or the clients of a sector.
pub fn place(mover: &NamedMover) -> String {
    match mover.found.key.subject {
        Subject::Client(client) => format!("/clients/{client}"),
        Subject::Sector(sector) => format!("/clients?sector={sector}"),
    }
}

/// What moved, and which way.
pub const fn what(l: Lang, found: &Found) -> &'static str {
    use texts::alerts as t;
    match (found.key.measure, found.up) {
        (MoverMeasure::Late, true) => t::late_up(l),
        (MoverMeasure::Late, false) => t::late_down(l),
        (MoverMeasure::Issues, true) => t::issues_up(l),
        (MoverMeasure::Issues, false) => t::issues_down(l),
    }
}

/// A rate in millionths as people read it: a share in percent, issues per 1,000 contracts.
pub fn rate(l: Lang, measure: MoverMeasure, millionths: i64) -> String {
    match measure {
        MoverMeasure::Late => format::percent(l, millionths / 100),
        MoverMeasure::Issues => format::hundredths(l, millionths / 10),
    }
}

/// Now against what was expected.
pub fn figures(l: Lang, found: &Found) -> String {
    use texts::alerts as t;
    let measure = found.key.measure;
    let now = rate(l, measure, found.now.hits * 1_000_000 / found.now.n.max(1));
    let expected = rate(l, measure, found.expected);
    let (hits, n) = (format::number(l, found.now.hits), format::number(l, found.now.n));
    match measure {
        MoverMeasure::Late => t::late_of(l, hits, n, now, expected),
        MoverMeasure::Issues => t::issues_of(l, hits, n, now, expected),
    }
}

/// How seldom chance alone moves it as far: once in so many, at most a million.
pub fn times(l: Lang, found: &Found) -> String {
    format::number(l, 1_000_000 / found.chance.max(1))
}

/// The page.
pub fn alerts(p: &AlertsPage) -> AnyView {
    use texts::alerts as t;
    let l = p.lang;
    let open = if p.open.is_empty() {
        empty_state::empty_state(t::none_title(l), t::none(l), None)
    } else {
        let open = p
            .open
            .iter()
            .map(|line| view! { <li class="panel stack" id=format!("alert-{}", line.id)>{alert(p, line)}</li> })
            .collect_view();
        view! { <ul class="plain stack">{open}</ul> }.into_any()
    };
    view! {
        <article class="reading stack">
            {heading::heading(title(p))}
            <p class="lead">{t::lead(l)}</p>
            {open}
            {dismissed(p)}
            <p><a href="/reports#movers-late">{t::reports(l)}</a>" · "<a href="/account#alerts">{t::mail_title(l)}</a></p>
        </article>
    }
    .into_any()
}

fn alert(p: &AlertsPage, line: &AlertLine) -> AnyView {
    use texts::alerts as t;
    let l = p.lang;
    let found = &line.mover.found;
    view! {
        <h2><a href=place(&line.mover)>{who(l, &line.mover)}</a></h2>
        <p>{tag::tag(what(l, found))}" "{figures(l, found)}</p>
        <p class="soft">{t::months(l, format::month(l, line.month))}". "{t::rule(l, times(l, found))}</p>
        <form method="post" action=format!("/alerts/{}/dismiss", line.id) class="filters screen-only">
            {form_key::key(&format!("{}-{}", p.key, line.id))}
            {form_key::revision(line.revision)}
            <label>{t::reason(l)}" "<input type="text" name="reason" maxlength="500" autocomplete="off"/></label>
            {button::secondary(t::dismiss(l))}
        </form>
    }
    .into_any()
}

/// With who, when and why.
fn dismissed(p: &AlertsPage) -> Option<AnyView> {
    use texts::alerts as t;
    let l = p.lang;
    if p.dismissed.is_empty() {
        return None;
    }
    let items = p
        .dismissed
        .iter()
        .filter_map(|line| {
            let (by, at, reason) = line.dismissed.as_ref()?;
            let at = format::date(l, domain::clock::day(*at));
            let why = (!reason.is_empty()).then(|| format!(" · {reason}"));
            Some(view! {
                <li>
                    <a href=place(&line.mover)>{who(l, &line.mover)}</a>
                    {format!(", {}", what(l, &line.mover.found).to_lowercase())}
                    <br/>
                    <span class="soft">{t::dismissed_by(l, by, at)}{why}</span>
                </li>
            })
        })
        .collect_view();
    let view = view! {
        <section class="section" aria-labelledby="dismissed">
            {heading::section("dismissed", t::dismissed(l))}
            <ul class="stack">{items}</ul>
        </section>
    };
    Some(view.into_any())
}

/// On the account's page: have them by mail, or no longer.
pub fn by_mail(l: Lang, subscribed: bool) -> AnyView {
    use texts::alerts as t;
    let (value, text) = if subscribed {
        ("no", t::mail_end(l))
    } else {
        ("yes", t::mail_begin(l))
    };
    let state = subscribed.then(|| view! { <p>{t::mail_on(l)}</p> });
    view! {
        <section class="stack" aria-labelledby="alerts">
            {heading::section("alerts", t::mail_title(l))}
            <p class="soft">{t::mail(l)}</p>
            {state}
            <form method="post" action="/account/alerts">
                {form_key::hidden("wanted", value)}
                {button::secondary(text)}
            </form>
        </section>
    }
    .into_any()
}
