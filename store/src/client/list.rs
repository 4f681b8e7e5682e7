//! The staff list: prepared rows by key, no page grows with the table.

use super::row::{SUMMARY, SummaryRow};
use crate::search::fetch;
use crate::{Store, StoreError};
use domain::ClientId;
use domain::client::ClientSummary;
use domain::client::search::{
    After, ClientFilter, ClientList, ClientOrder, ClientSearch, Counted, StanceChoice,
};

/// Clients on a page.
pub const PAGE: usize = 25;
/// Counting stops here.
const COUNTED: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct ListRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    counted: i64,
}

/// One page of the list, in one round trip; with a text the best answers to it.
pub async fn list(store: &Store, search: &ClientSearch) -> Result<ClientList, StoreError> {
    if !search.text.trim().is_empty() {
        return crate::search::clients(store, search).await;
    }
    let rows: Vec<ListRow> = fetch(store, query(search, PAGE + 1)).await?;
    let count = Counted::up_to(COUNTED, rows.first().map_or(0, |row| row.counted));
    let next = (rows.len() > PAGE)
        .then(|| rows.get(PAGE - 1))
        .flatten()
        .map(|row| after(search.order, &row.summary));
    let clients: Vec<ClientSummary> = rows
        .into_iter()
        .take(PAGE)
        .map(|row| row.summary.try_into())
        .collect::<Result<_, _>>()?;
    Ok(ClientList { clients, count, next })
}

/// All that the list finds, from its beginning, up to `most` clients; and whether there are more.
pub async fn all(
    store: &Store,
    search: &ClientSearch,
    most: usize,
) -> Result<(Vec<ClientSummary>, bool), StoreError> {
    let mut search = ClientSearch {
        after: None,
        ..search.clone()
    };
    let mut clients: Vec<ClientSummary> = Vec::new();
    if search.text.trim().is_empty() {
        let rows: Vec<ListRow> = fetch(store, query(&search, most + 1)).await?;
        let more = rows.len() > most;
        for row in rows.into_iter().take(most) {
            clients.push(row.summary.try_into()?);
        }
        return Ok((clients, more));
    }
    // The best answers to a text are few: some pages of them.
    loop {
        let page = crate::search::clients(store, &search).await?;
        clients.extend(page.clients);
        if page.next.is_none() || clients.len() >= most {
            return Ok((clients, page.next.is_some()));
        }
        search.after = page.next;
    }
}

fn after(order: ClientOrder, row: &SummaryRow) -> After {
    let id = ClientId(row.client_id);
    match order {
        ClientOrder::Name => After::Name {
            folded: row.folded.clone(),
            id,
        },
        ClientOrder::MostOverdue => After::Overdue {
            cents: row.overdue_cents,
            id,
        },
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

/// A text of constant pieces, with the values for its placeholders.
#[derive(Debug)]
pub(crate) struct Query {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Query {
    /// The rows a filter lets through; `TRUE` when it leaves out nothing.
    pub(crate) fn filter(&mut self, filter: &ClientFilter) -> String {
        let mut conditions = Vec::new();
        if let Some(stance) = filter.stance {
            let rank = StanceChoice::ALL
                .iter()
                .position(|s| *s == stance)
                .unwrap_or_default() as i64;
            conditions.push(format!("stance_rank = {}", self.value(Value::Number(rank))));
        }
        if let Some(sector) = filter.sector {
            conditions.push(format!(
                "sector = {}",
                self.value(Value::Text(sector.code().to_owned()))
            ));
        }
        if filter.open_issues {
            conditions.push("issues_open > 0".to_owned());
        }
        if filter.overdue {
            conditions.push("overdue_cents > 0".to_owned());
        }
        if conditions.is_empty() {
            "TRUE".to_owned()
        } else {
            conditions.join(" AND ")
        }
    }
}

/// The list's query for these choices. Each combination is a text of its own, so that each finds its index.
pub(crate) fn query(search: &ClientSearch, limit: usize) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let overdue = search.filter.overdue || search.order == ClientOrder::MostOverdue;
    let rows = query.filter(&ClientFilter {
        overdue,
        ..search.filter
    });
    let (place, order) = match (search.order, &search.after) {
        (ClientOrder::Name, Some(After::Name { folded, id })) => {
            let (folded, id) = (
                query.value(Value::Text(folded.clone())),
                query.value(Value::Number(id.0)),
            );
            (
                format!(" AND (folded, client_id) > ({folded}, {id})"),
                "folded, client_id",
            )
        }
        (ClientOrder::Name, _) => (String::new(), "folded, client_id"),
        (ClientOrder::MostOverdue, Some(After::Overdue { cents, id })) => {
            let (cents, id) = (
                query.value(Value::Number(*cents)),
                query.value(Value::Number(id.0)),
            );
            (
                format!(" AND (overdue_cents, client_id) < ({cents}, {id})"),
                "overdue_cents DESC, client_id DESC",
            )
        }
        (ClientOrder::MostOverdue, _) => (String::new(), "overdue_cents DESC, client_id DESC"),
    };
    query.sql = format!(
        "SELECT {SUMMARY},
                (SELECT COUNT(*) FROM (SELECT 1 AS one FROM client_card WHERE {rows} LIMIT {}) AS bounded) AS counted
         FROM client_card WHERE {rows}{place} ORDER BY {order} LIMIT {limit}",
        COUNTED + 1
    );
    query
}

/// The texts that must find an index however large the table is, for the test of query plans.
#[doc(hidden)]
pub fn texts() -> Vec<String> {
    use domain::client::sector::SectorGroup;
    let mut all = Vec::new();
    for bits in 0..32_u8 {
        let on = |bit: u8| bits & (1 << bit) != 0;
        let filter = ClientFilter {
            stance: on(0).then_some(StanceChoice::Restrictive),
            sector: on(1).then_some(SectorGroup::Events),
            open_issues: on(2),
            overdue: on(3),
        };
        let after = on(4).then(|| After::Name {
            folded: "m".into(),
            id: ClientId(1),
        });
        all.push(
            query(
                &ClientSearch {
                    filter,
                    after,
                    ..ClientSearch::default()
                },
                PAGE + 1,
            )
            .sql,
        );
    }
    let order = ClientOrder::MostOverdue;
    all.push(
        query(
            &ClientSearch {
                order,
                ..ClientSearch::default()
            },
            PAGE + 1,
        )
        .sql,
    );
    let after = Some(After::Overdue {
        cents: 1,
        id: ClientId(1),
    });
    all.push(
        query(
            &ClientSearch {
                order,
                after,
                ..ClientSearch::default()
            },
            PAGE + 1,
        )
        .sql,
    );
    all
}
