//! Names by trigrams on PostgreSQL: `LIKE` with the GIN index of pg_trgm.
//!
//! Not its similarity operator: that unites the lists of all trigrams, and grows with the table.

use super::Has;
use crate::client::{Query, Value};

/// The ids of names that contain what is asked, as a subquery.
pub(super) fn containing(query: &mut Query, has: &Has, limit: usize) -> String {
    let condition = condition(query, has);
    format!("SELECT id AS client_name_id FROM client_name WHERE {condition} LIMIT {limit}")
}

fn condition(query: &mut Query, has: &Has) -> String {
    match has {
        Has::Text(text) => {
            let pattern = query.value(Value::Text(format!("%{}%", super::near::escaped(text))));
            format!("folded LIKE {pattern} ESCAPE '\\'")
        }
        Has::All(parts) => joined(query, parts, " AND "),
        Has::Any(parts) => joined(query, parts, " OR "),
    }
}

fn joined(query: &mut Query, parts: &[Has], by: &str) -> String {
    let parts: Vec<String> = parts.iter().map(|part| condition(query, part)).collect();
    format!("({})", parts.join(by))
}
