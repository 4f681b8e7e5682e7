//! A migrated template for each engine, made once; each test works in a copy of it.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::cell::RefCell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;

const NO_POSTGRES: &str = "VIGIE_TEST_POSTGRES is not set: run `cargo xtask test`, which starts a throw-away PostgreSQL, \
    or `cargo xtask postgres` and set the address that it prints";

/// Runs a test in a fresh, migrated SQLite file.
pub fn on_sqlite(test: impl AsyncFnOnce(Store)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vigie.db");
    std::fs::copy(sqlite_template(), &file).unwrap();
    run(&format!("sqlite://{}", file.display()), test);
}

/// Runs a test in a fresh, migrated PostgreSQL database.
pub fn on_postgres(test: impl AsyncFnOnce(Store)) {
    let fresh = Fresh::from_template();
    run(&fresh.url, test);
}

thread_local! {
    /// The database of the test that runs on this thread.
    static ADDRESS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Another server on the database of this test: a store of its own, with its own connections and caches.
pub async fn second_server() -> Store {
    let url = ADDRESS.with_borrow(String::clone);
    Store::open(&url).await.unwrap()
}

fn run(url: &str, test: impl AsyncFnOnce(Store)) {
    ADDRESS.set(url.to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = Store::open(url).await.unwrap();
        test(store.clone()).await;
        store.close().await;
    });
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("template.db");
            let url = format!("sqlite://{}", file.display());
            run(&url, async |store| store.migrate().await.unwrap());
            in_runtime(plant_statistics(&url));
            (folder, file)
        })
        .1
}

/// Tells SQLite's planner the sizes of a grown house, so that an empty database is read as a full one would be.
async fn plant_statistics(url: &str) {
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    sqlx::raw_sql("ANALYZE; DELETE FROM sqlite_stat1")
        .execute(&mut connection)
        .await
        .unwrap();
    for [table, index, rows] in statistics() {
        sqlx::query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)")
            .bind(table)
            .bind(Some(index).filter(|index| *index != "-"))
            .bind(rows)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// Table, index (or `-`) and `sqlite_stat1`'s numbers of each line of `statistics.txt`.
pub fn statistics() -> impl Iterator<Item = [&'static str; 3]> {
    let lines = include_str!("statistics.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('|').collect::<Vec<_>>().try_into().unwrap())
}

/// A PostgreSQL database of its own, dropped with this value.
pub struct Fresh {
    pub url: String,
    name: String,
}

impl Fresh {
    /// A copy of the migrated template.
    pub fn from_template() -> Self {
        let template = postgres_template();
        Self::create(&format!("TEMPLATE {template}"))
    }

    /// A database without a table.
    pub fn empty() -> Self {
        Self::create("")
    }

    fn create(options: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "vigie_test_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        administer(&format!("CREATE DATABASE {name} {options}"));
        Self {
            url: with_database(&server(), &name),
            name,
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // After a failed test its connections may still be open.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| administer(&drop)))
            && !std::thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

/// The address of the server that tests may fill.
fn server() -> String {
    std::env::var_os("VIGIE_TEST_POSTGRES")
        .expect(NO_POSTGRES)
        .into_string()
        .unwrap()
}

/// The same address with another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let (address, _) = address.rsplit_once('/').unwrap();
    format!("{address}/{name}?{options}")
}

/// The name of the migrated template. It depends on the migrations, so that the next run finds it again.
fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("vigie_template_{}", &hash_of_schema()[..16]);
        in_runtime(async {
            let mut server = PgConnection::connect(&server()).await.unwrap();
            // Two test binaries at once: one makes the template, the other waits for it.
            sqlx::query("SELECT pg_advisory_lock(7160)")
                .execute(&mut server)
                .await
                .unwrap();
            let ready: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate)",
            )
            .bind(&name)
            .fetch_one(&mut server)
            .await
            .unwrap();
            if !ready {
                make_template(&mut server, &name).await;
            }
            server.close().await.unwrap();
        });
        name
    })
}

async fn make_template(connection: &mut PgConnection, name: &str) {
    execute(connection, &format!("DROP DATABASE IF EXISTS {name}")).await;
    execute(connection, &format!("CREATE DATABASE {name}")).await;
    let store = Store::open(&with_database(&server(), name)).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    execute(
        connection,
        &format!("ALTER DATABASE {name} WITH is_template true"),
    )
    .await;
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}

fn administer(sql: &str) {
    in_runtime(async {
        let mut server = PgConnection::connect(&server()).await.unwrap();
        execute(&mut server, sql).await;
        server.close().await.unwrap();
    });
}

/// A thread of its own: a test may already be inside a runtime.
fn in_runtime<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let done = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(work)
        });
        done.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn hash_of_schema() -> String {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["../migrations/postgres", "reference", "src/reference", "src"] {
        // Of the program itself, only what plants data.
        let entries = std::fs::read_dir(house.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        files
            .extend(entries.filter(|path| {
                folder != "src" || path.ends_with("house.rs") || path.ends_with("migrate.rs")
            }));
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(file).unwrap());
    }
    store::house::hex(&hash.finalize())
}
