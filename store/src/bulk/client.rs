//! Clients with everything that makes them findable, and their cards.

use super::insert;
use crate::client::Standing;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::ClientId;
use domain::client::change::{Change, ClientEventKind, names_after};
use domain::client::identifier::{self, Identifier};
use domain::client::name::fold;
use domain::client::region::Region;
use domain::client::{ClientDraft, Establishment, IssueCounts};
use domain::register::RegisterState;
use domain::stance::StanceCard;
use sqlx::types::Json;

/// Words of a name beyond this many are not searched by prefix (as in `client::names`).
const WORDS: usize = 24;

/// A client with what its card tells beside its contracts.
#[derive(Debug, Clone)]
pub struct NewClient {
    pub id: ClientId,
    pub draft: ClientDraft,
    pub register: Option<Standing>,
    pub created_at: DateTime<Utc>,
    /// Later edits of its record.
    pub edits: Vec<(DateTime<Utc>, Vec<Change>)>,
    pub establishments: Vec<Establishment>,
    pub issues: IssueCounts,
    /// In force.
    pub stances: Vec<StanceCard>,
    /// How often its stances and holds have changed.
    pub moves: i64,
}

/// Writes clients: numbers, names, words, funders, establishments, events and cards.
/// `next_name` is the id of the next name and moves on.
pub async fn clients(tx: &mut Tx, clients: &[NewClient], next_name: &mut i64) -> Result<(), StoreError> {
    write_clients(tx, clients).await?;
    let numbers: Vec<(ClientId, &Identifier)> = clients
        .iter()
        .flat_map(|c| c.draft.identifiers.iter().map(|n| (c.id, n)))
        .collect();
    insert!(
        tx,
        "INSERT INTO client_identifier (client_id, scheme, number)",
        3,
        numbers,
        |row, q| q
            .bind(row.0.0)
            .bind(row.1.scheme.code())
            .bind(row.1.number.as_str())
    );
    write_names(tx, clients, next_name).await?;
    let funders: Vec<(i64, i64)> = clients
        .iter()
        .flat_map(|c| c.draft.funders.iter().map(|f| (c.id.0, f.0)))
        .collect();
    insert!(
        tx,
        "INSERT INTO client_funder (client_id, funder_id)",
        2,
        funders,
        |row, q| q.bind(row.0).bind(row.1)
    );
    write_establishments(tx, clients).await?;
    write_cards(tx, clients).await?;
    write_events(tx, clients).await?;
    let moved: Vec<&NewClient> = clients.iter().filter(|c| c.moves > 0).collect();
    insert!(
        tx,
        "INSERT INTO client_facts (client_id, revision)",
        2,
        moved,
        |row, q| q.bind(row.id.0).bind(row.moves)
    );
    Ok(())
}

async fn write_clients(tx: &mut Tx, clients: &[NewClient]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO client (id, legal_name, kind, natural_person, language, sector, nace_version, nace_code, region, \
         street, postcode, municipality, country, phone, email, parent_id, subsidised, register_state, \
         register_as_of, created_at, revision)",
        21,
        clients,
        |c, q| q
            .bind(c.id.0)
            .bind(c.draft.legal_name.as_str())
            .bind(c.draft.kind.code())
            .bind(c.draft.natural_person)
            .bind(c.draft.language.code())
            .bind(c.draft.sector.code())
            .bind(c.draft.nace.as_ref().map(|(version, _)| *version))
            .bind(c.draft.nace.as_ref().map(|(_, code)| code.as_str()))
            .bind(region(c).code())
            .bind(c.draft.address.street.as_str())
            .bind(c.draft.address.postcode.as_str())
            .bind(c.draft.address.municipality.as_str())
            .bind(c.draft.address.country.as_str())
            .bind(c.draft.phone.as_str())
            .bind(c.draft.email.as_str())
            .bind(c.draft.parent.map(|id| id.0))
            .bind(c.draft.subsidised)
            .bind(c.register.map_or(RegisterState::Unknown, |r| r.state).code())
            .bind(c.register.map(|r| r.as_of))
            .bind(c.created_at)
            .bind(1 + c.edits.len() as i64)
    );
    Ok(())
}

fn region(client: &NewClient) -> Region {
    Region::of(&client.draft.address.country, &client.draft.address.postcode)
}

struct NameRow<'a> {
    id: i64,
    client: i64,
    kind: &'static str,
    name: std::borrow::Cow<'a, str>,
    folded: String,
}

async fn write_names(tx: &mut Tx, clients: &[NewClient], next_name: &mut i64) -> Result<(), StoreError> {
    let mut names: Vec<NameRow<'_>> = Vec::with_capacity(clients.len() + clients.len() / 4);
    for client in clients {
        let first = names.len();
        for name in names_after(&client.draft.legal_name, &client.draft) {
            let folded = fold(&name.name).text;
            let kind = name.kind.code();
            if folded.is_empty()
                || names[first..]
                    .iter()
                    .any(|n| n.kind == kind && n.folded == folded)
            {
                continue;
            }
            names.push(NameRow {
                id: *next_name,
                client: client.id.0,
                kind,
                name: name.name.into(),
                folded,
            });
            *next_name += 1;
        }
    }
    insert!(
        tx,
        "INSERT INTO client_name (id, client_id, kind, name, folded)",
        5,
        names,
        |row, q| q
            .bind(row.id)
            .bind(row.client)
            .bind(row.kind)
            .bind(row.name.as_ref())
            .bind(row.folded.as_str())
    );
    let mut words: Vec<(&str, i64, i64)> = Vec::with_capacity(names.len() * 4);
    for name in &names {
        let first = words.len();
        for word in name.folded.split(' ').take(WORDS) {
            if !words[first..].iter().any(|(w, ..)| *w == word) {
                words.push((word, name.id, name.client));
            }
        }
    }
    // In the order of the key: neighbours land on the same page.
    words.sort_unstable();
    insert!(
        tx,
        "INSERT INTO client_word (word, client_name_id, client_id)",
        3,
        words,
        |row, q| q.bind(row.0).bind(row.1).bind(row.2)
    );
    Ok(())
}

async fn write_establishments(tx: &mut Tx, clients: &[NewClient]) -> Result<(), StoreError> {
    let all: Vec<(i64, &Establishment)> = clients
        .iter()
        .flat_map(|c| c.establishments.iter().map(|e| (c.id.0, e)))
        .collect();
    insert!(
        tx,
        "INSERT INTO establishment (id, client_id, number, name, street, postcode, municipality, country, region)",
        9,
        all,
        |row, q| q
            .bind(row.1.id.0)
            .bind(row.0)
            .bind((!row.1.number.is_empty()).then_some(row.1.number.as_str()))
            .bind(row.1.name.as_str())
            .bind(row.1.address.street.as_str())
            .bind(row.1.address.postcode.as_str())
            .bind(row.1.address.municipality.as_str())
            .bind(row.1.address.country.as_str())
            .bind(row.1.region.code())
    );
    Ok(())
}

async fn write_cards(tx: &mut Tx, clients: &[NewClient]) -> Result<(), StoreError> {
    insert!(
        tx,
        "INSERT INTO client_card (client_id, name, folded, number, kind, sector, region, municipality, stances, \
         stance_rank, issues_open, issues_confirmed, issues_resolved)",
        13,
        clients,
        |c, q| q
            .bind(c.id.0)
            .bind(c.draft.legal_name.as_str())
            .bind(fold(&c.draft.legal_name).text)
            .bind(
                identifier::shown(&c.draft.identifiers)
                    .map(Identifier::printed)
                    .unwrap_or_default()
            )
            .bind(c.draft.kind.code())
            .bind(c.draft.sector.code())
            .bind(region(c).code())
            .bind(c.draft.address.municipality.as_str())
            .bind(Json(&c.stances))
            .bind(c.stances.iter().map(|s| s.kind as i64 + 1).max().unwrap_or(0))
            .bind(c.issues.open)
            .bind(c.issues.confirmed)
            .bind(c.issues.resolved)
    );
    Ok(())
}

async fn write_events(tx: &mut Tx, clients: &[NewClient]) -> Result<(), StoreError> {
    let mut events: Vec<(i64, &str, DateTime<Utc>, &[Change])> = Vec::with_capacity(clients.len());
    for c in clients {
        events.push((c.id.0, ClientEventKind::Added.code(), c.created_at, &[]));
        for (at, changes) in &c.edits {
            events.push((c.id.0, ClientEventKind::Edited.code(), *at, changes));
        }
    }
    insert!(
        tx,
        "INSERT INTO client_event (client_id, kind, at, details)",
        4,
        events,
        |row, q| q.bind(row.0).bind(row.1).bind(row.2).bind(Json(row.3))
    );
    Ok(())
}
