//! The two drivers, and the macros that run one SQL text on either.

use crate::reference::Cache;
use crate::write::{Batches, Pace, SqliteWriter, Tx};
use crate::{StoreError, read};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Connections that read SQLite. Each has its own page cache, so they are few.
const READERS: u32 = 4;
/// Page cache of a SQLite connection, in KiB (negative: SQLite's notation for a size instead of pages).
const CACHE_KIB: &str = "-2000";
/// Prepared statements that a connection to SQLite keeps: each takes memory of its own.
const STATEMENTS: usize = 100;
/// How long a connection waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Connections to PostgreSQL of one server.
const PG_CONNECTIONS: u32 = 16;
/// How long a request waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(10);

/// Which database the cooperative runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The connections behind a [`Store`]; only the macros look inside.
#[doc(hidden)]
#[derive(Clone)]
pub enum Db {
    Sqlite {
        readers: SqlitePool,
        writer: SqliteWriter,
    },
    Postgres(PgPool),
}

/// The database of the house. Cloning is cheap and shares the connections.
#[derive(Clone)]
pub struct Store {
    db: Db,
    /// Where SQLite's file is.
    file: Option<PathBuf>,
    /// Reference data that was read once.
    catalogue: Cache,
}

impl Store {
    /// Opens `sqlite://path` (created where absent, with its folder) or `postgres://…`. Does not migrate.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            // The address may hold a password: only its scheme is told.
            Err(StoreError::BadAddress(
                url.split(':').next().unwrap_or_default().to_owned(),
            ))
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| StoreError::BadAddress("sqlite".to_owned()))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .pragma("cache_size", CACHE_KIB)
            .pragma("temp_store", "memory")
            .statement_cache_capacity(STATEMENTS);
        let file = options.get_filename().to_owned();
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // The writer comes first: it creates the file that the readers open.
        let writer = SqliteWriter::open(&options).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(READERS)
            .acquire_timeout(ACQUIRE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self {
            db: Db::Sqlite { readers, writer },
            file: Some(file),
            catalogue: Cache::default(),
        })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError::BadAddress("postgres".to_owned()))?
            .application_name("vigie")
            .statement_cache_capacity(200);
        let pool = PgPoolOptions::new()
            .max_connections(PG_CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        Ok(Self {
            db: Db::Postgres(pool),
            file: None,
            catalogue: Cache::default(),
        })
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        match &self.db {
            Db::Sqlite { .. } => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_deref()
    }

    pub(crate) fn catalogue_cache(&self) -> &Cache {
        &self.catalogue
    }

    #[doc(hidden)]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Opens a unit of work. Dropped without [`Tx::commit`] it leaves no trace.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        match &self.db {
            Db::Sqlite { writer, .. } => writer.begin().await,
            Db::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    /// A long piece of work in many transactions.
    pub fn write_batch(&self, pace: Pace) -> Batches {
        Batches::new(self.clone(), pace)
    }

    /// Asks the database for one number: whether it answers at all.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let _: i64 = read!(self, |pool| sqlx::query_scalar("SELECT CAST(1 AS BIGINT)")
            .fetch_one(pool)
            .await)?;
        Ok(())
    }

    /// Copies committed pages from SQLite's log into its file, beside the writer, so that no commit has to wait for it.
    /// The server calls it every second; on PostgreSQL there is nothing to do.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        if let Db::Sqlite { writer, .. } = &self.db {
            writer.checkpoint().await?;
        }
        Ok(())
    }

    /// Ends all connections, after what is under way.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs the same reading expression on either database; `$pool` is the driver's own pool.
#[macro_export]
macro_rules! read {
    ($store:expr, |$pool:ident| $run:expr) => {
        match $store.db() {
            $crate::Db::Sqlite { readers: $pool, .. } => $run,
            $crate::Db::Postgres($pool) => $run,
        }
    };
}

/// Runs the same expression inside a unit of work; `$conn` is `&mut` the driver's own connection.
/// An expression that ends in `.execute(…).await` gives a [`Done`], since each driver has a result of its own.
#[macro_export]
macro_rules! on {
    ($tx:expr, |$conn:ident| $($run:tt)+) => {
        $crate::on_either!([$tx] [$conn] [] $($run)+)
    };
}

/// The two arms of [`on!`]; it looks for the `execute` at the end, one method call at a time.
#[doc(hidden)]
#[macro_export]
macro_rules! on_either {
    ([$tx:expr] [$conn:ident] [$($run:tt)*] . execute ($($on:tt)*) . await) => {
        $crate::on_either!([$tx] [$conn] [$($run)* . execute($($on)*).await.map($crate::Done::from)])
    };
    // The formatter puts a long expression into braces.
    ([$tx:expr] [$conn:ident] [] { $($run:tt)+ }) => {
        $crate::on_either!([$tx] [$conn] [] $($run)+)
    };
    ([$tx:expr] [$conn:ident] [$($run:tt)*] . $call:ident ($($with:tt)*) $($rest:tt)*) => {
        $crate::on_either!([$tx] [$conn] [$($run)* . $call ($($with)*)] $($rest)*)
    };
    ([$tx:expr] [$conn:ident] [$($run:tt)*] $next:tt $($rest:tt)*) => {
        $crate::on_either!([$tx] [$conn] [$($run)* $next] $($rest)*)
    };
    ([$tx:expr] [$conn:ident] [$($run:tt)+]) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => {
                let $conn = tx.connection();
                $($run)+
            }
            $crate::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $($run)+
            }
        }
    };
}

/// What a statement without rows did, whichever database ran it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    rows: u64,
}

impl Done {
    /// Rows inserted, changed or deleted.
    pub const fn rows_affected(self) -> u64 {
        self.rows
    }
}

impl From<sqlx::sqlite::SqliteQueryResult> for Done {
    fn from(done: sqlx::sqlite::SqliteQueryResult) -> Self {
        Self {
            rows: done.rows_affected(),
        }
    }
}

impl From<sqlx::postgres::PgQueryResult> for Done {
    fn from(done: sqlx::postgres::PgQueryResult) -> Self {
        Self {
            rows: done.rows_affected(),
        }
    }
}

/// Inserts many rows with few statements: `insert_many!(tx, 3, "INSERT INTO t (a, b, c) ", rows, |row, b| { b.push_bind(row.a)…; }, " ON CONFLICT DO NOTHING")`.
/// The number is that of the columns: both databases limit the values of one statement.
#[macro_export]
macro_rules! insert_many {
    ($tx:expr, $columns:literal, $insert:expr, $rows:expr, |$row:ident, $b:ident| $bind:expr) => {
        $crate::insert_many!($tx, $columns, $insert, $rows, |$row, $b| $bind, "")
    };
    ($tx:expr, $columns:literal, $insert:expr, $rows:expr, |$row:ident, $b:ident| $bind:expr, $suffix:expr) => {
        $crate::on!($tx, |conn| {
            let mut written = Ok(0);
            for chunk in $rows.chunks(($crate::engine::VALUES / $columns).min(500)) {
                let mut query = sqlx::QueryBuilder::new($insert);
                query.push_values(chunk, |mut $b, $row| {
                    $bind;
                });
                query.push($suffix);
                match query.build().execute(&mut *conn).await {
                    Ok(done) => written = written.map(|n: u64| n + done.rows_affected()),
                    Err(error) => {
                        written = Err($crate::StoreError::from(error));
                        break;
                    }
                }
            }
            written
        })
    };
}

/// Bound values of one statement: SQLite's limit is 32,766, PostgreSQL's 65,535.
#[doc(hidden)]
pub const VALUES: usize = 32_000;
