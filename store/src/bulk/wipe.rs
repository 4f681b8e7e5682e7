//! Before and after a load: is the database empty, emptying it, and the settings that only a lone writer may use.

use crate::engine::Db;
use crate::{Store, StoreError};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

/// What people and imports write, children before their parents. Reference data, the register and the house stay.
const TABLES: &[&str] = &[
    "retention_period",
    "purge_run",
    "legal_hold",
    "reporter_key",
    "client_contest",
    "client_merge_row",
    "api_answer",
    "signature",
    "check_need",
    "check_file",
    "watch",
    "lookup",
    "api_key",
    "issue_file",
    "reply_file",
    "appeal_file",
    "stored_file",
    "charter_acknowledgement",
    "charter_event",
    "profession_event",
    "profession_proposal",
    "partner_event",
    "partner_region",
    "partner_filter",
    "partner",
    "person_change",
    "password_link",
    "figure_event",
    "figure_proposal",
    "formal_notice",
    "debt_instalment",
    "debt_plan",
    "debt_event",
    "debt",
    "client_debt",
    "detection_due",
    "detected_contract",
    "detected",
    "approval",
    "kept_check",
    "client_facts",
    "hold",
    "alert_subscription",
    "mover",
    "mover_run",
    "low_pay",
    "policy_case",
    "policy_trial_client",
    "policy_trial",
    "policy_event",
    "policy",
    "recusal",
    "agreement",
    "derogation",
    "opinion",
    "appeal",
    "reply",
    "notice",
    "stance_version",
    "stance_author",
    "stance_event",
    "stance_ground",
    "stance",
    "client_merge",
    "note",
    "tombstone",
    "protected_unit",
    "protected_table",
    "trend_distinct",
    "issue_event",
    "issue",
    "dossier_event",
    "dossier",
    "contract_event",
    "client_member",
    "client_month",
    "contract",
    "import_run",
    "client_card",
    "client_event",
    "person_client",
    "client_not_same",
    "client_funder",
    "establishment",
    "client_word",
    "client_name",
    "client_identifier",
    "client",
    "audit_seal",
    "audit",
    "outbox",
    "message",
    "job",
    "lease",
    "limits_begun",
    "edition_decision",
    "edition_reader",
    "edition_document",
    "edition_subscription",
    "edition",
    "trend_bar_delta",
    "trend_histogram",
    "trend_delta",
    "trend_total",
    "idempotency",
    "sign_in",
    "session",
    "member",
    "person",
];

/// Page cache of the lone writer, in KiB (negative: SQLite's notation for a size): 1 GiB where there is as much to hold. With
/// 128 MiB a million clients took longer with each further million of contracts, since words and members come in no order.
const CACHE: &str = "PRAGMA cache_size = -1048576";
/// The page cache of every day.
const EVERYDAY_CACHE: &str = "PRAGMA cache_size = -4000";

/// Is there nobody and nothing in it?
pub async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM client) OR EXISTS (SELECT 1 FROM member)
            OR EXISTS (SELECT 1 FROM contract) OR EXISTS (SELECT 1 FROM issue) OR EXISTS (SELECT 1 FROM audit)";
    let full: bool = read!(store, |pool| sqlx::query_scalar(SQL).fetch_one(pool).await)?;
    Ok(!full)
}

/// Sets SQLite's writer up for a load into a database that nobody else uses: what is half done when the machine stops
/// is lost, so the caller marks the database until [`end`]. Nothing to do on PostgreSQL.
pub async fn begin(store: &Store) -> Result<(), StoreError> {
    if let Db::Sqlite { writer, .. } = store.db() {
        let mut alone = writer.alone().await?;
        for pragma in ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", CACHE] {
            sqlx::query(pragma).execute(alone.connection()).await?;
        }
    }
    Ok(())
}

/// Back to every day's settings; tells the planner how large the tables are and the sequences which ids are taken.
pub async fn end(store: &Store) -> Result<(), StoreError> {
    match store.db() {
        Db::Sqlite { writer, .. } => {
            let mut alone = writer.alone().await?;
            let pragmas = [
                "PRAGMA foreign_keys = ON",
                "PRAGMA synchronous = FULL",
                EVERYDAY_CACHE,
            ];
            for statement in pragmas
                .into_iter()
                .chain(["PRAGMA analysis_limit = 1000", "ANALYZE"])
            {
                sqlx::query(statement).execute(alone.connection()).await?;
            }
        }
        Db::Postgres(pool) => {
            let tables: Vec<String> = sqlx::query_scalar(
                "SELECT CAST(table_name AS TEXT) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'",
            )
            .fetch_all(pool)
            .await?;
            for table in tables {
                let set = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {table}"
                );
                sqlx::query(AssertSqlSafe(set)).execute(pool).await?;
            }
            sqlx::query("ANALYZE").execute(pool).await?;
        }
    }
    Ok(())
}

/// Takes out everything but reference data, the register and the house. Call it between [`begin`] and [`end`].
pub async fn wipe(store: &Store) -> Result<(), StoreError> {
    match store.db() {
        Db::Sqlite { writer, .. } => {
            let mut alone = writer.alone().await?;
            let mut tx = alone.connection().begin().await?;
            // Without its triggers a table is emptied at once instead of row by row.
            let triggers: Vec<(String, String)> =
                sqlx::query_as("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                    .fetch_all(&mut *tx)
                    .await?;
            for (name, _) in &triggers {
                sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {name}")))
                    .execute(&mut *tx)
                    .await?;
            }
            tx.execute("INSERT INTO client_name_trigram (client_name_trigram) VALUES ('delete-all')")
                .await?;
            for table in TABLES {
                sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}")))
                    .execute(&mut *tx)
                    .await?;
            }
            for (_, sql) in triggers {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
        Db::Postgres(pool) => {
            let all = format!("TRUNCATE {} RESTART IDENTITY", TABLES.join(", "));
            sqlx::query(AssertSqlSafe(all)).execute(pool).await?;
        }
    }
    // People have their name on versions of the policy: those went, and the first one is there again.
    crate::policy::plant(store).await
}
