//! Brings a database to the schema of this program and plants the reference data.

use crate::engine::Db;
use crate::{Store, StoreError, house, policy, reference};
use sqlx::migrate::{MigrateError, Migrator};
use std::path::Path;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

impl Store {
    /// Applies what is missing; one program at a time. Doing it again changes nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self.db() {
            Db::Sqlite { writer, .. } => {
                // sqlx's own lock does nothing on SQLite; this one goes away with the process.
                let _lock = match self.file() {
                    Some(file) => Some(lock_beside(file).await?),
                    None => None,
                };
                let mut alone = writer.alone().await?;
                SQLITE
                    .run_direct(None, alone.connection(), false)
                    .await
                    .map_err(|error| explained(error, &SQLITE))?;
                drop(alone);
                self.plant().await
            }
            Db::Postgres(pool) => {
                POSTGRES
                    .run(pool)
                    .await
                    .map_err(|error| explained(error, &POSTGRES))?;
                self.plant().await
            }
        }
    }

    async fn plant(&self) -> Result<(), StoreError> {
        house::make_salt(self).await?;
        let begun = crate::trend::catch_up(self).await?;
        crate::trend::conduct(self, !begun).await?;
        crate::trend::again(self, !begun).await?;
        reference::seed(self).await?;
        crate::trend::catch_up_work(self).await?;
        policy::plant(self).await
    }

    /// The newest migration this program knows.
    pub fn newest_migration() -> i64 {
        newest(&SQLITE)
    }
}

fn newest(migrator: &Migrator) -> i64 {
    migrator
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

fn explained(error: MigrateError, migrator: &Migrator) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) if found > newest(migrator) => StoreError::NewerSchema {
            found,
            known: newest(migrator),
        },
        MigrateError::Execute(cause) => StoreError::Unavailable(cause),
        other => StoreError::Migration(other),
    }
}

/// An exclusive lock on `<file>.lock`, waited for.
async fn lock_beside(file: &Path) -> Result<std::fs::File, StoreError> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let waiting = tokio::task::spawn_blocking(move || {
        let lock = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(name)?;
        lock.lock()?;
        Ok(lock)
    });
    waiting
        .await
        .map_err(|_| StoreError::NotCommitted("the program is stopping".to_owned()))?
}
