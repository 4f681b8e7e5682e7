//! Who may be the same client as a draft: a bounded set of candidates from indexes, judged in Rust, decided by people.

use super::list::{Query, Value};
use super::row::stance_of;
use crate::error::word;
use crate::{Store, StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::duplicate::{Likeness, ProbableDuplicate, names_alike};
use domain::client::identifier::Scheme;
use domain::client::name::fold;
use domain::client::{Address, ClientCandidate, ClientDraft, NameKind};
use domain::stance::StanceKind;
use domain::{ClientId, PersonId};
use serde_json::json;
use std::collections::BTreeMap;

/// Candidates that are pointed out; more would not be read.
const SHOWN: usize = 8;
/// Names of the draft that are looked for.
const NAMES: usize = 4;

/// Clients that may be the one of this draft, the likeliest first; and restricted ones that share its phone, address or
/// parent. `except` is the client being edited.
pub async fn probable(
    store: &Store,
    draft: &ClientDraft,
    except: Option<ClientId>,
) -> Result<Vec<ProbableDuplicate>, StoreError> {
    let mut likeness: BTreeMap<ClientId, Likeness> = BTreeMap::new();
    let mut note = |client: ClientId, how: Likeness| {
        likeness
            .entry(client)
            .and_modify(|known| *known = (*known).min(how))
            .or_insert(how);
    };
    for client in same_number(store, draft).await? {
        note(client, Likeness::SameNumber);
    }
    let others = draft
        .other_names
        .iter()
        .filter(|n| n.kind != NameKind::Former)
        .map(|n| n.name.as_str());
    for name in std::iter::once(draft.legal_name.as_str())
        .chain(others)
        .take(NAMES)
    {
        for (client, known) in crate::search::alike(store, name).await? {
            if let Some(how) = names_alike(name, &known) {
                note(client, how);
            }
        }
    }
    for client in same_phone(store, draft).await? {
        note(client, Likeness::SamePhone);
    }
    for client in same_place_or_family(store, draft).await? {
        note(client, Likeness::SharesWithRestricted);
    }
    if let Some(except) = except {
        likeness.remove(&except);
        for known in not_the_same(store, except).await? {
            likeness.remove(&known);
        }
    }
    let cards = cards(store, likeness.keys().copied().collect()).await?;
    let mut found: Vec<ProbableDuplicate> = cards
        .into_iter()
        .filter_map(|(client, stance)| {
            let likeness = *likeness.get(&client.id)?;
            let telling =
                likeness != Likeness::SharesWithRestricted || stance >= Some(StanceKind::Restrictive);
            telling.then_some(ProbableDuplicate {
                client,
                likeness,
                stance,
            })
        })
        .collect();
    found.sort_by_key(|d| (d.likeness, std::cmp::Reverse(d.stance), d.client.id));
    found.truncate(SHOWN);
    Ok(found)
}

/// Remembers that somebody looked at both and found them to be different.
pub async fn not_same(
    tx: &mut Tx,
    client: ClientId,
    others: &[ClientId],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_not_same (client_id, other_id, decided_by, decided_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (client_id, other_id) DO NOTHING";
    for other in others.iter().filter(|other| **other != client) {
        let (first, second) = (client.min(*other), client.max(*other));
        on!(tx, |conn| sqlx::query(SQL)
            .bind(first.0)
            .bind(second.0)
            .bind(by.0)
            .bind(now)
            .execute(&mut *conn)
            .await)?;
    }
    if others.iter().all(|other| *other == client) {
        return Ok(());
    }
    let details = json!({ "others": others });
    audit::record(
        tx,
        Some(by),
        AuditAction::NoteDifferent,
        &super::object(client),
        details,
        now,
    )
    .await
}

async fn not_the_same(store: &Store, client: ClientId) -> Result<Vec<ClientId>, StoreError> {
    const SQL: &str = "
        SELECT other_id AS id FROM client_not_same WHERE client_id = $1
        UNION ALL SELECT client_id FROM client_not_same WHERE other_id = $1";
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(client.0)
        .fetch_all(pool)
        .await)?;
    Ok(ids.into_iter().map(ClientId).collect())
}

/// By number, or by the number of the same legal unit in another form (SIREN, SIRET, French VAT).
async fn same_number(store: &Store, draft: &ClientDraft) -> Result<Vec<ClientId>, StoreError> {
    const SQL: &str = "SELECT client_id FROM client_identifier WHERE number = $1 AND scheme = $2";
    const UNIT: &str = "
        SELECT client_id FROM client_identifier WHERE number >= $1 AND number < $2 AND scheme = 'fr_siret' LIMIT 20";
    let mut found = Vec::new();
    for number in &draft.identifiers {
        let unit = number.legal_unit();
        for id in [number, &unit] {
            let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
                .bind(&id.number)
                .bind(id.scheme.code())
                .fetch_all(pool)
                .await)?;
            found.extend(ids.into_iter().map(ClientId));
        }
        if unit.scheme == Scheme::FrSiren {
            let end = format!("{}\u{10ffff}", unit.number);
            let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(UNIT)
                .bind(&unit.number)
                .bind(&end)
                .fetch_all(pool)
                .await)?;
            found.extend(ids.into_iter().map(ClientId));
        }
    }
    Ok(found)
}

async fn same_phone(store: &Store, draft: &ClientDraft) -> Result<Vec<ClientId>, StoreError> {
    const SQL: &str = "SELECT id FROM client WHERE phone = $1 AND phone <> '' LIMIT 20";
    if draft.phone.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(SQL)
        .bind(&draft.phone)
        .fetch_all(pool)
        .await)?;
    Ok(ids.into_iter().map(ClientId).collect())
}

/// At the same address (compared as names are, so that "R. du Port, 12" needs not be typed alike), or of the same parent.
async fn same_place_or_family(store: &Store, draft: &ClientDraft) -> Result<Vec<ClientId>, StoreError> {
    const PLACE: &str = "
        SELECT c.id, c.street FROM client c JOIN client_card k ON k.client_id = c.id
        WHERE c.postcode = $1 AND c.street <> '' AND k.stance_rank >= 2 LIMIT 200";
    const FAMILY: &str = "
        SELECT c.id FROM client c JOIN client_card k ON k.client_id = c.id
        WHERE c.parent_id = $1 AND k.stance_rank >= 2
        UNION SELECT k.client_id FROM client_card k WHERE k.client_id = $1 AND k.stance_rank >= 2
        LIMIT 200";
    let mut found = Vec::new();
    let Address { street, postcode, .. } = &draft.address;
    if !street.is_empty() && !postcode.is_empty() {
        let rows: Vec<(i64, String)> = read!(store, |pool| sqlx::query_as(PLACE)
            .bind(postcode)
            .fetch_all(pool)
            .await)?;
        let here = fold(street).text;
        found.extend(
            rows.into_iter()
                .filter(|(_, known)| fold(known).text == here)
                .map(|(id, _)| ClientId(id)),
        );
    }
    if let Some(parent) = draft.parent {
        let ids: Vec<i64> = read!(store, |pool| sqlx::query_scalar(FAMILY)
            .bind(parent.0)
            .fetch_all(pool)
            .await)?;
        found.extend(ids.into_iter().map(ClientId));
    }
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct CardRow {
    client_id: i64,
    name: String,
    number: String,
    kind: String,
    municipality: String,
    stance_rank: i64,
}

async fn cards(
    store: &Store,
    ids: Vec<ClientId>,
) -> Result<Vec<(ClientCandidate, Option<StanceKind>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query {
        sql: String::new(),
        values: Vec::new(),
    };
    let places: Vec<String> = ids.iter().map(|id| query.value(Value::Number(id.0))).collect();
    query.sql = format!(
        "SELECT client_id, name, number, kind, municipality, stance_rank FROM client_card WHERE client_id IN ({})",
        places.join(", ")
    );
    let rows: Vec<CardRow> = crate::search::fetch(store, query).await?;
    rows.into_iter()
        .map(|row| {
            let client = ClientCandidate {
                id: ClientId(row.client_id),
                name: row.name,
                number: row.number,
                kind: word(&row.kind, "client_card.kind")?,
                municipality: row.municipality,
                matched_name: None,
            };
            Ok((client, stance_of(row.stance_rank)?))
        })
        .collect()
}
