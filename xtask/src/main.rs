//! Builds, runs and tests the house: `cargo xtask run`, `cargo xtask test`.
//!
//! It imports none of the crates it builds. What it needs beyond Rust itself it takes from crates.io
//! (as libraries) or from Debian's packages (browser, Node, PostgreSQL: for tests only).
//!
//! - [`wasm`] compiles the islands for the browser and binds them
//! - [`style`] bundles the style sheets
//! - [`assets`] names all of it by content, compresses it and writes the manifest the server embeds
//! - [`run`], [`check`], [`test`], [`bench`] are what people type
//! - [`postgres`] starts a throw-away database server
//! - [`packages`] makes sure of programs that are not Rust's
//! - [`step`] runs a command and says how long it took

use std::process::ExitCode;

mod assets;
mod bench;
mod check;
mod packages;
mod postgres;
mod run;
mod step;
mod style;
mod test;
mod wasm;

const USAGE: &str = "\
cargo xtask <command>

  run [--release] [-- arguments of `vigie serve`]
                     build everything, create data/vigie.db with demo data if there is none, serve
  build [--release]  build everything; the program is target/debug/vigie or target/release/vigie
  check              the quick one: format, lints, unit tests
  test               everything: format, lints, unit, both databases, over HTTP, in the browser
                     (installs missing Debian packages when it may)
  bench [--size SIZE] [--seconds N] [--rest N] [--only WORD] [--postgres]
                     the load benchmark, each figure beside its baseline of the same run
  assets             only what the browser gets: target/site
  postgres           start a throw-away PostgreSQL and print its address; stops with Ctrl-C
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["build"] => run::build(false).map(drop),
        ["build", "--release"] => run::build(true).map(drop),
        ["assets"] => assets::build(),
        ["check"] => check::check(),
        ["test"] => match test::test() {
            Ok(true) => Ok(()),
            // The runners have said what failed: their lines are the last.
            Ok(false) => return ExitCode::FAILURE,
            Err(error) => Err(error),
        },
        ["bench", rest @ ..] => bench::bench(rest),
        ["postgres"] => postgres::serve(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("xtask does not know `{}`.\n\n{USAGE}", words.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
