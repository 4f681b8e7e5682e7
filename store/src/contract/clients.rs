//! Whose contract a line is: clients by number, or by a name that only one of them has; added where the number is new.

use super::line::{ClientKey, Reason};
use crate::client::Added;
use crate::many::among;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::PersonId;
use domain::client::identifier::{Identifier, Scheme};
use domain::client::{ClientKind, NameKind, name};
use std::collections::{BTreeSet, HashMap};

/// A line's client, with what is frozen on its contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub id: i64,
    pub establishment: Option<i64>,
    pub sector: String,
    pub region: String,
    /// A person without a number of any trade: outside the law on late payment between businesses.
    pub consumer: bool,
}

#[derive(sqlx::FromRow)]
struct NumberRow {
    scheme: String,
    number: String,
    client_id: i64,
}

#[derive(sqlx::FromRow)]
struct NameRow {
    client_id: i64,
    folded: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: i64,
    kind: String,
    sector: String,
    region: String,
    numbered: bool,
}

#[derive(sqlx::FromRow)]
struct EstablishmentRow {
    id: i64,
    client_id: i64,
    number: String,
}

/// The clients that the lines of one batch name.
pub(super) struct Clients {
    by_number: HashMap<(Scheme, String), i64>,
    establishments: HashMap<String, (i64, i64)>,
    by_name: HashMap<String, BTreeSet<i64>>,
    names: HashMap<i64, BTreeSet<String>>,
    facts: HashMap<i64, Found>,
    pub added: u64,
    pub names_added: u64,
}

impl Clients {
    /// Reads, with few queries, all that the batch may need.
    pub async fn of(tx: &mut Tx, keys: &[&ClientKey]) -> Result<Self, StoreError> {
        let mut clients = Self {
            by_number: HashMap::new(),
            establishments: HashMap::new(),
            by_name: HashMap::new(),
            names: HashMap::new(),
            facts: HashMap::new(),
            added: 0,
            names_added: 0,
        };
        clients.read_numbers(tx, keys).await?;
        clients.read_names(tx, keys).await?;
        let ids: BTreeSet<i64> = (clients.by_number.values().copied())
            .chain(clients.establishments.values().map(|(_, client)| *client))
            .chain(clients.by_name.values().flatten().copied())
            .collect();
        clients
            .read_facts(tx, &ids.into_iter().collect::<Vec<_>>())
            .await?;
        Ok(clients)
    }

    async fn read_numbers(&mut self, tx: &mut Tx, keys: &[&ClientKey]) -> Result<(), StoreError> {
        let wanted = |establishment: bool| -> Vec<String> {
            let numbers: BTreeSet<String> = keys
                .iter()
                .filter_map(|key| key.number.as_ref())
                .filter(|number| (number.scheme == Scheme::BeEstablishment) == establishment)
                .flat_map(|number| [number.number.clone(), number.legal_unit().number])
                .collect();
            numbers.into_iter().collect()
        };
        let rows = among!(
            tx,
            NumberRow,
            "SELECT i.scheme, i.number, COALESCE(c.merged_into_id, c.id) AS client_id
             FROM client_identifier i JOIN client c ON c.id = i.client_id WHERE i.number IN (",
            wanted(false),
            ")"
        );
        for row in rows {
            if let Some(scheme) = Scheme::from_code(&row.scheme) {
                self.by_number.insert((scheme, row.number), row.client_id);
            }
        }
        let rows = among!(
            tx,
            EstablishmentRow,
            "SELECT e.id, COALESCE(c.merged_into_id, c.id) AS client_id, e.number
             FROM establishment e JOIN client c ON c.id = e.client_id WHERE e.number IN (",
            wanted(true),
            ")"
        );
        for row in rows {
            self.establishments.insert(row.number, (row.id, row.client_id));
        }
        Ok(())
    }

    /// Names are asked for only where a line has no number.
    async fn read_names(&mut self, tx: &mut Tx, keys: &[&ClientKey]) -> Result<(), StoreError> {
        let wanted: BTreeSet<String> = keys
            .iter()
            .filter(|key| key.number.is_none())
            .map(|key| name::fold(&key.name).text)
            .filter(|folded| !folded.is_empty())
            .collect();
        let wanted: Vec<String> = wanted.into_iter().collect();
        let rows = among!(
            tx,
            NameRow,
            "SELECT COALESCE(c.merged_into_id, c.id) AS client_id, n.folded, n.name
             FROM client_name n JOIN client c ON c.id = n.client_id WHERE n.folded IN (",
            wanted,
            ")"
        );
        for row in rows {
            self.by_name.entry(row.folded).or_default().insert(row.client_id);
        }
        Ok(())
    }

    async fn read_facts(&mut self, tx: &mut Tx, ids: &[i64]) -> Result<(), StoreError> {
        let rows = among!(
            tx,
            ClientRow,
            "SELECT c.id, c.kind, c.sector, c.region,
                    EXISTS (SELECT 1 FROM client_identifier i WHERE i.client_id = c.id) AS numbered
             FROM client c WHERE c.id IN (",
            ids,
            ")"
        );
        for row in rows {
            self.facts.insert(
                row.id,
                Found {
                    id: row.id,
                    establishment: None,
                    consumer: row.kind == ClientKind::Person.code() && !row.numbered,
                    sector: row.sector,
                    region: row.region,
                },
            );
        }
        let rows = among!(
            tx,
            NameRow,
            "SELECT n.client_id, n.folded, n.name FROM client_name n WHERE n.client_id IN (",
            ids,
            ")"
        );
        for row in rows {
            self.names.entry(row.client_id).or_default().insert(row.name);
        }
        Ok(())
    }

    /// The client of a line, without adding one: `Ok(None)` where its number is new.
    pub fn find(&self, key: &ClientKey) -> Result<Option<Found>, Reason> {
        let Some(number) = &key.number else {
            let folded = name::fold(&key.name).text;
            let mut found = self.by_name.get(&folded).into_iter().flatten();
            return match (found.next(), found.next()) {
                (Some(id), None) => self.facts.get(id).cloned().ok_or(Reason::NoClient).map(Some),
                (None, _) => Err(Reason::NoClient),
                (Some(_), Some(_)) => Err(Reason::SeveralClients),
            };
        };
        if number.scheme == Scheme::BeEstablishment {
            let (establishment, client) = self.establishments.get(&number.number).ok_or(Reason::NoClient)?;
            let found = self.facts.get(client).cloned().ok_or(Reason::NoClient)?;
            return Ok(Some(Found {
                establishment: Some(*establishment),
                ..found
            }));
        }
        let unit = number.legal_unit();
        let id = (self.by_number.get(&(number.scheme, number.number.clone())))
            .or_else(|| self.by_number.get(&(unit.scheme, unit.number)));
        Ok(id.and_then(|id| self.facts.get(id)).cloned())
    }

    /// The client of a line that is otherwise good: added where its number is new, with one name more where the line
    /// writes it in another way.
    pub async fn find_or_add(
        &mut self,
        tx: &mut Tx,
        key: &ClientKey,
        by: Option<PersonId>,
        now: DateTime<Utc>,
    ) -> Result<Result<Found, Reason>, StoreError> {
        match (self.find(key), &key.number) {
            (Err(reason), _) => Ok(Err(reason)),
            (Ok(Some(found)), number) => {
                if number.is_some() {
                    self.keep_name(tx, found.id, &key.name).await?;
                }
                Ok(Ok(found))
            }
            (Ok(None), Some(number)) => Ok(Ok(self.add(tx, number, &key.name, by, now).await?)),
            (Ok(None), None) => Ok(Err(Reason::NoClient)),
        }
    }

    /// The first name seen is kept, others become trade names.
    async fn keep_name(&mut self, tx: &mut Tx, client: i64, written: &str) -> Result<(), StoreError> {
        let written = written.trim();
        let known = self.names.entry(client).or_default();
        if written.is_empty() || !known.insert(written.to_owned()) {
            return Ok(());
        }
        if add_trade_name(tx, client, written).await? {
            self.names_added += 1;
        }
        self.by_name
            .entry(name::fold(written).text)
            .or_default()
            .insert(client);
        Ok(())
    }

    async fn add(
        &mut self,
        tx: &mut Tx,
        number: &Identifier,
        written: &str,
        by: Option<PersonId>,
        now: DateTime<Utc>,
    ) -> Result<Found, StoreError> {
        let (draft, standing) = super::draft::from_line(tx, number, written).await?;
        let id = match crate::client::add(tx, &draft, standing, by, now).await? {
            Added::Client(id) => id.0,
            // Someone added it since the batch began: the next try finds it.
            Added::Held(_) => return Err(StoreError::Conflict),
        };
        let region = domain::client::region::Region::of(&draft.address.country, &draft.address.postcode);
        let found = Found {
            id,
            establishment: None,
            sector: draft.sector.code().to_owned(),
            region: region.code().to_owned(),
            consumer: false,
        };
        self.by_number.insert((number.scheme, number.number.clone()), id);
        self.names.entry(id).or_default().insert(draft.legal_name.clone());
        self.by_name
            .entry(name::fold(&draft.legal_name).text)
            .or_default()
            .insert(id);
        self.facts.insert(id, found.clone());
        self.added += 1;
        Ok(found)
    }
}

/// Keeps another way in which a client is written; `false` where it is one already, but for case and punctuation.
async fn add_trade_name(tx: &mut Tx, client: i64, written: &str) -> Result<bool, StoreError> {
    const NAME: &str = "INSERT INTO client_name (client_id, kind, name, folded) VALUES ($1, $2, $3, $4)
        ON CONFLICT (client_id, kind, folded) DO NOTHING RETURNING id";
    let folded = name::fold(written);
    if folded.is_empty() {
        return Ok(false);
    }
    let id: Option<i64> = on!(tx, |conn| sqlx::query_scalar(NAME)
        .bind(client)
        .bind(NameKind::Trade.code())
        .bind(written)
        .bind(&folded.text)
        .fetch_optional(conn)
        .await)?;
    let Some(id) = id else { return Ok(false) };
    let words: BTreeSet<String> = folded.words.into_iter().collect();
    let words: Vec<String> = words.into_iter().collect();
    insert_many!(
        tx,
        3,
        "INSERT INTO client_word (word, client_name_id, client_id) ",
        words,
        |word, b| {
            b.push_bind(word.as_str()).push_bind(id).push_bind(client);
        }
    )?;
    Ok(true)
}
