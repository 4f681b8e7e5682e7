//! `cargo xtask test`: everything, on a machine that has only Rust.

use crate::postgres::Postgres;
use crate::step::{FEATURES, cargo, root, run, say, timed};
use crate::{assets, check, packages, step};
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// Runs every step, also after one that failed, so that one run tells all there is to mend. The browser comes
/// last, so that the last lines are its runner's: what failed before is said before it. Whether all went well.
pub fn test() -> Result<bool> {
    let begin = Instant::now();
    packages::for_tests()?;
    let mut failed = Failed::default();
    failed.note("format", check::format());
    failed.note("lints", check::lint());
    failed.note("islands for the browser", assets::build());
    failed.note("lints of the islands", check::lint_islands());
    if failed.note("build", timed("build of the program and all tests", compile)) {
        let postgres = timed("PostgreSQL", Postgres::start)?;
        failed.note("Rust tests", timed("Rust tests", || rust(&postgres)));
        drop(postgres);
        failed.note("browser set-up", timed("browser set-up", browser_packages));
        failed.report(begin);
        // Its own last lines say how it went.
        return Ok(browser()? && failed.0.is_empty());
    }
    failed.report(begin);
    Ok(false)
}

/// The steps that failed, and the time each took.
#[derive(Default)]
struct Failed(Vec<&'static str>);

impl Failed {
    /// Keeps what failed; whether it went well.
    fn note(&mut self, step: &'static str, done: Result<()>) -> bool {
        if let Err(error) = &done {
            say(&format!("{step}: {error:#}"));
            self.0.push(step);
        }
        done.is_ok()
    }

    fn report(&self, begin: Instant) {
        say(&format!("== so far {}", step::seconds(begin.elapsed())));
        if !self.0.is_empty() {
            say(&format!("== FAILED so far: {}", self.0.join(", ")));
        }
    }
}

/// Compiles the program and all tests with one set of features, so that each dependency is compiled once.
fn compile() -> Result<()> {
    run(cargo()
        .args(["build", "--quiet", "--workspace", "--bins", "--tests"])
        .args(FEATURES))
}

/// Unit, store and site tests. `compile` has built the program that the site tests drive.
fn rust(postgres: &Postgres) -> Result<()> {
    run(cargo()
        .args(["test", "--quiet", "--workspace", "--no-fail-fast"])
        .args(FEATURES)
        .env("VIGIE_TEST_POSTGRES", postgres.url())
        .env("VIGIE_TEST_PROGRAM", program()))
}

/// The program the tests drive.
pub fn program() -> PathBuf {
    step::target().join("debug/vigie")
}

fn browser_folder() -> PathBuf {
    root().join("tests/browser")
}

/// The packages of the lock file, unless they are there already.
fn browser_packages() -> Result<()> {
    let folder = browser_folder();
    let stamp = folder.join("node_modules/.package-lock.json");
    let newer = |file: &str| {
        let there = std::fs::metadata(folder.join(file)).and_then(|data| data.modified());
        let done = std::fs::metadata(&stamp).and_then(|data| data.modified());
        there.is_ok_and(|there| done.is_ok_and(|done| done >= there))
    };
    if newer("package-lock.json") && newer("package.json") {
        return Ok(());
    }
    // The browser is Debian's: nothing here may download one.
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(folder))
}

/// The journeys in Chromium; whether all went well.
fn browser() -> Result<bool> {
    let folder = browser_folder();
    let mut journeys: Vec<PathBuf> = std::fs::read_dir(folder.join("journeys"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    journeys.sort();
    if journeys.is_empty() {
        bail!("no journeys in {}", folder.display());
    }
    let status = Command::new("node")
        .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        .args(journeys)
        .env("VIGIE_TEST_PROGRAM", program())
        .current_dir(folder)
        .status()
        .context("cannot start node")?;
    Ok(status.success())
}
