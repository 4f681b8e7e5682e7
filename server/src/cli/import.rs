//! `vigie import`: real input, the register and the contracts.

use super::open_migrated;
use crate::config::Settings;
use crate::import::{Report, Stopped, contracts, kbo, sentence};
use anyhow::{Result, anyhow};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::Lang;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::Store;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Fill the register from the open data of the KBO, a full extract or an update
    Kbo {
        /// A folder or a zip
        source: PathBuf,
        /// The folder where refused lines go, with line, column and reason [default: SOURCE with .rejected]
        #[arg(long, value_name = "FOLDER")]
        rejected: Option<PathBuf>,
        /// Language of the report: fr, nl, en or de
        #[arg(long, default_value = "fr")]
        lang: Lang,
    },
    /// Read contracts from a CSV file into the ledger
    Contracts {
        /// The file, cells parted by semicolons
        file: PathBuf,
        /// The day on which unpaid contracts are judged, YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// Where refused lines go, to mend and import again [default: FILE with .rejected.csv]
        #[arg(long, value_name = "FILE")]
        rejected: Option<PathBuf>,
        /// Language of the report: fr, nl, en or de
        #[arg(long, default_value = "fr")]
        lang: Lang,
    },
}

/// Imports; the same file twice changes nothing. Ends with 1 where lines were refused.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let store = open_migrated(settings).await?;
    let checkpoints = tokio::spawn(checkpoint_every_second(store.clone()));
    let now = settings.clock.now();
    let (lang, done) = match args.command {
        Command::Kbo {
            source,
            rejected,
            lang,
        } => {
            let job = kbo::Job {
                rejected: rejected.unwrap_or_else(|| source.with_extension("rejected")),
                source,
                now,
                by: None,
                lang,
            };
            let done = kbo::run(&store, &job).await;
            (lang, done.map(|(tally, report)| (tally.rejected, report)))
        }
        Command::Contracts {
            file,
            as_of,
            rejected,
            lang,
        } => {
            let job = contracts::Job {
                rejected: rejected.unwrap_or_else(|| beside(&file)),
                file,
                today: as_of.unwrap_or_else(|| settings.clock.today()),
                now,
                by: None,
                lang,
            };
            let done = contracts::run(&store, &job).await;
            (lang, done.map(|(tally, report)| (tally.rejected, report)))
        }
    };
    checkpoints.abort();
    store.close().await;
    ended(lang, done)
}

/// Beside the writing, so that no commit of a long import has to do it, and nobody waits for one.
async fn checkpoint_every_second(store: Store) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Err(error) = store.checkpoint().await {
            tracing::warn!("checkpoint: {error}");
        }
    }
}

fn ended(lang: Lang, done: Result<(u64, Report), Stopped>) -> Result<ExitCode> {
    let (rejected, report) = done.map_err(|stopped| anyhow!(sentence(lang, &stopped)))?;
    print!("{}", report.print(lang));
    Ok(if rejected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// `contracts.csv` → `contracts.rejected.csv`.
fn beside(file: &Path) -> PathBuf {
    file.with_extension("rejected.csv")
}
