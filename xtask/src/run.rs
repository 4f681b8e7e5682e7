//! `cargo xtask run`: from a fresh clone to the first page.

use crate::assets;
use crate::step::{FEATURES, cargo, root, run as run_command, say, target, timed};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The address of the database when nothing else is set.
const DATABASE: &str = "sqlite://data/vigie.db";

/// Builds everything; the path of the program.
pub fn build(release: bool) -> Result<PathBuf> {
    assets::build()?;
    timed("the program (the first time this takes minutes)", || {
        let mut build = cargo();
        build.args(["build", "--package", "server", "--bin", "vigie"]);
        build.args(FEATURES);
        if release {
            build.arg("--release");
        }
        run_command(&mut build)
    })?;
    let program = target()
        .join(if release { "release" } else { "debug" })
        .join("vigie");
    say(&format!("built {}", program.display()));
    Ok(program)
}

/// Builds, makes demo data where there is no database yet, and serves until Ctrl-C.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (release, rest) = read(arguments)?;
    say(if release {
        "Step 1 of 3: build (release)"
    } else {
        "Step 1 of 3: build"
    });
    let program = build(release)?;
    say("Step 2 of 3: data");
    data(&program)?;
    say("Step 3 of 3: serve (Ctrl-C stops)");
    run_command(Command::new(program).arg("serve").args(rest).current_dir(root()))
}

/// Whether to build a release, and what is passed on to `vigie serve`.
fn read<'a>(arguments: &'a [&'a str]) -> Result<(bool, &'a [&'a str])> {
    match arguments {
        ["--release", "--", rest @ ..] => Ok((true, rest)),
        ["--release"] => Ok((true, &[])),
        ["--", rest @ ..] => Ok((false, rest)),
        [] => Ok((false, &[])),
        [unknown, ..] => {
            bail!("`cargo xtask run` does not know `{unknown}`; arguments of `vigie serve` come after `--`")
        }
    }
}

/// Demo data in a new database. A database that exists, or an address set by the reader, is left alone.
fn data(program: &Path) -> Result<()> {
    let file = root().join("data/vigie.db");
    if std::env::var_os("VIGIE_DATABASE_URL").is_some() {
        say("VIGIE_DATABASE_URL is set: used as it is");
        return Ok(());
    }
    if file.exists() {
        say(&format!("{} is there: kept", file.display()));
        return Ok(());
    }
    std::fs::create_dir_all(root().join("data"))?;
    let made = timed("synthetic demo data (small)", || {
        let mut demo = Command::new(program);
        demo.args(["demo", "--size", "small"])
            .env("VIGIE_DATABASE_URL", DATABASE)
            .current_dir(root());
        run_command(&mut demo)
    });
    if made.is_err() {
        // Half of the demo data would be taken for a database in use at the next start.
        for name in ["vigie.db", "vigie.db-wal", "vigie.db-shm"] {
            let _ = std::fs::remove_file(root().join("data").join(name));
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_after_two_dashes_go_to_the_server() {
        assert_eq!(
            read(&["--release", "--", "--addr", "x"]).unwrap(),
            (true, ["--addr", "x"].as_slice())
        );
        assert_eq!(read(&[]).unwrap(), (false, [].as_slice()));
        assert!(read(&["--fast"]).is_err());
    }
}
