//! `vigie audit verify`: is the log whole?

use super::open_existing;
use crate::config::Settings;
use anyhow::Result;
use clap::Subcommand;
use std::process::ExitCode;
use store::audit;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Walk the chain, make each hash again, and name entries older than a minute that nobody sealed
    Verify,
}

/// 0 where the log is whole, 1 where it is not.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let Command::Verify = args.command;
    let store = open_existing(settings).await?;
    let report = audit::verify(&store, settings.clock.now()).await?;
    println!("{} entries follow from one another", report.sealed);
    if let Some((sequence, entry)) = report.broken_at {
        println!("BROKEN at seal {sequence}: entry {entry} or its seal was changed or removed afterwards");
    }
    for entry in &report.unsealed_older_than_minute {
        println!("NOT SEALED for more than a minute: entry {entry} (is a server running?)");
    }
    store.close().await;
    Ok(if report.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
