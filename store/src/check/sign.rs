//! Contracts signed after their check: work to come, on which a stance takes effect.

use super::facts::revision_of;
use super::keep;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::check::{CheckAnswer, Offer};
use domain::{ApiKeyId, CheckId, MemberId, SignatureId};
use serde_json::json;
use sqlx::types::Json;

/// A signature to record: the check was asked again with the facts of this moment, and nothing stood in the way.
#[derive(Debug, Clone)]
pub struct NewSignature<'a> {
    /// How the contract system names the contract.
    pub reference: &'a str,
    pub member: MemberId,
    pub offer: &'a Offer,
    pub answer: &'a CheckAnswer,
    pub check: Option<CheckId>,
    pub key: ApiKeyId,
    pub facts_revision: i64,
}

const RECORD: &str = concat!(
    "
    INSERT INTO signature (reference, member_id, client_id, profession_id, kept_check_id, offer, answer, starts_on,
                           ends_on, signed_at, api_key_id, facts_revision)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
    WHERE $3 IS NULL OR EXISTS (SELECT 1 FROM client o WHERE o.id = $3 AND $12 = ",
    revision_of!("o.id", "o.parent_id"),
    ") RETURNING id"
);

/// Records it; a contract that was signed already is [`StoreError::Duplicate`], facts that have changed since the check
/// was asked are a [`StoreError::Conflict`].
pub async fn record_signature(
    tx: &mut Tx,
    new: &NewSignature<'_>,
    now: DateTime<Utc>,
) -> Result<SignatureId, StoreError> {
    let id: Option<i64> = on!(tx, |conn| sqlx::query_scalar(RECORD)
        .bind(new.reference)
        .bind(new.member.0)
        .bind(new.offer.client.map(|client| client.0))
        .bind(new.offer.profession.0)
        .bind(new.check.map(|check| check.0))
        .bind(Json(new.offer))
        .bind(Json(new.answer))
        .bind(new.offer.starts_on)
        .bind(new.offer.ends_on)
        .bind(now)
        .bind(new.key.0)
        .bind(new.facts_revision)
        .fetch_optional(&mut *conn)
        .await)?;
    let id = id.ok_or(StoreError::Conflict)?;
    let details = json!({"key": new.key, "answer": new.answer.answer, "check": new.check.map(keep::object)});
    audit::record(
        tx,
        None,
        AuditAction::SignContract,
        &format!("signature {id}"),
        details,
        now,
    )
    .await?;
    Ok(SignatureId(id))
}
