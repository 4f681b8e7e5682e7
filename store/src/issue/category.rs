//! The categories of issues, as data.

use crate::error::word;
use crate::{Store, StoreError};
use domain::CategoryId;
use domain::category::{Asks, Category};

/// The columns of a category.
macro_rules! columns {
    () => {
        "id, code, filter, sensitivity, ask_wage, ask_hours, hours_are, ask_days_late, ask_unpaid, ask_article,
         name_fr, name_nl, name_en, name_de"
    };
}
pub(crate) use columns;

#[derive(sqlx::FromRow)]
pub(crate) struct CategoryRow {
    id: i64,
    code: String,
    filter: String,
    sensitivity: String,
    ask_wage: String,
    ask_hours: String,
    hours_are: String,
    ask_days_late: String,
    ask_unpaid: String,
    ask_article: String,
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
            asks: Asks {
                wage: word(&row.ask_wage, "category.ask_wage")?,
                hours: word(&row.ask_hours, "category.ask_hours")?,
                hours_are: word(&row.hours_are, "category.hours_are")?,
                days_late: word(&row.ask_days_late, "category.ask_days_late")?,
                unpaid: word(&row.ask_unpaid, "category.ask_unpaid")?,
                article: word(&row.ask_article, "category.ask_article")?,
            },
            name_fr: row.name_fr,
            name_nl: row.name_nl,
            name_en: row.name_en,
            name_de: row.name_de,
        })
    }
}

const ALL: &str = concat!("SELECT ", columns!(), " FROM category ORDER BY position, id");
const ONE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM category WHERE id = $1 AND NOT retired"
);

/// Every category in its order, retired ones too: old issues still need their names.
pub async fn categories(store: &Store) -> Result<Vec<Category>, StoreError> {
    let rows: Vec<CategoryRow> = read!(store, |pool| sqlx::query_as(ALL).fetch_all(pool).await)?;
    rows.into_iter().map(Category::try_from).collect()
}

/// A category that can still be reported.
pub async fn category(store: &Store, id: CategoryId) -> Result<Option<Category>, StoreError> {
    let row: Option<CategoryRow> = read!(store, |pool| sqlx::query_as(ONE)
        .bind(id.0)
        .fetch_optional(pool)
        .await)?;
    row.map(Category::try_from).transpose()
}
