//! The next version of the charter: begun as a copy of the last, written article by article, put in force or discarded.

use super::object;
use crate::error::touched;
use crate::{StoreError, Tx, audit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::AuditAction;
use domain::{CharterId, PersonId};
use serde_json::{Value, json};
use sqlx::types::Json;

/// An article as written; titles and texts in the order of [`domain::Lang::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArticle<'a> {
    pub titles: [&'a str; 4],
    pub texts: [&'a str; 4],
}

/// Begins the next version with the articles of the newest one. Where a draft stands already: [`StoreError::Duplicate`].
pub async fn begin(tx: &mut Tx, by: PersonId, now: DateTime<Utc>) -> Result<CharterId, StoreError> {
    let at = domain::clock::instant(now);
    let id: i64 = on!(&mut *tx, |conn| sqlx::query_scalar(
        "INSERT INTO charter (state, begun_at) VALUES ('draft', $1) RETURNING id"
    )
    .bind(at)
    .fetch_one(conn)
    .await)?;
    on!(&mut *tx, |conn| sqlx::query(
        "INSERT INTO charter_article
            (charter_id, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de)
         SELECT $1, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de
         FROM charter_article
         WHERE charter_id = (SELECT id FROM charter WHERE state = 'adopted' ORDER BY version DESC LIMIT 1)"
    )
    .bind(id)
    .execute(conn)
    .await)?;
    told(tx, CharterId(id), "begin", by, json!({}), now).await?;
    Ok(CharterId(id))
}

/// Writes an article of the draft; without a number it is a new one and gets the next that was never given.
/// Gives its number.
pub async fn write_article(
    tx: &mut Tx,
    draft: CharterId,
    revision: i64,
    number: Option<i64>,
    article: &NewArticle<'_>,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    moved(tx, draft, revision).await?;
    let number = match number {
        Some(number) => number,
        None => on!(&mut *tx, |conn| sqlx::query_scalar(
            "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM charter_article"
        )
        .fetch_one(conn)
        .await)?,
    };
    on!(&mut *tx, |conn| sqlx::query(
        "INSERT INTO charter_article
            (charter_id, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (charter_id, number) DO UPDATE SET
            title_fr = excluded.title_fr, title_nl = excluded.title_nl, title_en = excluded.title_en,
            title_de = excluded.title_de, text_fr = excluded.text_fr, text_nl = excluded.text_nl,
            text_en = excluded.text_en, text_de = excluded.text_de"
    )
    .bind(draft.0)
    .bind(number)
    .bind(article.titles[0])
    .bind(article.titles[1])
    .bind(article.titles[2])
    .bind(article.titles[3])
    .bind(article.texts[0])
    .bind(article.texts[1])
    .bind(article.texts[2])
    .bind(article.texts[3])
    .execute(conn)
    .await)?;
    told(tx, draft, "write_article", by, json!({ "number": number }), now).await?;
    Ok(number)
}

/// Takes an article out of the draft; its number is not given again as long as a version holds it.
pub async fn remove_article(
    tx: &mut Tx,
    draft: CharterId,
    revision: i64,
    number: i64,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    moved(tx, draft, revision).await?;
    let gone = on!(&mut *tx, |conn| sqlx::query(
        "DELETE FROM charter_article WHERE charter_id = $1 AND number = $2"
    )
    .bind(draft.0)
    .bind(number)
    .execute(conn)
    .await)?;
    touched(gone.rows_affected())?;
    told(tx, draft, "remove_article", by, json!({ "number": number }), now).await
}

/// Puts the draft in force from a day, as the next version (`domain::charter::put_in_force` has agreed). Gives its number.
pub async fn put_in_force(
    tx: &mut Tx,
    draft: CharterId,
    revision: i64,
    from: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let version: Option<i64> = on!(&mut *tx, |conn| sqlx::query_scalar(
        "UPDATE charter SET state = 'adopted', in_force_on = $3, revision = revision + 1,
            version = (SELECT COALESCE(MAX(version), 0) + 1 FROM charter)
         WHERE id = $1 AND revision = $2 AND state = 'draft' RETURNING version"
    )
    .bind(draft.0)
    .bind(revision)
    .bind(from)
    .fetch_optional(conn)
    .await)?;
    let version = version.ok_or(StoreError::Conflict)?;
    let details = json!({ "version": version, "in_force_on": from });
    event(tx, draft, "adopt", by, &details, now).await?;
    audit::record(
        tx,
        Some(by),
        AuditAction::AdoptCharter,
        &object(draft),
        details,
        now,
    )
    .await?;
    Ok(version)
}

/// Gives the draft up. It stays in the database, and nobody reads it any more.
pub async fn discard(
    tx: &mut Tx,
    draft: CharterId,
    revision: i64,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "UPDATE charter SET state = 'discarded', revision = revision + 1
         WHERE id = $1 AND revision = $2 AND state = 'draft'"
    )
    .bind(draft.0)
    .bind(revision)
    .execute(conn)
    .await)?;
    touched(done.rows_affected())?;
    told(tx, draft, "discard", by, json!({}), now).await
}

/// The draft moves on to its next revision; one that is no draft any more is a conflict.
async fn moved(tx: &mut Tx, draft: CharterId, revision: i64) -> Result<(), StoreError> {
    let done = on!(&mut *tx, |conn| sqlx::query(
        "UPDATE charter SET revision = revision + 1 WHERE id = $1 AND revision = $2 AND state = 'draft'"
    )
    .bind(draft.0)
    .bind(revision)
    .execute(conn)
    .await)?;
    touched(done.rows_affected())
}

/// The event and the log's entry of a step on the draft.
async fn told(
    tx: &mut Tx,
    draft: CharterId,
    kind: &str,
    by: PersonId,
    details: Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    event(tx, draft, kind, by, &details, now).await?;
    let mut entry = details;
    entry["step"] = json!(kind);
    audit::record(
        tx,
        Some(by),
        AuditAction::DraftCharter,
        &object(draft),
        entry,
        now,
    )
    .await
}

async fn event(
    tx: &mut Tx,
    charter: CharterId,
    kind: &str,
    by: PersonId,
    details: &Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on!(tx, |conn| sqlx::query(
        "INSERT INTO charter_event (charter_id, kind, by_id, at, details) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(charter.0)
    .bind(kind)
    .bind(by.0)
    .bind(domain::clock::instant(now))
    .bind(Json(details))
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}
