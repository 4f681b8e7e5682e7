//! A new client, with everything that makes it findable, in one transaction.

use super::{card, names};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::client::ClientDraft;
use domain::client::change::{ClientEventKind, names_after};
use domain::client::identifier::Identifier;
use domain::client::region::Region;
use domain::register::RegisterState;
use domain::{ClientId, FunderId, PersonId};
use serde_json::json;
use sqlx::types::Json;

/// How the register has the client, and on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: RegisterState,
    pub as_of: NaiveDate,
}

/// A number that another client holds: it is the same client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberHeld {
    pub number: Identifier,
    pub holder: ClientId,
    pub holder_name: String,
}

/// What became of a draft. After [`Added::Held`] drop the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    Client(ClientId),
    Held(NumberHeld),
}

/// Adds a client with its numbers, names, words and card, its event and its log entry.
pub async fn add(
    tx: &mut Tx,
    draft: &ClientDraft,
    register: Option<Standing>,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Added, StoreError> {
    let client = insert(tx, draft, register, by, now).await?;
    if let Some(held) = set_numbers(tx, client, &draft.identifiers).await? {
        return Ok(Added::Held(held));
    }
    names::set(tx, client, &names_after(&draft.legal_name, draft)).await?;
    set_funders(tx, client, &draft.funders).await?;
    card::refresh_names(tx, client).await?;
    event(tx, client, ClientEventKind::Added, by, now, json!([])).await?;
    let details = json!({ "numbers": draft.identifiers.len() });
    audit::record(tx, by, AuditAction::AddClient, &object(client), details, now).await?;
    Ok(Added::Client(client))
}

/// As the log names a client.
pub(crate) fn object(client: ClientId) -> String {
    format!("client {client}")
}

async fn insert(
    tx: &mut Tx,
    draft: &ClientDraft,
    register: Option<Standing>,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<ClientId, StoreError> {
    const SQL: &str = "
        INSERT INTO client (legal_name, kind, natural_person, language, sector, nace_version, nace_code, region,
                            street, postcode, municipality, country, phone, email, parent_id, subsidised,
                            register_state, register_as_of, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(&draft.legal_name)
        .bind(draft.kind.code())
        .bind(draft.natural_person)
        .bind(draft.language.code())
        .bind(draft.sector.code())
        .bind(draft.nace.as_ref().map(|(version, _)| *version))
        .bind(draft.nace.as_ref().map(|(_, code)| code.clone()))
        .bind(Region::of(&draft.address.country, &draft.address.postcode).code())
        .bind(&draft.address.street)
        .bind(&draft.address.postcode)
        .bind(&draft.address.municipality)
        .bind(&draft.address.country)
        .bind(&draft.phone)
        .bind(&draft.email)
        .bind(draft.parent.map(|id| id.0))
        .bind(draft.subsidised)
        .bind(register.map_or(RegisterState::Unknown, |r| r.state).code())
        .bind(register.map(|r| r.as_of))
        .bind(by.map(|id| id.0))
        .bind(now)
        .fetch_one(&mut *conn)
        .await)?;
    Ok(ClientId(id))
}

/// Makes these the client's numbers; names the client that holds one of them already.
pub(super) async fn set_numbers(
    tx: &mut Tx,
    client: ClientId,
    numbers: &[Identifier],
) -> Result<Option<NumberHeld>, StoreError> {
    const KEPT: &str = "SELECT id, scheme, number FROM client_identifier WHERE client_id = $1";
    const DROP: &str = "DELETE FROM client_identifier WHERE id = $1";
    const ADD: &str = "
        INSERT INTO client_identifier (client_id, scheme, number) VALUES ($1, $2, $3)
        ON CONFLICT (number, scheme) DO NOTHING";
    let kept: Vec<(i64, String, String)> = on!(tx, |conn| sqlx::query_as(KEPT)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    let is = |n: &Identifier, (_, scheme, number): &(i64, String, String)| {
        n.scheme.code() == scheme && n.number == *number
    };
    for row in kept.iter().filter(|row| !numbers.iter().any(|n| is(n, row))) {
        on!(tx, |conn| sqlx::query(DROP).bind(row.0).execute(&mut *conn).await)?;
    }
    for (at, number) in numbers.iter().enumerate() {
        if kept.iter().any(|row| is(number, row)) || numbers[..at].contains(number) {
            continue;
        }
        let done = on!(tx, |conn| sqlx::query(ADD)
            .bind(client.0)
            .bind(number.scheme.code())
            .bind(&number.number)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        if done == 0 {
            return holder(tx, number).await.map(Some);
        }
    }
    Ok(None)
}

async fn holder(tx: &mut Tx, number: &Identifier) -> Result<NumberHeld, StoreError> {
    const SQL: &str = "
        SELECT c.id, c.legal_name FROM client_identifier n JOIN client c ON c.id = n.client_id
        WHERE n.number = $1 AND n.scheme = $2";
    let held: Option<(i64, String)> = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(&number.number)
        .bind(number.scheme.code())
        .fetch_optional(&mut *conn)
        .await)?;
    // Gone again in the meantime: whoever asks may simply try once more.
    let (id, holder_name) = held.ok_or(StoreError::Conflict)?;
    Ok(NumberHeld {
        number: number.clone(),
        holder: ClientId(id),
        holder_name,
    })
}

pub(super) async fn set_funders(
    tx: &mut Tx,
    client: ClientId,
    funders: &[FunderId],
) -> Result<(), StoreError> {
    const DROP: &str = "DELETE FROM client_funder WHERE client_id = $1";
    const ADD: &str = "
        INSERT INTO client_funder (client_id, funder_id) SELECT $1, id FROM funder WHERE id = $2
        ON CONFLICT (client_id, funder_id) DO NOTHING";
    on!(tx, |conn| sqlx::query(DROP)
        .bind(client.0)
        .execute(&mut *conn)
        .await)?;
    for funder in funders {
        on!(tx, |conn| sqlx::query(ADD)
            .bind(client.0)
            .bind(funder.0)
            .execute(&mut *conn)
            .await)?;
    }
    Ok(())
}

pub(super) async fn event(
    tx: &mut Tx,
    client: ClientId,
    kind: ClientEventKind,
    by: Option<PersonId>,
    now: DateTime<Utc>,
    details: serde_json::Value,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO client_event (client_id, kind, by_id, at, details) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(client.0)
        .bind(kind.code())
        .bind(by.map(|id| id.0))
        .bind(now)
        .bind(Json(details))
        .execute(&mut *conn)
        .await)?;
    Ok(())
}
