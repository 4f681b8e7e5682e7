//! The categories of issues, as data.

use crate::error::word;
use crate::{Store, StoreError};
use domain::CategoryId;
use domain::category::Category;

#[derive(sqlx::FromRow)]
struct CategoryRow {
    id: i64,
    code: String,
    filter: String,
    sensitivity: String,
    name_fr: String,
    name_nl: String,
    name_en: String,
    name_de: String,
}

impl TryFrom<CategoryRow> for Category {
    type Error = StoreError;
    fn try_from(row: CategoryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: CategoryId(row.id),
            code: row.code,
            filter: word(&row.filter, "category.filter")?,
            sensitivity: word(&row.sensitivity, "category.sensitivity")?,
            name_fr: row.name_fr,
            name_nl: row.name_nl,
            name_en: row.name_en,
            name_de: row.name_de,
        })
    }
}

/// Every category in its order, retired ones too: old issues still need their names.
pub async fn categories(store: &Store) -> Result<Vec<Category>, StoreError> {
    let rows: Vec<CategoryRow> = read!(store, |pool| {
        sqlx::query_as(
        "SELECT id, code, filter, sensitivity, name_fr, name_nl, name_en, name_de FROM category ORDER BY position, id"
    )
    .fetch_all(pool)
    .await
    })?;
    rows.into_iter().map(Category::try_from).collect()
}

/// A category that can still be reported.
pub async fn category(store: &Store, id: CategoryId) -> Result<Option<Category>, StoreError> {
    let row: Option<CategoryRow> = read!(store, |pool| sqlx::query_as(
        "SELECT id, code, filter, sensitivity, name_fr, name_nl, name_en, name_de FROM category
         WHERE id = $1 AND NOT retired"
    )
    .bind(id.0)
    .fetch_optional(pool)
    .await)?;
    row.map(Category::try_from).transpose()
}
