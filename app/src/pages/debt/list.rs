//! Who owes: the most overdue first, how old, how many members wait, what comes next.

use super::{age_cells, age_columns};
use crate::parts::pager::Pager;
use crate::parts::{Choice, Field, button, empty_state, field, heading, pager, table, time};
use crate::{format, texts};
use domain::Lang;
use domain::debt::read::{DebtList, Debtor};
use domain::debt::{After, AgeBand, DebtSearch};
use leptos::prelude::*;

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    pub lang: Lang,
    pub search: DebtSearch,
    pub found: DebtList,
}

/// How much is overdue, from how many.
pub fn title(p: &ListPage) -> String {
    use texts::debt_list as t;
    let l = p.lang;
    match p.found.overdue_clients {
        0 => t::title_none(l).to_owned(),
        n => t::title(l, n, format::money_whole(l, p.found.overdue)),
    }
}

/// The page.
pub fn list(p: &ListPage) -> AnyView {
    use texts::debt_list as t;
    let l = p.lang;
    view! {
        <div class="wide stack">
            {heading::heading(title(p))}
            <p class="soft">{t::means(l)}</p>
            {chooser(p)}
            {found(p)}
        </div>
    }
    .into_any()
}

fn chooser(p: &ListPage) -> AnyView {
    use texts::debt_list as t;
    let l = p.lang;
    let mut ages = vec![Choice::new("", t::age_all(l))];
    for (band, days) in [(AgeBand::To60, 30), (AgeBand::To90, 60), (AgeBand::Over90, 90)] {
        ages.push(Choice::new(band.code(), t::age_from(l, days)));
    }
    view! {
        <form method="get" action="/debts" class="filters">
            {Field::new("age", t::age(l)).value(p.search.age.map_or("", AgeBand::code)).select_of(ages)}
            {field::checkbox("step_due", "1", t::step_due(l), None, p.search.step_due)}
            {field::checkbox("all_open", "1", t::all_open(l), None, p.search.all_open)}
            {field::checkbox("by_group", "1", t::by_group(l), None, p.search.by_group)}
            {button::secondary(t::show(l))}
        </form>
    }
    .into_any()
}

fn found(p: &ListPage) -> AnyView {
    use texts::debt_list as t;
    let l = p.lang;
    if p.found.debtors.is_empty() {
        let clear = (p.search != DebtSearch::default()).then(|| button::link("/debts", t::clear(l)));
        return empty_state::empty_state(t::empty_title(l), t::empty(l), clear);
    }
    let mut columns = vec![
        table::words(t::client(l)),
        table::numbers(t::overdue(l)),
        table::numbers(t::open(l)),
    ];
    columns.extend(age_columns(l));
    columns.push(table::numbers(t::members(l)));
    columns.push(table::words(t::next(l)));
    let rows = p.found.debtors.iter().map(|debtor| row(p, debtor)).collect();
    let shown = Pager {
        shown: p.found.debtors.len() as i64,
        first: p.search.after.map(|_| path(&p.search, None)),
        previous: None,
        next: p.found.next.map(|after| path(&p.search, Some(after))),
    };
    view! {
        {table::table(t::caption(l), columns, rows)}
        {pager::pager(l, &shown)}
    }
    .into_any()
}

fn row(p: &ListPage, debtor: &Debtor) -> Vec<AnyView> {
    use texts::debt_list as t;
    let l = p.lang;
    let more = match &debtor.group {
        Some((id, name, overdue)) => {
            let text = t::group(l, name, format::money_whole(l, *overdue));
            Some(view! { <br/><a class="soft" href=format!("/debts/{id}")>{text}</a> }.into_any())
        }
        None if p.search.by_group => {
            Some(view! { <br/><span class="soft">{t::clients(l, debtor.clients)}</span> }.into_any())
        }
        None => None,
    };
    let mut cells = vec![
        view! { <a href=format!("/debts/{}", debtor.client)>{debtor.name.clone()}</a>{more} }.into_any(),
        view! { <strong>{format::money_whole(l, debtor.overdue)}</strong> }.into_any(),
        {
            let lost = (debtor.lost.cents() > 0).then(|| {
                let lost = t::lost(l, format::money_whole(l, debtor.lost));
                view! { <br/><span class="soft">{lost}</span> }
            });
            view! { {format::money_whole(l, debtor.open)}{lost} }.into_any()
        },
    ];
    cells.extend(age_cells(l, &debtor.by_age));
    cells.push(format::number(l, debtor.members).into_any());
    cells.push(match debtor.next_on {
        Some(day) => time::short(l, day),
        None => "–".into_any(),
    });
    cells
}

/// The address of the list with these choices.
fn path(search: &DebtSearch, after: Option<After>) -> String {
    let parts = [
        search.age.map(|age| format!("age={age}")),
        search.step_due.then(|| "step_due=1".to_owned()),
        search.all_open.then(|| "all_open=1".to_owned()),
        search.by_group.then(|| "by_group=1".to_owned()),
        after.map(|after| format!("after={after}")),
    ];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    if query.is_empty() {
        "/debts".to_owned()
    } else {
        format!("/debts?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ClientId;

    #[test]
    fn the_address_of_a_page_keeps_every_choice() {
        let search = DebtSearch {
            age: Some(AgeBand::Over90),
            step_due: true,
            by_group: true,
            ..DebtSearch::default()
        };
        let after = After {
            overdue: 4_120_000,
            client: ClientId(17),
        };
        assert_eq!(
            path(&search, Some(after)),
            "/debts?age=over_90&step_due=1&by_group=1&after=4120000.17"
        );
        assert_eq!(path(&DebtSearch::default(), None), "/debts");
    }
}
