//! Partners by what they help with and where.

use crate::parts::{Choice, Field, button, empty_state, filter_glyph, heading, tag};
use crate::{texts, words};
use domain::Lang;
use domain::category::Filter;
use domain::client::region::Region;
use domain::partner::{Partner, REGIONS};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub filter: Option<Filter>,
    pub region: Option<Region>,
    pub found: Vec<Partner>,
    /// Retired ones: for staff.
    pub retired: Vec<Partner>,
    pub may_keep: bool,
}

/// What was found, counted.
pub fn title(p: &ListPage) -> String {
    match p.found.len() as i64 {
        0 => texts::partner::title_none(p.lang).to_owned(),
        n => texts::partner::title(p.lang, n),
    }
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::partner as t;
    let l = p.lang;
    let add = p.may_keep.then(|| button::link("/partners/new", t::add(l)));
    let found = if p.found.is_empty() {
        empty_state::empty_state(t::title_none(l), t::none_next(l), None)
    } else {
        cards(p, &p.found)
    };
    let retired = (!p.retired.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="retired">
                {heading::section("retired", t::retired(l))}
                {cards(p, &p.retired)}
            </section>
        }
    });
    view! {
        <div class="reading">
            {heading::with(title(p), None, add.into_iter().collect())}
            <p>{t::lead(l)}</p>
            {chooser(p)}
            {found}
            {retired}
        </div>
    }
    .into_any()
}

fn chooser(p: &ListPage) -> AnyView {
    use texts::partner as t;
    let l = p.lang;
    let mut filters = vec![Choice::new("", t::filter_all(l))];
    filters.extend(
        Filter::ALL
            .iter()
            .map(|f| Choice::new(f.code(), words::filter(l, *f))),
    );
    let mut regions = vec![Choice::new("", t::region_all(l))];
    regions.extend(
        REGIONS
            .iter()
            .map(|r| Choice::new(r.code(), words::region(l, *r))),
    );
    view! {
        <form method="get" action="/partners" class="filters" id="partner-search">
            {Field::new("filter", t::filter(l)).value(p.filter.map_or("", Filter::code)).select_of(filters)}
            {Field::new("region", t::region(l)).value(p.region.map_or("", Region::code)).select_of(regions)}
            {button::secondary(t::show(l))}
        </form>
    }
    .into_any()
}

fn cards(p: &ListPage, partners: &[Partner]) -> AnyView {
    let cards = partners.iter().map(|partner| card(p, partner)).collect_view();
    view! { <ul class="plain partners">{cards}</ul> }.into_any()
}

fn card(p: &ListPage, partner: &Partner) -> AnyView {
    use texts::partner as t;
    let l = p.lang;
    let is = &partner.is;
    let filters = is
        .filters
        .iter()
        .map(|f| filter_glyph::filter(l, *f))
        .collect_view();
    let regions: Vec<&str> = is.regions.iter().map(|r| words::region(l, *r)).collect();
    let url = (!is.url.is_empty())
        .then(|| view! { <a href=is.url.clone() rel="noopener noreferrer">{bare(&is.url)}</a> });
    let email = (!is.email.is_empty())
        .then(|| view! { <a href=format!("mailto:{}", is.email)>{is.email.clone()}</a> });
    let phone = (!is.phone.is_empty()).then(|| view! { <span class="nowrap">{is.phone.clone()}</span> });
    let edit = p.may_keep.then(|| {
        view! { <a href=format!("/partners/{}/edit", partner.id)>{t::edit(l)}<span class="hidden">{format!(" {}", is.name)}</span></a> }
    });
    view! {
        <li class="panel stack partner">
            <div class="line apart">
                <h2>{is.name.clone()}</h2>
                <span class="line">{tag::quiet(words::partner_kind(l, is.kind))}{is.free.then(|| tag::tag(t::free(l)))}</span>
            </div>
            <p>{partner.offer(l).to_owned()}</p>
            <p class="line small">{filters}<span class="soft">{regions.join(", ")}</span></p>
            <p class="line">{url}{email}{phone}{edit}</p>
        </li>
    }
    .into_any()
}

/// An address without what every address has.
fn bare(url: &str) -> String {
    url.trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}
