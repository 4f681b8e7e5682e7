//! Who the client is: numbers, kind, sector, address, register, names.

use super::super::register_fact;
use super::SheetPage;
use crate::parts::{button, facts, notice};
use crate::{texts, words};
use domain::client::{Address, ClientKind, NameKind};
use domain::register::Proposal;
use leptos::prelude::*;

pub(super) fn identity(p: &SheetPage) -> AnyView {
    use texts::client_sheet as t;
    let (l, c) = (p.lang, &p.client);
    let mut pairs: Vec<(String, AnyView)> = Vec::new();
    for number in &c.identifiers {
        pairs.push((
            words::scheme(l, number.scheme).to_owned(),
            view! { <span class="nowrap">{number.printed()}</span> }.into_any(),
        ));
    }
    pairs.push((t::kind(l).to_owned(), words::client_kind(l, c.kind).into_any()));
    if c.natural_person && c.kind != ClientKind::Person {
        pairs.push((
            words::client_kind(l, ClientKind::Person).to_owned(),
            t::yes(l).into_any(),
        ));
    }
    let nace = c
        .nace
        .as_ref()
        .map(|(version, code)| format!(" (NACE-BEL {version} {code})"))
        .unwrap_or_default();
    pairs.push((
        t::sector(l).to_owned(),
        format!("{}{nace}", words::sector(l, c.sector)).into_any(),
    ));
    pairs.push((t::address(l).to_owned(), address(p).into_any()));
    pairs.push((
        t::register(l).to_owned(),
        register_fact(l, c.register_state, c.register_as_of),
    ));
    pairs.push((texts::charter_client::fact(l).to_owned(), charter_fact(p)));
    pairs.push((t::language(l).to_owned(), words::lang(c.language).into_any()));
    for (name, value) in [(t::phone(l), &c.phone), (t::email(l), &c.email)] {
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.clone().into_any()));
        }
    }
    if let Some((id, name)) = &c.parent {
        pairs.push((
            t::parent(l).to_owned(),
            view! { <a href=format!("/clients/{id}")>{name.clone()}</a> }.into_any(),
        ));
    }
    if c.subsidised {
        let funders = c
            .funders
            .iter()
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let text = if funders.is_empty() {
            t::yes(l).to_owned()
        } else {
            t::subsidised_by(l, funders)
        };
        pairs.push((t::subsidised(l).to_owned(), text.into_any()));
    }
    for name in c.names.iter().filter(|name| name.kind != NameKind::Legal) {
        pairs.push((
            words::name_kind(l, name.kind).to_owned(),
            name.name.clone().into_any(),
        ));
    }
    view! {
        {facts::facts(pairs)}
        {otherwise(p)}
        {c.natural_person.then(|| view! { <p class="hint">{t::natural_person(l)}</p> })}
        {establishments(p)}
    }
    .into_any()
}

/// What the register says otherwise, with the way to take it over.
fn otherwise(p: &SheetPage) -> Option<AnyView> {
    use texts::client_sheet as t;
    let (l, id) = (p.lang, p.client.id);
    if p.proposals.is_empty() {
        return None;
    }
    let items = p
        .proposals
        .iter()
        .map(|proposal| {
            let line = match proposal {
                Proposal::Name(name) => texts::app::labelled(l, words::name_kind(l, NameKind::Legal), name),
                Proposal::Address(seat) => texts::app::labelled(l, t::address(l), place_of(seat)),
            };
            view! { <li>{line}</li> }
        })
        .collect_view();
    Some(notice::info(view! {
        <div class="stack" id="register-says">
            <p>{t::register_differs(l)}</p>
            <ul>{items}</ul>
            <p>{button::link(format!("/clients/{id}/edit?register=1"), t::register_take(l))}</p>
        </div>
    }))
}

/// Street and town.
fn place_of(address: &Address) -> String {
    let town = format!("{} {}", address.postcode, address.municipality);
    let lines = [address.street.as_str(), town.trim()];
    let said = lines.into_iter().filter(|line| !line.is_empty());
    said.collect::<Vec<_>>().join(", ")
}

/// Whether the client accepted the charter, and where staff write it down.
fn charter_fact(p: &SheetPage) -> AnyView {
    use texts::charter_client as t;
    let (l, c) = (p.lang, &p.client);
    let record = p
        .rights
        .edit
        .then(|| view! { " "<a href=format!("/clients/{}/charter", c.id)>{t::record(l)}</a> });
    view! { {crate::pages::charter::client::said(l, p.charter)}{record} }.into_any()
}

fn address(p: &SheetPage) -> String {
    let (l, c) = (p.lang, &p.client);
    let town = format!("{} {}", c.address.postcode, c.address.municipality);
    let country = if c.address.country == "BE" {
        ""
    } else {
        c.address.country.as_str()
    };
    let lines = [
        c.address.street.as_str(),
        town.trim(),
        country,
        words::region(l, c.region),
    ];
    // Brussels is a municipality and a region: once is enough.
    let said = |line: &&str| {
        !line.is_empty() && (*line != words::region(l, c.region) || *line != c.address.municipality)
    };
    lines.into_iter().filter(said).collect::<Vec<_>>().join(", ")
}

fn establishments(p: &SheetPage) -> Option<AnyView> {
    let (l, all) = (p.lang, &p.client.establishments);
    if all.is_empty() {
        return None;
    }
    let items = all
        .iter()
        .map(|e| {
            let place = format!("{} {}", e.address.postcode, e.address.municipality);
            let parts = [e.name.as_str(), e.number.as_str(), e.address.street.as_str(), place.trim()];
            view! { <li>{parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")}</li> }
        })
        .collect_view();
    Some(view! { <h3>{texts::client_sheet::establishments(l)}</h3><ul>{items}</ul> }.into_any())
}
