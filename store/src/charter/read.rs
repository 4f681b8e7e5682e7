//! Versions and articles as people read them.

use crate::{Store, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::charter::{Article, Charter, CharterDraft};
use domain::{ArticleId, CharterId};

#[derive(sqlx::FromRow)]
struct CharterRow {
    id: i64,
    version: i64,
    in_force_on: NaiveDate,
}

#[derive(sqlx::FromRow)]
pub(super) struct ArticleRow {
    id: i64,
    number: i64,
    title_fr: String,
    title_nl: String,
    title_en: String,
    title_de: String,
    text_fr: String,
    text_nl: String,
    text_en: String,
    text_de: String,
}

impl From<ArticleRow> for Article {
    fn from(row: ArticleRow) -> Self {
        Self {
            id: ArticleId(row.id),
            number: row.number,
            titles: [row.title_fr, row.title_nl, row.title_en, row.title_de],
            texts: [row.text_fr, row.text_nl, row.text_en, row.text_de],
        }
    }
}

const CURRENT: &str = "
    SELECT id, version, in_force_on FROM charter
    WHERE state = 'adopted' AND in_force_on <= $1 ORDER BY in_force_on DESC LIMIT 1";
const NEWEST: &str = "
    SELECT id, version, in_force_on FROM charter WHERE state = 'adopted' ORDER BY version DESC LIMIT 1";
const VERSION: &str = "
    SELECT id, version, in_force_on FROM charter WHERE state = 'adopted' AND version = $1";
const VERSIONS: &str = "
    SELECT version, in_force_on FROM charter WHERE state = 'adopted' ORDER BY version DESC";
const ARTICLES: &str = "
    SELECT id, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de
    FROM charter_article WHERE charter_id = $1 ORDER BY number";
const ARTICLE: &str = "
    SELECT id, number, title_fr, title_nl, title_en, title_de, text_fr, text_nl, text_en, text_de
    FROM charter_article WHERE id = $1";

/// The version in force on a day, with its articles.
pub async fn current(store: &Store, on: NaiveDate) -> Result<Option<Charter>, StoreError> {
    let row: Option<CharterRow> = read!(store, |pool| sqlx::query_as(CURRENT)
        .bind(on)
        .fetch_optional(pool)
        .await)?;
    whole(store, row).await
}

/// The newest version, in force or to come.
pub async fn newest(store: &Store) -> Result<Option<Charter>, StoreError> {
    let row: Option<CharterRow> = read!(store, |pool| sqlx::query_as(NEWEST).fetch_optional(pool).await)?;
    whole(store, row).await
}

/// One version by its number.
pub async fn version(store: &Store, version: i64) -> Result<Option<Charter>, StoreError> {
    let row: Option<CharterRow> = read!(store, |pool| sqlx::query_as(VERSION)
        .bind(version)
        .fetch_optional(pool)
        .await)?;
    whole(store, row).await
}

async fn whole(store: &Store, row: Option<CharterRow>) -> Result<Option<Charter>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let id = CharterId(row.id);
    Ok(Some(Charter {
        id,
        version: row.version,
        in_force_on: row.in_force_on,
        articles: articles(store, id).await?,
    }))
}

/// Every version with the day from which it is in force, the newest first.
pub async fn versions(store: &Store) -> Result<Vec<(i64, NaiveDate)>, StoreError> {
    Ok(read!(store, |pool| sqlx::query_as(VERSIONS)
        .fetch_all(pool)
        .await)?)
}

/// The articles of a version or of the draft, by number.
pub async fn articles(store: &Store, charter: CharterId) -> Result<Vec<Article>, StoreError> {
    let rows: Vec<ArticleRow> = read!(store, |pool| sqlx::query_as(ARTICLES)
        .bind(charter.0)
        .fetch_all(pool)
        .await)?;
    Ok(rows.into_iter().map(Article::from).collect())
}

/// One article as it was worded, whatever has followed since.
pub async fn article(store: &Store, id: ArticleId) -> Result<Option<Article>, StoreError> {
    let row: Option<ArticleRow> = read!(store, |pool| sqlx::query_as(ARTICLE)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    Ok(row.map(Article::from))
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: i64,
    revision: i64,
    begun_at: DateTime<Utc>,
    by_name: Option<String>,
}

const DRAFT: &str = "
    SELECT c.id, c.revision, c.begun_at, p.name AS by_name
    FROM charter c
    LEFT JOIN charter_event e ON e.charter_id = c.id AND e.kind = 'begin'
    LEFT JOIN person p ON p.id = e.by_id
    WHERE c.state = 'draft'";

/// The next version, while it is being written.
pub async fn draft(store: &Store) -> Result<Option<CharterDraft>, StoreError> {
    let row: Option<DraftRow> = read!(store, |pool| sqlx::query_as(DRAFT).fetch_optional(pool).await)?;
    let Some(row) = row else { return Ok(None) };
    let id = CharterId(row.id);
    Ok(Some(CharterDraft {
        id,
        revision: row.revision,
        begun_at: row.begun_at,
        begun_by: row.by_name,
        articles: articles(store, id).await?,
    }))
}
