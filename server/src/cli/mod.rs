//! The commands, one file each.

pub mod aggregates;
pub mod audit;
pub mod backup;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod import;
pub mod migrate;
pub mod restore;
pub mod serve;
pub mod user;

use crate::config::{Flags, Settings};
use crate::telemetry;
use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use store::{Store, StoreError};

/// The lookout of a cooperative: what it knows of its clients, said in time.
#[derive(Parser)]
#[command(name = "vigie", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    /// The log as JSON lines instead of text (RUST_LOG chooses what is logged)
    #[arg(long, global = true, env = "VIGIE_LOG_JSON")]
    log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages, after bringing the database up to date
    Serve,
    /// Bring the database up to date and end
    Migrate,
    /// Fill an empty database with synthetic data
    Demo(demo::Args),
    /// Read the register or contracts from files
    Import(import::Args),
    /// Write what is kept into files for other programs
    Export(export::Args),
    /// Add people, change their role or password, close their account
    User(user::Args),
    /// The hash-chained log
    Audit(audit::Args),
    /// The counts behind the trends
    Aggregates(aggregates::Args),
    /// Copy the SQLite database into one file, while the server runs
    Backup(backup::Args),
    /// Put a backup in the place of the SQLite database
    Restore(restore::Args),
    /// Say what is wrong with this installation and how to mend it
    Doctor,
    /// List every route with the right it needs, separated by tabs
    Routes,
}

/// Reads the command line and does what it asks.
pub async fn run() -> Result<ExitCode> {
    let cli = Cli::parse();
    telemetry::start(cli.log_json);
    if let Command::Routes = cli.command {
        print!("{}", crate::routes::table());
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Doctor = cli.command {
        return Ok(doctor::run(&cli.flags).await);
    }
    let settings = Settings::read(&cli.flags)?;
    match cli.command {
        Command::Serve => serve::run(settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Demo(args) => demo::run(&settings, args).await,
        Command::Import(args) => import::run(&settings, args).await,
        Command::Export(args) => export::run(&settings, args).await,
        Command::User(args) => user::run(&settings, args).await,
        Command::Audit(args) => audit::run(&settings, args).await,
        Command::Aggregates(args) => aggregates::run(&settings, args).await,
        Command::Backup(args) => backup::run(&settings, args).await,
        Command::Restore(args) => restore::run(&settings, args).await,
        Command::Doctor | Command::Routes => Ok(ExitCode::SUCCESS),
    }
}

/// Opens the database as it is.
pub async fn open(settings: &Settings) -> Result<Store> {
    Store::open(&settings.database_url)
        .await
        .map_err(explained)
        .with_context(|| place(settings))
}

/// Opens the database and brings it up to date.
pub async fn open_migrated(settings: &Settings) -> Result<Store> {
    let store = open(settings).await?;
    store
        .migrate()
        .await
        .map_err(explained)
        .with_context(|| place(settings))?;
    Ok(store)
}

/// Opens a database that must be there already, for commands that only read.
pub async fn open_existing(settings: &Settings) -> Result<Store> {
    if let Some(file) = settings.database_file()
        && !file.exists()
    {
        bail!(
            "{}: there is no such file; `vigie serve` or `vigie migrate` makes it",
            place(settings)
        );
    }
    open_migrated(settings).await
}

/// Which database, without the password that its address may hold.
fn place(settings: &Settings) -> String {
    match settings.database_file() {
        Some(file) => format!("database {}", file.display()),
        None => "the PostgreSQL database".to_owned(),
    }
}

/// What is wrong and how to mend it.
fn explained(error: StoreError) -> anyhow::Error {
    let how = match &error {
        StoreError::NewerSchema { .. } => "install the newer vigie, or restore a backup made with this one",
        StoreError::BadAddress(_) => "write sqlite://PATH or postgres://USER@HOST/NAME in VIGIE_DATABASE_URL",
        StoreError::File(_) => "see that its folder exists and that this user may write in it",
        StoreError::Migration(_) => {
            "the database is not one of vigie, or its migrations were changed: restore a backup"
        }
        StoreError::Unavailable(_) | StoreError::NotCommitted(_) => {
            "see that VIGIE_DATABASE_URL is right, that the file or server can be reached and that this user may write"
        }
        StoreError::Conflict | StoreError::Duplicate | StoreError::Corrupt(_) => "run `vigie doctor`",
    };
    anyhow::anyhow!("{error}; {how}")
}
