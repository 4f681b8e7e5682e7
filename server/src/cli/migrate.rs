//! `vigie migrate`: the database up to date, apart from serving.

use super::open_migrated;
use crate::config::Settings;
use anyhow::Result;
use std::process::ExitCode;
use store::Store;

/// Migrates and says how far.
pub async fn run(settings: &Settings) -> Result<ExitCode> {
    let store = open_migrated(settings).await?;
    println!(
        "the database is up to date (migration {})",
        Store::newest_migration()
    );
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
