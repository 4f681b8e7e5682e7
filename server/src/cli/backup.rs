//! `vigie backup`: the database in one file, while the server goes on.

use crate::config::Settings;
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;
use store::backup;

#[derive(clap::Args)]
pub struct Args {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

/// Copies, then reads the copy through.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let Some(database) = settings.database_file() else {
        bail!(
            "this is a PostgreSQL database: back it up with `pg_dump --format=custom --file={} NAME`",
            args.file.display()
        );
    };
    if !database.exists() {
        bail!(
            "there is no database at {}: set VIGIE_DATABASE_URL",
            database.display()
        );
    }
    if args.file.exists() {
        bail!(
            "{} exists already: choose another name, a backup never overwrites",
            args.file.display()
        );
    }
    backup::write(&database, &args.file).await.with_context(|| {
        format!(
            "cannot write {}; see that its folder exists, has room and may be written to",
            args.file.display()
        )
    })?;
    match backup::inspect(&args.file).await? {
        backup::Found::Vigie { migration } => {
            let bytes = std::fs::metadata(&args.file)?.len();
            println!(
                "{}: {} MB, migration {migration}, read through and whole",
                args.file.display(),
                bytes.div_ceil(1_000_000)
            );
            Ok(ExitCode::SUCCESS)
        }
        backup::Found::Damaged | backup::Found::NotVigie => {
            bail!(
                "{} was written but is not whole: do not rely on it; run `vigie doctor`",
                args.file.display()
            )
        }
    }
}
