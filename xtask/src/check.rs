//! `cargo xtask check`: what one runs before each commit.

use crate::step::{FEATURES, cargo, run, timed};
use crate::wasm;
use anyhow::Result;

/// Format, lints, and the unit tests that need no database.
pub fn check() -> Result<()> {
    format()?;
    lint()?;
    timed("unit tests", || {
        run(cargo().args([
            "test",
            "--quiet",
            "--package",
            "domain",
            "--package",
            "app",
            "--package",
            "xtask",
        ]))
    })
}

/// Every file is formatted as `rustfmt.toml` says.
pub fn format() -> Result<()> {
    timed("format", || run(cargo().args(["fmt", "--all", "--check"])))
}

/// Clippy on everything, for this machine and for the browser; a warning is an error.
pub fn lint() -> Result<()> {
    timed("lints", || {
        run(cargo()
            .args(["clippy", "--quiet", "--workspace", "--all-targets"])
            .args(FEATURES)
            .args(["--", "-D", "warnings"]))
    })
}

/// Clippy on the islands as the browser gets them.
pub fn lint_islands() -> Result<()> {
    timed("lints of the islands", || {
        let folder = crate::step::target().join("wasm");
        run(wasm::islands("clippy")?
            .arg("--quiet")
            .arg("--target-dir")
            .arg(folder)
            .args(["--", "-D", "warnings"]))
    })
}
