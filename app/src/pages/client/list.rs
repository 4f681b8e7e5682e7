//! The staff list: search box, filters, the answers as a part that the page refreshes while one types.

use super::matched;
use crate::parts::pager::Pager;
use crate::parts::rows::{Row, rows};
use crate::parts::{Choice, Field, button, empty_state, field, heading, pager, stance_badge};
use crate::{format, texts, words};
use domain::Lang;
use domain::client::ClientSummary;
use domain::client::search::{
    ClientFilter, ClientList, ClientOrder, ClientSearch, Counted, EXPORTED, StanceChoice,
};
use domain::client::sector::SectorGroup;
use domain::issue::search::IssueSearch;
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub search: ClientSearch,
    pub found: ClientList,
    /// Accounts see what clients owe, not their stances and issues.
    pub payment_only: bool,
    pub may_add: bool,
}

/// What the list finds, counted.
pub fn title(p: &ListPage) -> String {
    use texts::client_list as t;
    match p.found.count {
        Counted::Exactly(0) if is_plain(&p.search) => t::title_all(p.lang).to_owned(),
        Counted::Exactly(0) => t::title_none(p.lang).to_owned(),
        Counted::Exactly(n) => t::title_found(p.lang, n),
        Counted::MoreThan(limit) => t::title_more(p.lang, format::number(p.lang, limit)),
    }
}

fn is_plain(search: &ClientSearch) -> bool {
    search.text.trim().is_empty() && search.filter.is_empty() && search.order == ClientOrder::Name
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::client_list as t;
    let l = p.lang;
    let add = p.may_add.then(|| button::link("/clients/new", t::add(l)));
    view! {
        <div class="wide">
            {heading::with(t::title_all(l), None, add.into_iter().collect())}
            {chooser(p)}
            <islands::SearchBox form="client-search".to_owned() part="results".to_owned()/>
            {results(p)}
        </div>
    }
    .into_any()
}

fn chooser(p: &ListPage) -> AnyView {
    use texts::client_list as t;
    let (l, filter) = (p.lang, &p.search.filter);
    let stances = || {
        let mut choices = vec![Choice::new("", t::stance_all(l))];
        choices.extend(StanceChoice::ALL.iter().map(|s| {
            let name = s
                .kind()
                .map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind));
            Choice::new(s.code(), name)
        }));
        Field::new("stance", t::stance(l))
            .value(filter.stance.map_or("", StanceChoice::code))
            .select_of(choices)
    };
    let mut sectors = vec![Choice::new("", t::sector_all(l))];
    sectors.extend(
        SectorGroup::ALL
            .iter()
            .map(|s| Choice::new(s.code(), words::sector(l, *s))),
    );
    let mut orders = vec![Choice::new("", t::order_name(l))];
    orders.push(Choice::new(ClientOrder::MostOverdue.code(), t::order_overdue(l)));
    let order = if p.search.order == ClientOrder::MostOverdue {
        ClientOrder::MostOverdue.code()
    } else {
        ""
    };
    view! {
        <form method="get" action="/clients" id="client-search" role="search" aria-label=t::search(l) class="client-search">
            <div class="search-line">
                {Field::new("q", t::search(l))
                    .hint(t::search_hint(l))
                    .value(p.search.text.clone())
                    .autocomplete("off")
                    .search()}
                {button::primary(t::show(l))}
            </div>
            <div class="filters">
                {(!p.payment_only).then(stances)}
                {Field::new("sector", t::sector(l)).value(filter.sector.map_or("", SectorGroup::code)).select_of(sectors)}
                {Field::new("order", t::order(l)).value(order).select_of(orders)}
                {(!p.payment_only)
                    .then(|| field::checkbox("open_issues", "1", t::open_issues(l), None, filter.open_issues))}
                {field::checkbox("overdue", "1", t::overdue(l), None, filter.overdue)}
            </div>
        </form>
    }
    .into_any()
}

/// The part that follows the form: the count, the clients, where it goes on.
pub fn results(p: &ListPage) -> AnyView {
    use texts::client_list as t;
    let l = p.lang;
    if p.found.clients.is_empty() {
        return view! { <div id="results">{nothing(p)}</div> }.into_any();
    }
    let cut = matches!(p.found.count, Counted::MoreThan(_)) && !p.search.text.trim().is_empty();
    let clear = (!is_plain(&p.search)).then(|| view! { <a href="/clients">{t::clear(l)}</a> });
    let shown = Pager {
        shown: p.found.clients.len() as i64,
        first: p.search.after.as_ref().map(|_| path(&p.search, None)),
        previous: None,
        next: p
            .found
            .next
            .as_ref()
            .map(|after| path(&p.search, Some(after.to_string()))),
    };
    view! {
        <div id="results">
            <p class="line apart list-count">
                <span role="status">{title(p)}{cut.then(|| format!(". {}", t::closest(l)))}</span>
                {clear}
            </p>
            {rows(p.found.clients.iter().map(|client| row(p, client)).collect())}
            {pager::pager(l, &shown)}
            <p><a href=export_path(&p.search)>{t::export(l, format::number(l, EXPORTED as i64))}</a></p>
        </div>
    }
    .into_any()
}

/// The whole list as a file, with its question.
fn export_path(search: &ClientSearch) -> String {
    path(search, None).replacen("/clients", "/clients.csv", 1)
}

fn nothing(p: &ListPage) -> AnyView {
    use texts::client_list as t;
    let l = p.lang;
    let text = p.search.text.trim();
    let (title, what, next) = if is_plain(&p.search) {
        let add = p.may_add.then(|| button::link_primary("/clients/new", t::add(l)));
        (t::empty_title(l).to_owned(), t::empty(l), add)
    } else {
        let title = if text.is_empty() {
            t::none_filter_title(l).to_owned()
        } else {
            t::none_title(l, text)
        };
        let add = (p.may_add && !text.is_empty()).then(|| button::link(new_path(text), t::add(l)));
        (
            title,
            t::none(l),
            Some(button::row(
                add.into_iter()
                    .chain([button::link("/clients", t::clear(l))])
                    .collect(),
            )),
        )
    };
    view! {
        <p class="hidden" role="status">{title.clone()}</p>
        {empty_state::empty_state(title, what, next)}
    }
    .into_any()
}

/// The form for a new client, begun with what was looked for: a number or a name.
fn new_path(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let field = if digits >= 8 { "number" } else { "name" };
    format!("/clients/new?{field}={}", escaped(text))
}

fn row(p: &ListPage, client: &ClientSummary) -> Row {
    let l = p.lang;
    let about = [
        words::client_kind(l, client.kind).to_owned(),
        words::sector(l, client.sector).to_owned(),
        if client.municipality.is_empty() {
            words::region(l, client.region).to_owned()
        } else {
            client.municipality.clone()
        },
        client.number.clone(),
    ];
    let about = about
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let matched = client
        .matched_name
        .as_ref()
        .map(|name| view! { <span>{matched(l, name)}</span> });
    let row = Row::new(format!("/clients/{}", client.id), client.name.clone())
        .meta(view! { <span>{about}</span>{matched} })
        .side(figures(p, client));
    if p.payment_only {
        row
    } else {
        row.lead(stance_badge::badge(l, client.stance))
    }
}

/// What is open and owed; each figure leads to its list.
fn figures(p: &ListPage, client: &ClientSummary) -> AnyView {
    use texts::client_list as t;
    let l = p.lang;
    let open = (!p.payment_only && client.open_issues > 0).then(|| {
        let issues = IssueSearch {
            client: Some(client.id),
            ..IssueSearch::default()
        };
        view! { <a href=issues.path()>{t::open(l, client.open_issues)}</a> }
    });
    let owed = if client.overdue.0 > 0 {
        Some((
            t::owed_overdue(l, format::money_whole(l, client.overdue)),
            "owed-overdue",
        ))
    } else if client.open.0 > 0 {
        Some((t::owed_open(l, format::money_whole(l, client.open)), ""))
    } else {
        None
    };
    let owed = owed.map(|(text, class)| {
        let class = (!class.is_empty()).then_some(class);
        view! { <a class=class href=format!("/clients/{}?tab=payment", client.id)>{text}</a> }
    });
    view! { {open}{owed} }.into_any()
}

/// The address of the list with these choices.
pub fn path(search: &ClientSearch, after: Option<String>) -> String {
    let ClientFilter {
        stance,
        sector,
        open_issues,
        overdue,
    } = search.filter;
    let text = search.text.trim();
    let parts = [
        (!text.is_empty()).then(|| format!("q={}", escaped(text))),
        stance.map(|s| format!("stance={s}")),
        sector.map(|s| format!("sector={s}")),
        (search.order == ClientOrder::MostOverdue).then(|| format!("order={}", search.order)),
        open_issues.then(|| "open_issues=1".to_owned()),
        overdue.then(|| "overdue=1".to_owned()),
        after.map(|after| format!("after={}", escaped(&after))),
    ];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    if query.is_empty() {
        "/clients".to_owned()
    } else {
        format!("/clients?{}", query.join("&"))
    }
}

/// A text as the value of a query.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::client::search::After;

    #[test]
    fn the_address_of_a_page_keeps_every_choice() {
        let search = ClientSearch {
            text: "théâtre & co".into(),
            filter: ClientFilter {
                stance: Some(StanceChoice::Restrictive),
                overdue: true,
                ..ClientFilter::default()
            },
            ..ClientSearch::default()
        };
        let next = path(&search, Some(After::Place(25).to_string()));
        assert_eq!(
            next,
            "/clients?q=th%C3%A9%C3%A2tre%20%26%20co&stance=restrictive&overdue=1&after=p.25"
        );
        assert_eq!(path(&ClientSearch::default(), None), "/clients");
        assert_eq!(
            export_path(&search),
            "/clients.csv?q=th%C3%A9%C3%A2tre%20%26%20co&stance=restrictive&overdue=1"
        );
    }
}
