//! Running other programs: one line before, the time after, a clear error when one fails.

use anyhow::{Context as _, Result, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo puts what it builds for this machine.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The one set of features that is built, linted and tested: the program as it is released, with its documents.
pub const FEATURES: [&str; 2] = ["--features", "server/pdf"];

/// The cargo that started us, in the root of the repository.
///
/// The variables that cargo sets for the program it runs are taken away: build scripts watch some of them,
/// and would run again each time one starts cargo by hand between two `cargo xtask`.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs a command whose output the reader sees; an error when it does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command quietly and returns what it printed; its error output is part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !output.status.success() {
        bail!(
            "{} failed: {}",
            shown(command),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command as one would type it, without the folders of the program.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Says what begins, does it, and says how long it took.
pub fn timed<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&format!("== {title}"));
    let begin = Instant::now();
    let done = work();
    let outcome = if done.is_ok() { "done" } else { "FAILED" };
    say(&format!("== {title}: {outcome} in {}", seconds(begin.elapsed())));
    done
}

/// One line to the reader, at once.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody reads when the pipe is closed: then there is nobody to tell either.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A duration in whole seconds, or in minutes and seconds from two minutes on.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..120 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short_words() {
        assert_eq!(seconds(Duration::from_millis(1_540)), "1.5 s");
        assert_eq!(seconds(Duration::from_secs(61)), "61 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 5 s");
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error = output(Command::new("sh").args(["-c", "echo no luck >&2; exit 3"]));
        let text = error.expect_err("exit code 3").to_string();
        assert!(text.contains("sh -c") && text.contains("no luck"), "{text}");
    }
}
