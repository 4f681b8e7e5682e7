//! Search by number and by name: a bounded set of candidates from the database, ranked in Rust.
//!
//! What a text can find, in this order: the client with this reference or number, numbers that begin with it, names with
//! words that begin with its words (in any order), names with a typo. The two last ask for different things of the two
//! databases, so `sqlite` and `postgres` stand side by side; everything else is one text for both.

mod near;
mod postgres;
mod sqlite;
mod typed;

use crate::client::{Query, SUMMARY, SummaryRow, Value};
use crate::engine::Db;
use crate::error::word;
use crate::packed::unpacked;
use crate::{Store, StoreError};
use domain::ClientId;
use domain::client::name::{Folded, Match, MatchKind, Ranker};
use domain::client::search::{After, ClientFilter, ClientList, ClientSearch, Counted};
use domain::client::{ClientCandidate, ClientName, ClientSummary, NameKind};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use typed::Typed;

/// Names that one question to the database may bring.
const CANDIDATES: usize = 120;
/// Names looked through where a filter leaves out most of them.
const DEEP: usize = 3_000;
/// Names whose beginning is what was typed.
const BEGINNINGS: usize = 30;
/// Clients whose number begins with what was typed.
const NUMBERS: usize = 50;
/// With so many good answers, or the very name, a typo is not looked for.
const ENOUGH: usize = 3;
/// "More than a hundred": beyond it, typing more helps and counting does not.
const COUNTED: i64 = 100;

/// A name as the queries pack it: some hundred and fifty of them come as one row.
const NAME: &str = packed!("CAST(client_id AS TEXT)", "kind", "folded", "name");
const END: &str = end_of_record!();

/// A name that may answer.
#[derive(Debug)]
struct NameRow {
    client_id: i64,
    kind: String,
    name: String,
    folded: String,
}

/// A client that answers, with the name that matched best.
#[derive(Debug)]
struct Hit {
    client: ClientId,
    /// The former or trade name that matched, if it was not the present one.
    name: Option<ClientName>,
}

/// All that answers a text, the best first.
#[derive(Debug, Default)]
struct Hits {
    hits: Vec<Hit>,
    /// The database had more than it was asked for.
    truncated: bool,
}

/// One page of the best answers.
pub async fn clients(store: &Store, search: &ClientSearch) -> Result<ClientList, StoreError> {
    let found = hits(store, &search.text, &search.filter).await?;
    let from = match search.after {
        Some(After::Place(place)) => place.min(found.hits.len()),
        _ => 0,
    };
    let total = found.hits.len();
    let page = &found.hits[from..(from + crate::client::PAGE).min(total)];
    let clients = cards(store, page, &search.filter).await?;
    let next = (from + page.len() < total).then_some(After::Place(from + page.len()));
    let count = if found.truncated && total as i64 > COUNTED {
        Counted::MoreThan(COUNTED)
    } else {
        Counted::Exactly(total as i64)
    };
    Ok(ClientList { clients, count, next })
}

/// The best answers with no more than a member may read: enough to pick the right client.
pub async fn candidates(store: &Store, text: &str, limit: usize) -> Result<Vec<ClientCandidate>, StoreError> {
    let found = hits(store, text, &ClientFilter::default()).await?;
    let page = &found.hits[..limit.min(found.hits.len())];
    let rows = card_rows(store, page, &ClientFilter::default()).await?;
    in_order(page, rows, |row, name| {
        Ok(ClientCandidate {
            id: ClientId(row.client_id),
            name: row.name,
            number: row.number,
            kind: word(&row.kind, "client_card.kind")?,
            municipality: row.municipality,
            matched_name: name,
        })
    })
}

/// Clients whose names are like this one, with the name that is: for pointing out duplicates.
pub(crate) async fn alike(store: &Store, name: &str) -> Result<Vec<(ClientId, String)>, StoreError> {
    let typed = Typed::read(name);
    let mut names = Names::new(&typed);
    names.gather(store, &typed, &ClientFilter::default()).await?;
    if !typed.folded.is_empty() {
        names.take(near::names(store, &typed, &ClientFilter::default()).await?);
    }
    Ok(names
        .rows
        .into_iter()
        .map(|row| (ClientId(row.client_id), row.name))
        .collect())
}

async fn hits(store: &Store, text: &str, filter: &ClientFilter) -> Result<Hits, StoreError> {
    let typed = Typed::read(text);
    let mut found = Hits::default();
    for client in by_number(store, &typed, filter).await? {
        found.hits.push(Hit { client, name: None });
    }
    let mut names = Names::new(&typed);
    names.gather(store, &typed, filter).await?;
    found.truncated = names.truncated || found.hits.len() >= NUMBERS;
    let by_name = names.best()?;
    let known: Vec<ClientId> = found.hits.iter().map(|hit| hit.client).collect();
    found
        .hits
        .extend(by_name.into_iter().filter(|hit| !known.contains(&hit.client)));
    Ok(found)
}

/// Clients with this reference or whose number begins with what was typed, the exact one first.
async fn by_number(store: &Store, typed: &Typed, filter: &ClientFilter) -> Result<Vec<ClientId>, StoreError> {
    let Some(query) = numbers(typed, filter) else {
        return Ok(Vec::new());
    };
    let rows: Vec<(i64, String)> = fetch(store, query).await?;
    let mut found: Vec<ClientId> = Vec::new();
    for (id, _) in rows {
        if !found.contains(&ClientId(id)) {
            found.push(ClientId(id));
        }
    }
    Ok(found)
}

fn numbers(typed: &Typed, filter: &ClientFilter) -> Option<Query> {
    if typed.numbers.is_empty() && typed.reference.is_none() {
        return None;
    }
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let mut parts = Vec::new();
    if let Some(id) = typed.reference {
        let id = query.value(Value::Number(id.0));
        parts.push(format!(
            "SELECT client_id, '' AS number FROM client_card
             WHERE client_id = COALESCE((SELECT c.merged_into_id FROM client c WHERE c.id = {id}), {id})"
        ));
    }
    for number in &typed.numbers {
        let (from, to) = query.range(number);
        parts.push(format!(
            "SELECT client_id, number FROM (SELECT client_id, number FROM client_identifier \
             WHERE number >= {from} AND number < {to} ORDER BY number LIMIT {NUMBERS}) AS begins"
        ));
        let place = query.value(Value::Text(number.clone()));
        parts.push(format!(
            "SELECT client_id, number FROM establishment WHERE number = {place}"
        ));
    }
    let filter = query.filter(filter);
    query.sql = format!(
        "SELECT f.client_id, f.number FROM ({}) AS f JOIN client_card k ON k.client_id = f.client_id WHERE {filter} \
         ORDER BY 2, 1 LIMIT {NUMBERS}",
        parts.join(" UNION ALL ")
    );
    Some(query)
}

/// Names gathered for a text, each once.
struct Names {
    ranker: Ranker,
    rows: Vec<NameRow>,
    ranks: Vec<Option<Match>>,
    truncated: bool,
}

impl Names {
    fn new(typed: &Typed) -> Self {
        Self {
            ranker: Ranker::new(typed.folded.clone()),
            rows: Vec::new(),
            ranks: Vec::new(),
            truncated: false,
        }
    }

    /// By the beginnings of words; where that gives little, with a typo.
    async fn gather(
        &mut self,
        store: &Store,
        typed: &Typed,
        filter: &ClientFilter,
    ) -> Result<(), StoreError> {
        if typed.folded.is_empty() {
            return Ok(());
        }
        self.take(fetch_names(store, by_beginning(typed, filter)).await?);
        if let [_, _, ..] = typed.words.as_slice() {
            self.take(by_all_words(store, typed, filter).await?);
        }
        let good = self
            .ranks
            .iter()
            .flatten()
            .filter(|rank| rank.kind <= MatchKind::Prefix)
            .count();
        let exact = self
            .ranks
            .iter()
            .flatten()
            .any(|rank| rank.kind == MatchKind::Exact);
        if good < ENOUGH && !exact {
            self.take(near::names(store, typed, filter).await?);
        }
        Ok(())
    }

    fn take(&mut self, rows: Vec<NameRow>) {
        self.truncated |= rows.len() >= CANDIDATES;
        for row in rows {
            if !self
                .rows
                .iter()
                .any(|known| known.client_id == row.client_id && known.name == row.name)
            {
                let words = row.folded.split(' ').map(str::to_owned).collect();
                self.ranks.push(self.ranker.rank(&Folded {
                    text: row.folded.clone(),
                    words,
                }));
                self.rows.push(row);
            }
        }
    }

    /// The clients whose names answer, each by its best name (the present one where it is as good), the best first.
    fn best(self) -> Result<Vec<Hit>, StoreError> {
        let mut best: HashMap<i64, (Match, bool, usize)> = HashMap::new();
        for (at, rank) in self.ranks.iter().enumerate() {
            let Some(rank) = rank else { continue };
            let row = &self.rows[at];
            let this = (*rank, row.kind != NameKind::Legal.code(), at);
            best.entry(row.client_id)
                .and_modify(|known| *known = (*known).min(this))
                .or_insert(this);
        }
        let mut order: Vec<(i64, (Match, bool, usize))> = best.into_iter().collect();
        order.sort_unstable_by_key(|(id, (rank, other, _))| (*rank, *other, *id));
        order
            .into_iter()
            .map(|(id, (_, other, at))| {
                let row = &self.rows[at];
                let name = match other {
                    true => Some(ClientName {
                        kind: word(&row.kind, "client_name.kind")?,
                        name: row.name.clone(),
                    }),
                    false => None,
                };
                Ok(Hit {
                    client: ClientId(id),
                    name,
                })
            })
            .collect()
    }
}

/// Names that begin with what was typed, and names with a word that begins with its longest word; by the order of the
/// index, so that a frequent beginning costs no more than a rare one.
fn by_beginning(typed: &Typed, filter: &ClientFilter) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let looked_through = if filter.is_empty() { CANDIDATES } else { DEEP };
    let (from, to) = query.range(&typed.folded.text);
    let mut inner = format!(
        "SELECT id FROM (SELECT id FROM client_name WHERE folded >= {from} AND folded < {to} \
         ORDER BY folded LIMIT {BEGINNINGS}) AS whole"
    );
    if let [word] = typed.words.as_slice() {
        let (from, to) = query.range(word);
        inner += &format!(
            " UNION SELECT id FROM (SELECT client_name_id AS id FROM client_word WHERE word >= {from} AND word < {to} \
             ORDER BY word, client_name_id LIMIT {looked_through}) AS words"
        );
    }
    query.names(&inner, filter);
    query
}

/// Names with all the words typed, in any order. Words of three letters and more are looked up by trigrams, the rarest
/// of which leads; shorter ones by the word table.
async fn by_all_words(
    store: &Store,
    typed: &Typed,
    filter: &ClientFilter,
) -> Result<Vec<NameRow>, StoreError> {
    let (long, short): (Vec<&String>, Vec<&String>) =
        typed.words.iter().partition(|word| word.chars().count() >= 3);
    if long.is_empty() {
        return fetch_names(store, by_short_words(typed, filter)).await;
    }
    let all = Has::All(long.into_iter().map(|word| Has::Text(word.clone())).collect());
    trigrams(store, &all, &short, filter).await
}

fn by_short_words(typed: &Typed, filter: &ClientFilter) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let mut words = typed.words.iter();
    let (from, to) = query.range(words.next().map_or("", String::as_str));
    let others = words.map(|word| query.has_word("w", word)).collect::<String>();
    let inner = format!(
        "SELECT w.client_name_id AS id FROM (SELECT client_name_id FROM client_word WHERE word >= {from} AND word < {to} \
         ORDER BY word, client_name_id LIMIT {DEEP}) AS w WHERE TRUE{others}"
    );
    query.names(&inner, filter);
    query
}

/// The texts that must find their indexes, for the test of query plans.
#[doc(hidden)]
pub fn texts(store: &Store, text: &str) -> Vec<String> {
    let (typed, filter) = (Typed::read(text), ClientFilter::default());
    let mut all = vec![
        by_beginning(&typed, &filter).sql,
        by_short_words(&typed, &filter).sql,
    ];
    all.extend(numbers(&typed, &filter).map(|query| query.sql));
    all.extend(near::texts(store, &typed, &filter));
    let words = typed.words.iter().filter(|word| word.chars().count() >= 3);
    let has = Has::All(words.map(|word| Has::Text(word.clone())).collect());
    if has != Has::All(Vec::new()) {
        all.push(containing(store, &has, &[], &filter).sql);
    }
    all
}

/// What a folded name must contain.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Has {
    /// These three or more characters, one after the other.
    Text(String),
    All(Vec<Has>),
    Any(Vec<Has>),
}

/// Names that contain what is asked, and words that begin with `short`.
async fn trigrams(
    store: &Store,
    has: &Has,
    short: &[&String],
    filter: &ClientFilter,
) -> Result<Vec<NameRow>, StoreError> {
    fetch_names(store, containing(store, has, short, filter)).await
}

fn containing(store: &Store, has: &Has, short: &[&String], filter: &ClientFilter) -> Query {
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let deep = if filter.is_empty() && short.is_empty() {
        CANDIDATES
    } else {
        DEEP
    };
    let ids = match store.db() {
        Db::Sqlite { .. } => sqlite::containing(&mut query, has, deep),
        Db::Postgres(_) => postgres::containing(&mut query, has, deep),
    };
    let others = short
        .iter()
        .map(|word| query.has_word("g", word))
        .collect::<String>();
    let inner = format!("SELECT g.client_name_id AS id FROM ({ids}) AS g WHERE TRUE{others}");
    query.names(&inner, filter);
    query
}

impl Query {
    pub(crate) fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// The two ends of everything that begins with a text, in the order of bytes that both databases keep.
    fn range(&mut self, beginning: &str) -> (String, String) {
        let to = format!("{beginning}\u{10ffff}");
        (
            self.value(Value::Text(beginning.to_owned())),
            self.value(Value::Text(to)),
        )
    }

    fn has_word(&mut self, of: &str, word: &str) -> String {
        let (from, to) = self.range(word);
        format!(
            " AND EXISTS (SELECT 1 FROM client_word o WHERE o.client_name_id = {of}.client_name_id \
             AND o.word >= {from} AND o.word < {to})"
        )
    }

    /// The names with these ids whose client the filter lets through. A client without a card (merged into another) has
    /// none to show.
    fn names(&mut self, ids: &str, filter: &ClientFilter) {
        let card = if filter.is_empty() {
            ""
        } else {
            " JOIN client_card k ON k.client_id = n.client_id"
        };
        let limit = CANDIDATES + BEGINNINGS;
        let filter = self.filter(filter);
        self.sql = format!(
            "SELECT string_agg({NAME}, {END}) FROM (SELECT n.client_id, n.kind, n.name, n.folded \
             FROM ({ids}) AS f JOIN client_name n ON n.id = f.id{card} WHERE {filter} LIMIT {limit}) AS found"
        );
    }
}

/// Runs a query made by [`Query::names`].
async fn fetch_names(store: &Store, query: Query) -> Result<Vec<NameRow>, StoreError> {
    let rows: Vec<(Option<String>,)> = fetch(store, query).await?;
    let packed = rows
        .into_iter()
        .next()
        .and_then(|(packed,)| packed)
        .unwrap_or_default();
    unpacked(&packed)
        .map(|[client_id, kind, folded, name]| {
            Ok(NameRow {
                client_id: client_id
                    .parse()
                    .map_err(|_| StoreError::Corrupt("client_name.client_id"))?,
                kind: kind.to_owned(),
                name: name.to_owned(),
                folded: folded.to_owned(),
            })
        })
        .collect()
}

/// Runs a query on whichever database.
pub(crate) async fn fetch<R>(store: &Store, query: Query) -> Result<Vec<R>, StoreError>
where
    R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin,
{
    let Query { sql, values } = query;
    Ok(read!(store, |pool| {
        let mut query = sqlx::query_as(AssertSqlSafe(sql));
        for value in values {
            query = match value {
                Value::Number(n) => query.bind(n),
                Value::Text(t) => query.bind(t),
            };
        }
        query.fetch_all(pool).await
    })?)
}

async fn cards(store: &Store, page: &[Hit], filter: &ClientFilter) -> Result<Vec<ClientSummary>, StoreError> {
    let rows = card_rows(store, page, filter).await?;
    in_order(page, rows, |row, name| {
        let mut client: ClientSummary = row.try_into()?;
        client.matched_name = name;
        Ok(client)
    })
}

async fn card_rows(
    store: &Store,
    page: &[Hit],
    filter: &ClientFilter,
) -> Result<Vec<SummaryRow>, StoreError> {
    if page.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    // Always as many places, so that there is one statement to prepare.
    let places = page.len().next_multiple_of(crate::client::PAGE);
    let ids: Vec<String> = (0..places)
        .map(|at| query.value(Value::Number(page.get(at).map_or(0, |hit| hit.client.0))))
        .collect();
    let filter = query.filter(filter);
    query.sql = format!(
        "SELECT {SUMMARY} FROM client_card WHERE client_id IN ({}) AND {filter}",
        ids.join(", ")
    );
    fetch(store, query).await
}

/// The rows in the order of the hits; a client without a card is left out.
fn in_order<T>(
    page: &[Hit],
    rows: Vec<SummaryRow>,
    make: impl Fn(SummaryRow, Option<ClientName>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows: HashMap<i64, SummaryRow> = rows.into_iter().map(|row| (row.client_id, row)).collect();
    page.iter()
        .filter_map(|hit| rows.remove(&hit.client.0).map(|row| make(row, hit.name.clone())))
        .collect()
}
