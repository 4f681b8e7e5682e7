//! The staff list as a table to take away: a row a client.

use crate::charts::table::{Column, Table, Value};
use crate::{texts, words};
use domain::Lang;
use domain::client::ClientSummary;

/// What the list shows of each client; accounts read no stances and issues here either.
pub fn table(l: Lang, clients: &[ClientSummary], payment_only: bool) -> Table {
    use texts::client_list as t;
    let mut columns = vec![
        Column::words(t::export_reference(l)),
        Column::words(texts::client_form::legal_name(l)),
        Column::words(texts::client_form::number(l)),
        Column::words(texts::client_sheet::kind(l)),
        Column::words(t::sector(l)),
        Column::words(t::export_region(l)),
        Column::words(texts::client_form::municipality(l)),
        Column::numbers(texts::home::open_euros(l)),
        Column::numbers(texts::home::overdue_euros(l)),
    ];
    if !payment_only {
        columns.push(Column::words(t::stance(l)));
        columns.push(Column::numbers(t::export_issues(l)));
    }
    Table::new(columns, clients.iter().map(|client| row(l, client, payment_only)))
}

fn row(l: Lang, client: &ClientSummary, payment_only: bool) -> Vec<Value> {
    let mut row = vec![
        Value::Words(client.id.reference()),
        Value::Words(client.name.clone()),
        Value::Words(client.number.clone()),
        Value::Words(words::client_kind(l, client.kind).to_owned()),
        Value::Words(words::sector(l, client.sector).to_owned()),
        Value::Words(words::region(l, client.region).to_owned()),
        Value::Words(client.municipality.clone()),
        Value::Cents(client.open.cents()),
        Value::Cents(client.overdue.cents()),
    ];
    if !payment_only {
        let stance = client
            .stance
            .map_or_else(|| texts::stance::none(l), |kind| words::stance_kind(l, kind));
        row.push(Value::Words(stance.to_owned()));
        row.push(Value::Count(client.open_issues));
    }
    row
}
