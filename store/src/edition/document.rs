//! The documents of an edition, as they were first set: whoever reads one later reads the same pages.

use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use domain::edition::Scope;
use domain::{Lang, Month};

const FIND: &str = "SELECT content FROM edition_document WHERE month = $1 AND language = $2 AND scope = $3";

/// The document in this language, where somebody asked for it before.
pub async fn document(
    store: &Store,
    month: Month,
    lang: Lang,
    scope: Scope,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_scalar(FIND)
        .bind(month.number())
        .bind(lang.code())
        .bind(scope.code())
        .fetch_optional(pool)
        .await)?)
}

/// Keeps a document; where another server was faster, its stays.
pub async fn keep_document(
    tx: &mut Tx,
    month: Month,
    lang: Lang,
    scope: Scope,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO edition_document (month, language, scope, content, made_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (month, language, scope) DO NOTHING";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(month.number())
        .bind(lang.code())
        .bind(scope.code())
        .bind(content)
        .bind(now)
        .execute(&mut *conn)
        .await
        .map(drop))?;
    Ok(())
}
