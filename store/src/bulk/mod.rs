//! Fast writing of many facts whose ids are known beforehand, into a database that nobody else writes to: the demo.
//!
//! The rows are those that the other modules write one by one; what they look up again (cards, counts) comes along.
//! Contracts have their own fast path in [`crate::contract`].

mod client;
mod issue;
mod others;
mod people;
mod stance;
mod totals;
mod wipe;

pub use client::{NewClient, clients};
pub use issue::{IssueStep, NewDossier, NewIssue, dossiers, issues};
pub use others::{NewHold, NewNote, NotSame, holds, ledger_is_looked_at, not_same, notes, taken_back};
pub use people::{NewMember, Someone, members, people};
pub use stance::{NewStance, StanceStep, judged_hash, stances};
pub use totals::Totals;
pub use wipe::{begin, end, is_empty, wipe};

/// Runs one statement for many rows, some at a time. The text of a full statement stays the same, so that the
/// database reads it once: `insert!(tx, "INSERT INTO t (a, b)", 2, rows, |row, q| q.bind(row.a).bind(row.b))`.
macro_rules! insert {
    ($tx:expr, $insert:expr, $columns:literal, $rows:expr, |$row:ident, $q:ident| $bind:expr) => {{
        for some in $rows.chunks($crate::bulk::ROWS) {
            let text = $crate::bulk::text($insert, $columns, some.len());
            $crate::on!($tx, |conn| {
                let mut $q = sqlx::query(sqlx::AssertSqlSafe(text));
                for $row in some {
                    $q = $bind;
                }
                $q.persistent(some.len() == $crate::bulk::ROWS)
                    .execute(&mut *conn)
                    .await
                    .map(drop)
            })?;
        }
    }};
}
use insert;

/// Rows of one statement. SQLite looks numbered values up in a list, so that a row costs more the more there are.
const ROWS: usize = 24;

/// `insert VALUES ($1, $2), ($3, $4)…`
fn text(insert: &str, columns: usize, rows: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(insert.len() + 8 + rows * columns * 7);
    text.push_str(insert);
    text.push_str(" VALUES ");
    let mut value = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { "), (" });
        for column in 0..columns {
            value += 1;
            // Writing to a String cannot fail.
            let _ = write!(text, "{}${value}", if column == 0 { "" } else { ", " });
        }
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_statement_numbers_its_values_through() {
        assert_eq!(
            super::text("INSERT INTO t (a, b)", 2, 2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)"
        );
    }
}
