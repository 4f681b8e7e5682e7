//! Sending a letter: it replaces the one before, and its mail goes through the outbox.

use super::history::history;
use crate::mail::{self, NewMail};
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::stance::hearing::{Channel, Purpose};
use domain::stance::letter::Letter;
use domain::stance::life::Step;
use domain::{Lang, NoticeId, PersonId, StanceId};
use serde_json::json;
use sqlx::types::Json;

/// A letter that passed its rules.
#[derive(Debug, Clone)]
pub struct NewNotice<'a> {
    pub stance: StanceId,
    pub purpose: Purpose,
    pub channel: Channel,
    pub language: Lang,
    /// SHA-256 of the link's token: the token itself stands in the letter only.
    pub token_hash: &'a str,
    pub letter: &'a Letter,
    pub expires_on: NaiveDate,
    /// The mail, where it leaves by mail.
    pub mail: Option<NewMail>,
}

const INSERT: &str = "
    INSERT INTO notice (stance_id, purpose, channel, language, address, token_hash, sent_by, sent_at, expires_on, letter, kind)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
const REPLACE: &str = "
    UPDATE notice SET revoked_at = $2, revision = revision + 1 WHERE stance_id = $1 AND revoked_at IS NULL";

/// Writes the letter; the link of the one before it no longer works. The caller moves the stance on.
pub async fn send(
    tx: &mut Tx,
    new: &NewNotice<'_>,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<NoticeId, StoreError> {
    let now = domain::clock::instant(now);
    on!(tx, |conn| sqlx::query(REPLACE)
        .bind(new.stance.0)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    let address = new.mail.as_ref().map(|mail| mail.to.as_str()).unwrap_or_default();
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(INSERT)
        .bind(new.stance.0)
        .bind(new.purpose.code())
        .bind(new.channel.code())
        .bind(new.language.code())
        .bind(address)
        .bind(new.token_hash)
        .bind(by.map(|p| p.0))
        .bind(now)
        .bind(new.expires_on)
        .bind(Json(new.letter))
        .bind(new.letter.kind.code())
        .fetch_one(&mut *conn)
        .await)?;
    if let Some(mail) = &new.mail {
        mail::put(tx, mail, &about(NoticeId(id)), now).await?;
    }
    let details = json!({"stance": new.stance, "purpose": new.purpose, "channel": new.channel, "language": new.language});
    audit::record(
        tx,
        by,
        AuditAction::SendNotice,
        &about(NoticeId(id)),
        details,
        now,
    )
    .await?;
    Ok(NoticeId(id))
}

/// A letter that moves no state (a second one, a decision, an end) as a step in the history of its stance.
pub async fn again(
    tx: &mut Tx,
    stance: StanceId,
    purpose: Purpose,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let details = json!({"purpose": purpose});
    history(tx, stance, Step::Send, Some(by), &details, now).await
}

/// How the log and the outbox name a letter.
pub fn about(id: NoticeId) -> String {
    format!("notice {id}")
}
