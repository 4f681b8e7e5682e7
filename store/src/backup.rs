//! A whole copy of an SQLite database in one file, and the look at one before it is put in place.

use crate::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A whole database of Vigie, with its newest migration.
    Vigie { migration: i64 },
    /// A database that is damaged.
    Damaged,
    /// Something else.
    NotVigie,
}

/// Writes a compact copy of the database, as it is at this moment, to a file that must not exist; the server goes on.
pub async fn write(database: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
    let to = to.to_str().ok_or(StoreError::Corrupt("the path of the backup"))?;
    sqlx::query("VACUUM INTO $1")
        .bind(to)
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

/// Reads a file through and says what it is; never changes it.
pub async fn inspect(file: &Path) -> Result<Found, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true);
    let Ok(mut connection) = options.connect().await else {
        return Ok(Found::NotVigie);
    };
    let found = look(&mut connection).await;
    connection.close().await?;
    Ok(found)
}

async fn look(connection: &mut SqliteConnection) -> Found {
    let tables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('house', 'audit_seal', 'client', '_sqlx_migrations')";
    let ours: Result<i64, _> = sqlx::query_scalar(tables).fetch_one(&mut *connection).await;
    if !matches!(ours, Ok(4)) {
        return Found::NotVigie;
    }
    let whole: Result<String, _> = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *connection)
        .await;
    if whole.is_ok_and(|answer| answer != "ok") {
        return Found::Damaged;
    }
    let newest: Result<Option<i64>, _> = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await;
    match newest {
        Ok(Some(migration)) => Found::Vigie { migration },
        Ok(None) => Found::NotVigie,
        Err(_) => Found::Damaged,
    }
}
