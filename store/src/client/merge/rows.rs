//! Every column that points to a client and what a merge does with it. A test reads the schema: a new one must choose.

use crate::{StoreError, Tx};
use domain::{ClientId, MergeId};
use sqlx::AssertSqlSafe;

/// What a merge does with the rows of a table that point to the client that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treat {
    /// They point to the client that stays; each is noted by this column, and goes back when the merge is undone.
    Moves { by: &'static str },
    /// The same, but for those of which the client that stays has one of its own: an equal value in these columns.
    MovesUnless {
        by: &'static str,
        equal: &'static [&'static str],
        /// A further condition on both, empty where there is none.
        also: &'static str,
    },
    /// A set: what the client that stays lacks is added to it, and taken out again.
    Joins {
        other: &'static str,
        /// The columns that are copied beside the two.
        columns: &'static str,
    },
    /// Moved by code of its own: names with their words, contracts with their figures, children of a client.
    Own,
    /// Counted again from what moved.
    Counted,
    /// History, or gone in a few days: it stays where it is.
    Stays,
}

/// Each column that points to a client.
pub const POINTS: &[(&str, &str, Treat)] = &[
    ("agreement", "client_id", MOVES),
    (
        "charter_acknowledgement",
        "client_id",
        Treat::MovesUnless {
            by: "id",
            equal: &["charter_id"],
            also: "",
        },
    ),
    ("client", "parent_id", Treat::Own),
    ("client", "merged_into_id", Treat::Own),
    ("client_card", "client_id", Treat::Counted),
    (
        "client_contest",
        "client_id",
        Treat::MovesUnless {
            by: "id",
            equal: &[],
            also: "o.settled_at IS NULL AND client_contest.settled_at IS NULL",
        },
    ),
    ("client_debt", "client_id", Treat::Counted),
    ("client_debt", "group_id", Treat::Counted),
    ("client_event", "client_id", Treat::Stays),
    ("client_facts", "client_id", Treat::Counted),
    (
        "client_funder",
        "client_id",
        Treat::Joins {
            other: "funder_id",
            columns: "",
        },
    ),
    ("client_identifier", "client_id", MOVES),
    ("client_member", "client_id", Treat::Counted),
    ("client_merge", "kept_id", Treat::Stays),
    ("client_merge", "gone_id", Treat::Stays),
    ("client_month", "client_id", Treat::Counted),
    ("client_name", "client_id", Treat::Own),
    // A pair is remembered of both: the one that goes comes back with what was said of it.
    ("client_not_same", "client_id", Treat::Stays),
    ("client_not_same", "other_id", Treat::Stays),
    ("client_word", "client_id", Treat::Own),
    ("contract", "client_id", Treat::Own),
    ("debt_plan", "client_id", MOVES),
    (
        "detected",
        "client_id",
        Treat::MovesUnless {
            by: "issue_id",
            equal: &["quarter", "kind"],
            also: "",
        },
    ),
    ("detection_due", "client_id", Treat::Counted),
    ("dossier", "client_id", MOVES),
    ("establishment", "client_id", MOVES),
    ("formal_notice", "client_id", MOVES),
    ("hold", "client_id", MOVES),
    ("issue", "client_id", MOVES),
    ("kept_check", "client_id", MOVES),
    ("legal_hold", "client_id", MOVES),
    ("lookup", "client_id", Treat::Stays),
    ("low_pay", "client_id", Treat::Own),
    // What was found of a month is history; its address leads to the client that stays.
    ("mover", "client_id", Treat::Stays),
    ("note", "client_id", MOVES),
    (
        "person_client",
        "client_id",
        Treat::Joins {
            other: "person_id",
            columns: "relation, reason, at",
        },
    ),
    ("policy_trial_client", "client_id", Treat::Stays),
    (
        "recusal",
        "client_id",
        Treat::Joins {
            other: "person_id",
            columns: "reason, at",
        },
    ),
    ("reply", "client_id", MOVES),
    ("signature", "client_id", MOVES),
    ("stance", "client_id", MOVES),
    (
        "watch",
        "client_id",
        Treat::Joins {
            other: "person_id",
            columns: "since_at, seen, seen_revision",
        },
    ),
];

const MOVES: Treat = Treat::Moves { by: "id" };

/// The rows of `table` that move, as a condition on them; $2 the client that stays, $3 the one that goes.
fn moving(table: &str, treat: Treat) -> Option<(&'static str, String)> {
    match treat {
        Treat::Moves { by } => Some((by, format!("{table}.client_id = $3"))),
        Treat::MovesUnless { by, equal, also } => {
            let equal: Vec<String> = equal
                .iter()
                .map(|column| format!("o.{column} = {table}.{column}"))
                .chain((!also.is_empty()).then(|| also.to_owned()))
                .collect();
            Some((
                by,
                format!(
                    "{table}.client_id = $3 AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.client_id = $2 AND {})",
                    equal.join(" AND ")
                ),
            ))
        }
        Treat::Joins { .. } | Treat::Own | Treat::Counted | Treat::Stays => None,
    }
}

/// Notes and moves what simply moves.
pub(super) async fn move_all(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    for (table, _, treat) in POINTS {
        let Some((by, condition)) = moving(table, *treat) else {
            continue;
        };
        // `$2 <> $3` is always true: with it each text names all three values.
        let note = format!(
            "INSERT INTO client_merge_row (merge_id, what, row_id) SELECT $1, '{table}', {table}.{by} FROM {table}
             WHERE {condition} AND $2 <> $3"
        );
        let rows = on!(&mut *tx, |conn| sqlx::query(AssertSqlSafe(note))
            .bind(merge.0)
            .bind(kept.0)
            .bind(gone.0)
            .execute(&mut *conn)
            .await
            .map(|done| done.rows_affected()))?;
        if rows > 0 {
            point(tx, table, by, merge, gone, kept).await?;
        }
    }
    Ok(())
}

/// Points the noted rows of a table from one client to the other.
pub(super) async fn point(
    tx: &mut Tx,
    table: &str,
    by: &str,
    merge: MergeId,
    from: ClientId,
    to: ClientId,
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE {table} SET client_id = $3 WHERE client_id = $2
           AND {by} IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = '{table}')"
    );
    on!(tx, |conn| sqlx::query(AssertSqlSafe(sql))
        .bind(merge.0)
        .bind(from.0)
        .bind(to.0)
        .execute(&mut *conn)
        .await)?;
    Ok(())
}

/// Gives back what moved.
pub(super) async fn move_back(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    for (table, _, treat) in POINTS {
        // Numbers are given back with the names, also those that were taken out since.
        if let Some((by, _)) = moving(table, *treat).filter(|_| *table != "client_identifier") {
            point(tx, table, by, merge, kept, gone).await?;
        }
    }
    Ok(())
}

/// Clients of which the one that goes is the parent; gives them.
pub(super) async fn move_children(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<Vec<i64>, StoreError> {
    const NOTE: &str = "
        INSERT INTO client_merge_row (merge_id, what, row_id) SELECT $1, 'parent', c.id FROM client c
        WHERE c.parent_id = $2 AND c.id <> $3";
    const MOVE: &str = "UPDATE client SET parent_id = $2 WHERE parent_id = $1 AND id <> $2 RETURNING id";
    on!(&mut *tx, |conn| sqlx::query(NOTE)
        .bind(merge.0)
        .bind(gone.0)
        .bind(kept.0)
        .execute(&mut *conn)
        .await)?;
    Ok(on!(tx, |conn| sqlx::query_scalar(MOVE)
        .bind(gone.0)
        .bind(kept.0)
        .fetch_all(&mut *conn)
        .await)?)
}

/// Gives the children back to the client that comes again; gives them.
pub(super) async fn give_children_back(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<Vec<i64>, StoreError> {
    const BACK: &str = "
        UPDATE client SET parent_id = $3 WHERE parent_id = $2
          AND id IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = 'parent') RETURNING id";
    Ok(on!(tx, |conn| sqlx::query_scalar(BACK)
        .bind(merge.0)
        .bind(kept.0)
        .bind(gone.0)
        .fetch_all(&mut *conn)
        .await)?)
}

/// Adds to the sets of the client that stays what the other has and it lacks.
pub(super) async fn join_sets(
    tx: &mut Tx,
    merge: MergeId,
    kept: ClientId,
    gone: ClientId,
) -> Result<(), StoreError> {
    for (table, _, treat) in POINTS {
        let Treat::Joins { other, columns } = treat else {
            continue;
        };
        let lacks = format!(
            "FROM {table} g WHERE g.client_id = $3
             AND NOT EXISTS (SELECT 1 FROM {table} k WHERE k.client_id = $2 AND k.{other} = g.{other})"
        );
        let note = format!(
            "INSERT INTO client_merge_row (merge_id, what, row_id) SELECT $1, '{table}', g.{other} {lacks}"
        );
        on!(&mut *tx, |conn| sqlx::query(AssertSqlSafe(note))
            .bind(merge.0)
            .bind(kept.0)
            .bind(gone.0)
            .execute(&mut *conn)
            .await)?;
        let (into, from) = columns_of(columns);
        let add = format!(
            "INSERT INTO {table} (client_id, {other}{into}) SELECT $1, g.{other}{from} FROM {table} g
             WHERE g.client_id = $2
               AND NOT EXISTS (SELECT 1 FROM {table} k WHERE k.client_id = $1 AND k.{other} = g.{other})"
        );
        on!(&mut *tx, |conn| sqlx::query(AssertSqlSafe(add))
            .bind(kept.0)
            .bind(gone.0)
            .execute(&mut *conn)
            .await)?;
    }
    Ok(())
}

/// `relation` as `, relation` and `, g.relation`.
fn columns_of(columns: &str) -> (String, String) {
    columns
        .split(", ")
        .filter(|column| !column.is_empty())
        .fold(Default::default(), |(into, from), column| {
            (format!("{into}, {column}"), format!("{from}, g.{column}"))
        })
}

/// Takes out again what was added.
pub(super) async fn part_sets(tx: &mut Tx, merge: MergeId, kept: ClientId) -> Result<(), StoreError> {
    for (table, _, treat) in POINTS {
        let Treat::Joins { other, .. } = treat else {
            continue;
        };
        let sql = format!(
            "DELETE FROM {table} WHERE client_id = $2
               AND {other} IN (SELECT r.row_id FROM client_merge_row r WHERE r.merge_id = $1 AND r.what = '{table}')"
        );
        on!(&mut *tx, |conn| sqlx::query(AssertSqlSafe(sql))
            .bind(merge.0)
            .bind(kept.0)
            .execute(&mut *conn)
            .await)?;
    }
    Ok(())
}
