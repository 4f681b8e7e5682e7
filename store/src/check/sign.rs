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
    ") ON CONFLICT (kept_check_id) WHERE kept_check_id IS NOT NULL DO NOTHING RETURNING id"
);

/// What came of a signature that was to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    Signature(SignatureId),
    /// What was ticked or waived for this check has served another contract.
    CheckUsed,
}

/// Records it; a contract that was signed already is [`StoreError::Duplicate`], facts that have changed since the check
/// was asked are a [`StoreError::Conflict`]. Of two contracts at once that name one check, the first has it.
pub async fn record_signature(
    tx: &mut Tx,
    new: &NewSignature<'_>,
    now: DateTime<Utc>,
) -> Result<Recorded, StoreError> {
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
    let Some(id) = id else {
        return not_recorded(tx, new).await;
    };
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
    Ok(Recorded::Signature(SignatureId(id)))
}

/// Why nothing was written: the check has served a contract, or a fact has changed.
async fn not_recorded(tx: &mut Tx, new: &NewSignature<'_>) -> Result<Recorded, StoreError> {
    const USED: &str = "SELECT reference FROM signature WHERE kept_check_id = $1";
    let used: Option<String> = on!(tx, |conn| sqlx::query_scalar(USED)
        .bind(new.check.map(|check| check.0))
        .fetch_optional(&mut *conn)
        .await)?;
    match used {
        None => Err(StoreError::Conflict),
        Some(reference) if reference == new.reference => Err(StoreError::Duplicate),
        Some(_) => Ok(Recorded::CheckUsed),
    }
}
