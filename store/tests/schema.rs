//! The two schemas are one: the same steps, tables, columns and nullability.

use crate::support::{Fresh, on_postgres, on_sqlite, statistics};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{Db, Store, StoreError, house};

fn step_names(engine: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrations")
        .join(engine);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn both_databases_have_the_same_steps() {
    assert_eq!(step_names("sqlite"), step_names("postgres"));
}

type Columns = BTreeMap<(String, String), bool>;

/// Each column with whether it may be absent.
async fn columns(store: &Store) -> Columns {
    let rows: Vec<(String, String, bool)> = match store.db() {
        Db::Sqlite { readers, .. } => {
            let all: Vec<(String, String, bool, bool)> = sqlx::query_as(
                r#"SELECT m.name, c.name, c."notnull" = 0, c.pk > 0
                   FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%trigram%' AND m.name NOT LIKE '_sqlx%'"#,
            )
            .fetch_all(readers)
            .await
            .unwrap();
            // SQLite does not say NOT NULL of a key, which nevertheless never is.
            all.into_iter()
                .map(|(table, column, absent, key)| (table, column, absent && !key))
                .collect()
        }
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT table_name::text, column_name::text, is_nullable = 'YES' FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    rows.into_iter()
        .map(|(table, column, absent)| ((table, column), absent))
        .collect()
}

#[test]
fn both_databases_have_the_same_columns() {
    let (mut sqlite, mut postgres) = (Columns::new(), Columns::new());
    on_sqlite(async |store| sqlite = columns(&store).await);
    on_postgres(async |store| postgres = columns(&store).await);
    assert!(sqlite.len() > 100);
    let differing: Vec<_> = sqlite
        .keys()
        .chain(postgres.keys())
        .filter(|column| sqlite.get(*column) != postgres.get(*column))
        .collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn the_planner_is_told_the_size_of_every_index() {
    on_sqlite(async |store| {
        let Db::Sqlite { readers, .. } = store.db() else {
            return;
        };
        let indexes: Vec<(String, String)> = sqlx::query_as(
            "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT LIKE '%trigram%'
               AND tbl_name NOT IN ('_sqlx_migrations', 'house', 'lease', 'price_factor')",
        )
        .fetch_all(readers)
        .await
        .unwrap();
        let told: BTreeSet<_> = statistics().map(|[table, index, _]| (table, index)).collect();
        let unknown: Vec<_> = indexes
            .iter()
            .filter(|(table, index)| !told.contains(&(table, index)))
            .collect();
        assert!(
            unknown.is_empty(),
            "add to store/tests/support/statistics.txt: {unknown:?}"
        );
        let gone: Vec<_> = told
            .iter()
            .filter(|(table, index)| {
                // A table without rowids is its own index, and has none in the schema.
                *index != "-"
                    && index != table
                    && !indexes
                        .iter()
                        .any(|found| (found.0.as_str(), found.1.as_str()) == (*table, *index))
            })
            .collect();
        assert!(
            gone.is_empty(),
            "take out of store/tests/support/statistics.txt: {gone:?}"
        );
    });
}

both_engines! {
    async fn migrating_again_changes_nothing(store) {
        let salt = house::get(&store, "pseudonym_salt").await.unwrap();
        store.migrate().await.unwrap();
        assert_eq!(house::get(&store, "pseudonym_salt").await.unwrap(), salt);
        assert!(salt.is_some_and(|salt| salt.len() >= 64));
    }

    async fn a_newer_database_is_refused(store) {
        let mut tx = store.write().await.unwrap();
        store::on!(&mut tx, |conn| sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', $1, $2, 0)"
        )
        .bind(true)
        .bind(vec![0u8])
        .execute(&mut *conn)
        .await)
        .unwrap();
        tx.commit().await.unwrap();
        let refused = store.migrate().await;
        assert!(matches!(refused, Err(StoreError::NewerSchema { found: 9999, .. })), "{refused:?}");
    }

    async fn pseudonyms_are_stable_and_differ_by_kind(store) {
        let names = house::Pseudonyms::load(&store).await.unwrap();
        assert_eq!(names.of("person", 7), names.of("person", 7));
        assert_ne!(names.of("person", 7), names.of("member", 7));
        assert_ne!(names.of("person", 7), names.of("person", 8));
    }
}

#[test]
fn two_programs_that_start_at_once_migrate_once() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Fresh::empty();
    for url in [
        format!("sqlite://{}/new/vigie.db", folder.path().display()),
        fresh.url.clone(),
    ] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let (one, two) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
            let (first, second) = tokio::join!(one.migrate(), two.migrate());
            first.unwrap();
            second.unwrap();
            let professions: i64 = store::read!(one, |pool| sqlx::query_scalar(
                "SELECT COUNT(*) FROM pay_reference WHERE unit = 'service'"
            )
            .fetch_one(pool)
            .await)
            .unwrap();
            assert_eq!(professions, 1);
            one.close().await;
            two.close().await;
        });
    }
}

#[test]
fn an_address_of_no_database_is_refused_without_its_password() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let refused = runtime.block_on(async {
        Store::open("mysql://me:secret@host/db")
            .await
            .map(drop)
            .unwrap_err()
    });
    assert!(
        matches!(&refused, StoreError::BadAddress(scheme) if scheme == "mysql"),
        "{refused}"
    );
}
