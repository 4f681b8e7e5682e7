//! What can go wrong below the pages; absence is not among it (lookups give `Option`).

/// Why a store function gave no answer. The texts are for the log, never for a page.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Someone else changed the row since it was read: no row had the revision that was seen.
    #[error("the row has changed since it was read")]
    Conflict,
    /// The same thing stands in the database already.
    #[error("the row exists already")]
    Duplicate,
    /// The database cannot be reached, or refuses the statement.
    #[error("the database gave no answer: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The transaction was not made durable; nothing of it remains.
    #[error("the round of writes was not committed: {0}")]
    NotCommitted(String),
    /// A stored value that this program never writes.
    #[error("unexpected value in the database: {0}")]
    Corrupt(&'static str),
    /// The address of the database is neither `sqlite://` nor `postgres://`.
    #[error("not an address of a database: {0}")]
    BadAddress(String),
    /// The database was migrated by a newer program.
    #[error("the database has migration {found}, this program knows migrations up to {known}")]
    NewerSchema { found: i64, known: i64 },
    /// The migrations cannot be applied.
    #[error("the migrations failed: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The database file, its folder or its lock file cannot be opened.
    #[error("the file cannot be opened: {0}")]
    File(#[from] std::io::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) if cause.is_unique_violation() => {
                // Which rule, never which row: SQLite names columns, PostgreSQL the constraint.
                tracing::debug!(
                    rule = cause.constraint().unwrap_or(cause.message()),
                    "the row exists already"
                );
                Self::Duplicate
            }
            _ => Self::Unavailable(error),
        }
    }
}

/// Reads a stored word of a closed list.
pub(crate) fn word<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(column))
}

/// Turns a guarded `UPDATE … WHERE revision = $n` that touched no row into a conflict.
pub(crate) fn touched(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        Err(StoreError::Conflict)
    } else {
        Ok(())
    }
}
