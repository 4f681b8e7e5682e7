//! A client edited by someone who saw the revision that is still there.

use super::{add, card, names};
use crate::error::touched;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::client::ClientDraft;
use domain::client::change::{Change, ClientEventKind, names_after};
use domain::client::region::Region;
use domain::{ClientId, PersonId};
use serde_json::json;

/// What became of an edit. After [`Edited::Held`] drop the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    Done,
    Held(add::NumberHeld),
}

/// Writes the draft over the client, if it still has this revision ([`StoreError::Conflict`] where not). `changes` is
/// what the person changed, for the client's history; a legal name that was given up stays as a former one.
pub async fn edit(
    tx: &mut Tx,
    client: ClientId,
    revision: i64,
    draft: &ClientDraft,
    changes: &[Change],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Edited, StoreError> {
    const OLD_NAME: &str = "SELECT legal_name FROM client WHERE id = $1";
    let old: Option<String> = on!(tx, |conn| sqlx::query_scalar(OLD_NAME)
        .bind(client.0)
        .fetch_optional(&mut *conn)
        .await)?;
    let old = old.ok_or(StoreError::Conflict)?;
    touched(update(tx, client, revision, draft).await?)?;
    if let Some(held) = add::set_numbers(tx, client, &draft.identifiers).await? {
        return Ok(Edited::Held(held));
    }
    names::set(tx, client, &names_after(&old, draft)).await?;
    add::set_funders(tx, client, &draft.funders).await?;
    card::refresh_names(tx, client).await?;
    // What is owed counts with its parent.
    let group: Vec<i64> = [Some(client), draft.parent]
        .into_iter()
        .flatten()
        .map(|id| id.0)
        .collect();
    crate::debt::refresh(tx, &group).await?;
    add::event(tx, client, ClientEventKind::Edited, Some(by), now, json!(changes)).await?;
    let fields: Vec<&str> = changes.iter().map(|change| change.field.code()).collect();
    let details = json!({ "fields": fields });
    audit::record(
        tx,
        Some(by),
        AuditAction::EditClient,
        &add::object(client),
        details,
        now,
    )
    .await?;
    Ok(Edited::Done)
}

async fn update(
    tx: &mut Tx,
    client: ClientId,
    revision: i64,
    draft: &ClientDraft,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE client SET
            legal_name = $3, kind = $4, natural_person = $5, language = $6, sector = $7, nace_version = $8,
            nace_code = $9, region = $10, street = $11, postcode = $12, municipality = $13, country = $14,
            phone = $15, email = $16, parent_id = $17, subsidised = $18, revision = revision + 1
        WHERE id = $1 AND revision = $2";
    Ok(on!(tx, |conn| sqlx::query(SQL)
        .bind(client.0)
        .bind(revision)
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
        .bind(draft.parent.filter(|parent| *parent != client).map(|id| id.0))
        .bind(draft.subsidised)
        .execute(&mut *conn)
        .await
        .map(|done| done.rows_affected()))?)
}
