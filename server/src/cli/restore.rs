//! `vigie restore`: a backup in the place of the database, which is kept beside it.

use super::serve::running_mark;
use crate::config::Settings;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Store, backup};

#[derive(clap::Args)]
pub struct Args {
    /// The backup, as `vigie backup` wrote it
    file: PathBuf,
}

/// Checks the backup, then moves the present database aside and puts the copy in its place.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let Some(database) = settings.database_file() else {
        bail!(
            "this is a PostgreSQL database: restore it with `pg_restore --clean --dbname=NAME {}`",
            args.file.display()
        );
    };
    check(&args.file).await?;
    if let Some(folder) = database.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let mark = running_mark(&database);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&mark);
    let lock = lock.with_context(|| {
        format!(
            "cannot write {}; see that this user may write there",
            mark.display()
        )
    })?;
    if lock.try_lock().is_err() {
        bail!(
            "a server runs on {}: stop it first, then restore",
            database.display()
        );
    }
    let new = beside(&database, ".restoring");
    fs::copy(&args.file, &new).with_context(|| format!("cannot write {}; is there room?", new.display()))?;
    OpenOptions::new().write(true).open(&new)?.sync_all()?;
    let aside = set_aside(&database, settings)?;
    fs::rename(&new, &database).with_context(|| format!("cannot write {}", database.display()))?;
    println!("{} now holds {}", database.display(), args.file.display());
    if let Some(aside) = aside {
        println!("what was there before is kept as {}", aside.display());
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(file: &Path) -> Result<()> {
    if !file.exists() {
        bail!("there is no file {}", file.display());
    }
    match backup::inspect(file).await? {
        backup::Found::Vigie { migration } if migration > Store::newest_migration() => {
            bail!(
                "{} was made by a newer vigie (migration {migration}, this one knows {}): install that one first",
                file.display(),
                Store::newest_migration()
            )
        }
        backup::Found::Vigie { .. } => Ok(()),
        backup::Found::Damaged => bail!(
            "{} is damaged: nothing was changed; take another backup",
            file.display()
        ),
        backup::Found::NotVigie => bail!(
            "{} is not a database of vigie: nothing was changed",
            file.display()
        ),
    }
}

/// Moves the database and its log away under a name with the time.
fn set_aside(database: &Path, settings: &Settings) -> Result<Option<PathBuf>> {
    if !database.exists() {
        return Ok(None);
    }
    let suffix = settings.clock.now().format(".before-%Y%m%dT%H%M%SZ").to_string();
    let aside = beside(database, &suffix);
    for log in ["-wal", "-shm"] {
        let from = beside(database, log);
        if from.exists() {
            fs::rename(from, beside(&aside, log))?;
        }
    }
    fs::rename(database, &aside).with_context(|| format!("cannot move {}", database.display()))?;
    Ok(Some(aside))
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
