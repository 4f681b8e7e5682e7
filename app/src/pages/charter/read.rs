//! One version of the charter, as anybody reads it; whoever is signed in can click OK.

use super::{article, differences};
use crate::parts::{button, empty_state, form_key, heading, notice, time};
use crate::{format, texts};
use chrono::NaiveDate;
use domain::Lang;
use domain::charter::{Accepted, Charter};
use leptos::prelude::*;

/// What the page knows of who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The newest version that this person acknowledged.
    pub accepted: Option<Accepted>,
    /// The articles of that version, where it is older than this one.
    pub before: Option<Charter>,
    /// Staff who may write the next version.
    pub may_propose: bool,
    /// How many people and clients acknowledged this version: for staff.
    pub counts: Option<(i64, i64)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterPage {
    pub lang: Lang,
    pub today: NaiveDate,
    /// `None` in a house that has none yet.
    pub charter: Option<Charter>,
    /// Every version with its first day, the newest first.
    pub versions: Vec<(i64, NaiveDate)>,
    /// `None`: nobody is signed in.
    pub reader: Option<Reader>,
    pub key: String,
}

impl CharterPage {
    /// The version in force today.
    fn in_force(&self) -> Option<i64> {
        let begun = self.versions.iter().find(|(_, from)| *from <= self.today);
        begun.map(|(version, _)| *version)
    }

    /// Does this reader still have to say OK to this version?
    fn to_accept(&self) -> bool {
        let Some(charter) = &self.charter else {
            return false;
        };
        // Whoever is ahead of this version has nothing to say about it any more.
        let newer = self.in_force().is_none_or(|now| charter.version >= now);
        let said = |reader: &Reader| reader.accepted.is_some_and(|a| a.version >= charter.version);
        newer && self.reader.as_ref().is_some_and(|reader| !said(reader))
    }
}

/// The page's title: what there is to do, or what stands.
pub fn title(p: &CharterPage) -> String {
    use texts::charter as t;
    let l = p.lang;
    match &p.charter {
        Some(charter) if p.to_accept() => t::title_to_accept(l, charter.version),
        Some(charter) => t::title(l, charter.version),
        None => t::title_none(l).to_owned(),
    }
}

/// The page.
pub fn read(p: &CharterPage) -> AnyView {
    use texts::charter as t;
    let l = p.lang;
    let Some(charter) = &p.charter else {
        return view! {
            <article class="reading">
                {heading::heading(title(p))}
                {empty_state::empty_state(t::title_none(l), t::none(l), draft_link(p))}
            </article>
        }
        .into_any();
    };
    let articles = charter.articles.iter().map(|a| article(l, a)).collect_view();
    view! {
        <article class="reading">
            {heading::with(title(p), None, draft_link(p).into_iter().collect())}
            <p class="lead">{t::lead(l)}</p>
            <p class="soft">{since(p, charter)}</p>
            {standing(p, charter)}
            {news(p, charter)}
            <div class="section charter">{articles}</div>
            {p.to_accept().then(|| ok(p, charter))}
            {versions(p, charter)}
        </article>
    }
    .into_any()
}

fn draft_link(p: &CharterPage) -> Option<AnyView> {
    let may = p.reader.as_ref().is_some_and(|reader| reader.may_propose);
    may.then(|| button::link("/charter/draft", texts::charter::next_version(p.lang)))
}

fn since(p: &CharterPage, charter: &Charter) -> String {
    use texts::charter as t;
    let (l, day) = (p.lang, format::date(p.lang, charter.in_force_on));
    let next = p
        .versions
        .iter()
        .rev()
        .find(|(version, _)| *version > charter.version);
    match next {
        _ if charter.in_force_on > p.today => t::from(l, day),
        Some((_, ended)) if *ended <= p.today => t::was_in_force(l, day, format::date(l, *ended)),
        Some((version, from)) => t::since_until(l, day, *version, format::date(l, *from)),
        None => t::since(l, day),
    }
}

/// What this reader said, and for staff how many did.
fn standing(p: &CharterPage, charter: &Charter) -> AnyView {
    use texts::charter as t;
    let l = p.lang;
    let said = match &p.reader {
        None => Some(view! { <p><a href="/sign-in?next=/charter">{t::sign_in(l)}</a></p> }.into_any()),
        Some(reader) => reader.accepted.map(|accepted| {
            let day = time::date(l, accepted.on);
            view! { <p>{t::accepted(l, accepted.version)}" "{day}"."</p> }.into_any()
        }),
    };
    let counts = p
        .reader
        .as_ref()
        .and_then(|reader| reader.counts)
        .map(|(people, clients)| {
            let people = t::people(l, people);
            view! { <p class="soft">{t::counts(l, charter.version, people, t::clients(l, clients))}</p> }
        });
    view! { {said}{counts} }.into_any()
}

/// What is new for whoever acknowledged an earlier version.
fn news(p: &CharterPage, charter: &Charter) -> Option<AnyView> {
    use texts::charter as t;
    let l = p.lang;
    let before = p.reader.as_ref()?.before.as_ref()?;
    let told = differences(l, &before.articles, &charter.articles)?;
    let view = view! {
        <section class="section" aria-labelledby="changes">
            {heading::section("changes", t::changes(l, before.version))}
            {told}
        </section>
    };
    Some(view.into_any())
}

fn ok(p: &CharterPage, charter: &Charter) -> AnyView {
    use texts::charter as t;
    let l = p.lang;
    let form = view! {
        <form method="post" action="/charter" id="ok" class="stack">
            {form_key::key(&p.key)}
            {form_key::hidden("version", charter.version.to_string())}
            <p>{t::ok_means(l)}</p>
            {button::row(vec![button::primary(t::ok(l))])}
        </form>
    };
    view! { <section class="section screen-only">{notice::info(form)}</section> }.into_any()
}

fn versions(p: &CharterPage, charter: &Charter) -> Option<AnyView> {
    use texts::charter as t;
    let l = p.lang;
    if p.versions.len() < 2 {
        return None;
    }
    let items = p
        .versions
        .iter()
        .map(|(version, from)| {
            let name = t::version_from(l, *version, format::date(l, *from));
            if *version == charter.version {
                view! { <li aria-current="page">{name}</li> }.into_any()
            } else {
                view! { <li><a href=format!("/charter?version={version}")>{name}</a></li> }.into_any()
            }
        })
        .collect_view();
    let view = view! {
        <section class="section" aria-labelledby="versions">
            {heading::section("versions", t::versions(l))}
            <ul>{items}</ul>
        </section>
    };
    Some(view.into_any())
}
