//! Names by trigrams on SQLite: an FTS5 table whose tokens are the trigrams themselves.
//!
//! It keeps no positions (`detail = none`), so it cannot say that trigrams follow each other; the ranking in Rust can.
//! A few trigrams of each text are enough to be selective, and intersecting fewer lists is faster.

use super::Has;
use crate::client::{Query, Value};

/// The ids of names that contain what is asked, as a subquery.
pub(super) fn containing(query: &mut Query, has: &Has, limit: usize) -> String {
    let asked = query.value(Value::Text(expression(has)));
    format!(
        "SELECT rowid AS client_name_id FROM client_name_trigram WHERE client_name_trigram MATCH {asked} LIMIT {limit}"
    )
}

fn expression(has: &Has) -> String {
    match has {
        Has::Text(text) => joined(some_trigrams(text), " AND "),
        Has::All(parts) => joined(parts.iter().map(expression).collect(), " AND "),
        Has::Any(parts) => joined(parts.iter().map(expression).collect(), " OR "),
    }
}

fn joined(parts: Vec<String>, by: &str) -> String {
    format!("({})", parts.join(by))
}

/// The first, the last and one between, quoted: a quoted token is never syntax.
fn some_trigrams(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let all: Vec<String> = letters.windows(3).map(|three| three.iter().collect()).collect();
    let mut at = vec![0, all.len() / 2, all.len().saturating_sub(1)];
    at.dedup();
    at.into_iter()
        .filter_map(|i| all.get(i))
        .map(|token| format!("\"{}\"", token.replace('"', "\"\"")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_syntax() {
        let has = Has::All(vec![
            Has::Text("or\"".into()),
            Has::Any(vec![Has::Text("theatre".into())]),
        ]);
        assert_eq!(
            expression(&has),
            r#"(("or""") AND (("the" AND "eat" AND "tre")))"#
        );
    }
}
