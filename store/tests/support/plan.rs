//! Query plans: on an empty schema, no statement may read a large table from end to end.

use sqlx::{AssertSqlSafe, Row};
use store::{Db, Store};

/// Tables that grow with the years; everything else may be scanned.
pub const LARGE: &[&str] = &[
    "client",
    "charter_acknowledgement",
    "client_card",
    "client_identifier",
    "client_name",
    "client_word",
    "client_event",
    "client_member",
    "client_month",
    "contract",
    "contract_event",
    "debt",
    "debt_event",
    "detected",
    "detected_contract",
    "detection_due",
    "establishment",
    "issue",
    "dossier",
    "issue_event",
    "stance",
    "stance_event",
    "notice",
    "reply",
    "appeal",
    "message",
    "outbox",
    "note",
    "kept_check",
    "check_need",
    "watch",
    "lookup",
    "signature",
    "member",
    "session",
    "sign_in",
    "audit",
    "audit_seal",
    "job",
    "trend_total",
    "trend_histogram",
    "register_address",
    "register_enterprise",
    "register_name",
];

/// The plan of a statement with `$n` placeholders, one step a line.
pub async fn plan(store: &Store, sql: &str) -> String {
    match store.db() {
        Db::Sqlite { readers, .. } => {
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            let rows = sqlx::raw_sql(AssertSqlSafe(explain))
                .fetch_all(readers)
                .await
                .unwrap();
            rows.iter()
                .map(|row| row.get::<String, _>("detail"))
                .collect::<Vec<_>>()
                .join("\n")
        }
        Db::Postgres(pool) => {
            let mut connection = pool.acquire().await.unwrap();
            let nulls = vec!["NULL"; placeholders(sql)].join(", ");
            let arguments = if nulls.is_empty() {
                String::new()
            } else {
                format!("({nulls})")
            };
            let explain = format!(
                "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan;
                 PREPARE planned AS {sql}; EXPLAIN (COSTS OFF) EXECUTE planned{arguments}; DEALLOCATE planned"
            );
            let rows = sqlx::raw_sql(AssertSqlSafe(explain))
                .fetch_all(&mut *connection)
                .await
                .unwrap();
            rows.iter()
                .map(|row| row.get::<String, _>(0))
                .collect::<Vec<_>>()
                .join("\n")
        }
    }
}

/// Fails where the plan walks through a whole large table, or sorts what it walked through.
pub async fn assert_no_full_scan(store: &Store, sql: &str) {
    let plan = plan(store, sql).await;
    let names = large_names(sql);
    for step in plan.lines().map(str::trim) {
        let scanned = match store.db() {
            // `SCAN t USING INDEX` walks in order, which a LIMIT ends; with a sort behind it nothing does.
            Db::Sqlite { .. } => step
                .strip_prefix("SCAN ")
                .filter(|rest| !rest.contains(" USING ") || plan.contains("USE TEMP B-TREE FOR ORDER BY")),
            Db::Postgres(_) => step.split_once("Seq Scan on ").map(|(_, rest)| rest),
        };
        let table = scanned.and_then(|rest| rest.split_whitespace().next());
        assert!(
            !table.is_some_and(|table| names.iter().any(|name| name == table)),
            "reads all of a large table: {step}\n\n{sql}\n\n{plan}"
        );
    }
}

fn placeholders(sql: &str) -> usize {
    sql.split('$')
        .skip(1)
        .filter_map(|rest| {
            rest.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
                .parse()
                .ok()
        })
        .max()
        .unwrap_or_default()
}

/// The large tables of a statement, under their own names and under the short ones it gives them.
fn large_names(sql: &str) -> Vec<String> {
    let words: Vec<&str> = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut names: Vec<String> = LARGE.iter().map(|table| (*table).to_owned()).collect();
    for (i, word) in words.iter().enumerate() {
        if LARGE.contains(word) {
            let skipped = usize::from(
                words
                    .get(i + 1)
                    .is_some_and(|next| next.eq_ignore_ascii_case("AS")),
            );
            let alias = words
                .get(i + 1 + skipped)
                .filter(|next| next.chars().all(|c| !c.is_uppercase()));
            names.extend(alias.map(|alias| (*alias).to_owned()));
        }
    }
    names
}
